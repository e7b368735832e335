"""Operations in groups: by tag, by path, or in the document's order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.core.operations.listing import OperationEntry

UNTAGGED: Final = "untagged"
"""The name of the group of operations without a tag."""


@dataclass(frozen=True, slots=True)
class Group:
    """Operations under one heading.

    Attributes:
        name: The tag, or the path segments that a branch of the path tree adds: `/books`, `/{book_id}/pages`.
        operations: Those directly under the heading.
        groups: Groups below; only the path tree has any.
    """

    name: str
    operations: tuple[OperationEntry, ...]
    groups: tuple[Group, ...] = ()


def in_order(operations: Iterable[OperationEntry]) -> tuple[Group, ...]:
    """One group without a name, in the document's order."""
    return (Group("", tuple(operations)),)


def by_tag(operations: Iterable[OperationEntry]) -> tuple[Group, ...]:
    """One group per tag in the order of their first use; an operation with several tags stands in each."""
    groups: dict[str, list[OperationEntry]] = {}
    for operation in operations:
        for tag in dict.fromkeys(operation.tags or (UNTAGGED,)):
            groups.setdefault(tag, []).append(operation)
    return tuple(Group(tag, tuple(found)) for tag, found in groups.items())


def by_path(operations: Iterable[OperationEntry]) -> tuple[Group, ...]:
    """A tree of path segments; segments that lead to one branch only are joined: `/api/v1/books`."""
    root = _Branch("")
    for operation in operations:
        branch = root
        for segment in operation.path.strip("/").split("/"):
            branch = branch.groups.setdefault(segment, _Branch(f"/{segment}"))
        branch.operations.append(operation)
    return tuple(branch.group() for branch in root.groups.values())


class _Branch:
    """A branch of the path tree while it grows."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.operations: list[OperationEntry] = []
        self.groups: dict[str, _Branch] = {}

    def group(self) -> Group:
        """The finished group, joined with its only child where it has nothing else."""
        branch, name = self, self.name
        while len(branch.groups) == 1 and not branch.operations:
            (branch,) = branch.groups.values()
            name += branch.name
        return Group(name, tuple(branch.operations), tuple(below.group() for below in branch.groups.values()))

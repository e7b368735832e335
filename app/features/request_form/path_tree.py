"""Things pinned on field paths, counted for every group above them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from app.core.base.field_path import FieldPath

ItemT = TypeVar("ItemT")


class _Node(Generic[ItemT]):
    __slots__ = ("children", "count", "items")

    def __init__(self) -> None:
        self.items: list[ItemT] = []
        self.children: dict[str, _Node[ItemT]] = {}
        self.count = 0


class PathTree(Generic[ItemT]):
    """Items by path; asking for one group looks at nothing outside it, so thousands of errors cost nothing to hold."""

    def __init__(self, items: Iterable[tuple[FieldPath, ItemT]] = ()) -> None:
        self._roots: dict[str, _Node[ItemT]] = {}
        for path, item in items:
            self._insert(path, item)

    def _insert(self, path: FieldPath, item: ItemT) -> None:
        node = self._roots.setdefault(path.location.value, _Node())
        node.count += 1
        for token in path.tokens:
            node = node.children.setdefault(token, _Node())
            node.count += 1
        node.items.append(item)

    def __bool__(self) -> bool:
        return bool(self._roots)

    def at(self, path: FieldPath) -> tuple[ItemT, ...]:
        """What is pinned exactly here."""
        node = self._find(path)
        return tuple(node.items) if node else ()

    def count(self, path: FieldPath) -> int:
        """How many are pinned here and below."""
        node = self._find(path)
        return node.count if node else 0

    def tokens(self, path: FieldPath) -> tuple[str, ...]:
        """The next tokens under which something is pinned."""
        node = self._find(path)
        return tuple(node.children) if node else ()

    def below(self, path: FieldPath, known: Container[str] = ()) -> tuple[ItemT, ...]:
        """What is pinned below, except under the `known` next tokens."""
        node = self._find(path)
        if node is None:
            return ()
        return tuple(item for token, child in node.children.items() if token not in known for item in _walk(child))

    def _find(self, path: FieldPath) -> _Node[ItemT] | None:
        node = self._roots.get(path.location.value)
        for token in path.tokens:
            if node is None:
                return None
            node = node.children.get(token)
        return node


def _walk(node: _Node[ItemT]) -> Iterator[ItemT]:
    yield from node.items
    for child in node.children.values():
        yield from _walk(child)

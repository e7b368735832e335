"""What a comparison of two editions of an API found, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference.

    Attributes:
        text: A sentence without its full stop: "body property `year` is required now".
        breaks: Whether a request that was right before may be wrong now, or an answer lacks what was in it.
    """

    text: str
    breaks: bool = False


class ChangeKind(StrEnum):
    """What became of an operation."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class OperationChange:
    """One operation that is not as it was.

    Attributes:
        key: `POST /books`.
        details: What changed in it; empty for an operation that came or went, and where all that changed is shared
            with many others.
        shared: How many of `Comparison.shared` it uses.
        shared_breaks: Whether one of these breaks.
    """

    key: str
    kind: ChangeKind
    details: tuple[Difference, ...] = ()
    shared: int = 0
    shared_breaks: bool = False

    @property
    def breaks(self) -> bool:
        """Whether a request that was right before may be wrong now."""
        return self.kind is ChangeKind.REMOVED or self.shared_breaks or any(detail.breaks for detail in self.details)


@dataclass(frozen=True, slots=True)
class SharedChange:
    """Something that many operations use and that is not as it was: told once.

    Attributes:
        pointer: Where it stands in the new document.
        name: What a person calls it: `Book`.
        details: What changed in it, in what it does not itself share with others.
        operations: How many operations use it, directly or through something else.
    """

    pointer: str
    name: str
    details: tuple[Difference, ...]
    operations: int

    @property
    def breaks(self) -> bool:
        """Whether a request that was right before may be wrong now."""
        return any(detail.breaks for detail in self.details)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs.

    Attributes:
        notes: What concerns the whole API, one sentence each: its version, its servers.
        operations: Those that came, went or changed: first in the new document's order, then those that are gone.
        shared: What many of them use and that changed; what most use comes first.
    """

    notes: tuple[str, ...] = ()
    operations: tuple[OperationChange, ...] = ()
    shared: tuple[SharedChange, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.notes or self.operations)

    def count(self, kind: ChangeKind) -> int:
        """How many operations came, went or changed."""
        return sum(change.kind is kind for change in self.operations)

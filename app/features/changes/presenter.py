"""Decides how the changes of the open document are listed: one row for each difference, and whom it may break."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.operations.differences import ChangeKind, Comparison
from app.core.workspace.events import DocumentReplaced, SourceLeft

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.core.operations.differences import OperationChange, SharedChange
    from app.core.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One line.

    Attributes:
        key: The operation; empty for what concerns several, or the whole API.
        kind: None for what concerns the whole API.
        words: What changed.
        breaks: Whether a request that was right before may be wrong now.
        operations: How many operations it concerns, where it is told once for many.
    """

    key: str
    kind: ChangeKind | None
    words: str
    breaks: bool
    operations: int = 1


class ChangesPresenter:
    """The changes of the last reading."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._rows: tuple[ChangeRow, ...] = ()
        self._listener: Callable[[], None] | None = None
        workspace.events.subscribe(DocumentReplaced, self._replaced)
        workspace.events.subscribe(SourceLeft, self._left)

    def listen(self, listener: Callable[[], None]) -> None:
        """Calls `listener` when there are others."""
        self._listener = listener

    def rows(self) -> tuple[ChangeRow, ...]:
        """All of them."""
        return self._rows

    def summary(self) -> str:
        """One line above the list."""
        breaks = sum(row.breaks for row in self._rows)
        count = len(self._rows)
        words = f"{count:,} {'difference' if count == 1 else 'differences'}" if count else ""
        return f"{words}, {breaks:,} may break a request that was right before" if breaks else words

    def open(self, key: str) -> None:
        """Opens an operation, or brings the tab of one that is gone to the front."""
        if key:
            self._workspace.open_operation(key)

    def clear(self) -> None:
        """Forgets them."""
        self._set(Comparison())

    def _replaced(self, event: DocumentReplaced) -> None:
        self._set(event.comparison)

    def _left(self, _event: SourceLeft) -> None:
        self.clear()

    def _set(self, comparison: Comparison) -> None:
        notes = (ChangeRow("", None, note, breaks=False) for note in comparison.notes)
        changes = (row for change in comparison.operations for row in _rows(change))
        shared = (row for change in comparison.shared for row in _shared_rows(change))
        self._rows = (*notes, *shared, *changes)
        if self._listener is not None:
            self._listener()


def _shared_rows(change: SharedChange) -> Iterator[ChangeRow]:
    for detail in change.details:
        yield ChangeRow("", ChangeKind.CHANGED, detail.text.replace("`", ""), detail.breaks, change.operations)


def _rows(change: OperationChange) -> Iterator[ChangeRow]:
    if change.kind is ChangeKind.ADDED:
        yield ChangeRow(change.key, change.kind, "is new", breaks=False)
    elif change.kind is ChangeKind.REMOVED:
        yield ChangeRow(change.key, change.kind, "is gone", breaks=True)
    for detail in change.details:
        yield ChangeRow(change.key, change.kind, detail.text.replace("`", ""), detail.breaks)

"""Tables of frozen rows: a model over a tuple that answers only for what is looked at.

A hundred thousand rows are there in some 10 ms; items made one by one would take seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.ui.theme import Level

Row = TypeVar("Row")
AnyIndex = QModelIndex | QPersistentModelIndex

LOOK_ROLE = Qt.ItemDataRole.UserRole + 1
ROW_ROLE = Qt.ItemDataRole.UserRole + 2


class CellFace(StrEnum):
    """How the text of a cell is set."""

    WORDS = "words"
    DATA = "data"
    METHODS = "methods"


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell shows.

    Attributes:
        text: Its text; for METHODS the methods separated by blanks.
        level: Colours the text; None leaves it neutral.
        icon_name: An icon before the text; may be empty.
        muted: Whether the text steps back.
        struck: Whether it is struck through.
        tip: Tooltip; the text itself where it is cut.
    """

    text: str
    level: Level | None = None
    icon_name: str = ""
    muted: bool = False
    struck: bool = False
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column.

    Attributes:
        title: Its header.
        cell: Makes a row's cell.
        face: How its text is set.
        width: Pixels at 100 % zoom; 0 takes the rest.
        right: Whether the text stands at the right, as numbers do.
        elide: Where a long text is cut.
    """

    title: str
    cell: Callable[[Row], Cell]
    face: CellFace = CellFace.WORDS
    width: int = 120
    right: bool = False
    elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight


@dataclass(frozen=True, slots=True)
class CellLook:
    """What the delegate needs to paint a cell."""

    cell: Cell
    face: CellFace
    right: bool
    elide: Qt.TextElideMode
    row_level: Level | None
    faded: bool


@dataclass(frozen=True, slots=True)
class RowLook:
    """How a whole row looks.

    Attributes:
        level: Gives it a soft background and a coloured edge.
        faded: Whether all its text steps back.
    """

    level: Level | None = None
    faded: bool = False


class RowTableModel(QAbstractTableModel, Generic[Row]):
    """A table over a tuple of frozen rows; `set_rows` replaces them all.

    Args:
        columns: From left to right.
        look: How a row looks as a whole; neutral when None.
    """

    def __init__(
        self,
        columns: tuple[Column[Row], ...],
        parent: QObject,
        look: Callable[[Row], RowLook] | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = columns
        self._look = look
        self._rows: Sequence[Row] = ()

    def rows(self) -> Sequence[Row]:
        """All rows in the order shown."""
        return self._rows

    def row(self, index: AnyIndex) -> Row | None:
        """The row at an index, None outside."""
        return self._rows[index.row()] if 0 <= index.row() < len(self._rows) else None

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Shows other rows; as many as before keep selection and scrolling."""
        if len(rows) == len(self._rows) and rows:
            self._rows = rows
            self.refresh()
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def refresh(self) -> None:
        """Paints all rows anew, for example because `look` answers differently."""
        if self._rows:
            last = self.index(len(self._rows) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        """As many as there are rows; rows have no children."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        """As many as there are columns."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, tooltip, and what the delegate paints."""
        row = self.row(index)
        if row is None or not 0 <= index.column() < len(self.columns):
            return None
        if role == ROW_ROLE:
            return row
        column = self.columns[index.column()]
        cell = column.cell(row)
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        if role == Qt.ItemDataRole.ToolTipRole:
            return cell.tip or None
        if role == LOOK_ROLE:
            look = self._look(row) if self._look else RowLook()
            return CellLook(cell, column.face, column.right, column.elide, look.level, look.faded)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles, set as their columns are."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.columns[section].right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

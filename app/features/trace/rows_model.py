"""The rows of a timeline as a tree for the view; a filter leaves what fits and what encloses it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.core.exchange.words import fine_duration_words

if TYPE_CHECKING:
    from app.core.trace.timeline import Timeline, TimelineRow

AnyIndex = QModelIndex | QPersistentModelIndex

ROW_ROLE: Final = Qt.ItemDataRole.UserRole + 1
FITS_ROLE: Final = Qt.ItemDataRole.UserRole + 2
NAME, TIME, BAR = range(3)
_TITLES: Final = ("What ran", "Took", "")


class TimelineModel(QAbstractItemModel):
    """Three columns: what ran, how long it took, and its bar. An index carries the number of its row."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._rows: tuple[TimelineRow, ...] = ()
        self._words = ""
        self._children: dict[int, list[int]] = {}
        self._places: dict[int, int] = {}

    def set_timeline(self, timeline: Timeline) -> None:
        """Shows other rows; the filter stays."""
        self.beginResetModel()
        self._rows = timeline.rows
        self._arrange()
        self.endResetModel()

    def set_filter(self, text: str) -> None:
        """Shows only rows with these words in title or note, and the rows around them; empty shows all."""
        words = text.strip().casefold()
        if words == self._words:
            return
        self.beginResetModel()
        self._words = words
        self._arrange()
        self.endResetModel()

    def fits(self, row: TimelineRow) -> bool:
        """Whether a row is what the filter asks for, rather than what stands around it."""
        text = f"{row.title} {row.note}".casefold()
        return all(word in text for word in self._words.split())

    def hit_keys(self) -> list[str]:
        """The rows that the filter asks for, in order; all without one."""
        return [row.key for row in self._rows if self.fits(row)]

    def row(self, index: AnyIndex) -> TimelineRow | None:
        """The row at an index."""
        return self._rows[index.internalId()] if index.isValid() else None

    def index_of(self, key: str) -> QModelIndex:
        """Where a row is; invalid where it is not shown."""
        number = next((number for number in self._places if self._rows[number].key == key), None)
        return self._index(number, 0) if number is not None else QModelIndex()

    def index(self, row: int, column: int, parent: AnyIndex | None = None) -> QModelIndex:
        """Qt's way down."""
        children = self._below(parent)
        if 0 <= row < len(children) and 0 <= column < len(_TITLES):
            return self.createIndex(row, column, children[row])
        return QModelIndex()

    def parent(self, index: AnyIndex | None = None) -> Any:
        """Qt's way up; without an index the owner of the model, as QObject has it."""
        if index is None:
            return super().parent()
        number = self._rows[index.internalId()].parent if index.isValid() else None
        return self._index(number, 0) if number is not None else QModelIndex()

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        """The rows inside one."""
        return 0 if parent is not None and parent.column() > 0 else len(self._below(parent))

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        """What ran, how long, and its bar."""
        return len(_TITLES)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, and the row itself for whoever paints it."""
        row = self.row(index)
        if row is None:
            return None
        if role == ROW_ROLE:
            return row
        if role == FITS_ROLE:
            return self.fits(row)
        if role == Qt.ItemDataRole.DisplayRole:
            return (row.title, fine_duration_words(row.duration_ms), "")[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{row.title} · {row.note}" if row.note else row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            parts = (row.title, row.note, fine_duration_words(row.duration_ms), "failed" if row.failed else "")
            return ", ".join(part for part in parts if part)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The titles; that of the bars is the axis, which the header paints."""
        if role == Qt.ItemDataRole.TextAlignmentRole and section == TIME:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _TITLES[section] if 0 <= section < len(_TITLES) else None
        return None

    def _below(self, parent: AnyIndex | None) -> list[int]:
        number = parent.internalId() if parent is not None and parent.isValid() else _TOP
        return self._children.get(number, [])

    def _index(self, number: int, column: int) -> QModelIndex:
        return self.createIndex(self._places[number], column, number)

    def _arrange(self) -> None:
        shown = self._shown()
        self._children, self._places = {}, {}
        for number in shown:
            parent = self._rows[number].parent
            siblings = self._children.setdefault(_TOP if parent is None else parent, [])
            self._places[number] = len(siblings)
            siblings.append(number)

    def _shown(self) -> list[int]:
        if not self._words:
            return list(range(len(self._rows)))
        shown: set[int] = set()
        for number in range(len(self._rows) - 1, -1, -1):
            row = self._rows[number]
            if number in shown or self.fits(row):
                shown.add(number)
                shown.update(() if row.parent is None else (row.parent,))
        return sorted(shown)


_TOP: Final = -1

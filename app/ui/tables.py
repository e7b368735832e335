"""The view of a table: hairlines and hover instead of a grid, whole rows, keyboard first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.ui.cell_delegate import CellDelegate
from app.ui.metrics import ROW_HEIGHT, SPACE_S
from app.ui.properties import is_restyled
from app.ui.theme import Token, current_theme, current_zoom

if TYPE_CHECKING:
    from app.ui.table_model import AnyIndex, RowTableModel


@dataclass(frozen=True, slots=True)
class RowChosen:
    """A row was chosen: it became the current one, or was activated by Enter or a double click.

    Attributes:
        row: Its number in the model.
        activated: True for Enter and double click.
    """

    row: int
    activated: bool


class TableView(QTableView):
    """Whole rows, one at a time; arrows walk, Enter activates.

    Signals:
        chosen: A RowChosen.
    """

    chosen = Signal(RowChosen)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._delegate = CellDelegate(self)
        self._table: RowTableModel[Any] | None = None
        self._empty = ""
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(self._delegate)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setStretchLastSection(False)
        self.activated.connect(self._on_activated)
        self._fit_rows()

    def show_model(self, model: RowTableModel[Any]) -> None:
        """Shows a model and gives its columns their widths."""
        self._table = model
        self.setModel(model)
        header = self.horizontalHeader()
        for index, column in enumerate(model.columns):
            stretched = column.width == 0
            mode = QHeaderView.ResizeMode.Stretch if stretched else QHeaderView.ResizeMode.Interactive
            header.setSectionResizeMode(index, mode)
            if not stretched:
                self.setColumnWidth(index, round(column.width * current_zoom()))

    def set_empty_text(self, text: str) -> None:
        """Words that stand there while there are no rows."""
        self._empty = text
        self.viewport().update()

    def hovered_row(self) -> int:
        """The row under the mouse, -1 for none."""
        return self._delegate.hovered_row

    def select_row(self, row: int) -> None:
        """Selects a row and scrolls to it."""
        if self._table is not None and 0 <= row < self._table.rowCount():
            index = self._table.index(row, 0)
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.selectionModel().setCurrentIndex(index, flags)
            self.scrollTo(index)

    def announce(self, chosen: RowChosen) -> None:
        """Tells who listens; the typed door to the signal."""
        self.chosen.emit(chosen)

    def currentChanged(self, current: AnyIndex, previous: AnyIndex) -> None:  # noqa: N802 - Qt's name
        """Tells of another row."""
        super().currentChanged(current, previous)
        if current.isValid() and current.row() != previous.row():
            self.announce(RowChosen(current.row(), activated=False))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter activates on every platform."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._on_activated(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follows the mouse with a whole row."""
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(int(event.position().y())))

    def leaveEvent(self, event: QEvent) -> None:
        """Forgets the mouse."""
        super().leaveEvent(event)
        self._hover(-1)

    def changeEvent(self, event: QEvent) -> None:
        """Follows the zoom."""
        super().changeEvent(event)
        if is_restyled(event):
            self._fit_rows()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the words of an empty table."""
        super().paintEvent(event)
        if self._empty and (self._table is None or self._table.rowCount() == 0):
            painter = QPainter(self.viewport())
            painter.setPen(current_theme().color(Token.TEXT_MUTED))
            area = self.viewport().rect().adjusted(SPACE_S, SPACE_S, -SPACE_S, -SPACE_S)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._empty)

    def _hover(self, row: int) -> None:
        if row != self._delegate.hovered_row:
            self._delegate.hovered_row = row
            self.viewport().update()

    def _fit_rows(self) -> None:
        self.verticalHeader().setDefaultSectionSize(round(ROW_HEIGHT * current_zoom()))

    def _on_activated(self, index: QModelIndex) -> None:
        self.announce(RowChosen(index.row(), activated=True))

"""The list of changes (objectName `changeTable`); a row leads to its operation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.core.operations.differences import ChangeKind
from app.ui.buttons import IconButton
from app.ui.empty_state import EmptyState, EmptyText
from app.ui.labels import ElidedLabel, TextRole
from app.ui.metrics import SPACE_S
from app.ui.page_layout import lay_out_page
from app.ui.table_model import Cell, CellFace, Column, RowTableModel
from app.ui.tables import RowChosen, TableView
from app.ui.theme import Level

if TYPE_CHECKING:
    from app.features.changes.presenter import ChangeRow, ChangesPresenter

_NOTHING = EmptyText(
    "history",
    "No changes",
    "When the open document changes on disk or on its server, what is different is listed here.",
)
_KINDS = {
    ChangeKind.ADDED: ("new", "plus"),
    ChangeKind.REMOVED: ("gone", "minus"),
    ChangeKind.CHANGED: ("differs", "edit"),
}


class ChangesView(QWidget):
    """Summary and table."""

    def __init__(self, presenter: ChangesPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._summary = ElidedLabel("", TextRole.MUTED, self)
        self._clear = IconButton("trash", "Clear the list", self)
        self._clear.setObjectName("clearChanges")
        self._clear.clicked.connect(presenter.clear)
        self._model: RowTableModel[ChangeRow] = RowTableModel(_columns(), self)
        self._table = TableView("Changes of the document", self)
        self._table.setObjectName("changeTable")
        self._table.show_model(self._model)
        self._table.chosen.connect(self._chosen)
        self._table.clicked.connect(self._clicked)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._table)
        self._stack.addWidget(EmptyState(_NOTHING, self))
        lay_out_page(self, (self._summary, self._clear), self._stack, right=SPACE_S)
        presenter.listen(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Shows the changes as they are known now."""
        rows = self._presenter.rows()
        self._model.set_rows(rows)
        self._summary.setText(self._presenter.summary())
        self._clear.setVisible(bool(rows))
        self._stack.setCurrentIndex(0 if rows else 1)

    def _chosen(self, event: RowChosen) -> None:
        if event.activated:
            self._presenter.open(self._model.rows()[event.row].key)

    def _clicked(self) -> None:
        row = self._model.row(self._table.currentIndex())
        if row is not None:
            self._presenter.open(row.key)


def _columns() -> tuple[Column[ChangeRow], ...]:
    return (
        Column("", _kind, width=90),
        Column("Operation", _operation, CellFace.DATA, 320),
        Column("What changed", _words, width=0),
    )


def _kind(row: ChangeRow) -> Cell:
    if row.kind is None:
        return Cell("whole API", muted=True)
    words, icon = _KINDS[row.kind]
    return Cell(words, icon_name=icon, muted=True)


def _operation(row: ChangeRow) -> Cell:
    if row.operations > 1:
        return Cell(f"{row.operations:,} operations", muted=True, tip="Each of these uses it, directly or indirectly.")
    return Cell(row.key, tip=row.key, struck=row.kind is ChangeKind.REMOVED)


def _words(row: ChangeRow) -> Cell:
    if row.breaks:
        return Cell(
            row.words, Level.WARN, "warning", tip=f"{row.words}\nA request that was right before may be wrong now."
        )
    return Cell(row.words, tip=row.words)

"""The last two exchanges of the tab in front, side by side (objectName `comparisonTable`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.core.history.model import Kind, Row
from app.ui.check_box import CheckBox
from app.ui.empty_state import EmptyState, EmptyText, with_step
from app.ui.following import FollowingView
from app.ui.labels import ElidedLabel, Label, TextRole
from app.ui.metrics import SPACE_M, SPACE_S, SPACE_XS
from app.ui.table_model import Cell, CellFace, Column, RowLook, RowTableModel
from app.ui.tables import RowChosen, TableView
from app.ui.theme import Level

if TYPE_CHECKING:
    from app.features.comparison.presenter import ComparisonPresenter
    from app.ui.messages import MessageAction

_NOTHING = EmptyText(
    "history",
    "Nothing to compare yet",
    "Send a request twice, for example before and after a change of the server: what differs is listed here.",
)
_ONCE = EmptyText(
    "history",
    "One answer so far",
    "Send the request again, for example after a change of the server: what differs is listed here.",
)
_KINDS = {
    Kind.ADDED: (Level.OK, "plus"),
    Kind.REMOVED: (Level.ERROR, "minus"),
    Kind.CHANGED: (Level.WARN, "edit"),
}


class ComparisonView(FollowingView):
    """Summary and table; Enter on a row of the body shows its node."""

    def __init__(self, presenter: ComparisonPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        presenter.setParent(self)
        self._operation = Label("", TextRole.DATA, self)
        self._summary = ElidedLabel("", TextRole.BODY, self)
        self._summary.setObjectName("comparisonSummary")
        self._notes = Label("", TextRole.MUTED, self, wrap=True)
        self._notes.setObjectName("comparisonNotes")
        self._all = CheckBox("Also what is the same", self)
        self._all.setObjectName("comparisonAll")
        self._all.toggled.connect(self._toggle)
        self._model: RowTableModel[Row] = RowTableModel(_columns(), self, _look)
        self._table = TableView("Differences of the last two exchanges", self)
        self._table.setObjectName("comparisonTable")
        self._table.set_empty_text("Comparing…")
        self._table.show_model(self._model)
        self._table.chosen.connect(self._chosen)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._table)
        self._empty = EmptyState(_NOTHING, self)
        self._empty.action_triggered.connect(self._take_step)
        self._stack.addWidget(self._empty)
        self._lay_out()
        presenter.listen(self.follow)
        self.refresh()

    def refresh(self) -> None:
        """Shows the two exchanges of the tab in front as they are now."""
        presenter = self._presenter
        if self.isVisible():
            presenter.prepare()
        two = presenter.has_two
        self._stack.setCurrentIndex(0 if two else 1)
        self._head.setVisible(two)
        self._empty.set_content(self._nothing())
        found = presenter.comparison()
        self._operation.setText(presenter.operation)
        self._summary.setText(found.summary if found is not None else "Comparing…")
        self._notes.setText(" ".join(found.notes) if found is not None else "")
        self._notes.setVisible(bool(two and self._notes.text()))
        self._model.set_rows(presenter.rows())

    def _nothing(self) -> EmptyText:
        content, step = _ONCE if self._presenter.has_one else _NOTHING, self._presenter.next_step
        return content if step is None else with_step(content, "compareStep", step.words, sends=step.sends)

    def _take_step(self, _action: MessageAction) -> None:
        self._presenter.take_step()

    def _toggle(self, checked: bool) -> None:  # noqa: FBT001 - the signature is Qt's
        self._presenter.show_all(everything=checked)

    def _chosen(self, event: RowChosen) -> None:
        if event.activated:
            self._presenter.reveal(self._model.rows()[event.row])

    def _lay_out(self) -> None:
        self._head = QWidget(self)
        head = QHBoxLayout(self._head)
        head.setContentsMargins(SPACE_M, SPACE_S, SPACE_M, SPACE_XS)
        head.setSpacing(SPACE_M)
        head.addWidget(self._operation)
        head.addWidget(self._summary, 1)
        head.addWidget(self._all)
        self._notes.setContentsMargins(SPACE_M, 0, SPACE_M, SPACE_XS)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head)
        layout.addWidget(self._notes)
        layout.addWidget(self._stack, 1)


def _columns() -> tuple[Column[Row], ...]:
    return (
        Column("", _section, width=80),
        Column("", _kind, width=130),
        Column("What", _what, CellFace.DATA, 220, elide=Qt.TextElideMode.ElideMiddle),
        Column("Before", _before, CellFace.DATA, 0),
        Column("Now", _after, CellFace.DATA, 0),
    )


def _look(row: Row) -> RowLook:
    found = _KINDS.get(row.kind)
    return RowLook(found[0] if found is not None else None, faded=not row.kind.counts)


def _section(row: Row) -> Cell:
    return Cell(row.section.value, muted=True)


def _kind(row: Row) -> Cell:
    found = _KINDS.get(row.kind)
    if found is None:
        return Cell("" if row.kind is Kind.LEFT_OUT else row.kind.value, muted=True)
    return Cell(row.kind.value, found[0], found[1])


def _what(row: Row) -> Cell:
    return Cell(row.what, tip=row.what)


def _before(row: Row) -> Cell:
    return Cell(_one_line(row.before), tip=row.before)


def _after(row: Row) -> Cell:
    return Cell(_one_line(row.after), tip=row.after)


def _one_line(text: str) -> str:
    return " ".join(text.split("\n"))

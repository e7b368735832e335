"""The route table in match order, and "try a path" over it (objectNames `routeTable`, `routeTry`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.core.routes.model import Encounter
from app.ui.badges import Chip
from app.ui.buttons import Button, ButtonVariant
from app.ui.editors.line import LineEditor
from app.ui.empty_state import EmptyState, EmptyText
from app.ui.labels import ElidedLabel, Label, TextRole
from app.ui.marked import MarkedLabel
from app.ui.messages import ActionButton, IconLabel, MessageAction
from app.ui.metrics import RADIUS, SPACE_M, SPACE_S, SPACE_XS
from app.ui.painting import fill_rounded
from app.ui.table_model import Cell, CellFace, Column, RowLook, RowTableModel
from app.ui.tables import RowChosen, TableView
from app.ui.theme import Level, current_theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from app.features.route_map.presenter import Attempt, RouteMapPresenter, RouteRow, Warned

_NOTHING = EmptyText("route", "No routes yet", "The server's routes appear here, in the order in which it tries them.")
_FOREIGN = EmptyText(
    "route",
    "No routes to show",
    "The document describes no operations, and into this server nobody can look. "
    "Of servers that Routeglass runs itself, such as the Bookstore, it knows the real routes.",
)
_LIGHTS = {
    Encounter.MATCH: (Level.OK, "check", "match"),
    Encounter.WRONG_METHOD: (Level.WARN, "warning", "wrong method"),
    Encounter.NO_MATCH: (None, "minus", "no match"),
    Encounter.NEVER_REACHED: (None, "", "never reached"),
}


class ShadowWarning(QWidget):
    """Says on one line which route can never be reached and why (objectName `shadowWarning`); hidden without one.

    Signals:
        action_triggered: The MessageAction whose key is a request that shows it.
    """

    action_triggered = Signal(MessageAction)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("shadowWarning")
        self._words = MarkedLabel("", TextRole.BODY, self)
        self._words.setObjectName("shadowWords")
        self._button: ActionButton | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(SPACE_M, SPACE_XS, SPACE_S, SPACE_XS)
        self._row.setSpacing(SPACE_S)
        self._level = Level.WARN
        self._icon = IconLabel(self._level.icon_name, self._level.ink, self)
        self._row.addWidget(self._icon)
        self._row.addWidget(self._words, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.hide()

    def show_warning(self, warned: Warned | None) -> None:
        """Warns of a route that can never be reached; None warns of nothing."""
        self.setVisible(warned is not None)
        if warned is None:
            return
        self._level = Level.WARN if warned.certain else Level.INFO
        self._icon.set_icon(self._level.icon_name, self._level.ink)
        self._words.set_marked(warned.words)
        self.setAccessibleName(self._words.text())
        if self._button is not None:
            self._row.removeWidget(self._button)
            self._button.hide()
            self._button.deleteLater()
        self._button = ActionButton(MessageAction(warned.witness, f"Try {warned.witness}", "play"), self)
        self._button.triggered_action.connect(self.announce)
        self._row.addWidget(self._button)
        self._button.show()

    def announce(self, action: MessageAction) -> None:
        """The typed door to the signal."""
        self.action_triggered.emit(action)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the soft background."""
        fill_rounded(QPainter(self), QRectF(self.rect()), current_theme().color(self._level.soft), RADIUS)


class RouteMapView(QWidget):
    """Summary, shadow warning, table, and the line for trying a path."""

    def __init__(self, presenter: RouteMapPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._summary = ElidedLabel("", TextRole.MUTED, self)
        self._line = LineEditor("", self)
        self._line.setObjectName("routeTry")
        self._line.setAccessibleName("Try a path")
        self._line.set_placeholder("Try a path: GET /books/featured")
        self._line.returnPressed.connect(self._try)
        self._button = Button("Try", ButtonVariant.NORMAL, "play", self)
        self._button.clicked.connect(self._try)
        self._clear = Button("Clear", ButtonVariant.LINK, parent=self)
        self._clear.clicked.connect(self._put_out)
        self._sentence = MarkedLabel("", TextRole.BODY, self)
        self._sentence.setObjectName("routeTrySentence")
        self._mark = Chip("Simulated", Level.INFO, self)
        self._mark.setObjectName("routeMark")
        self._mark_words = Label("", TextRole.HINT, self, wrap=True)
        self._mark_words.setObjectName("routeMarkWords")
        self._warning = ShadowWarning(self)
        self._warning.action_triggered.connect(self._act)
        self._model: RowTableModel[RouteRow] = RowTableModel(_columns(), self, _look)
        self._table = TableView("Routes in match order", self)
        self._table.setObjectName("routeTable")
        self._table.show_model(self._model)
        self._table.chosen.connect(self._chosen)
        self._empty = EmptyState(_NOTHING, self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._table)
        self._stack.addWidget(self._empty)
        self._lay_out()
        presenter.listen(self.refresh)
        self.refresh()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(SPACE_M, SPACE_S, SPACE_M, SPACE_XS)
        head.setSpacing(SPACE_S)
        self._line.setMinimumWidth(280)
        head.addWidget(self._line, 2)
        head.addWidget(self._button)
        head.addWidget(self._clear)
        head.addWidget(self._summary, 3)
        head.addWidget(self._mark)
        self._summary.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        words = QVBoxLayout()
        words.setContentsMargins(SPACE_M, 0, SPACE_M, SPACE_XS)
        words.addWidget(self._mark_words)
        words.addWidget(self._sentence)
        words.addWidget(self._warning)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addLayout(words)
        layout.addWidget(self._stack, 1)

    @property
    def table(self) -> TableView:
        """The table."""
        return self._table

    def rows(self) -> Sequence[RouteRow]:
        """The rows as shown."""
        return self._model.rows()

    def refresh(self) -> None:
        """Shows the server's routes as they are known now."""
        rows = self._presenter.rows()
        self._model.set_rows(rows)
        self._summary.setText(self._presenter.summary())
        self._empty.set_content(_FOREIGN if self._presenter.is_foreign else _NOTHING)
        self._stack.setCurrentWidget(self._table if rows else self._empty)
        for control in (self._line, self._button):
            control.setVisible(bool(rows) or not self._presenter.is_foreign)
        mark = self._presenter.mark
        self._mark_words.setText(mark)
        for label in (self._mark, self._mark_words):
            label.setVisible(bool(mark))
        result, attempt = self._presenter.result, self._presenter.attempt
        self._clear.setVisible(result is not None)
        self._warning.show_warning(self._presenter.warning() if result is None else None)
        self._sentence.setVisible(attempt is not None)
        if attempt is not None:
            self._sentence.set_marked(attempt.sentence)
            self._sentence.set_role(_role_of(attempt))
        if result is not None and result.winner is not None:
            self._table.scrollTo(self._model.index(result.winner - 1, 0))

    def try_text(self, text: str) -> None:
        """Tries a path, as if it had been typed."""
        self._line.set_value_text(text)
        self._try()

    def _try(self) -> None:
        self._presenter.try_text(self._line.value_text())

    def _put_out(self) -> None:
        self._presenter.clear()
        self._line.set_value_text("")
        self.refresh()

    def _act(self, action: MessageAction) -> None:
        self.try_text(action.key)

    def _chosen(self, event: RowChosen) -> None:
        row = self._model.rows()[event.row]
        if event.activated and row.witness:
            self.try_text(row.witness)


def _columns() -> tuple[Column[RouteRow], ...]:
    return (
        Column("#", _number, CellFace.DATA, 44, right=True),
        Column("Tried", _light, width=140),
        Column("Method", _methods, CellFace.METHODS, 110),
        Column("Path", _path, CellFace.DATA, 230),
        Column("Endpoint", _endpoint, CellFace.DATA, 190),
        Column("Defined in", _where, CellFace.DATA, 180),
        Column("Dependencies", _dependencies, CellFace.DATA, 220),
        Column("Notes", _notes, width=0),
    )


def _number(row: RouteRow) -> Cell:
    return Cell(str(row.number), muted=True)


def _role_of(attempt: Attempt) -> TextRole:
    if not attempt.agreed:
        return TextRole.INFO
    return TextRole.OK if attempt.matched else TextRole.WARN


def _light(row: RouteRow) -> Cell:
    if row.ruled:
        return Cell(
            "OpenAPI's choice", Level.INFO, "info", tip="OpenAPI's rule means this one; see the sentence above."
        )
    if row.encounter is None:
        return Cell("")
    level, icon, words = _LIGHTS[row.encounter]
    return Cell(words, level, icon, muted=level is None, tip=row.captured)


def _methods(row: RouteRow) -> Cell:
    return Cell(row.methods.replace(",", ""))


def _path(row: RouteRow) -> Cell:
    return Cell(row.path, tip=row.tooltip, struck=row.never)


def _endpoint(row: RouteRow) -> Cell:
    return Cell(row.endpoint, tip=row.tooltip)


def _where(row: RouteRow) -> Cell:
    return Cell(row.where, muted=True, tip=row.tooltip)


def _dependencies(row: RouteRow) -> Cell:
    return Cell(row.dependencies, muted=True, tip=row.dependencies)


def _notes(row: RouteRow) -> Cell:
    if row.shadow:
        return Cell(row.shadow, Level.WARN, "warning", tip=f"{row.shadow}\n{row.fix}")
    words = " · ".join(part for part in (row.captured, row.notes) if part)
    return Cell(words, muted=True)


def _look(row: RouteRow) -> RowLook:
    if row.ruled:
        return RowLook(Level.INFO)
    if row.encounter is Encounter.MATCH:
        return RowLook(Level.OK)
    if row.encounter is Encounter.WRONG_METHOD:
        return RowLook(Level.WARN)
    if row.encounter is not None:
        return RowLook(faded=True)
    return RowLook(Level.WARN if row.never else None)

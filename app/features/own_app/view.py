"""The page of the person's own app (objectName `ownApp`): state, buttons, why it failed, and the way to the line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.core.workspace.model import AppAction
from app.ui.badges import Dot
from app.ui.banner import Banner, BannerText
from app.ui.buttons import Button, ButtonVariant
from app.ui.check_box import CheckBox
from app.ui.code.highlighting import Language
from app.ui.code_view import CodeView
from app.ui.empty_state import EmptyState, EmptyText
from app.ui.labels import ElidedLabel, Label, TextRole
from app.ui.messages import MessageAction
from app.ui.metrics import SPACE_L, SPACE_M, SPACE_S, SPACE_XS
from app.ui.table_model import Cell, CellFace, Column, RowTableModel
from app.ui.tables import RowChosen, TableView
from app.ui.theme import Level

if TYPE_CHECKING:
    from app.features.own_app.presenter import AppPage, FrameRow, OwnAppPresenter

_CHOOSE: Final = MessageAction("choose", "Open a FastAPI app…", "folder")
_NOTHING: Final = EmptyText(
    "terminal",
    "Your own FastAPI app",
    "Choose the folder of your project: its app is started in its own Python, restarted when you save, "
    "and looked into like the Bookstore. Nothing of your project is changed.",
    (_CHOOSE,),
)
_RESENDS: Final = "After an edit, send the last request again"
_RESENDS_TIP: Final = "By itself only where it changes nothing at the server: GET, HEAD, OPTIONS. Others by one click."
_DETAILS: Final = 8


class OwnAppView(QWidget):
    """Head, details or crash; without an app a first step."""

    def __init__(self, presenter: OwnAppPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ownApp")
        self._presenter = presenter
        self._dot = Dot(parent=self)
        self._title = ElidedLabel("", TextRole.HEADING, self)
        self._title.setObjectName("ownAppTitle")
        self._facts = ElidedLabel("", TextRole.MUTED, self)
        self._resends = CheckBox(_RESENDS, self)
        self._resends.setObjectName("resendAfterEdit")
        self._resends.setToolTip(_RESENDS_TIP)
        self._resends.clicked.connect(self._switch)
        self._buttons = {
            "start": self._button("Restart", "restartApp", "refresh", self._start),
            "stop": self._button("Stop", "stopApp", "stop", self._stop),
            "change": self._button("Run it otherwise…", "changeAppHere", "settings", self._choose),
            "log": self._button("Log", "showAppLog", "terminal", presenter.show_log),
        }
        self._banner = Banner(self)
        self._banner.setObjectName("appCrash")
        self._banner.action_triggered.connect(self._act)
        self._model: RowTableModel[FrameRow] = RowTableModel(_columns(), self)
        self._frames = TableView("Calls that led there", self)
        self._frames.setObjectName("crashFrames")
        self._frames.show_model(self._model)
        self._frames.chosen.connect(self._chosen)
        self._frames.doubleClicked.connect(self._open_current)
        self._traceback = CodeView("Traceback", self, language=Language.PLAIN)
        self._traceback.setObjectName("crashTraceback")
        self._split = QSplitter(Qt.Orientation.Horizontal, self)
        # In a low drawer it is these that give way, not the words above them.
        self._frames.setMinimumHeight(1)
        self._traceback.setMinimumHeight(1)
        self._split.addWidget(self._frames)
        self._split.addWidget(self._traceback)
        self._details = _Details(self)
        self._empty = EmptyState(_NOTHING, self)
        self._empty.action_triggered.connect(self._act)
        self._stack = QStackedWidget(self)
        self._lay_out()
        presenter.listen(self.refresh)
        self.refresh()

    def _button(self, text: str, name: str, icon: str, slot: object) -> Button:
        button = Button(text, ButtonVariant.NORMAL, icon, self)
        button.setObjectName(name)
        button.clicked.connect(slot)
        return button

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(SPACE_M, SPACE_S, SPACE_M, SPACE_XS)
        head.setSpacing(SPACE_S)
        head.addWidget(self._dot)
        head.addWidget(self._title, 1)
        for button in self._buttons.values():
            head.addWidget(button)
        below = QHBoxLayout()
        below.setContentsMargins(SPACE_M, 0, SPACE_M, SPACE_XS)
        below.setSpacing(SPACE_S)
        below.addWidget(self._facts, 1)
        below.addWidget(self._resends)
        crash = QVBoxLayout()
        crash.setContentsMargins(SPACE_M, 0, SPACE_M, SPACE_XS)
        crash.addWidget(self._banner)
        page = QWidget(self)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addLayout(below)
        layout.addLayout(crash)
        layout.addWidget(self._split, 1)
        layout.addWidget(self._details, 1)
        self._stack.addWidget(page)
        self._stack.addWidget(self._empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)

    def refresh(self) -> None:
        """Shows how it is doing now."""
        page = self._presenter.page()
        self._stack.setCurrentIndex(1 if page is None else 0)
        if page is None:
            return
        self._dot.set_level(Level(page.level.value) if page.level is not None else None, page.title)
        self._title.setText(page.title)
        self._facts.setText(page.facts)
        self._resends.setChecked(self._presenter.resends)
        self._buttons["start"].setText(page.can_start or "Restart")
        self._buttons["start"].setEnabled(bool(page.can_start))
        self._buttons["stop"].setEnabled(page.can_stop)
        self._details.show_details(page.details)
        self._details.setVisible(page.crash is None)
        self._show_crash(page)

    def _show_crash(self, page: AppPage) -> None:
        crash, frames = page.crash, self._presenter.frames()
        self._split.setVisible(crash is not None and bool(frames or crash.traceback))
        if crash is None:
            self._banner.clear()
            return
        culprit = self._presenter.culprit()
        actions: tuple[MessageAction, ...] = ()
        if culprit is not None:
            actions = (
                MessageAction("open", f"Open {culprit.where}", "external"),
                MessageAction("copy", f"Copy {culprit.where}", "copy"),
            )
        title = crash.message.strip().splitlines()[0] if crash.message.strip() else page.title
        line = f"{culprit.where}   {culprit.text}\n" if culprit is not None and culprit.text else ""
        self._banner.show_message(BannerText(Level.ERROR, title, f"{line}{crash.hint}", actions, crash.traceback))
        if tuple(self._model.rows()) != frames:
            self._model.set_rows(frames)
            self._frames.select_row(next((place for place, row in enumerate(frames) if row.culprit), -1))
        self._frames.setVisible(bool(frames))
        self._traceback.setVisible(bool(crash.traceback))
        self._traceback.set_text(crash.traceback)

    # What a person does

    def _switch(self) -> None:
        self._presenter.set_resends(on=self._resends.isChecked())

    def _start(self) -> None:
        self._presenter.ask(AppAction.START)

    def _stop(self) -> None:
        self._presenter.ask(AppAction.STOP)

    def _choose(self) -> None:
        self._presenter.ask(AppAction.CHOOSE)

    def _act(self, action: MessageAction) -> None:
        culprit = self._presenter.culprit()
        if action.key == _CHOOSE.key:
            self._choose()
        elif culprit is not None and action.key == "open":
            self._presenter.open_frame(culprit)
        elif culprit is not None and action.key == "copy":
            QGuiApplication.clipboard().setText(f"{culprit.file}:{culprit.line}")

    def _chosen(self, event: RowChosen) -> None:
        if event.activated:
            self._open_current()

    def _open_current(self) -> None:
        row = self._model.row(self._frames.currentIndex())
        if row is not None:
            self._presenter.open_frame(row)


class _Details(QWidget):
    """Names and values below each other."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(SPACE_L, SPACE_S, SPACE_L, SPACE_S)
        grid.setHorizontalSpacing(SPACE_L)
        grid.setVerticalSpacing(SPACE_XS)
        grid.setColumnStretch(1, 1)
        self._lines: list[tuple[Label, Label]] = []
        for row in range(_DETAILS):
            name = Label("", TextRole.MUTED, self)
            value = Label("", TextRole.DATA, self, wrap=True, selectable=True)
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, row, 1)
            self._lines.append((name, value))
        grid.setRowStretch(_DETAILS, 1)

    def show_details(self, details: tuple[tuple[str, str], ...]) -> None:
        """Shows others."""
        for line, (name, value) in enumerate(self._lines):
            is_there = line < len(details)
            name.setText(details[line][0] if is_there else "")
            value.setText(details[line][1] if is_there else "")
            name.setVisible(is_there)
            value.setVisible(is_there)


def _columns() -> tuple[Column[FrameRow], ...]:
    return (
        Column("Line", _where, CellFace.DATA, 180),
        Column("In", _name, CellFace.DATA, 150),
        Column("Code", _text, CellFace.DATA, width=0),
    )


def _where(row: FrameRow) -> Cell:
    tip = f"{row.file}:{row.line}\nEnter or a double click opens it in your editor"
    return Cell(row.where, Level.ERROR if row.culprit else None, muted=not row.own and not row.culprit, tip=tip)


def _name(row: FrameRow) -> Cell:
    return Cell(row.name, muted=not row.own)


def _text(row: FrameRow) -> Cell:
    return Cell(row.text, muted=not row.own)

"""What the lab shall send: how many requests of each tab, how many at once, and the question before unsafe ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.badges import MethodBadge
from app.ui.buttons import Button, ButtonVariant
from app.ui.editors.line import LineEditor, NumberEditor
from app.ui.flow import FlowLayout
from app.ui.labels import ElidedLabel, Label, TextRole
from app.ui.metrics import SPACE_M, SPACE_S, SPACE_XS
from app.ui.properties import is_restyled
from app.ui.scrolling import ScrollingArea
from app.ui.theme import current_zoom
from app.ui.widths import take_any_width

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent

    from app.features.lab.presenter import LabPresenter, PortionRow
    from app.ui.editors.base import Edited

_COUNT_WIDTH: Final = 56
_LEAST_WIDTH: Final = 280
"""A number, a method and a path such as `/lab/blocking`, at 100 % zoom."""


class SmallNumber(NumberEditor):
    """A number of few digits."""

    def _fit(self) -> None:
        self.setFixedWidth(round(_COUNT_WIDTH * current_zoom()))


class PortionLine(QWidget):
    """How many requests of one tab (objectName `labCount:GET /lab/async` for the number)."""

    def __init__(self, row: PortionRow, presenter: LabPresenter, parent: QWidget) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self.tab = row.tab
        self._number = SmallNumber(str(row.count), self)
        self._number.setObjectName(f"labCount:{row.method} {row.path}")
        self._number.setAccessibleName(f"Requests of {row.method} {row.path}")
        self._number.edited.connect(self._take)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_S)
        layout.addWidget(self._number)
        layout.addWidget(MethodBadge(row.method, self, pill=False))
        layout.addWidget(ElidedLabel(row.path, TextRole.DATA, self, mode=Qt.TextElideMode.ElideMiddle), 1)

    def show_count(self, count: int) -> None:
        """Shows another number, unless a person is typing one."""
        if not self._number.hasFocus():
            self._number.set_value_text(str(count))

    def _take(self, edited: Edited) -> None:
        self._presenter.set_count(self.tab, edited.text)


class PlanView(QWidget):
    """The left side of the lab."""

    def __init__(self, presenter: LabPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._lines: list[PortionLine] = []
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SPACE_XS)
        self._at_once = self._option("labAtOnce", "Under way at a time, at most", "all")
        self._at_once.edited.connect(self._limit)
        self._stagger = self._option("labStagger", "Pause between two beginnings, in milliseconds", "none")
        self._stagger.edited.connect(self._pause)
        self._problem = Label("", TextRole.ERROR, self, wrap=True)
        self._problem.setObjectName("labProblem")
        self._question = Label("", TextRole.WARN, self, wrap=True)
        self._question.setObjectName("labQuestion")
        for label in (self._problem, self._question):
            take_any_width(label)
        self._send = self._button("labSend", "Send", ButtonVariant.PRIMARY, "send")
        self._send.clicked.connect(presenter.start)
        self._stop = self._button("labStop", "Stop", ButtonVariant.NORMAL, "stop")
        self._stop.clicked.connect(presenter.stop)
        self._yes = self._button("labConfirm", "Send all the same", ButtonVariant.DANGER, "send")
        self._yes.clicked.connect(presenter.confirm)
        self._no = self._button("labRefuse", "Do not send", ButtonVariant.GHOST)
        self._no.clicked.connect(presenter.refuse)
        self._lay_out()
        self.setMinimumWidth(round(_LEAST_WIDTH * current_zoom()))
        self.refresh()

    def refresh(self) -> None:
        """Shows what is wanted as it is now."""
        self._fill(self._presenter.rows())
        running, asking = self._presenter.is_running, self._presenter.asking
        self._question.setText(asking)
        self._question.setVisible(bool(asking))
        self._yes.setVisible(bool(asking))
        self._no.setVisible(bool(asking))
        self._send.setVisible(not running and not asking)
        self._stop.setVisible(running)
        self._update_words()

    def changeEvent(self, event: QEvent) -> None:
        """Follows the zoom."""
        super().changeEvent(event)
        if is_restyled(event):
            self.setMinimumWidth(round(_LEAST_WIDTH * current_zoom()))

    def _fill(self, rows: tuple[PortionRow, ...]) -> None:
        if [line.tab for line in self._lines] != [row.tab for row in rows]:
            for line in self._lines:
                self._rows.removeWidget(line)
                line.hide()
                line.setParent(None)
                line.deleteLater()
            self._lines = [PortionLine(row, self._presenter, self) for row in rows]
            for line in self._lines:
                self._rows.addWidget(line)
        for line, row in zip(self._lines, rows, strict=True):
            line.show_count(row.count)

    def _update_words(self) -> None:
        total, problem = self._presenter.total, self._presenter.problem
        noun = "request" if total == 1 else "requests"
        self._send.setText(f"Send {total:,} {noun}" if total else "Send")
        self._send.setEnabled(self._presenter.is_ready)
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))

    def _limit(self, edited: Edited) -> None:
        self._presenter.set_at_once(edited.text)

    def _pause(self, edited: Edited) -> None:
        self._presenter.set_stagger(edited.text)

    def _lay_out(self) -> None:
        content = QWidget(self)
        inner = QVBoxLayout(content)
        inner.setContentsMargins(SPACE_M, SPACE_XS, SPACE_S, SPACE_XS)
        inner.setSpacing(SPACE_S)
        inner.addLayout(self._rows)
        options = QGridLayout()
        options.setHorizontalSpacing(SPACE_S)
        options.setVerticalSpacing(SPACE_XS)
        for row, (editor, words) in enumerate(((self._at_once, "at a time, at most"), (self._stagger, "ms between"))):
            options.addWidget(editor, row, 0)
            options.addWidget(Label(words, TextRole.MUTED, self), row, 1)
        options.setColumnStretch(1, 1)
        inner.addLayout(options)
        inner.addStretch(1)
        area = ScrollingArea(self)
        area.hold(content)
        buttons = FlowLayout()
        for button in (self._send, self._stop, self._yes, self._no):
            buttons.addWidget(button)
        foot = QVBoxLayout()
        foot.setContentsMargins(SPACE_M, SPACE_XS, SPACE_S, SPACE_S)
        foot.setSpacing(SPACE_XS)
        foot.addWidget(self._problem)
        foot.addWidget(self._question)
        foot.addLayout(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, SPACE_XS, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(area, 1)
        layout.addLayout(foot)

    def _option(self, object_name: str, name: str, nothing: str) -> LineEditor:
        editor = SmallNumber("", self)
        editor.setObjectName(object_name)
        editor.setAccessibleName(name)
        editor.setToolTip(name)
        editor.set_placeholder(nothing)
        return editor

    def _button(self, object_name: str, text: str, variant: ButtonVariant, icon_name: str = "") -> Button:
        button = Button(text, variant, icon_name, self)
        button.setObjectName(object_name)
        return button

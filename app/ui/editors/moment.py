"""A line for a date, a time or both, with a panel to choose from; the line takes any text all the same."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.buttons import Button, ButtonVariant, IconButton
from app.ui.editors.base import Edited
from app.ui.editors.calendar import DayChosen, MonthView
from app.ui.editors.choice import Choice, ChoiceEditor
from app.ui.editors.line import HELPERS, LineEditor
from app.ui.editors.moments import (
    Moment,
    moved_month,
    now_moment,
    offsets,
    read_day,
    read_moment,
    stepped_time,
    write_moment,
)
from app.ui.editors.panel import EditorPanel, PanelEditor
from app.ui.labels import Label, TextRole
from app.ui.metrics import SPACE_S

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

_STEPS: Final = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 10, Qt.Key.Key_PageDown: -10}
_WORDS: Final = {"date-time": "Choose date and time", "date": "Choose a date", "time": "Choose a time"}


class MomentEditor(PanelEditor["MomentPopup"]):
    """A line with "now" and a panel: calendar, time of day, offset.

    Args:
        form: `date-time`, `date` or `time`.
    """

    def __init__(self, form: str, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._form = form
        self.add_helper(HELPERS[form])
        self.add_panel_button("calendar" if form != "time" else "edit", _WORDS[form])

    def make_panel(self) -> MomentPopup:
        """A panel on what the line says, or on now where it says nothing that can be read."""
        return MomentPopup(self, self._form, _WORDS[self._form])


class MomentPopup(EditorPanel):
    """Calendar, time and offset."""

    def __init__(self, editor: MomentEditor, form: str, name: str) -> None:
        super().__init__(editor, name)
        self._form = form
        now = now_moment()
        found = read_moment(editor.value_text()) or Moment()
        self._moment = Moment(found.day or now.day, found.time or now.time, found.offset or now.offset)
        self._title = Label("", TextRole.HEADING, self)
        self.month = MonthView(read_day(self._moment.day) or read_day(now.day) or date.min, self)
        self.month.setObjectName("momentMonth")
        self.month.chosen.connect(self._on_day)
        self.time = TimeLine(self._moment.time, self)
        self.offset = ChoiceEditor(tuple(Choice(text) for text in offsets()), self)
        self.offset.set_value_text(self._moment.offset)
        if form != "time":
            self._add_calendar()
        if form != "date":
            self._add_clock()
        self._title.setVisible(form != "time")
        self.month.setVisible(form != "time")
        self.time.setVisible(form != "date")
        self.offset.setVisible(form != "date")
        self._add_buttons()
        self._show_title()

    def focus_first(self) -> None:
        """Puts the keyboard into the calendar, or into the time where there is none."""
        (self.time if self._form == "time" else self.month).setFocus(Qt.FocusReason.PopupFocusReason)

    def _add_calendar(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(0)
        line.addWidget(self._title, 1)
        for name, icon_name, slot in (
            ("Last year", "arrow-left", self._last_year),
            ("Last month", "chevron-left", self._last_month),
            ("Next month", "chevron-right", self._next_month),
            ("Next year", "arrow-right", self._next_year),
        ):
            button = IconButton(icon_name, name, self)
            button.clicked.connect(slot)
            line.addWidget(button)
        self.body.addLayout(line)
        self.body.addWidget(self.month, 0, Qt.AlignmentFlag.AlignHCenter)

    def _add_clock(self) -> None:
        self.time.setObjectName("momentTime")
        self.time.setAccessibleName("Time of day")
        self.time.edited.connect(self._on_time)
        self.offset.setObjectName("momentOffset")
        self.offset.setAccessibleName("Offset from UTC")
        self.offset.setToolTip("Offset from UTC. Changing it keeps the time of day.")
        self.offset.edited.connect(self._on_offset)
        line = QHBoxLayout()
        line.setSpacing(SPACE_S)
        line.addWidget(self.time, 3)
        line.addWidget(self.offset, 2)
        self.body.addLayout(line)

    def _add_buttons(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(SPACE_S)
        words = ("Today", "") if self._form == "date" else ("Now in UTC", "Now here")
        for text, slot in zip(words, (self._now, self._now_here), strict=True):
            if text:
                button = Button(text, ButtonVariant.LINK, parent=self)
                button.clicked.connect(slot)
                line.addWidget(button)
        line.addStretch(1)
        done = Button("Done", parent=self)
        done.clicked.connect(self.close)
        line.addWidget(done)
        self.body.addLayout(line)

    def _on_day(self, chosen: DayChosen) -> None:
        self._take(Moment(chosen.day.isoformat(), self._moment.time, self._moment.offset))

    def _on_time(self, edited: Edited) -> None:
        self._take(Moment(self._moment.day, edited.text, self._moment.offset))

    def _on_offset(self, edited: Edited) -> None:
        self._take(Moment(self._moment.day, self._moment.time, edited.text))

    def _last_year(self) -> None:
        self.month.choose(moved_month(self.month.day(), -12))

    def _last_month(self) -> None:
        self.month.choose(moved_month(self.month.day(), -1))

    def _next_month(self) -> None:
        self.month.choose(moved_month(self.month.day(), 1))

    def _next_year(self) -> None:
        self.month.choose(moved_month(self.month.day(), 12))

    def _now(self) -> None:
        self._show(now_moment(local=self._form == "date"))

    def _now_here(self) -> None:
        self._show(now_moment(local=True))

    def _show(self, moment: Moment) -> None:
        self.month.set_day(read_day(moment.day) or self.month.day())
        self.time.set_value_text(moment.time)
        self.offset.set_value_text(moment.offset)
        self._take(moment)

    def _take(self, moment: Moment) -> None:
        self._moment = moment
        self._show_title()
        self.announce(Edited(write_moment(moment, self._form)))

    def _show_title(self) -> None:
        self._title.setText(self.month.title())


class TimeLine(LineEditor):
    """A time of day; Up and Down step the hours, minutes or seconds that the caret is in."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Steps, or types."""
        count = _STEPS.get(Qt.Key(event.key()))
        caret = self.cursorPosition()
        stepped = stepped_time(self.text(), caret, count) if count is not None else None
        if stepped is None:
            super().keyPressEvent(event)
        else:
            self.enter_text(stepped)
            self.setCursorPosition(caret)

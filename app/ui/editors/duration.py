"""A line for an ISO 8601 duration, with a panel that takes years to seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.ui.buttons import Button
from app.ui.editors.base import Edited
from app.ui.editors.line import LineEditor, NumberEditor
from app.ui.editors.moment import opens_popup
from app.ui.editors.moments import UNITS, duration_words, read_duration, write_duration
from app.ui.labels import Label, TextRole
from app.ui.metrics import SPACE_S
from app.ui.popup import Popup, PopupClosed

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

_NAME: Final = "Choose a duration"
_LEAST_DIGITS: Final = 9


class DurationEditor(LineEditor):
    """Takes any text; the panel writes `P1DT2H`."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._popup: DurationPopup | None = None
        self.add_button("clock", f"{_NAME}  (F4)").triggered.connect(self.open_popup)
        self.textChanged.connect(self._on_text)
        self._on_text(text)

    def popup(self) -> DurationPopup | None:
        """The panel while it is open."""
        return self._popup

    def open_popup(self) -> None:
        """Opens the panel on what the line says."""
        if self._popup is None and not self.isReadOnly():
            self._popup = DurationPopup(self)
            self._popup.changed.connect(self._on_changed)
            self._popup.closed.connect(self._on_closed)
            self._popup.open_at_anchor()
            self._popup.focus_first()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F4 and Alt+Down open the panel."""
        if opens_popup(event):
            self.open_popup()
        else:
            super().keyPressEvent(event)

    def _on_text(self, text: str) -> None:
        self.setToolTip(duration_words(text))

    def _on_changed(self, edited: Edited) -> None:
        self.enter_text(edited.text)

    def _on_closed(self, closed: PopupClosed) -> None:
        self._popup = None


class DurationPopup(Popup):
    """One number for each unit; every change goes into the line at once.

    Signals:
        changed: An Edited with the whole text.
    """

    changed = Signal(Edited)

    def __init__(self, editor: DurationEditor) -> None:
        super().__init__(editor, _NAME)
        self._parts = read_duration(editor.value_text()) or {}
        self._words = Label("", TextRole.HINT, self)
        self.lines: dict[str, NumberEditor] = {}
        grid = QGridLayout()
        grid.setSpacing(SPACE_S)
        for row, unit in enumerate(UNITS):
            line = NumberEditor(self._parts.get(unit, ""), self)
            line.setObjectName(f"duration:{unit}")
            line.setAccessibleName(unit)
            line.setMinimumWidth(line.fontMetrics().averageCharWidth() * _LEAST_DIGITS)
            line.edited.connect(self._on_edited)
            self.lines[unit] = line
            grid.addWidget(Label(unit, TextRole.MUTED, self), row, 0)
            grid.addWidget(line, row, 1)
        self.body.addLayout(grid)
        self.body.addWidget(self._words)
        done = Button("Done", parent=self)
        done.clicked.connect(self.close)
        self.body.addWidget(done, 0, Qt.AlignmentFlag.AlignRight)
        self._words.setText(duration_words(editor.value_text()) or "nothing yet")

    def focus_first(self) -> None:
        """Puts the keyboard into the first unit that has a number, else into the days."""
        unit = next((unit for unit in UNITS if self._parts.get(unit)), "days")
        self.lines[unit].setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is done."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close()
        else:
            super().keyPressEvent(event)

    def announce(self, edited: Edited) -> None:
        """Tells who listens; the typed door to the signal."""
        self.changed.emit(edited)

    def _on_edited(self, edited: Edited) -> None:
        entered = {unit: line.value_text().strip() for unit, line in self.lines.items()}
        text = write_duration({**entered, "sign": self._parts.get("sign", "")})
        self._words.setText(duration_words(text) or f"{text} is no duration")
        self.announce(Edited(text))

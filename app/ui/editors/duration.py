"""A line for an ISO 8601 duration, with a panel that takes years to seconds."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.ui.buttons import Button
from app.ui.editors.base import Edited
from app.ui.editors.line import NumberEditor
from app.ui.editors.moments import UNITS, duration_words, read_duration, write_duration
from app.ui.editors.panel import EditorPanel, PanelEditor
from app.ui.labels import Label, TextRole
from app.ui.metrics import SPACE_S

_NAME: Final = "Choose a duration"
_LEAST_DIGITS: Final = 9


class DurationEditor(PanelEditor["DurationPopup"]):
    """Takes any text; the panel writes `P1DT2H`."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.add_panel_button("clock", _NAME)
        self.textChanged.connect(self._on_text)
        self._on_text(text)

    def make_panel(self) -> DurationPopup:
        """A panel on what the line says."""
        return DurationPopup(self)

    def _on_text(self, text: str) -> None:
        self.setToolTip(duration_words(text))


class DurationPopup(EditorPanel):
    """One number for each unit."""

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

    def _on_edited(self, edited: Edited) -> None:
        entered = {unit: line.value_text().strip() for unit, line in self.lines.items()}
        text = write_duration({**entered, "sign": self._parts.get("sign", "")})
        self._words.setText(duration_words(text) or f"{text} is no duration")
        self.announce(Edited(text))

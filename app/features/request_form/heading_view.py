"""The heading of a part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.labels import ElidedLabel, Label, TextRole
from app.ui.metrics import CONTROL_HEIGHT, SPACE_S, SPACE_XS
from app.ui.panels import Hairline
from app.ui.properties import is_restyled
from app.ui.theme import current_zoom

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent


class PartHeading(QWidget):
    """Title, a note, controls at the right, and a hairline below."""

    def __init__(self, title: str, note: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = QHBoxLayout()
        self._line.setSpacing(SPACE_S)
        self._title = Label(title, TextRole.HEADING, self)
        self._line.addWidget(self._title)
        self._note = ElidedLabel(note, TextRole.HINT, self)
        self._line.addWidget(self._note, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, SPACE_XS)
        layout.setSpacing(SPACE_XS + 2)
        layout.addLayout(self._line)
        layout.addWidget(Hairline(parent=self))
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follows the zoom."""
        super().changeEvent(event)
        if is_restyled(event):
            self._fit()

    def set_note(self, note: str) -> None:
        """Changes the muted words."""
        self._note.setText(note)

    def add_control(self, widget: QWidget, before: QWidget | None = None) -> None:
        """Adds a control at the right end, or before another one."""
        if before is None:
            self._line.addWidget(widget)
        else:
            self._line.insertWidget(self._line.indexOf(before), widget)

    def _fit(self) -> None:
        # All headings are as high as one with controls.
        self._title.setMinimumHeight(round(CONTROL_HEIGHT * current_zoom()))

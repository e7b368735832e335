"""The heading of a part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.labels import ElidedLabel, Label, TextRole
from app.ui.metrics import CONTROL_HEIGHT, SPACE_S, SPACE_XS
from app.ui.panels import Hairline
from app.ui.properties import is_restyled
from app.ui.theme import current_zoom

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

_ENOUGH: Final = 180
"""Of one control, in pixels at 100 % zoom."""


class PartHeading(QWidget):
    """Title, a note, controls at the right or, in little room, on a line of their own, and a hairline below."""

    def __init__(self, title: str, note: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = QHBoxLayout()
        self._line.setSpacing(SPACE_S)
        self._title = Label(title, TextRole.HEADING, self)
        self._line.addWidget(self._title)
        self._note = ElidedLabel(note, TextRole.HINT, self)
        self._line.addWidget(self._note, 1)
        self._is_stacked = False
        self._holder = QWidget(self)
        self._controls = QHBoxLayout(self._holder)
        self._controls.setContentsMargins(0, 0, 0, 0)
        self._controls.setSpacing(SPACE_S)
        self._line.addWidget(self._holder)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, SPACE_XS)
        self._layout.setSpacing(SPACE_XS + 2)
        self._layout.addLayout(self._line)
        self._layout.addWidget(Hairline(parent=self))
        self._fit()

    def is_stacked(self) -> bool:
        """Whether the controls have a line of their own."""
        return self._is_stacked

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Finds room for the controls."""
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        """Finds room for other controls than before."""
        handled = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self._arrange()
        return handled

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
            self._controls.addWidget(widget)
        else:
            self._controls.insertWidget(self._controls.indexOf(before), widget)

    def _arrange(self) -> None:
        stacked = 0 < self.width() < self._title.sizeHint().width() + self._least()
        if stacked == self._is_stacked:
            return
        self._is_stacked = stacked
        if stacked:
            self._line.removeWidget(self._holder)
            self._layout.insertWidget(1, self._holder)
        else:
            self._layout.removeWidget(self._holder)
            self._line.addWidget(self._holder)

    def _least(self) -> int:
        """The width that the controls need at least, in pixels; long names in lists may be cut."""
        items = (self._controls.itemAt(index) for index in range(self._controls.count()))
        widths = [item.sizeHint().width() for item in items if item is not None and not item.isEmpty()]
        return sum(min(width, round(_ENOUGH * current_zoom())) + SPACE_S for width in widths)

    def _fit(self) -> None:
        # All headings are as high as one with controls.
        self._title.setMinimumHeight(round(CONTROL_HEIGHT * current_zoom()))

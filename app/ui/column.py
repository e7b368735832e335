"""Widgets below each other, for long lists in a scroll area: adding one costs that one, not all that stand there.

A QVBoxLayout asks every widget for its height at several widths whenever one is added; this asks at one width only,
and a widget's own layout remembers that answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QWidget

from app.ui.metrics import SPACE_M, SPACE_S

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent


class Column(QWidget):
    """As high as its widgets need at its width; put it into a `ScrollingArea`."""

    def __init__(self, parent: QWidget | None = None, *, margin: int = SPACE_M, spacing: int = SPACE_S) -> None:
        super().__init__(parent)
        self._margin = margin
        self._spacing = spacing
        self._widgets: list[QWidget] = []
        self._bottom = 0

    def add(self, widget: QWidget) -> None:
        """Adds a widget at the end; the column becomes its parent."""
        widget.setParent(self)
        self._widgets.append(widget)
        widget.show()
        self._place(widget)
        self._fit()

    def widgets(self) -> tuple[QWidget, ...]:
        """What it holds, from top to bottom."""
        return tuple(self._widgets)

    def settle(self) -> None:
        """Takes other heights over at once, for who needs its height now."""
        self._place_all()

    def sizeHint(self) -> QSize:
        """What it needs at its width."""
        return QSize(self.width(), self._bottom + self._margin)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measures anew where the width changed."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._place_all()

    def event(self, event: QEvent) -> bool:
        """Follows widgets that need another height."""
        handled = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self._place_all()
        return handled

    def _place_all(self) -> None:
        self._bottom = 0
        for widget in self._widgets:
            self._place(widget)
        self._fit()

    def _place(self, widget: QWidget) -> None:
        top = self._bottom + self._spacing if self._bottom else self._margin
        width = max(0, self.width() - 2 * self._margin)
        height = widget.heightForWidth(width) if widget.hasHeightForWidth() else widget.sizeHint().height()
        widget.setGeometry(self._margin, top, width, height)
        self._bottom = top + height

    def _fit(self) -> None:
        self.setMinimumHeight(self._bottom + self._margin)

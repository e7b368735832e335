"""An area that scrolls from top to bottom alone: what is in it takes its width."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class ScrollingArea(QScrollArea):
    """Holds one widget, which is resized with it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def hold(self, content: QWidget, *, see_through: bool = False) -> None:
        """Takes a widget in.

        Args:
            content: What scrolls.
            see_through: Paints no ground of its own, for a card whose panel paints it.
        """
        self.setWidget(content)
        if see_through:
            self.viewport().setAutoFillBackground(False)
            content.setAutoFillBackground(False)

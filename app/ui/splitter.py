"""A splitter with a hairline for a handle; Qt widens the grip of one-pixel handles by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QSplitter, QWidget

if TYPE_CHECKING:
    from PySide6.QtCore import Qt


class Splitter(QSplitter):
    """Its handle is one pixel wide and turns to the accent under the mouse."""

    def __init__(self, orientation: Qt.Orientation, parent: QWidget | None = None) -> None:
        super().__init__(orientation, parent)
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)

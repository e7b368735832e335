"""A combo box in the look of the window."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QWidget

from app.ui.icons import icon_size, paint_icon
from app.ui.metrics import ICON, SPACE_S
from app.ui.theme import Token


class ComboBox(QComboBox):
    """A combo box with our chevron; the wheel scrolls the page and never changes a value unseen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dressed = False

    def showPopup(self) -> None:
        """Opens the list; its rows get their look with the first opening, since most lists are never opened."""
        if not self._dressed:
            self._dressed = True
            self.setItemDelegate(QStyledItemDelegate(self))
        super().showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leaves the wheel to the page."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the chevron over the box."""
        super().paintEvent(event)
        edge = icon_size(ICON - 2)
        left = self.width() - edge - SPACE_S
        painter = QPainter(self)
        paint_icon(painter, QRectF(left, (self.height() - edge) / 2, edge, edge), "chevron-down", Token.TEXT_MUTED)

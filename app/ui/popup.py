"""A small panel beside a control; Esc or a click elsewhere closes it and gives the keyboard back."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QHideEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from app.ui.metrics import RADIUS, SPACE_M, SPACE_S
from app.ui.painting import stroke_rounded
from app.ui.theme import Token, current_theme

_GAP: Final = 2


class Popup(QWidget):
    """Fill `body`; it deletes itself when it closes.

    Args:
        anchor: The control that it belongs to.
        name: Accessible name.
    """

    def __init__(self, anchor: QWidget, name: str) -> None:
        super().__init__(anchor, Qt.WindowType.Popup)
        self._anchor = anchor
        self.setAccessibleName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAutoFillBackground(True)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(SPACE_M, SPACE_M, SPACE_M, SPACE_M)
        self.body.setSpacing(SPACE_S)

    def open_at_anchor(self) -> None:
        """Opens below the control, or above it where the screen ends."""
        self.adjustSize()
        self.move(self._place())
        self.show()

    def hideEvent(self, event: QHideEvent) -> None:
        """Gives the keyboard back."""
        super().hideEvent(event)
        if isValid(self._anchor):
            self._anchor.setFocus(Qt.FocusReason.PopupFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the surface and its edge."""
        painter, theme = QPainter(self), current_theme()
        painter.fillRect(self.rect(), theme.color(Token.SURFACE_RAISED))
        stroke_rounded(painter, QRectF(self.rect()), theme.color(Token.BORDER_STRONG), RADIUS)

    def _place(self) -> QPoint:
        anchor, size = self._anchor, self.sizeHint()
        below = anchor.mapToGlobal(QPoint(anchor.width() - size.width(), anchor.height() + _GAP))
        screen = QGuiApplication.screenAt(below) or anchor.screen()
        room = screen.availableGeometry()
        x = max(room.left(), min(below.x(), room.right() - size.width()))
        fits = below.y() + size.height() <= room.bottom()
        above = anchor.mapToGlobal(QPoint(0, -size.height() - _GAP)).y()
        return QPoint(x, below.y() if fits else max(room.top(), above))

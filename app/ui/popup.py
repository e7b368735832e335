"""A small panel beside a control; Esc or a click elsewhere closes it and gives the keyboard back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.metrics import RADIUS, SPACE_M, SPACE_S
from app.ui.painting import stroke_rounded
from app.ui.theme import Token, current_theme

_GAP: Final = 2


@dataclass(frozen=True, slots=True)
class PopupClosed:
    """A panel was closed, by whatever means."""


class Popup(QWidget):
    """Fill `body`; it deletes itself when it closes.

    Args:
        anchor: The control that it belongs to.
        name: Accessible name.

    Signals:
        closed: A PopupClosed. (`destroyed` would come while the control itself is being torn down.)
    """

    closed = Signal(PopupClosed)

    def __init__(self, anchor: QWidget, name: str) -> None:
        super().__init__(anchor, Qt.WindowType.Popup)
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
        # Not kept as an attribute: its last reference would go in the middle of this panel's own end.
        anchor = self.parentWidget()
        if anchor is not None:
            anchor.setFocus(Qt.FocusReason.PopupFocusReason)
        self.announce_closed(PopupClosed())

    def announce_closed(self, closed: PopupClosed) -> None:
        """Tells who listens; the typed door to the signal."""
        self.closed.emit(closed)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the surface and its edge."""
        painter, theme = QPainter(self), current_theme()
        painter.fillRect(self.rect(), theme.color(Token.SURFACE_RAISED))
        stroke_rounded(painter, QRectF(self.rect()), theme.color(Token.BORDER_STRONG), RADIUS)

    def _place(self) -> QPoint:
        anchor, size = self.parentWidget() or self, self.sizeHint()
        below = anchor.mapToGlobal(QPoint(anchor.width() - size.width(), anchor.height() + _GAP))
        screen = QGuiApplication.screenAt(below) or anchor.screen()
        room = screen.availableGeometry()
        x = max(room.left(), min(below.x(), room.right() - size.width()))
        fits = below.y() + size.height() <= room.bottom()
        above = anchor.mapToGlobal(QPoint(0, -size.height() - _GAP)).y()
        return QPoint(x, below.y() if fits else max(room.top(), above))

"""Areas: a background, and hairlines at the edges where it meets another area. No boxes inside boxes."""

from __future__ import annotations

from enum import Flag, auto

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.painting import hairline
from app.ui.theme import Token, current_theme


class Edge(Flag):
    """Where a hairline is drawn."""

    NONE = 0
    TOP = auto()
    BOTTOM = auto()
    LEFT = auto()
    RIGHT = auto()


class Panel(QWidget):
    """An area on one of the three surfaces; the palette paints it, so a theme change costs nothing.

    Args:
        surface: SURFACE, SURFACE_RAISED or SURFACE_SUNKEN.
    """

    def __init__(self, surface: Token = Token.SURFACE, edges: Edge = Edge.NONE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._edges = edges
        self.setBackgroundRole(_ROLES[surface])
        self.setAutoFillBackground(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the hairlines."""
        if not self._edges:
            return
        painter, color = QPainter(self), current_theme().color(Token.BORDER)
        right, bottom = self.width() - 1, self.height() - 1
        lines = {
            Edge.TOP: (QPointF(0, 0), QPointF(right, 0)),
            Edge.BOTTOM: (QPointF(0, bottom), QPointF(right, bottom)),
            Edge.LEFT: (QPointF(0, 0), QPointF(0, bottom)),
            Edge.RIGHT: (QPointF(right, 0), QPointF(right, bottom)),
        }
        for edge, (start, end) in lines.items():
            if edge in self._edges:
                hairline(painter, start, end, color)


class Hairline(QWidget):
    """A line between two things."""

    def __init__(self, orientation: Qt.Orientation = Qt.Orientation.Horizontal, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setBackgroundRole(QPalette.ColorRole.Midlight)
        self.setAutoFillBackground(True)
        if orientation is Qt.Orientation.Horizontal:
            self.setFixedHeight(1)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        else:
            self.setFixedWidth(1)
            self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)


_ROLES = {
    Token.SURFACE: QPalette.ColorRole.Window,
    Token.SURFACE_RAISED: QPalette.ColorRole.Base,
    Token.SURFACE_SUNKEN: QPalette.ColorRole.AlternateBase,
}

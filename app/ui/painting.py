"""Strokes that every painted brick shares: crisp hairlines, rounded fills, the focus ring."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.ui.metrics import FOCUS_RING, RADIUS


def fill_rounded(painter: QPainter, rect: QRectF, color: QColor, radius: float = RADIUS) -> None:
    """Fills a rounded rectangle without an outline."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRoundedRect(rect, radius, radius)


def stroke_rounded(painter: QPainter, rect: QRectF, color: QColor, radius: float = RADIUS, width: float = 1.0) -> None:
    """Draws the outline of a rounded rectangle inside `rect`, on whole pixels."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    half = width / 2
    painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius - half, radius - half)


def focus_ring(painter: QPainter, rect: QRectF, color: QColor, radius: float = RADIUS) -> None:
    """Draws the ring that shows where the keyboard is."""
    stroke_rounded(painter, rect, color, radius, FOCUS_RING)


def hairline(painter: QPainter, start: QPointF, end: QPointF, color: QColor) -> None:
    """Draws a line of one device-independent pixel without blur."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setPen(QPen(color, 1))
    painter.drawLine(start, end)

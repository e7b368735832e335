"""A check box that is seen on every surface; Fusion's own frame vanishes on dark ones."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox

from app.ui.icons import icon_size, paint_icon
from app.ui.metrics import ICON, RADIUS_SMALL, SPACE_S
from app.ui.painting import fill_rounded, focus_ring, stroke_rounded
from app.ui.theme import Token, current_theme


class CheckBox(QCheckBox):
    """A box and a word; an ellipsis cuts a word that is too long, its tooltip is whole."""

    def sizeHint(self) -> QSize:
        """The box and the whole word."""
        metrics = QFontMetrics(self.font())
        width = icon_size(ICON) + SPACE_S + metrics.horizontalAdvance(self.text()) + SPACE_S
        return QSize(width, max(icon_size(ICON), metrics.height()) + 4)

    def minimumSizeHint(self) -> QSize:
        """The box and a few letters."""
        metrics = QFontMetrics(self.font())
        return QSize(icon_size(ICON) + SPACE_S + 6 * metrics.averageCharWidth(), self.sizeHint().height())

    def hitButton(self, position: QPoint) -> bool:  # noqa: N802 - Qt's name
        """All of it can be pressed."""
        return self.rect().contains(position)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints box, tick and word."""
        painter, theme = QPainter(self), current_theme()
        edge = icon_size(ICON)
        box = QRectF(1, (self.height() - edge) / 2, edge, edge)
        if self.isChecked():
            fill_rounded(painter, box, theme.color(Token.ACCENT), RADIUS_SMALL)
            paint_icon(painter, box.adjusted(1, 1, -1, -1), "check", Token.ACCENT_TEXT)
        else:
            fill_rounded(painter, box, theme.color(Token.SURFACE_RAISED), RADIUS_SMALL)
            ink = Token.TEXT_MUTED if self.underMouse() else Token.BORDER_STRONG
            stroke_rounded(painter, box, theme.color(ink), RADIUS_SMALL)
        painter.setPen(theme.color(Token.TEXT if self.isEnabled() else Token.TEXT_MUTED))
        room = QRectF(edge + SPACE_S, 0, self.width() - edge - SPACE_S, self.height())
        text = QFontMetrics(self.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
        if self.hasFocus():
            focus_ring(painter, box.adjusted(-1, -1, 1, 1), theme.color(Token.ACCENT), RADIUS_SMALL + 1)

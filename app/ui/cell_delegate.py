"""Paints the cells of tables: soft row colour, hover, hairline, icon, text."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.ui.badges import paint_method
from app.ui.entry_painting import method_font
from app.ui.fonts import data_font, words_font
from app.ui.icons import icon_size, paint_icon
from app.ui.metrics import ICON, ROW_HEIGHT, SPACE_S
from app.ui.painting import hairline
from app.ui.table_model import LOOK_ROLE, AnyIndex, CellFace, CellLook
from app.ui.theme import Token, current_theme, current_zoom, method_token


class CellDelegate(QStyledItemDelegate):
    """Paints one cell after the other; the view tells it which row is under the mouse."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hovered_row = -1

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Paints one cell."""
        look = index.data(LOOK_ROLE)
        if not isinstance(look, CellLook):
            return
        painter.save()
        rect = QRectF(option.rect)
        self._paint_back(painter, option, index, look)
        theme = current_theme()
        hairline(
            painter, rect.bottomLeft() - QPointF(0, 1), rect.bottomRight() - QPointF(0, 1), theme.color(Token.BORDER)
        )
        content = rect.adjusted(SPACE_S, 0, -SPACE_S, -1)
        if look.cell.icon_name:
            edge = icon_size(ICON - 2)
            ink = look.cell.level.ink if look.cell.level else Token.TEXT_MUTED
            paint_icon(
                painter, QRectF(content.left(), content.center().y() - edge / 2, edge, edge), look.cell.icon_name, ink
            )
            content.adjust(edge + SPACE_S - 2, 0, 0, 0)
        if look.face is CellFace.METHODS:
            self._paint_methods(painter, content, look)
        else:
            self._paint_text(painter, content, look)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """The width of the text, the height of a row."""
        look = index.data(LOOK_ROLE)
        text = look.cell.text if isinstance(look, CellLook) else ""
        face = look.face if isinstance(look, CellLook) else CellFace.WORDS
        width = QFontMetrics(_font(face)).horizontalAdvance(text) + 2 * SPACE_S + icon_size(ICON)
        return QSize(width, round(ROW_HEIGHT * current_zoom()))

    def _paint_back(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex, look: CellLook) -> None:
        theme = current_theme()
        rect = QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color(Token.SELECTION))
        elif look.row_level is not None:
            painter.fillRect(rect, theme.color(look.row_level.soft))
        elif index.row() == self.hovered_row:
            painter.fillRect(rect, theme.color(Token.HOVER))
        if look.row_level is not None and index.column() == 0:
            painter.fillRect(rect.adjusted(0, 0, 3 - rect.width(), 0), theme.color(look.row_level.ink))

    def _paint_text(self, painter: QPainter, rect: QRectF, look: CellLook) -> None:
        cell = look.cell
        font = _font(look.face)
        font.setStrikeOut(cell.struck)
        text = QFontMetrics(font).elidedText(cell.text, look.elide, int(rect.width()))
        side = Qt.AlignmentFlag.AlignRight if look.right else Qt.AlignmentFlag.AlignLeft
        token = cell.level.ink if cell.level else Token.TEXT_MUTED if cell.muted or look.faded else Token.TEXT
        painter.setFont(font)
        painter.setPen(current_theme().color(token))
        painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_methods(self, painter: QPainter, rect: QRectF, look: CellLook) -> None:
        metrics = QFontMetrics(method_font())
        left = rect.left()
        for method in look.cell.text.split():
            width = metrics.horizontalAdvance(method)
            if left + width > rect.right() + 1:
                painter.setPen(current_theme().color(Token.TEXT_MUTED))
                painter.drawText(QRectF(left, rect.top(), 20, rect.height()), Qt.AlignmentFlag.AlignVCenter, "…")
                break
            if look.faded:
                painter.setFont(method_font())
                painter.setPen(current_theme().mix(method_token(method), Token.SURFACE, 0.7))
                painter.drawText(QRectF(left, rect.top(), width, rect.height()), Qt.AlignmentFlag.AlignVCenter, method)
            else:
                paint_method(painter, QRectF(left, rect.top(), width, rect.height()), method)
            left += width + SPACE_S


def _font(face: CellFace) -> QFont:
    return data_font() if face is CellFace.DATA else words_font()

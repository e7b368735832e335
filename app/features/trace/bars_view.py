"""Paints the rows of a timeline: names, durations, bars on an axis, and the axis itself in the header."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.core.trace.axis import whole_axis
from app.core.trace.timeline import Tint
from app.features.trace.rows_model import BAR, FITS_ROLE, NAME, ROW_ROLE, TIME
from app.ui.fonts import SMALL, data_font, words_font
from app.ui.icons import icon_size, paint_icon
from app.ui.metrics import ICON, SPACE_S, SPACE_XS
from app.ui.painting import fill_rounded, hairline
from app.ui.theme import Token, current_theme, current_zoom

if TYPE_CHECKING:
    from app.core.trace.timeline import Piece, TimelineRow
    from app.ui.tree import AnyIndex, Tree

_ROW: Final = 24
_WIDTH: Final = 300
_BAR: Final = 10
_LEAST: Final = 2.0
"""Pixels of a bar that is shorter than can be seen."""
_SOFT: Final = 0.28
_TICK: Final = 84

_INKS: Final = {tint: Token(f"trace-{tint.value}") for tint in Tint}


class RowDelegate(QStyledItemDelegate):
    """Paints names, durations and bars; the view tells it the axis."""

    def __init__(self, view: Tree) -> None:
        super().__init__(view)
        self.axis = whole_axis(0.0)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Paints one cell."""
        row: TimelineRow = index.data(ROW_ROLE)
        painter.save()
        rect = QRectF(option.rect)
        if index.column() == NAME:
            self._paint_name(painter, rect.adjusted(SPACE_XS, 0, -SPACE_S, 0), row, index)
        elif index.column() == TIME:
            painter.setFont(data_font(SMALL))
            painter.setPen(current_theme().color(Token.TEXT_MUTED))
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(rect.adjusted(0, 0, -SPACE_S, 0), side, index.data())
        else:
            painter.setClipRect(rect)
            self._paint_bar(painter, rect, row, index)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """One line."""
        return QSize(_WIDTH, round(_ROW * current_zoom()))

    def _paint_name(self, painter: QPainter, rect: QRectF, row: TimelineRow, index: AnyIndex) -> None:
        theme = current_theme()
        faded = not index.data(FITS_ROLE)
        if row.failed:
            edge = icon_size(ICON - 2)
            paint_icon(painter, QRectF(rect.left(), rect.center().y() - edge / 2, edge, edge), "error", Token.ERROR)
            rect = rect.adjusted(edge + SPACE_XS, 0, 0, 0)
        font = words_font()
        metrics = QFontMetrics(font)
        title = metrics.elidedText(row.title, Qt.TextElideMode.ElideRight, int(rect.width()))
        painter.setFont(font)
        painter.setPen(theme.color(Token.ERROR if row.failed else Token.TEXT_MUTED if faded else Token.TEXT))
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, title)
        left = metrics.horizontalAdvance(title) + SPACE_S
        room = rect.width() - left
        if row.note and room > SPACE_S:
            small = words_font(SMALL)
            painter.setFont(small)
            painter.setPen(theme.color(Token.TEXT_MUTED))
            note = QFontMetrics(small).elidedText(row.note, Qt.TextElideMode.ElideRight, int(room))
            painter.drawText(rect.adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, note)

    def _paint_bar(self, painter: QPainter, rect: QRectF, row: TimelineRow, index: AnyIndex) -> None:
        theme, axis, area = current_theme(), self.axis, bar_area(rect)
        for tick in axis.ticks(tick_count(area)):
            x = round(area.left() + axis.share(tick) * area.width())
            hairline(painter, QPointF(x, rect.top()), QPointF(x, rect.bottom()), theme.color(Token.BORDER))
        height = _BAR * current_zoom()
        top = rect.center().y() - height / 2
        first = index.sibling(index.row(), NAME)
        closed = index.model().hasChildren(first) and not self._view.isExpanded(first)
        ink = theme.color(_INKS[row.tint])
        whole = (row.start_ms, row.start_ms + row.duration_ms)
        fill_rounded(painter, self._box(area, whole, top, height), theme.color(_INKS[row.tint], _SOFT), 3)
        pieces = (whole,) if (closed and row.span is not None) or not (row.own or row.waits) else row.own
        for piece in pieces:
            box = self._box(area, piece, top, height)
            if area.left() - 1 <= box.right() and box.left() <= area.right() + 1:
                fill_rounded(painter, box, ink, min(3, box.width() / 2))
        if row.failed:
            end = self._box(area, (whole[1], whole[1]), top - 2, height + 4)
            painter.fillRect(end, theme.color(Token.ERROR))

    def _box(self, area: QRectF, piece: Piece, top: float, height: float) -> QRectF:
        """The rectangle of a stretch of time, at least wide enough to be seen."""
        axis = self.axis
        # Far outside of what is in view the numbers of a zoomed axis are too large to be painted.
        start = min(max(axis.share(piece[0]), -1.0), 2.0)
        end = min(max(axis.share(piece[1]), -1.0), 2.0)
        left = area.left() + start * area.width()
        return QRectF(left, top, max(_LEAST, (end - start) * area.width()), height)


def bar_area(rect: QRectF) -> QRectF:
    """Where in a cell the axis lies: with some air at both sides for the first and the last bar."""
    return rect.adjusted(SPACE_S, 0, -SPACE_S - _LEAST, 0)


def tick_count(area: QRectF) -> int:
    """How many ticks there is room for."""
    return max(1, int(area.width() / (_TICK * current_zoom())))


class AxisHeader(QHeaderView):
    """The header whose last section is the axis."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.axis = whole_axis(0.0)
        self.setHighlightSections(False)
        self.setSectionsMovable(False)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:  # noqa: N802 - Qt's name
        """Paints the ticks in place of a title."""
        painter.save()
        super().paintSection(painter, rect, section)
        painter.restore()
        if section == BAR:
            painter.save()
            self._paint_ticks(painter, QRectF(rect))
            painter.restore()

    def _paint_ticks(self, painter: QPainter, rect: QRectF) -> None:
        axis, area, font = self.axis, bar_area(rect), data_font(SMALL)
        ticks = axis.ticks(tick_count(area))
        painter.setFont(font)
        painter.setPen(current_theme().color(Token.TEXT_MUTED))
        painter.setClipRect(rect)
        for tick in ticks:
            left = area.left() + axis.share(tick) * area.width() + SPACE_XS
            words = axis.words(tick)
            if left + QFontMetrics(font).horizontalAdvance(words) <= rect.right():
                painter.drawText(
                    QRectF(left, rect.top(), _TICK * 2, rect.height()), Qt.AlignmentFlag.AlignVCenter, words
                )

"""The live strip (objectName `loopStrip`): lag above, worker threads below, blocks as red marks across both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QHideEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.features.event_loop.picture import LATE_MS, SPAN_S, Mark, lag_share
from app.ui.fonts import SMALL, words_font
from app.ui.marked import unmarked
from app.ui.metrics import RADIUS_SMALL, SPACE_M, SPACE_S, SPACE_XS
from app.ui.painting import fill_rounded, hairline, stroke_rounded
from app.ui.theme import Token, current_theme, current_zoom

if TYPE_CHECKING:
    from app.core.trace.loop import LoopBlock
    from app.features.event_loop.picture import Bar
    from app.features.event_loop.presenter import EventLoopPresenter

FRAME_MS: Final = 100
"""At most ten pictures a second."""

_HEIGHT: Final = 92
_AXIS: Final = 16
_LAG: Final = 0.6
"""Share of the lanes' height that the lag has; the pool has the rest."""

_NAMES: Final = 64
_LEAST_MARK: Final = 4.0
_NEAR: Final = 4.0
_TICK_S: Final = 15


@dataclass(frozen=True, slots=True)
class MarkPressed:
    """A person pressed the mark of a block."""

    block: LoopBlock


class LoopStrip(QWidget):
    """Paints itself again and again, but only while it can be seen and is not paused.

    Signals:
        pressed: A MarkPressed.
    """

    pressed = Signal(MarkPressed)

    def __init__(self, presenter: EventLoopPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("loopStrip")
        self.setAccessibleName("The event loop in the last minute")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self._presenter = presenter
        self._selected: LoopBlock | None = None
        self._marks: list[tuple[QRectF, Mark]] = []
        self._clock = QTimer(self)
        self._clock.setInterval(FRAME_MS)
        self._clock.timeout.connect(self.update)

    def is_live(self) -> bool:
        """Whether it moves."""
        return self._clock.isActive()

    def select(self, block: LoopBlock | None) -> None:
        """Points at the mark of a block."""
        self._selected = block
        self.update()

    def settle(self) -> None:
        """Moves or stands still, as the presenter says."""
        if self.isVisible() and not self._presenter.paused:
            self._clock.start()
        else:
            self._clock.stop()
        self.update()

    def sizeHint(self) -> QSize:
        """Two lanes and an axis."""
        return QSize(400, round(_HEIGHT * current_zoom()))

    def minimumSizeHint(self) -> QSize:
        """As low, and narrower."""
        return QSize(240, round(_HEIGHT * current_zoom()))

    def showEvent(self, event: QShowEvent) -> None:
        """Begins to move."""
        super().showEvent(event)
        self.settle()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stands still."""
        super().hideEvent(event)
        self._clock.stop()

    def announce(self, event: MarkPressed) -> None:
        """Tells who listens; the typed door to the signal."""
        self.pressed.emit(event)

    def event(self, event: QEvent) -> bool:
        """Says what the mark under the mouse means."""
        if isinstance(event, QHelpEvent):
            mark = self.mark_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), unmarked(self._presenter.sentence(mark.block)) if mark else "", self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Shows that a mark can be pressed."""
        super().mouseMoveEvent(event)
        over = self.mark_at(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Chooses the mark under the mouse."""
        mark = self.mark_at(event.position())
        if mark is not None:
            self.announce(MarkPressed(mark.block))
        super().mousePressEvent(event)

    def mark_at(self, point: QPointF) -> Mark | None:
        """The mark at a place of the last picture."""
        near = (mark for rect, mark in reversed(self._marks) if rect.adjusted(-_NEAR, 0, _NEAR, 0).contains(point))
        return next(near, None)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the last minute."""
        picture, painter = self._presenter.picture(), QPainter(self)
        painter.setFont(words_font(SMALL))
        zoom = current_zoom()
        room = QRectF(self.rect()).adjusted((_NAMES + SPACE_M) * zoom, SPACE_XS, -SPACE_M, -_AXIS * zoom)
        lag = QRectF(room.left(), room.top(), room.width(), room.height() * _LAG - SPACE_XS)
        pool = QRectF(room.left(), lag.bottom() + SPACE_S, room.width(), room.bottom() - lag.bottom() - SPACE_S)
        theme = current_theme()
        for lane in (lag, pool):
            fill_rounded(painter, lane, theme.color(Token.SURFACE_SUNKEN), RADIUS_SMALL)
        self._paint_names(painter, lag, pool)
        painter.save()
        painter.setClipRect(room)
        for bar in picture.bars:
            _paint_bar(painter, bar, lag, pool)
        self._paint_limit(painter, lag)
        self._paint_marks(painter, picture.marks, lag, pool)
        painter.restore()
        _paint_axis(painter, room)

    def _paint_names(self, painter: QPainter, lag: QRectF, pool: QRectF) -> None:
        painter.setPen(current_theme().color(Token.TEXT_MUTED))
        for name, lane in (("Lag", lag), ("Threads", pool)):
            rect = QRectF(SPACE_M, lane.top(), lane.left() - SPACE_M - SPACE_S, lane.height())
            painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)

    def _paint_limit(self, painter: QPainter, lag: QRectF) -> None:
        """From this line on a lag counts as a block."""
        y = lag.bottom() - lag.height() * lag_share(LATE_MS)
        painter.setPen(QPen(current_theme().color(Token.BORDER_STRONG), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(lag.left(), y), QPointF(lag.right(), y))
        painter.setPen(current_theme().color(Token.TEXT_MUTED))
        height = QFontMetrics(painter.font()).height()
        rect = QRectF(lag.left() + SPACE_XS, y - height, lag.width(), height)
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, f"{LATE_MS:.0f} ms")

    def _paint_marks(self, painter: QPainter, marks: tuple[Mark, ...], lag: QRectF, pool: QRectF) -> None:
        self._marks = []
        theme, free = current_theme(), lag.left()
        for mark in marks:
            left = lag.left() + mark.left * lag.width()
            width = max(_LEAST_MARK, (mark.right - mark.left) * lag.width())
            rect = QRectF(min(left, lag.right() - width), lag.top(), width, pool.bottom() - lag.top())
            self._marks.append((rect, mark))
            fill_rounded(painter, rect, theme.color(Token.ERROR, 0.30), 2)
            fill_rounded(painter, QRectF(rect.left(), rect.top(), rect.width(), 3), theme.color(Token.ERROR), 1)
            if self._selected == mark.block:
                stroke_rounded(painter, rect, theme.color(Token.ERROR), 2, 1.5)
            free = _paint_label(painter, mark, rect, lag, free)


def _paint_bar(painter: QPainter, bar: Bar, lag: QRectF, pool: QRectF) -> None:
    theme = current_theme()
    left, width = bar.left * lag.width(), max(1.0, (bar.right - bar.left) * lag.width())
    if bar.lag is not None:
        height = bar.lag * lag.height()
        rect = QRectF(lag.left() + left, lag.bottom() - height, width, height)
        painter.fillRect(rect, theme.color(Token.WARN if bar.late else Token.ACCENT, 0.75))
    if bar.used:
        height = max(2.0, bar.used * pool.height())
        ink = Token.WARN if bar.waits or bar.used >= 1 else Token.OK
        painter.fillRect(QRectF(pool.left() + left, pool.bottom() - height, width, height), theme.color(ink, 0.75))


def _paint_label(painter: QPainter, mark: Mark, rect: QRectF, lane: QRectF, free: float) -> float:
    """Writes how long a block was beside its mark, where no other label stands; where the next one may begin."""
    width = QFontMetrics(painter.font()).horizontalAdvance(mark.label) + SPACE_XS
    left = rect.left() - width - SPACE_XS
    if left < free:
        left = rect.right() + SPACE_XS
    if left < free or left + width > lane.right():
        return max(free, rect.right())
    place = QRectF(left, rect.top(), width, QFontMetrics(painter.font()).height())
    fill_rounded(painter, place, current_theme().color(Token.SURFACE_SUNKEN, 0.85), 2)
    painter.setPen(current_theme().color(Token.ERROR))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, mark.label)
    return max(rect.right(), place.right())


def _paint_axis(painter: QPainter, room: QRectF) -> None:
    theme = current_theme()
    metrics = QFontMetrics(painter.font())
    for seconds in range(0, int(SPAN_S) + 1, _TICK_S):
        x = room.right() - seconds / SPAN_S * room.width()
        hairline(painter, QPointF(x, room.bottom()), QPointF(x, room.bottom() + SPACE_XS), theme.color(Token.BORDER))
        painter.setPen(theme.color(Token.TEXT_MUTED))
        words = "now" if seconds == 0 else f"{seconds} s ago" if seconds < SPAN_S else "1 min ago"
        width = metrics.horizontalAdvance(words) + SPACE_XS
        left = min(max(room.left(), x - width / 2), room.right() - width)
        rect = QRectF(left, room.bottom() + 2, width, metrics.height())
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, words)

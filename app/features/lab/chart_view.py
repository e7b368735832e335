"""The lanes, painted: one line for each request on a common axis, each kind of time with a colour and a pattern."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log10
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.core.exchange.words import duration_words
from app.core.lab.model import Lane, PieceKind
from app.features.lab.presenter import lane_words, outcome_words
from app.ui.badges import Painted
from app.ui.fonts import SMALL, data_font, words_font
from app.ui.icons import paint_icon
from app.ui.metrics import GRID, SPACE_M, SPACE_S, SPACE_XS
from app.ui.painting import fill_rounded, focus_ring, hairline
from app.ui.properties import is_restyled
from app.ui.theme import Token, current_theme, current_zoom

if TYPE_CHECKING:
    from app.features.lab.presenter import RunShown

_LANE: Final = 16
_BAR: Final = 10
_AXIS: Final = 20
_NUMBER_WIDTH: Final = 34
_NAME_WIDTH: Final = 190
_END_WIDTH: Final = 132
_TICK_WIDTH: Final = 76
_FIRST_ERROR: Final = 400
_SECOND_MS: Final = 1000


@dataclass(frozen=True, slots=True)
class _Face:
    """How a kind of time looks: the ink, how much of it fills the bar, and the pattern over it."""

    ink: Token
    fill: float
    pattern: Qt.BrushStyle = Qt.BrushStyle.NoBrush
    thin: bool = False


_FACES: Final = {
    PieceKind.CLIENT: _Face(Token.TEXT_MUTED, 0.35, thin=True),
    PieceKind.UNTOLD: _Face(Token.TEXT_MUTED, 0.16, Qt.BrushStyle.HorPattern),
    PieceKind.LOOP_WAIT: _Face(Token.ERROR, 0.14, Qt.BrushStyle.BDiagPattern),
    PieceKind.THREAD_WAIT: _Face(Token.WARN, 0.16, Qt.BrushStyle.Dense6Pattern),
    PieceKind.LOOP: _Face(Token.ACCENT, 1.0),
    PieceKind.THREAD: _Face(Token.OK, 0.85, Qt.BrushStyle.VerPattern),
    PieceKind.SERVER: _Face(Token.TEXT_MUTED, 0.5),
    PieceKind.RECEIVE: _Face(Token.TEXT_MUTED, 0.35, thin=True),
}


def paint_piece(painter: QPainter, rect: QRectF, kind: PieceKind) -> None:
    """Paints a piece of a lane; the legend shows the same."""
    theme, face = current_theme(), _FACES[kind]
    if face.thin:
        rect = QRectF(rect.left(), rect.center().y() - 1.5, rect.width(), 3)
    fill_rounded(painter, rect, theme.mix(face.ink, Token.SURFACE, face.fill), 2)
    if face.pattern is not Qt.BrushStyle.NoBrush:
        over = Token.SURFACE if face.fill > 0.5 else face.ink
        painter.setBrush(QBrush(theme.color(over, 0.75), face.pattern))
        painter.drawRoundedRect(rect, 2, 2)


@dataclass(frozen=True, slots=True)
class Axis:
    """What two runs beside each other share.

    Attributes:
        total_ms: How long it is.
        now_ms: How far what is under way reaches.
        named: Whether each lane says which operation it is.
    """

    total_ms: float = 1.0
    now_ms: float = 0.0
    named: bool = False

    def ticks(self, most: int) -> tuple[float, ...]:
        """Round moments on it, as many as there is room for."""
        rough = max(self.total_ms, 0.001) / max(1, most)
        power = 10.0 ** floor(log10(rough))
        step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999)
        return tuple(step * index for index in range(int(self.total_ms / step) + 1))


@dataclass(frozen=True, slots=True)
class LanePointed:
    """A person looks at a lane; empty words where at none."""

    words: str


class LaneChart(QWidget):
    """One run; Up and Down walk through its lanes.

    Signals:
        pointed: A LanePointed.
    """

    pointed = Signal(LanePointed)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run: RunShown | None = None
        self._axis = Axis()
        self._current = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_run(self, run: RunShown, axis: Axis) -> None:
        """Shows a run on an axis."""
        self._run, self._axis = run, axis
        self._current = min(self._current, len(run.lanes) - 1)
        self.setAccessibleName(f"Lanes of {run.title}")
        self.updateGeometry()
        self.update()

    def lane_at(self, y: float) -> int:
        """The index of the lane at that height, -1 where none is."""
        lane = int((y - _AXIS * current_zoom()) // (_LANE * current_zoom()))
        return lane if self._run is not None and 0 <= lane < len(self._run.lanes) else -1

    def words(self) -> str:
        """The current lane in words; empty without one."""
        return lane_words(self._run.lanes[self._current]) if self._run is not None and self._current >= 0 else ""

    def announce(self, pointed: LanePointed) -> None:
        """Tells who listens; the typed door to the signal."""
        self.pointed.emit(pointed)

    def sizeHint(self) -> QSize:
        """A line for each lane, and the axis."""
        count = len(self._run.lanes) if self._run is not None else 0
        return QSize(480, round((_AXIS + count * _LANE) * current_zoom()) + SPACE_XS)

    def minimumSizeHint(self) -> QSize:
        """Lines are never squeezed."""
        return QSize(320, self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        """Follows theme and zoom."""
        super().changeEvent(event)
        if is_restyled(event):
            self.updateGeometry()
            self.update()

    def event(self, event: QEvent) -> bool:
        """Tells of the lane under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip and self._run is not None:
            lane = self.lane_at(event.pos().y())
            if lane >= 0:
                QToolTip.showText(event.globalPos(), lane_words(self._run.lanes[lane]), self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Points at the lane below."""
        self._point(self.lane_at(event.position().y()))
        super().mouseMoveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walks."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step and self._run is not None and self._run.lanes:
            self._point(max(0, min(len(self._run.lanes) - 1, self._current + step)))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints axis and the lanes that are to be seen."""
        if self._run is None:
            return
        painter, zoom = QPainter(self), current_zoom()
        area = self._area()
        self._paint_axis(painter, area)
        first = max(0, int((event.rect().top() - _AXIS * zoom) // (_LANE * zoom)))
        last = int((event.rect().bottom() - _AXIS * zoom) // (_LANE * zoom)) + 1
        for index, lane in enumerate(self._run.lanes[first:last], first):
            self._paint_lane(painter, area, lane, index)
        if self.hasFocus():
            focus_ring(painter, QRectF(self.rect()), current_theme().color(Token.ACCENT))

    def _area(self) -> QRectF:
        zoom = current_zoom()
        left = SPACE_M + (_NAME_WIDTH if self._axis.named else _NUMBER_WIDTH) * zoom
        return QRectF(left, 0, max(60.0, self.width() - left - _END_WIDTH * zoom), self.height())

    def _paint_axis(self, painter: QPainter, area: QRectF) -> None:
        theme, height = current_theme(), _AXIS * current_zoom()
        painter.setFont(data_font(SMALL))
        for tick in self._axis.ticks(int(area.width() // (_TICK_WIDTH * current_zoom()))):
            x = round(area.left() + tick * self._scale(area))
            hairline(painter, QPointF(x, height - GRID), QPointF(x, self.height()), theme.color(Token.BORDER))
            painter.setPen(theme.color(Token.TEXT_MUTED))
            box = QRectF(x - 60, 0, 120, height - GRID)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, _tick_words(tick))

    def _paint_lane(self, painter: QPainter, area: QRectF, lane: Lane, index: int) -> None:
        theme, zoom = current_theme(), current_zoom()
        top = (_AXIS + index * _LANE) * zoom
        line = QRectF(0, top, self.width(), _LANE * zoom)
        if index == self._current:
            fill_rounded(painter, line.adjusted(SPACE_XS, 0, -SPACE_XS, 0), theme.color(Token.HOVER), 3)
        self._paint_name(painter, QRectF(SPACE_M, top, area.left() - SPACE_M - SPACE_S, line.height()), lane)
        scale, inset = self._scale(area), (_LANE - _BAR) * zoom / 2
        for kind, start, end in self._pieces(lane):
            left = area.left() + start * scale
            width = max(1.0, (end - start) * scale)
            paint_piece(painter, QRectF(left, top + inset, width, _BAR * zoom), kind)
        if lane.first_byte_ms is not None:
            x = area.left() + lane.first_byte_ms * scale
            painter.setPen(QPen(theme.color(Token.TEXT), 1))
            painter.drawLine(QPointF(x, top + inset - 1), QPointF(x, top + inset + _BAR * zoom + 1))
        self._paint_end(
            painter, QRectF(area.right() + SPACE_S, top, self.width() - area.right() - SPACE_S, line.height()), lane
        )

    def _scale(self, area: QRectF) -> float:
        return area.width() / max(self._axis.total_ms, 0.001)

    def _pieces(self, lane: Lane) -> list[tuple[PieceKind, float, float]]:
        if lane.end_ms is None:
            start = lane.start_ms
            return [(PieceKind.UNTOLD, start, max(self._axis.now_ms, start))] if start is not None else []
        return [(piece.kind, piece.start_ms, piece.end_ms) for piece in lane.pieces]

    def _paint_name(self, painter: QPainter, box: QRectF, lane: Lane) -> None:
        several = self._axis.named
        font = words_font(SMALL) if several else data_font(SMALL)
        painter.setFont(font)
        painter.setPen(current_theme().color(Token.TEXT_MUTED))
        words = f"{lane.number}  {lane.operation_key}" if several else str(lane.number)
        align = Qt.AlignmentFlag.AlignLeft if several else Qt.AlignmentFlag.AlignRight
        words = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(box, align | Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_end(self, painter: QPainter, box: QRectF, lane: Lane) -> None:
        if lane.end_ms is None:
            return
        theme, edge = current_theme(), box.height() - 4
        bad = lane.status is None or lane.status >= _FIRST_ERROR
        ink = Token.TEXT_MUTED if lane.cancelled else Token.ERROR if bad else Token.OK
        mark = "stop" if lane.cancelled else "error" if bad else "check"
        paint_icon(painter, QRectF(box.left(), box.top() + 2, edge, edge), mark, ink)
        color: QColor = theme.color(ink if bad else Token.TEXT_MUTED)
        font = data_font(SMALL)
        painter.setFont(font)
        painter.setPen(color)
        short = str(lane.status) if lane.status is not None else outcome_words(lane)
        words = f"{short} · {duration_words(lane.duration_ms)}" if lane.status is not None else short
        text = QRectF(box.left() + edge + SPACE_XS, box.top(), box.width() - edge - SPACE_XS - SPACE_S, box.height())
        words = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, int(text.width()))
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, words)

    def _point(self, lane: int) -> None:
        if lane != self._current:
            self._current = lane
            self.update()
            self.announce(LanePointed(self.words()))


def _tick_words(milliseconds: float) -> str:
    """A round moment without needless digits: `0`, `50 ms`, `1.5 s`."""
    if not milliseconds:
        return "0"
    return f"{milliseconds:g} ms" if milliseconds < _SECOND_MS else f"{milliseconds / _SECOND_MS:g} s"


class LegendMark(Painted):
    """One kind of time and its name."""

    def __init__(self, kind: PieceKind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        self.setAccessibleName(kind.value)

    def sizeHint(self) -> QSize:
        """Swatch and words."""
        metrics = QFontMetrics(words_font(SMALL))
        return QSize(
            self._swatch() + SPACE_XS + metrics.horizontalAdvance(self._kind.value) + SPACE_XS, metrics.height()
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints both."""
        painter = QPainter(self)
        bar = _BAR * current_zoom()
        paint_piece(painter, QRectF(0, (self.height() - bar) / 2, self._swatch(), bar), self._kind)
        painter.setFont(words_font(SMALL))
        painter.setPen(current_theme().color(Token.TEXT_MUTED))
        box = QRectF(self._swatch() + SPACE_XS, 0, self.width(), self.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self._kind.value)

    def _swatch(self) -> int:
        return round(22 * current_zoom())

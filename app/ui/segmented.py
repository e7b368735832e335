"""A few choices side by side of which one holds: omit | null | value, tree | raw, …"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.ui.badges import Painted
from app.ui.fonts import SMALL, words_font
from app.ui.icons import icon_size, paint_icon
from app.ui.metrics import CONTROL_HEIGHT, ICON, RADIUS, RADIUS_SMALL, SPACE_S, SPACE_XS
from app.ui.painting import fill_rounded, focus_ring, hairline, stroke_rounded
from app.ui.theme import Token, current_theme, current_zoom

_TRACK = 2


@dataclass(frozen=True, slots=True)
class Segment:
    """One choice.

    Attributes:
        key: What the program calls it.
        text: What a person reads; may be empty where there is an icon.
        tip: What it means; tooltip, and read aloud.
        icon_name: An icon before the text; may be empty.
    """

    key: str
    text: str
    tip: str = ""
    icon_name: str = ""


@dataclass(frozen=True, slots=True)
class SegmentChosen:
    """A person chose another segment."""

    key: str


class SegmentedControl(Painted):
    """Segments in one frame; arrows, Home and End choose, Tab goes past it.

    Args:
        segments: At least one.
        name: What is chosen here, read aloud before the choice.
        current: Key of the first choice; the first segment when empty.

    Signals:
        chosen: A SegmentChosen when a person changed the choice; `set_current` is silent.
    """

    chosen = Signal(SegmentChosen)

    def __init__(
        self, segments: tuple[Segment, ...], name: str, current: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._segments = segments
        self._name = name
        self._index = 0
        self._hovered = -1
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.set_current(current or segments[0].key)

    def current(self) -> str:
        """The key of the choice."""
        return self._segments[self._index].key

    def set_current(self, key: str) -> None:
        """Shows another choice without telling anybody.

        Raises:
            KeyError: No segment has this key.
        """
        keys = [segment.key for segment in self._segments]
        if key not in keys:
            raise KeyError(key)
        self._index = keys.index(key)
        self._describe()
        self.update()

    def set_segments(self, segments: tuple[Segment, ...], current: str) -> None:
        """Offers other choices."""
        self._segments, self._index, self._hovered = segments, 0, -1
        self.set_current(current)
        self.refresh()

    def choose(self, key: str) -> None:
        """Does what a click does: changes the choice and tells it."""
        if key != self.current():
            self.set_current(key)
            self.announce(SegmentChosen(key))

    def announce(self, chosen: SegmentChosen) -> None:
        """Tells who listens; the typed door to the signal."""
        self.chosen.emit(chosen)

    def sizeHint(self) -> QSize:
        """All segments side by side."""
        height = round(CONTROL_HEIGHT * current_zoom())
        return QSize(round(sum(self._widths())) + 2 * _TRACK, height)

    def minimumSizeHint(self) -> QSize:
        """The words without most of the air around them."""
        spare = 2 * (SPACE_S - SPACE_XS) * len(self._segments)
        return QSize(self.sizeHint().width() - spare, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Moves the choice by one, or to an end."""
        last = len(self._segments) - 1
        target = {
            Qt.Key.Key_Left: max(0, self._index - 1),
            Qt.Key.Key_Right: min(last, self._index + 1),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }.get(Qt.Key(event.key()))
        if target is None:
            super().keyPressEvent(event)
        else:
            self.choose(self._segments[target].key)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Chooses what was clicked."""
        index = self._at(event.position())
        if event.button() is Qt.MouseButton.LeftButton and index >= 0:
            self.choose(self._segments[index].key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follows the mouse."""
        self._hover(self._at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Forgets the mouse."""
        self._hover(-1)

    def event(self, event: QEvent) -> bool:
        """Shows the tooltip of the segment under the mouse."""
        if event.type() is QEvent.Type.ToolTip and self._hovered >= 0:
            tip = self._segments[self._hovered].tip
            QToolTip.showText(self.cursor().pos(), tip, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the sunken track and the raised choice."""
        painter, theme = QPainter(self), current_theme()
        frame = QRectF(self.rect())
        fill_rounded(painter, frame, theme.color(Token.SURFACE_SUNKEN), RADIUS)
        stroke_rounded(painter, frame, theme.color(Token.BORDER), RADIUS)
        for index, rect in enumerate(self._rects()):
            self._paint_segment(painter, index, rect)
        if self.hasFocus():
            focus_ring(painter, frame, theme.color(Token.ACCENT), RADIUS)

    def _paint_segment(self, painter: QPainter, index: int, rect: QRectF) -> None:
        theme, segment, chosen = current_theme(), self._segments[index], index == self._index
        if chosen and self.isEnabled():
            fill_rounded(painter, rect, theme.color(Token.SURFACE_RAISED), RADIUS_SMALL)
            stroke_rounded(painter, rect, theme.color(Token.BORDER_STRONG), RADIUS_SMALL)
        elif index and index - 1 != self._index:
            middle = rect.height() / 4
            line = QPointF(rect.left(), rect.top() + middle)
            hairline(painter, line, line + QPointF(0, rect.height() - 2 * middle), theme.color(Token.BORDER_STRONG))
        ink = Token.TEXT if chosen or index == self._hovered else Token.TEXT_MUTED
        air = max(0.0, SPACE_S - self._missing() / 2)
        content = rect.adjusted(air, 0, -air, 0)
        if segment.icon_name:
            edge = icon_size(ICON - 2)
            paint_icon(
                painter, QRectF(content.left(), rect.center().y() - edge / 2, edge, edge), segment.icon_name, ink
            )
            content.adjust(edge + SPACE_XS, 0, 0, 0)
        painter.setFont(words_font(SMALL))
        painter.setPen(theme.color(ink, 1.0 if self.isEnabled() else 0.5))
        painter.drawText(content, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignHCenter, segment.text)

    def _widths(self) -> list[float]:
        metrics = QFontMetrics(words_font(SMALL))
        widths = []
        for segment in self._segments:
            width = metrics.horizontalAdvance(segment.text) + 2 * SPACE_S
            if segment.icon_name:
                width += icon_size(ICON - 2) + (SPACE_XS if segment.text else 0)
            widths.append(float(width))
        return widths

    def _rects(self) -> list[QRectF]:
        rects, left = [], float(_TRACK)
        for wanted in self._widths():
            width = max(1.0, wanted - self._missing())
            rects.append(QRectF(left, _TRACK, width, self.height() - 2 * _TRACK))
            left += width
        return rects

    def _missing(self) -> float:
        """What each segment has to give up in the room that there is."""
        return max(0.0, (self.sizeHint().width() - self.width()) / len(self._segments))

    def _at(self, position: QPointF) -> int:
        return next((index for index, rect in enumerate(self._rects()) if rect.contains(position)), -1)

    def _hover(self, index: int) -> None:
        if index != self._hovered:
            self._hovered = index
            self.update()

    def _describe(self) -> None:
        segment = self._segments[self._index]
        word = segment.text or segment.key
        self.setAccessibleName(f"{self._name}: {word}")
        self.setAccessibleDescription(
            f"{segment.tip} {self._index + 1} of {len(self._segments)}, arrow keys change it."
        )

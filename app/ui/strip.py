"""A row of steps joined by lines: where something got to and where it stopped."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.ui.fonts import SMALL, data_font, words_font
from app.ui.icons import icon_size, paint_icon
from app.ui.metrics import ICON, RADIUS, SPACE_S, SPACE_XS
from app.ui.painting import fill_rounded, focus_ring, hairline, stroke_rounded
from app.ui.properties import is_restyled
from app.ui.theme import Token, current_theme, current_zoom

if TYPE_CHECKING:
    from app.ui.theme import Theme


class StepState(StrEnum):
    """How a step went; each has an ink, an icon and a word, never a colour alone."""

    PASSED = "passed"
    STOPPED = "stopped"
    NOT_REACHED = "not reached"
    SKIPPED = "skipped"
    RUNNING = "running"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Step:
    """One step.

    Attributes:
        time: Shown under the name; may be empty.
        tip: What happened here; tooltip and accessible text.
    """

    name: str
    state: StepState
    time: str = ""
    tip: str = ""


@dataclass(frozen=True, slots=True)
class StepChosen:
    """A person chose a step."""

    index: int


_INKS: Final = {
    StepState.PASSED: (Token.OK, Token.OK_SOFT, "check"),
    StepState.STOPPED: (Token.ERROR, Token.ERROR_SOFT, "cross"),
    StepState.NOT_REACHED: (Token.TEXT_MUTED, None, "minus"),
    StepState.SKIPPED: (Token.TEXT_MUTED, None, "minus"),
    StepState.RUNNING: (Token.INFO, Token.INFO_SOFT, "clock"),
    StepState.UNKNOWN: (Token.TEXT_MUTED, None, "help"),
}
_REACHED: Final = frozenset({StepState.PASSED, StepState.STOPPED, StepState.SKIPPED})
_FADED: Final = 0.7


class StepStrip(QWidget):
    """The row; arrows move, Enter chooses.

    Signals:
        chosen: A StepChosen.
    """

    chosen = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._steps: tuple[Step, ...] = ()
        self._focus = 0
        self._hover = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_steps(())

    def steps(self) -> tuple[Step, ...]:
        """What is shown."""
        return self._steps

    def set_steps(self, steps: tuple[Step, ...]) -> None:
        """Shows other steps."""
        self._steps = steps
        self._focus = min(self._focus, max(0, len(steps) - 1))
        words = ", ".join(f"{step.name} {step.state.value}" for step in steps)
        self.setAccessibleName(f"{self._name}: {words}" if words else self._name)
        self.setAccessibleDescription(" ".join(step.tip for step in steps if step.tip))
        self.updateGeometry()
        self.update()

    def announce(self, choice: StepChosen) -> None:
        """The typed door to the signal."""
        self.chosen.emit(choice)

    def sizeHint(self) -> QSize:
        """Room for every name; narrower is possible, names are cut then."""
        metrics = QFontMetrics(_name_font(StepState.STOPPED))
        width = sum(metrics.horizontalAdvance(step.name) + 44 for step in self._steps)
        return QSize(max(240, width), self._height())

    def minimumSizeHint(self) -> QSize:
        """Icons always fit."""
        return QSize(240, self._height())

    def _height(self) -> int:
        return round(52 * current_zoom())

    def _rect(self, index: int) -> QRectF:
        width = self.width() / max(1, len(self._steps))
        return QRectF(index * width, 0, width, self.height())

    def _at(self, point: QPoint | QPointF) -> int:
        if not self._steps or not self.rect().contains(QPoint(int(point.x()), int(point.y()))):
            return -1
        return min(len(self._steps) - 1, int(point.x() / self.width() * len(self._steps)))

    # Qt

    def changeEvent(self, event: QEvent) -> None:
        """Follows theme and zoom."""
        super().changeEvent(event)
        if is_restyled(event):
            self.updateGeometry()
            self.update()

    def event(self, event: QEvent) -> bool:
        """Shows the tip of the step under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self._at(event.pos())
            tip = self._steps[index].tip if index >= 0 else ""
            QToolTip.showText(event.globalPos(), tip, self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Lights the step under the pointer."""
        self._hover = self._at(event.position())
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Puts the light out."""
        self._hover = -1
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Chooses."""
        index = self._at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and index >= 0:
            self._focus = index
            self.update()
            self.announce(StepChosen(index))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Moves and chooses."""
        step = {Qt.Key.Key_Left.value: -1, Qt.Key.Key_Right.value: 1}.get(event.key())
        if step is not None and self._steps:
            self._focus = max(0, min(len(self._steps) - 1, self._focus + step))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._steps:
            self.announce(StepChosen(self._focus))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints lines, marks, names and times."""
        painter, theme = QPainter(self), current_theme()
        for index in range(len(self._steps) - 1):
            self._paint_line(painter, theme, index)
        for index, step in enumerate(self._steps):
            self._paint_step(painter, theme, index, step)

    def _paint_line(self, painter: QPainter, theme: Theme, index: int) -> None:
        here, there = self._rect(index), self._rect(index + 1)
        radius = (icon_size(ICON) + SPACE_S) / 2
        y = round(self._mark_center(here).y())
        reached = self._steps[index + 1].state in _REACHED
        color = theme.color(Token.OK if reached and self._steps[index].state in _REACHED else Token.BORDER_STRONG)
        start, end = here.center().x() + radius + SPACE_XS, there.center().x() - radius - SPACE_XS
        hairline(painter, QPointF(start, y), QPointF(end, y), color)
        if reached:
            hairline(painter, QPointF(start, y + 1), QPointF(end, y + 1), color)

    def _mark_center(self, rect: QRectF) -> QPointF:
        return QPointF(rect.center().x(), (icon_size(ICON) + SPACE_S) / 2 + 3)

    def _paint_step(self, painter: QPainter, theme: Theme, index: int, step: Step) -> None:
        rect = self._rect(index)
        ink, soft, icon_name = _INKS[step.state]
        edge = icon_size(ICON) + SPACE_S
        center = self._mark_center(rect)
        disc = QRectF(center.x() - edge / 2, center.y() - edge / 2, edge, edge)
        if soft is not None:
            fill_rounded(painter, disc, theme.color(soft), edge / 2)
        stroke_rounded(painter, disc, theme.color(ink if soft else Token.BORDER_STRONG), edge / 2)
        mark = icon_size(ICON) - 3
        paint_icon(painter, QRectF(center.x() - mark / 2, center.y() - mark / 2, mark, mark), icon_name, ink)
        self._paint_words(painter, theme, rect.adjusted(2, disc.bottom() + 1, -2, 0), step)
        if index == self._hover:
            painter.setOpacity(0.5)
            stroke_rounded(painter, rect.adjusted(2, 0, -2, 0), theme.color(Token.BORDER_STRONG), RADIUS)
            painter.setOpacity(1.0)
        if index == self._focus and self.hasFocus():
            focus_ring(painter, rect.adjusted(2, 0, -2, 0), theme.color(Token.ACCENT))

    def _paint_words(self, painter: QPainter, theme: Theme, rect: QRectF, step: Step) -> None:
        font = _name_font(step.state)
        ink = Token.ERROR if step.state is StepState.STOPPED else Token.TEXT
        faded = step.state in {StepState.NOT_REACHED, StepState.UNKNOWN, StepState.SKIPPED}
        time_font = data_font(SMALL * 0.95)
        gap = SPACE_XS + 2
        time_width = QFontMetrics(time_font).horizontalAdvance(step.time) + gap if step.time else 0
        metrics = QFontMetrics(font)
        name = metrics.elidedText(step.name, Qt.TextElideMode.ElideRight, int(rect.width()))
        name_width = metrics.horizontalAdvance(name)
        if name_width + time_width > rect.width():
            time_width = 0
        left = rect.center().x() - (name_width + time_width) / 2
        painter.setFont(font)
        painter.setPen(theme.color(Token.TEXT_MUTED) if faded else theme.color(ink))
        line = QRectF(left, rect.top(), name_width + 1, rect.height())
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, name)
        if time_width:
            painter.setFont(time_font)
            painter.setPen(theme.color(Token.TEXT_MUTED))
            painter.drawText(
                QRectF(left + name_width + gap, rect.top(), time_width, rect.height()),
                Qt.AlignmentFlag.AlignVCenter,
                step.time,
            )


def _name_font(state: StepState) -> QFont:
    weight = QFont.Weight.DemiBold if state is StepState.STOPPED else QFont.Weight.Normal
    return words_font(SMALL, weight)

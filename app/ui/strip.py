"""A row of stages connected by a line: how far something came, where it stopped, how long each part took."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QEasingCurve, QEvent, QPointF, QRectF, QSize, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from app.ui.fonts import SMALL, data_font, words_font
from app.ui.icons import paint_icon
from app.ui.metrics import RADIUS, SPACE_M, SPACE_S, SPACE_XS
from app.ui.motion import motion_ms
from app.ui.painting import fill_rounded, focus_ring
from app.ui.properties import is_restyled
from app.ui.theme import Token, current_theme, current_zoom

_DISC = 22


class StepState(StrEnum):
    """How a stage went."""

    PASSED = "passed"
    STOPPED = "stopped"
    NOT_REACHED = "not reached"
    SKIPPED = "skipped"
    RUNNING = "running"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Step:
    """One stage.

    Attributes:
        key: What the program calls it.
        label: What a person reads.
        state: How it went.
        note: A small word below, for example a duration; may be empty.
        tip: What happened, a sentence.
        short: The label where room is scarce; the label itself when empty.
    """

    key: str
    label: str
    state: StepState
    note: str = ""
    tip: str = ""
    short: str = ""


@dataclass(frozen=True, slots=True)
class StepChosen:
    """A person wants to see a stage."""

    key: str


_ICONS = {
    StepState.PASSED: "check",
    StepState.STOPPED: "cross",
    StepState.NOT_REACHED: "",
    StepState.SKIPPED: "minus",
    StepState.RUNNING: "more",
    StepState.UNKNOWN: "help",
}
_INKS = {
    StepState.PASSED: Token.OK,
    StepState.STOPPED: Token.ERROR,
    StepState.NOT_REACHED: Token.BORDER_STRONG,
    StepState.SKIPPED: Token.TEXT_MUTED,
    StepState.RUNNING: Token.ACCENT,
    StepState.UNKNOWN: Token.TEXT_MUTED,
}
_FILLS = {
    StepState.PASSED: Token.OK_SOFT,
    StepState.STOPPED: Token.ERROR,
    StepState.RUNNING: Token.ACCENT_SOFT,
    StepState.SKIPPED: Token.SURFACE_SUNKEN,
}


class StepButton(QAbstractButton):
    """One stage: a disc with its mark, its label, its note.

    Signals:
        chosen: A StepChosen after a click, Space or Enter.
    """

    chosen = Signal(StepChosen)

    def __init__(self, step: Step, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._step = step
        self._reached = True
        self._compact = False
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_step(step)
        self.clicked.connect(self._tell)

    def step(self) -> Step:
        """What it shows."""
        return self._step

    def set_step(self, step: Step) -> None:
        """Shows another state."""
        self._step = step
        parts = (step.label, step.state.value, step.note)
        self.setAccessibleName(", ".join(part for part in parts if part))
        self.setAccessibleDescription(step.tip)
        self._tell_hidden()
        self.updateGeometry()
        self.update()

    def set_compact(self, *, compact: bool) -> None:
        """Shows the short label, because all labels of the strip together do not fit."""
        if compact != self._compact:
            self._compact = compact
            self._tell_hidden()
            self.updateGeometry()
            self.update()

    def shown_label(self) -> str:
        """The label, or its short form."""
        return self._step.short or self._step.label if self._compact else self._step.label

    def whole_width(self) -> int:
        """What the whole label and the note want."""
        return self._wanted(self._step.label)

    def set_reached(self, *, reached: bool) -> None:
        """While the strip fills from the left: whether the fill has come here."""
        if reached != self._reached:
            self._reached = reached
            self.update()

    def disc(self) -> QRectF:
        """Where the disc is."""
        edge = round(_DISC * current_zoom())
        return QRectF((self.width() - edge) / 2, SPACE_S, edge, edge)

    def sizeHint(self) -> QSize:
        """Disc, label and note below each other."""
        metrics = QFontMetrics(self._label_font())
        notes = QFontMetrics(data_font(SMALL))
        height = SPACE_S + round(_DISC * current_zoom()) + SPACE_XS + metrics.height() + notes.height() + SPACE_S
        if self._compact:
            # The times give way: beside a short name they would take its room.
            return QSize(metrics.horizontalAdvance(self.shown_label()) + SPACE_XS, height)
        return QSize(self._wanted(self._step.label), height)

    def minimumSizeHint(self) -> QSize:
        """Only the disc has to fit; words are cut."""
        return QSize(round(_DISC * current_zoom()) + SPACE_S, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leaves arrows and Enter to the strip; a lone button would walk out of it."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints disc, label and note."""
        painter, theme, state = QPainter(self), current_theme(), self.shown_state()
        if self.underMouse():
            fill_rounded(painter, QRectF(self.rect()).adjusted(2, 1, -2, -1), theme.color(Token.HOVER, 0.6))
        self._paint_disc(painter, state)
        font = self._label_font()
        metrics = QFontMetrics(font)
        quiet = state in (StepState.NOT_REACHED, StepState.UNKNOWN, StepState.SKIPPED)
        token = Token.ERROR if state is StepState.STOPPED else Token.TEXT_MUTED if quiet else Token.TEXT
        top = self.disc().bottom() + SPACE_XS
        painter.setFont(font)
        painter.setPen(theme.color(token))
        label = metrics.elidedText(self.shown_label(), Qt.TextElideMode.ElideRight, self.width() - 2)
        painter.drawText(QRectF(0, top, self.width(), metrics.height()), Qt.AlignmentFlag.AlignHCenter, label)
        painter.setFont(data_font(SMALL))
        painter.setPen(theme.color(Token.TEXT_MUTED))
        # Half a number says something wrong.
        fits = QFontMetrics(data_font(SMALL)).horizontalAdvance(self._step.note) <= self.width()
        note = self._step.note if fits else ""
        rect = QRectF(0, top + metrics.height(), self.width(), metrics.height() + 2)
        painter.drawText(rect, Qt.AlignmentFlag.AlignHCenter, note)
        if self.hasFocus():
            focus_ring(painter, QRectF(self.rect()).adjusted(2, 1, -2, -1), theme.color(Token.ACCENT), RADIUS)

    def shown_state(self) -> StepState:
        """Its state, or not reached while the strip fills."""
        return self._step.state if self._reached else StepState.NOT_REACHED

    def announce(self, chosen: StepChosen) -> None:
        """Tells who listens; the typed door to the signal."""
        self.chosen.emit(chosen)

    def _tell(self) -> None:
        self.announce(StepChosen(self._step.key))

    def _tell_hidden(self) -> None:
        """The tooltip also says what a compact stage has no room for."""
        step = self._step
        hidden = " · ".join(part for part in (step.label, step.note) if part) if self._compact else ""
        self.setToolTip("\n".join(part for part in (hidden, step.tip) if part))

    def _wanted(self, label: str) -> int:
        labels, notes = QFontMetrics(self._label_font()), QFontMetrics(data_font(SMALL))
        return max(labels.horizontalAdvance(label), notes.horizontalAdvance(self._step.note)) + SPACE_M

    def _paint_disc(self, painter: QPainter, state: StepState) -> None:
        theme, disc = current_theme(), self.disc()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill = _FILLS.get(state)
        painter.setBrush(theme.color(fill or Token.SURFACE))
        pen = QPen(theme.color(_INKS[state]), 1.5)
        if state in (StepState.NOT_REACHED, StepState.UNKNOWN):
            pen.setDashPattern([2, 2])
        painter.setPen(pen)
        painter.drawEllipse(disc.adjusted(0.75, 0.75, -0.75, -0.75))
        mark = _ICONS[state]
        if mark:
            inset = disc.width() * 0.16
            ink = Token.SURFACE if state is StepState.STOPPED else _INKS[state]
            paint_icon(painter, disc.adjusted(inset, inset, -inset, -inset), mark, ink)

    def _label_font(self) -> QFont:
        stopped = self._step.state is StepState.STOPPED
        return words_font(SMALL, QFont.Weight.DemiBold if stopped else QFont.Weight.Normal)


class StepStrip(QWidget):
    """The stages side by side; arrows walk, Enter or a click chooses.

    Signals:
        chosen: A StepChosen.
    """

    chosen = Signal(StepChosen)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: list[StepButton] = []
        self._progress = 1.0
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(SPACE_XS, 0, SPACE_XS, 0)
        self._layout.setSpacing(0)
        self._animation = QVariantAnimation(self)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.valueChanged.connect(self._on_progress)

    def steps(self) -> tuple[Step, ...]:
        """What it shows."""
        return tuple(button.step() for button in self._buttons)

    def set_steps(self, steps: tuple[Step, ...], *, animated: bool = False) -> None:
        """Shows other stages.

        Args:
            animated: Whether the line fills from the left, in at most 150 ms; not at all under reduced motion.
        """
        if steps == self.steps():
            return
        while len(self._buttons) > len(steps):
            button = self._buttons.pop()
            self._layout.removeWidget(button)
            button.hide()
            button.deleteLater()
        for button, step in zip(self._buttons, steps, strict=False):
            button.set_step(step)
        for step in steps[len(self._buttons) :]:
            button = StepButton(step, self)
            button.chosen.connect(self.announce)
            self._buttons.append(button)
            # Without a stretch factor each gets as much as its label needs, and all the same where there is enough.
            self._layout.addWidget(button)
        self._fit()
        self._start(motion_ms(self) if animated and self.isVisible() else 0)

    def button(self, key: str) -> StepButton | None:
        """The button of a stage."""
        return next((button for button in self._buttons if button.step().key == key), None)

    def announce(self, chosen: StepChosen) -> None:
        """Tells who listens; the typed door to the signal."""
        self.chosen.emit(chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walks to the neighbour."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        focused = next((index for index, button in enumerate(self._buttons) if button.hasFocus()), None)
        if step and focused is not None:
            target = max(0, min(len(self._buttons) - 1, focused + step))
            self._buttons[target].setFocus(Qt.FocusReason.OtherFocusReason)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and focused is not None:
            self._buttons[focused].click()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Measures anew."""
        super().changeEvent(event)
        if is_restyled(event):
            for button in self._buttons:
                button.updateGeometry()
            self._fit()
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shows short labels where the whole ones do not fit."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Only the discs have to fit."""
        return QSize(len(self._buttons) * (round(_DISC * current_zoom()) + SPACE_S), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the line between the discs."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for one, two in zip(self._buttons, self._buttons[1:], strict=False):
            left = QPointF(one.x() + one.disc().right() + SPACE_XS, one.y() + one.disc().center().y())
            right = QPointF(two.x() + two.disc().left() - SPACE_XS, left.y())
            if left.x() < right.x():
                painter.setPen(self._pen(one.shown_state(), two.shown_state()))
                painter.drawLine(left, right)

    def _pen(self, one: StepState, two: StepState) -> QPen:
        theme = current_theme()
        reached = (StepState.PASSED, StepState.STOPPED, StepState.RUNNING, StepState.SKIPPED)
        whole = one in (StepState.PASSED, StepState.SKIPPED) and two in reached
        color: QColor = theme.color(_INKS[two] if whole and two is not StepState.SKIPPED else Token.BORDER_STRONG)
        if whole and two is StepState.STOPPED:
            color = theme.color(Token.ERROR)
        # The middle of a disc lies between two pixels; a line of two is sharp there.
        pen = QPen(color, 2)
        if not whole:
            pen.setDashPattern([1.5, 2])
        return pen

    def _fit(self) -> None:
        margins = self._layout.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        compact = sum(button.whole_width() for button in self._buttons) > room
        for button in self._buttons:
            button.set_compact(compact=compact)

    def _start(self, milliseconds: int) -> None:
        self._animation.stop()
        if milliseconds:
            self._on_progress(0.0)
            self._animation.setDuration(milliseconds)
            self._animation.start()
        else:
            self._on_progress(1.0)

    def _on_progress(self, value: float) -> None:
        self._progress = value
        for index, button in enumerate(self._buttons):
            button.set_reached(reached=value >= 1.0 or index < value * len(self._buttons))
        self.update()

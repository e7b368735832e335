"""One month of days; arrows move by a day or a week, PageUp and PageDown by a month, a click chooses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QDate, QLocale, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent

from app.ui.badges import Painted
from app.ui.editors.moments import moved_day, moved_month
from app.ui.fonts import SMALL, words_font
from app.ui.metrics import RADIUS_SMALL, SPACE_S
from app.ui.painting import fill_rounded, focus_ring, stroke_rounded
from app.ui.theme import Token, current_theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_DAYS: Final = 7
_WEEKS: Final = 6
_STEPS: Final = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -_DAYS,
    Qt.Key.Key_Down: _DAYS,
}
_MONTHS: Final = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}


@dataclass(frozen=True, slots=True)
class DayChosen:
    """A person chose a day."""

    day: date


class MonthView(Painted):
    """Six weeks from the one that the month begins in; today has a frame, the chosen day is filled.

    Signals:
        chosen: A DayChosen.
    """

    chosen = Signal(DayChosen)

    def __init__(self, day: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._day = day
        self._today = date.today()  # noqa: DTZ011 - a person's today is that of the machine in front of them
        self._locale = QLocale()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._describe()

    def day(self) -> date:
        """The chosen day."""
        return self._day

    def set_day(self, day: date) -> None:
        """Shows another day without telling anybody."""
        self._day = day
        self._describe()
        self.update()

    def title(self) -> str:
        """`January 2024`, in the person's language."""
        return f"{self._locale.standaloneMonthName(self._day.month)} {self._day.year}"

    def choose(self, day: date) -> None:
        """Does what a click does."""
        self.set_day(day)
        self.announce(DayChosen(day))

    def announce(self, chosen: DayChosen) -> None:
        """Tells who listens; the typed door to the signal."""
        self.chosen.emit(chosen)

    def day_at(self, place: QPointF) -> date | None:
        """The day under a place; None on the names of the weekdays."""
        cell = self._cell()
        column, row = int(place.x() // cell.width()), int(place.y() // cell.height()) - 1
        inside = 0 <= column < _DAYS and 0 <= row < _WEEKS
        return moved_day(self._first(), row * _DAYS + column) if inside else None

    def sizeHint(self) -> QSize:
        """Seven columns, six weeks and the names of the weekdays."""
        metrics = QFontMetrics(words_font())
        width = metrics.horizontalAdvance("00") + 2 * SPACE_S
        return QSize(_DAYS * width, (_WEEKS + 1) * (metrics.height() + SPACE_S))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Moves the choice."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.choose(moved_day(self._day, _STEPS[key]))
        elif key in _MONTHS:
            self.choose(moved_month(self._day, _MONTHS[key]))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Chooses a day."""
        day = self.day_at(event.position())
        if day is not None:
            self.choose(day)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the days."""
        painter, cell, first = QPainter(self), self._cell(), self._first()
        painter.setFont(words_font(SMALL))
        painter.setPen(current_theme().color(Token.TEXT_MUTED))
        for column in range(_DAYS):
            name = self._locale.standaloneDayName(
                (first.weekday() + column) % _DAYS + 1, QLocale.FormatType.ShortFormat
            )
            painter.drawText(cell.translated(column * cell.width(), 0), Qt.AlignmentFlag.AlignCenter, name[:2])
        painter.setFont(words_font())
        for index in range(_DAYS * _WEEKS):
            row, column = divmod(index, _DAYS)
            place = cell.translated(column * cell.width(), (row + 1) * cell.height())
            self._paint_day(painter, place.adjusted(1, 1, -1, -1), moved_day(first, index))

    def _paint_day(self, painter: QPainter, place: QRectF, day: date) -> None:
        theme, chosen = current_theme(), day == self._day
        if chosen:
            fill_rounded(painter, place, theme.color(Token.ACCENT), RADIUS_SMALL)
            if self.hasFocus():
                focus_ring(painter, place.adjusted(-1, -1, 1, 1), theme.color(Token.TEXT), RADIUS_SMALL)
        elif day == self._today:
            stroke_rounded(painter, place, theme.color(Token.ACCENT), RADIUS_SMALL)
        inside = Token.TEXT if day.month == self._day.month else Token.TEXT_MUTED
        painter.setPen(theme.color(Token.ACCENT_TEXT if chosen else inside))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, str(day.day))

    def _cell(self) -> QRectF:
        return QRectF(0, 0, self.width() / _DAYS, self.height() / (_WEEKS + 1))

    def _first(self) -> date:
        """The first day shown: where the week of the month's first day begins in the person's country."""
        first = self._day.replace(day=1)
        begins = self._locale.firstDayOfWeek().value - 1
        return moved_day(first, -((first.weekday() - begins) % _DAYS))

    def _describe(self) -> None:
        self.setAccessibleName(f"Day: {self._locale.toString(_qt_day(self._day), QLocale.FormatType.LongFormat)}")
        self.setAccessibleDescription("Arrow keys move by a day or a week, PageUp and PageDown by a month.")


def _qt_day(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)

"""The operation list of the first frame: what was shown last, to be scrolled, searched and picked from at once.

It stands there until the operations themselves have come, half a second later. Nothing here touches `Qt`'s own
enumerations, a pen or an item view: PySide makes all their classes when the first is asked for, and that takes longer
than this whole list. Hence numbers for keys, and pictures for coloured words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QColor, QFontMetrics, QFontMetricsF, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from app.core.operations.kept_list import KeptHeading
from app.ui.entry_painting import EntryFaces, line_area, row_height
from app.ui.properties import is_restyled
from app.ui.theme import Token, current_theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QEvent, QRect
    from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent, QWheelEvent

    from app.core.operations.kept_list import KeptList, KeptRow

FILTER_KEY: Final = "/"

_ENTER: Final = frozenset((0x01000004, 0x01000005))
"""`Qt.Key.Key_Return` and `Key_Enter`."""

_UP, _DOWN, _PAGE_UP, _PAGE_DOWN, _HOME, _END = 0x01000013, 0x01000015, 0x01000016, 0x01000017, 0x01000010, 0x01000011

_BAR: Final = 12
"""Width of the scroll bar, in pixels, as the style sheet has it."""

_THUMB: Final = 6
_THUMB_AIR: Final = 2
_LEAST_THUMB: Final = 28
_NOTCH: Final = 120
"""What a wheel tells for each of its notches (`QWheelEvent.angleDelta`)."""

_LINES_PER_NOTCH: Final = 3
_LEFT_BUTTON: Final = 1
"""`Qt.MouseButton.LeftButton`."""

_STRONG_FOCUS: Final = 11
"""`Qt.FocusPolicy.StrongFocus`, that of the real list."""

_FROM_THE_LEFT: Final = "\u200e"
"""Left-to-right mark (UAX #9): a picture knows no direction but that of its words, the list has one."""

_MOST_WORDS: Final = 1_000
"""How many pictures of words are kept."""


class Inks:
    """Words in colour as pictures, each painted once for each look."""

    def __init__(self) -> None:
        self._words: dict[tuple[str, str, Token], QPixmap] = {}
        self._plain: dict[Token, QPixmap] = {}

    def plain(self, ink: Token) -> QPixmap:
        """One pixel of a colour, to be stretched."""
        found = self._plain.get(ink)
        if found is None:
            found = self._plain[ink] = QPixmap(1, 1)
            found.fill(current_theme().color(ink))
        return found

    def word(self, text: str, font: QFont, ink: Token, ratio: float) -> QPixmap:
        """The words on nothing.

        Args:
            ratio: Pixels of the screen for each of the window.
        """
        key = (text, font.key(), ink)
        found = self._words.get(key)
        if found is None:
            metrics = QFontMetrics(font)
            width, height = metrics.horizontalAdvance(text) + 2, metrics.height()
            shape, found = (QPixmap(round(width * ratio), round(height * ratio)) for _ in range(2))
            for picture in (shape, found):
                picture.setDevicePixelRatio(ratio)
                picture.fill(QColor(0, 0, 0, 0))
            # Filled a second time, since only a picture that was transparent once can become so again.
            found.fill(current_theme().color(ink))
            painter = QPainter(shape)
            painter.setFont(font)
            painter.drawText(0, metrics.ascent(), f"{_FROM_THE_LEFT}{text}")
            painter.end()
            painter = QPainter(found)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
            painter.drawPixmap(0, 0, shape)
            painter.end()
            if len(self._words) >= _MOST_WORDS:
                self._words.clear()
            self._words[key] = found
        return found


class FirstList(QWidget):
    """The list; whoever shows it takes it over with `listen`.

    Attributes:
        wanted: The key of the operation that was activated last, by Enter or a click; empty before.
    """

    def __init__(self, kept: KeptList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.wanted = ""
        self._kept = kept
        self._places, self._counts = kept.narrow("")
        self._listener: Callable[[str], None] | None = None
        self._top = 0
        self._selected = -1
        self._hovered = -1
        self._pressed = -1
        self._grip: int | None = None
        self._faces: EntryFaces | None = None
        self._inks = Inks()
        self.setObjectName("firstOperationList")
        self.setAccessibleName("Operations, as they were last time")
        self.setMouseTracking(True)
        self.setProperty("focusPolicy", _STRONG_FOCUS)

    # What it shows

    def count(self) -> int:
        """Headings and operations that are shown."""
        return len(self._places)

    def top(self) -> int:
        """The first pixel of all entries that is shown."""
        return self._top

    def entry(self, row: int) -> KeptRow | KeptHeading | None:
        """What stands in a row; None outside of the list."""
        if not 0 <= row < len(self._places):
            return None
        place = self._places[row]
        found = self._kept.entry(place)
        if isinstance(found, KeptHeading):
            return KeptHeading(found.title, self._counts.get(place, found.total))
        return found

    def current_key(self) -> str:
        """The current operation, empty for none."""
        return self._key(self._selected)

    # What a person does

    def listen(self, listener: Callable[[str], None]) -> None:
        """Calls it with the key of each operation that is activated, and at once with the one that was."""
        self._listener = listener
        if self.wanted:
            listener(self.wanted)

    def set_filter(self, text: str) -> None:
        """Narrows the list; the current operation stays current where it is found."""
        key = self.current_key()
        self._places, self._counts = self._kept.narrow(text)
        rows = range(self.count()) if key else range(0)
        self._selected = next((row for row in rows if self._key(row) == key), -1)
        self.scroll_to(self._top)

    def scroll_to(self, top: int) -> None:
        """Shows the list from this pixel on, as far as there is so much of it."""
        self._top = max(0, min(top, self.count() * row_height() - self.height()))
        self.update()

    def step(self, count: int) -> None:
        """Walks over operations, past headings, as the arrows of a filter field want it."""
        row = self._selected + count
        while 0 <= row < self.count():
            if self._key(row):
                self._select(row)
                return
            row += count

    def activate_current(self) -> None:
        """Does what Enter does: wants the current operation, or the first one found."""
        if self._selected < 0:
            self.step(1)
        self._activate(self._selected)

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walks and picks; other keys are left to who shows the list."""
        key, page = event.key(), self.height() // row_height() * row_height()
        scrolls = {_PAGE_UP: self._top - page, _PAGE_DOWN: self._top + page, _HOME: 0}
        if key in _ENTER:
            self.activate_current()
        elif key in {_UP, _DOWN}:
            self.step(1 if key == _DOWN else -1)
        elif key in scrolls:
            self.scroll_to(scrolls[key])
        elif key == _END:
            self.scroll_to(self.count() * row_height())
        else:
            event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolls."""
        pixels = event.pixelDelta().y() or event.angleDelta().y() * _LINES_PER_NOTCH * row_height() // _NOTCH
        self.scroll_to(self._top - pixels)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Takes hold of the scroll bar, or picks an operation."""
        self.setFocus()
        if event.button().value != _LEFT_BUTTON:
            return
        place = event.position().toPoint()
        if place.x() >= self.width() - _BAR:
            start, length = self._thumb()
            self._grip = place.y() - start if start <= place.y() < start + length else length // 2
            self._drag(place.y())
        elif self._key(self._row_at(place.y())):
            self._pressed = self._row_at(place.y())
            self._select(self._pressed)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Wants the operation that was pressed."""
        if event.button().value != _LEFT_BUTTON:
            return
        pressed, self._pressed, self._grip = self._pressed, -1, None
        if pressed >= 0 and self._row_at(event.position().toPoint().y()) == pressed:
            self._activate(pressed)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follows the mouse."""
        if self._grip is not None:
            self._drag(event.position().toPoint().y())
        else:
            self._hover(self._row_at(event.position().toPoint().y()))

    def leaveEvent(self, event: QEvent) -> None:
        """Forgets the mouse."""
        super().leaveEvent(event)
        self._hover(-1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leaves no room below the last entry."""
        super().resizeEvent(event)
        self.scroll_to(self._top)

    def changeEvent(self, event: QEvent) -> None:
        """Follows the look, which is whole only after the first frame."""
        super().changeEvent(event)
        if is_restyled(event):
            self._faces, self._inks = None, Inks()
            self.scroll_to(self._top)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints what is seen of the list."""
        super().paintEvent(event)
        if self._faces is None:
            self._faces = EntryFaces()
        painter, height = QPainter(self), row_height()
        write = Writer(painter, self._inks, self.devicePixelRatioF())
        line = self.rect().adjusted(0, 0, -_BAR, 0)
        for row in range(self._top // height, min(self.count(), (self._top + self.height()) // height + 1)):
            line.setTop(row * height - self._top)
            line.setHeight(height)
            if row in {self._selected, self._hovered}:
                back = Token.SELECTION if row == self._selected else Token.HOVER
                painter.drawPixmap(line, self._inks.plain(back))
            entry = self.entry(row)
            if isinstance(entry, KeptHeading):
                self._faces.heading(write, line_area(line), entry.title, entry.total)
            elif entry is not None:
                self._faces.row(write, line_area(line), entry)
        start, length = self._thumb()
        if length < self.height():
            left = self.width() - (_BAR + _THUMB) // 2
            thumb = self._inks.plain(Token.BORDER_STRONG)
            painter.drawPixmap(left, start + _THUMB_AIR, _THUMB, length - 2 * _THUMB_AIR, thumb)
        painter.end()

    # Inside

    def _key(self, row: int) -> str:
        entry = self.entry(row)
        return "" if entry is None or isinstance(entry, KeptHeading) else entry.key

    def _row_at(self, y: int) -> int:
        return (self._top + y) // row_height()

    def _select(self, row: int) -> None:
        self._selected = row
        above, below = row * row_height(), (row + 1) * row_height() - self.height()
        self.scroll_to(min(above, max(below, self._top)))

    def _activate(self, row: int) -> None:
        key = self._key(row)
        if key:
            self.wanted = key
            if self._listener is not None:
                self._listener(key)

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.update()

    def _thumb(self) -> tuple[int, int]:
        """Where the scroll bar's thumb begins and how long it is, in pixels; as long as the list where all is seen."""
        whole, seen = self.count() * row_height(), self.height()
        if whole <= seen:
            return 0, seen
        length = max(_LEAST_THUMB, seen * seen // whole)
        return round(self._top / (whole - seen) * (seen - length)), length

    def _drag(self, y: int) -> None:
        length, grip = self._thumb()[1], self._grip or 0
        way, whole = self.height() - length, self.count() * row_height() - self.height()
        if way > 0:
            self.scroll_to(round((y - grip) / way * whole))


class Writer:
    """Writes words of a line: those in the colour of text by the painter, all others as pictures."""

    def __init__(self, painter: QPainter, inks: Inks, ratio: float) -> None:
        self._painter = painter
        self._inks = inks
        self._ratio = ratio

    def __call__(self, place: QRect, text: str, font: QFont, ink: Token) -> None:
        """As `Write` wants it."""
        metrics = QFontMetricsF(font)
        base = round(place.top() + (place.height() - metrics.height()) / 2 + metrics.ascent())
        if ink is Token.TEXT:
            self._painter.setFont(font)
            self._painter.drawText(place.left(), base, text)
        else:
            above = QFontMetrics(font).ascent()
            self._painter.drawPixmap(place.left(), base - above, self._inks.word(text, font, ink, self._ratio))

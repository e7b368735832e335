"""Keeps what a person looks at in its place while rows around it are built, and leads the eye to a field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from app.ui.metrics import RADIUS, SPACE_XL
from app.ui.painting import fill_rounded, stroke_rounded
from app.ui.theme import Token, current_theme, current_zoom

if TYPE_CHECKING:
    from PySide6.QtWidgets import QScrollArea

GLOW_MS: Final = 900
"""How long a revealed field stands out."""


class Steady(QObject):
    """The place of one scroll area.

    Args:
        area: What is scrolled.
        sheet: Its content.
    """

    def __init__(self, area: QScrollArea, sheet: QWidget) -> None:
        super().__init__(area)
        self._area = area
        self._sheet = sheet
        self._glow = Glow(sheet)
        self._target: QWidget | None = None
        self._held: tuple[QWidget, int] | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._follow)
        sheet.installEventFilter(self)

    def aim_at(self, target: QWidget, focus: QWidget | None) -> None:
        """Scrolls to a widget, lights it up for a moment, and gives the keyboard to `focus`."""
        self._target = target
        self._held = None
        if focus is not None:
            focus.setFocus(Qt.FocusReason.OtherFocusReason)
        self._glow.begin()
        self._follow()
        # Fresh rows know their height only after the layout had its turn.
        self._later.start()

    def hold(self) -> None:
        """Remembers what stands at the top, before something above it may grow."""
        top = self._area.verticalScrollBar().value()
        widget = self._sheet.childAt(QPoint(self._sheet.width() // 2, top + 1))
        self._held = (widget, self._y(widget)) if widget is not None else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Puts things back where they were after the sheet grew or shrank."""
        if event.type() is QEvent.Type.Resize:
            self._later.start()
            self._restore()
        return False

    def _restore(self) -> None:
        held, self._held = self._held, None
        if held is not None and self._is_here(held[0]) and not self._glow.is_on():
            bar = self._area.verticalScrollBar()
            bar.setValue(bar.value() + self._y(held[0]) - held[1])

    def _follow(self) -> None:
        target = self._target
        if target is None or not self._glow.is_on() or not self._is_here(target):
            return
        layout = self._sheet.layout()
        if layout is not None:
            layout.activate()
        place = target.mapTo(self._sheet, QPoint(0, 0))
        height = self._area.viewport().height()
        room = min(height // 4, round(2 * SPACE_XL * current_zoom()))
        self._area.ensureVisible(0, place.y(), 0, room)
        self._area.ensureVisible(0, place.y() + min(target.height(), height - 2 * room), 0, room)
        self._glow.move_to(QRect(place, target.size()))

    def _is_here(self, widget: QWidget) -> bool:
        return isValid(widget) and self._sheet.isAncestorOf(widget)

    def _y(self, widget: QWidget) -> int:
        return widget.mapTo(self._area.viewport(), QPoint(0, 0)).y()


class Glow(QWidget):
    """Lights up a field for a moment; lets every click through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(GLOW_MS)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def begin(self) -> None:
        """Lights up, for one moment from now."""
        self._timer.start()
        self.show()

    def is_on(self) -> bool:
        """Whether the moment is not over."""
        return self._timer.isActive()

    def move_to(self, area: QRect) -> None:
        """Lights up this area."""
        self.setGeometry(area.adjusted(-4, -2, 4, 2))
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints a soft frame."""
        painter, theme = QPainter(self), current_theme()
        rect = QRectF(self.rect())
        fill_rounded(painter, rect, theme.color(Token.ACCENT, 0.07), RADIUS)
        stroke_rounded(painter, rect, theme.color(Token.ACCENT, 0.55), RADIUS)

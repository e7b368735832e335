"""A panel that opens under a button and closes by itself; it lies in the window, so dialogs and drops work in it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.metrics import SPACE_S, SPACE_XS
from app.ui.painting import fill_rounded, stroke_rounded
from app.ui.theme import Token, current_theme, current_zoom


@dataclass(frozen=True, slots=True)
class PopoverClosed:
    """The panel went."""


class Popover(QWidget):
    """Closes on Esc and on a press beside it.

    Args:
        anchor: What it opens under; a press on it is left to its owner.
        width: Pixels at 100 % zoom.

    Signals:
        closed: A PopoverClosed.
    """

    closed = Signal(PopoverClosed)

    def __init__(self, name: str, anchor: QWidget, width: int) -> None:
        super().__init__(anchor)
        self._anchor = anchor
        self._wanted = width
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.hide()

    def open_panel(self) -> None:
        """Shows the panel."""
        window = self._anchor.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        self.show()
        self.raise_()
        self.place()
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def close_panel(self) -> None:
        """Hides the panel and gives the keyboard back."""
        if self.isHidden():
            return
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        focused = QApplication.focusWidget()
        had_keyboard = focused is not None and (focused is self or self.isAncestorOf(focused))
        if had_keyboard:
            # Before it goes: Qt would pass the keyboard on to whatever comes next.
            self._anchor.setFocus(Qt.FocusReason.PopupFocusReason)
        self.hide()
        self.announce_closed(PopoverClosed())

    def toggle_panel(self) -> None:
        """Shows or hides the panel."""
        if self.isHidden():
            self.open_panel()
        else:
            self.close_panel()

    def place(self) -> None:
        """Puts it under its anchor, inside the window."""
        window = self.parentWidget()
        if window is None:
            return
        width = min(round(self._wanted * current_zoom()), window.width() - 2 * SPACE_S)
        corner = self._anchor.mapTo(window, QPoint(0, self._anchor.height() + SPACE_XS))
        self.resize(width, 0)
        layout = self.layout()
        if layout is not None:
            layout.activate()
        room = window.height() - corner.y() - SPACE_S
        height = self.heightForWidth(width) if self.hasHeightForWidth() else self.sizeHint().height()
        left = max(SPACE_S, min(corner.x(), window.width() - width - SPACE_S))
        self.setGeometry(left, corner.y(), width, min(height, room))

    def event(self, event: QEvent) -> bool:
        """Grows and shrinks with its content."""
        handled = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest and self.isVisible():
            self.place()
        return handled

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Keeps the press: the window behind would take it for one beside the panel."""
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Closes on a press beside it, and follows the window's size."""
        if event.type() is QEvent.Type.MouseButtonPress and isinstance(watched, QWidget) and self._is_beside(watched):
            self.close_panel()
        elif event.type() is QEvent.Type.Resize and watched is self.parentWidget():
            self.place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints an opaque card with an outline."""
        theme, painter, rect = current_theme(), QPainter(self), QRectF(self.rect())
        fill_rounded(painter, rect, theme.color(Token.SURFACE_RAISED))
        stroke_rounded(painter, rect, theme.color(Token.BORDER_STRONG))

    def announce_closed(self, closed: PopoverClosed) -> None:
        """Tells who listens; the typed door to the signal."""
        self.closed.emit(closed)

    def _is_beside(self, widget: QWidget) -> bool:
        if widget.window() is not self.window():
            return False
        within = (self, self._anchor)
        return not any(one is widget or one.isAncestorOf(widget) for one in within)

"""Notifications that lie over the window's corner and never block it; what is serious stays until it is closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QObject, QRectF, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.banner import Banner, BannerText
from app.ui.messages import MessageAction
from app.ui.metrics import SPACE_L, SPACE_S
from app.ui.painting import fill_rounded, stroke_rounded
from app.ui.theme import Level, Token, current_theme, current_zoom

SHOWN_MS: Final = 6000
MOST: Final = 4
_WIDTH: Final = 380


@dataclass(frozen=True, slots=True)
class ToastFinished:
    """A toast was closed, or its time is over."""

    toast: Toast


class Toast(QWidget):
    """One notification; it stays while the mouse is over it.

    Signals:
        finished: A ToastFinished.
    """

    finished = Signal(ToastFinished)

    def __init__(self, content: BannerText, parent: QWidget) -> None:
        super().__init__(parent)
        self.banner = Banner(self)
        self.banner.show_message(content)
        self.banner.closed.connect(self._on_closed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(self.banner)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_MS)
        self._timer.timeout.connect(self.finish)
        if content.level in (Level.INFO, Level.OK):
            self._timer.start()

    def stays(self) -> bool:
        """Whether it waits for a person to close it."""
        return not self._timer.isActive()

    def finish(self) -> None:
        """Ends it."""
        self._timer.stop()
        self.announce(ToastFinished(self))

    def announce(self, finished: ToastFinished) -> None:
        """Tells the area; the typed door to the signal."""
        self.finished.emit(finished)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Waits while somebody reads."""
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        """Goes on counting."""
        content = self.banner.content()
        if content is not None and content.level in (Level.INFO, Level.OK):
            self._timer.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints an opaque card with an outline."""
        theme, painter, rect = current_theme(), QPainter(self), QRectF(self.rect())
        fill_rounded(painter, rect, theme.color(Token.SURFACE_RAISED))
        stroke_rounded(painter, rect, theme.color(Token.BORDER_STRONG))

    def _on_closed(self, content: BannerText) -> None:
        self.finish()


class ToastArea(QWidget):
    """Lies over the lower right corner of its parent; the newest toast is at the bottom.

    Signals:
        action_triggered: The MessageAction that a person pressed on a toast.
    """

    action_triggered = Signal(MessageAction)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._toasts: list[Toast] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACE_S)
        parent.installEventFilter(self)
        self.hide()

    def toasts(self) -> tuple[Toast, ...]:
        """What is shown, the oldest first."""
        return tuple(self._toasts)

    def show_toast(self, content: BannerText) -> Toast:
        """Shows a notification; the same words again only bring the old one to the front of time."""
        for toast in self._toasts:
            if toast.banner.content() == content:
                return toast
        toast = Toast(content, self)
        toast.finished.connect(self._on_finished)
        toast.banner.action_triggered.connect(self.announce)
        self._toasts.append(toast)
        self._layout.addWidget(toast)
        if len(self._toasts) > MOST:
            self._remove(self._toasts[0])
        self._place()
        return toast

    def announce(self, action: MessageAction) -> None:
        """Tells who listens; the typed door to the signal."""
        self.action_triggered.emit(action)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stays in the corner."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._place()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """Grows with its toasts."""
        handled = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self._place()
        return handled

    def _on_finished(self, finished: ToastFinished) -> None:
        self._remove(finished.toast)

    def _remove(self, toast: Toast) -> None:
        if toast in self._toasts:
            self._toasts.remove(toast)
            self._layout.removeWidget(toast)
            toast.hide()
            toast.deleteLater()
            self._place()

    def _place(self) -> None:
        if not self._toasts:
            self.hide()
            return
        width = min(round(_WIDTH * current_zoom()), self._window.width() - 2 * SPACE_L)
        height = (
            self._layout.totalHeightForWidth(width) if self._layout.hasHeightForWidth() else self.sizeHint().height()
        )
        self.setGeometry(
            self._window.width() - width - SPACE_L, self._window.height() - height - SPACE_L, width, height
        )
        self.show()
        self.raise_()

"""Sees moments of a Qt window: the end of a paint, the beats of the event loop, the list of operations."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.bootstrap import Desk
    from app.core.workspace.events import ApiChanged

FIRST_SIZE = (1440, 900)
BEAT_MS = 5

HIGH_PRIORITY = 1
"""Qt.EventPriority.HighEventPriority; importing `Qt` makes all its enumerations, which a bare window does not need."""


def application() -> QApplication:
    """The one application of this process."""
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    qInstallMessageHandler(tell_message)
    return QApplication(["routeglass"])


def tell_message(_kind: object, _context: object, message: str) -> None:
    """Tells what Qt says, but for what the platform without a screen says of every window."""
    if not message.startswith("This plugin does not support"):
        print(message, file=sys.stderr)


class FramePaint(QObject):
    """Tells when a frame is on the screen: a widget was painted, and the event loop came back.

    Args:
        on_paint: Gets `time.perf_counter()` once for each `watch`.
    """

    def __init__(self, on_paint: Callable[[float], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._on_paint = on_paint
        self._widget: QWidget | None = None
        self._seen = False

    def watch(self, widget: QWidget | None) -> None:
        """Waits for the next paint of the widget, which has to be there."""
        assert widget is not None
        self.leave()
        self._widget = widget
        self._seen = False
        widget.installEventFilter(self)

    def leave(self) -> None:
        """Waits no more."""
        if self._widget is not None:
            self._widget.removeEventFilter(self)
        self._widget = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Sees the paint coming."""
        if event.type() is QEvent.Type.Paint and not self._seen:
            self._seen = True
            # Behind the frame under way, before everything else that waits.
            QCoreApplication.postEvent(self, QEvent(QEvent.Type.User), HIGH_PRIORITY)
        return False

    def event(self, event: QEvent) -> bool:
        """The frame is out."""
        if event.type() is not QEvent.Type.User:
            return super().event(event)
        moment = time.perf_counter()
        self.leave()
        self._on_paint(moment)
        return True


class Beats(QObject):
    """A timer of 5 ms; a longer pause between two beats is time for which the main thread was held.

    Attributes:
        longest_ms: The longest pause beyond the timer's own.
    """

    def __init__(self) -> None:
        from PySide6.QtCore import Qt

        super().__init__()
        self.longest_ms = 0.0
        self._last = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Begins anew."""
        self.longest_ms = 0.0
        self._last = time.perf_counter()
        self._timer.start(BEAT_MS)

    def stop(self) -> None:
        """Ends."""
        self._timer.stop()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest_ms = max(self.longest_ms, (now - self._last) * 1000 - BEAT_MS)
        self._last = now


def when_listed(desk: Desk, then: Callable[[], None]) -> None:
    """Calls `then` once, when the operations of a desk's source have come."""
    from app.core.workspace.events import ApiChanged

    def changed(_event: ApiChanged) -> None:
        subscription.cancel()
        then()

    subscription = desk.workspace.events.subscribe(ApiChanged, changed)


class _Later(QObject):
    def __init__(self, milliseconds: int, owner: QObject, then: Callable[[], None]) -> None:
        super().__init__(owner)
        self._then = then
        QTimer.singleShot(milliseconds, self, self._fire)

    def _fire(self) -> None:
        self._then()


def after(milliseconds: int, owner: QObject, then: Callable[[], None]) -> None:
    """Calls `then` later, unless its owner is gone."""
    _Later(milliseconds, owner, then)


def open_bare(on_frame: Callable[[float], None]) -> None:
    """The least that is a window: the physical limit of every start."""
    app = application()
    window = QMainWindow()
    window.setCentralWidget(QWidget())
    window.resize(*FIRST_SIZE)
    watch = FramePaint(on_frame)
    watch.watch(window.centralWidget())
    window.show()
    app.exec()

"""The newest of many values, at most every so often: key strokes, resizes, progress."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Slot

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Throttle(QObject, Generic[T]):
    """Passes the first value on at once, then the newest one every `interval_ms`; the last value always arrives.

    Lives on one thread. The target is a bound method, held weakly.
    """

    def __init__(self, target: Callable[[T], None], parent: QObject, *, interval_ms: int) -> None:
        super().__init__(parent)
        self._target = weakref.WeakMethod(target)
        self._interval_ms = interval_ms
        self._waiting: list[T] = []
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.flush)

    def put(self, value: T) -> None:
        """Takes a value; one that still waits is replaced by it."""
        self._waiting = [value]
        passed = self._since.elapsed() if self._since.isValid() else self._interval_ms
        if passed >= self._interval_ms:
            self.flush()
        elif not self._timer.isActive():
            self._timer.start(int(self._interval_ms - passed))

    @Slot()
    def flush(self) -> None:
        """Passes on now what waits."""
        self._timer.stop()
        waiting, self._waiting = self._waiting, []
        target = self._target()
        if waiting and target is not None:
            self._since.start()
            target(waiting[0])

"""The real window in this process, and the way to wait in front of it."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractEventDispatcher, QEventLoop, QObject, QTimer

from app.bootstrap import Desk, Profile
from app.core.workspace.model import SourceStatus
from tests.benchmarks.programs.probes import FramePaint, application

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QWidget

PATIENCE_SECONDS = 30


class _Waiting(QObject):
    """Leaves an event loop when a condition holds; looks whenever the loop has nothing else to do."""

    def __init__(self, condition: Callable[[], object]) -> None:
        super().__init__()
        self._condition = condition
        self._deadline = time.monotonic() + PATIENCE_SECONDS
        # A loop of its own: widgets that are to be deleted later are deleted in no other.
        self._loop = QEventLoop()
        self._waker = QTimer(self)
        self._waker.timeout.connect(self._look)

    def wait(self) -> bool:
        """Whether it came true in time."""
        if self._condition():
            return True
        dispatcher = QAbstractEventDispatcher.instance()
        dispatcher.aboutToBlock.connect(self._look)
        self._waker.start(50)
        self._loop.exec()
        self._waker.stop()
        dispatcher.aboutToBlock.disconnect(self._look)
        return bool(self._condition())

    def _look(self) -> None:
        if self._condition() or time.monotonic() > self._deadline:
            self._loop.quit()


def wait_until(condition: Callable[[], object], what: str = "it") -> None:
    """Runs the event loop until the condition holds.

    Raises:
        TimeoutError: It does not come true.
    """
    application()
    if not _Waiting(condition).wait():
        message = f"{what} did not happen within {PATIENCE_SECONDS} s"
        raise TimeoutError(message)


def rest(milliseconds: int) -> None:
    """Lets the event loop run for a while."""
    deadline = time.monotonic() + milliseconds / 1000
    wait_until(lambda: time.monotonic() > deadline)


class Painted:
    """The moment at which the next frame with a widget is out."""

    def __init__(self, widget: QWidget | None) -> None:
        self._moments: list[float] = []
        self._watch = FramePaint(self._moments.append)
        self._watch.watch(widget)

    def __bool__(self) -> bool:
        return bool(self._moments)

    @property
    def moment(self) -> float:
        """`time.perf_counter()`; waits for it."""
        wait_until(lambda: self._moments, "the paint")
        return self._moments[0]


@contextmanager
def running_desk() -> Iterator[Desk]:
    """The window with the Bookstore running in this process."""
    desk = Desk(application(), Profile())
    workspace = desk.workspace
    desk.window.show()
    try:
        wait_until(
            lambda: workspace.source.status is SourceStatus.RUNNING and workspace.routes is not None, "the start"
        )
        rest(300)
        yield desk
    finally:
        desk.window.close()
        desk.stop()
        desk.window.deleteLater()
        desk.deleteLater()
        rest(100)

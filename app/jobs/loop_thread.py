"""The daemon thread of the asyncio loop, started with the first job."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from app.jobs.loop import Loop
    from app.jobs.model import JobDone
    from app.jobs.workers import WorkerPool

    CoroutineFactory: TypeAlias = Callable[[], Coroutine[Any, Any, object]]


class LoopThread:
    """Starts the loop's thread when it is needed and hands jobs over to it; callable from any thread."""

    def __init__(self, workers: WorkerPool, on_failure: Callable[[BaseException], None]) -> None:
        self._workers = workers
        self._on_failure = on_failure
        self._gate = threading.Lock()
        self._thread: threading.Thread | None = None
        self._loop: Loop | None = None
        self._early: list[Callable[[Loop], None]] = []
        self._ended = False

    def spawn(self, identity: int, work: CoroutineFactory, announce: Callable[[JobDone], None]) -> None:
        """Starts a job; its end is announced from the loop's thread."""
        with self._gate:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="routeglass-jobs", daemon=True)
                self._thread.start()
        self._post(lambda loop: loop.start(identity, work, announce))

    def cancel(self, identity: int) -> None:
        """Cancels a job that is under way; unknown and finished ones are ignored."""
        self._post(lambda loop: loop.cancel(identity))

    def begin_stop(self, cleanups: tuple[CoroutineFactory, ...]) -> None:
        """Cancels all jobs, then runs the cleanups and ends the thread, without waiting for it."""
        self._post(lambda loop: loop.begin_stop(cleanups))

    def join(self, timeout: float) -> bool:
        """Waits for the thread's end after `begin_stop`; whether it ended within `timeout` seconds."""
        if self._thread is None:
            return True
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _post(self, command: Callable[[Loop], None]) -> None:
        with self._gate:
            if self._loop is not None:
                self._loop.post(command)
            elif not self._ended:
                self._early.append(command)

    def _run(self) -> None:
        from app.jobs.loop import Loop  # noqa: PLC0415 - asyncio is imported here, so that no first frame waits for it

        loop = Loop(self._workers, self._on_failure)
        with self._gate:
            self._loop = loop
            for command in self._early:
                loop.post(command)
            self._early.clear()
        try:
            loop.run()
        finally:
            with self._gate:
                self._loop, self._ended = None, True
            loop.close()

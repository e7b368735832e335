"""Work off the main thread, and its results brought home: one asyncio loop in one daemon thread, and a few workers.

The threads start with the first job, so that a window can be drawn before asyncio is imported. The owner of a job is
held weakly: when it is destroyed the result is dropped, the work itself runs on unless it is cancelled.
"""

from __future__ import annotations

import itertools
import threading
import time
import weakref
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.jobs.loop_thread import LoopThread
from app.jobs.model import JobDone, JobError, JobHandle
from app.jobs.pace import LeftOffError, Pace
from app.jobs.workers import WorkerPool

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    CoroutineFactory: TypeAlias = Callable[[], Coroutine[Any, Any, object]]

WORKERS = 6
"""Threads for blocking work; name lookups of the loop use them too."""

STOP_SECONDS = 2.0
"""How long `stop` may take in all."""


@dataclass(frozen=True, slots=True)
class _Job:
    owner: weakref.ref[QObject]
    on_done: weakref.WeakMethod[Callable[[JobDone], None]]


class Runner(QObject):
    """Runs jobs and delivers each result on the thread the runner lives on (the main thread).

    Attributes:
        on_error: Called on the main thread with every `JobError`, also those that no owner is left to see.

    Signals:
        _came_home: Carries one `JobDone` from any thread; connected queued.
        _failed: Carries one `JobError` that belongs to no job; connected queued.
    """

    _came_home = Signal(JobDone)
    _failed = Signal(JobError)

    def __init__(self, parent: QObject | None = None, *, on_error: Callable[[JobError], None] | None = None) -> None:
        super().__init__(parent)
        self.on_error = on_error
        self._ids = itertools.count(1)
        self._jobs: dict[int, _Job] = {}
        self._queued: set[int] = set()
        self._paces: dict[int, Pace] = {}
        self._cleanups: list[CoroutineFactory] = []
        self._gate = threading.Lock()
        self._closed = False
        self._workers = WorkerPool(WORKERS, name="routeglass-worker")
        self._loop = LoopThread(self._workers, self._announce_failure)
        self._came_home.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._failed.connect(self._report, Qt.ConnectionType.QueuedConnection)

    @property
    def running(self) -> int:
        """How many jobs have not come home yet."""
        return len(self._jobs)

    def submit(self, work: CoroutineFactory, owner: QObject, on_done: Callable[[JobDone], None]) -> JobHandle:
        """Runs the coroutine that `work` makes, on the loop's thread.

        Args:
            work: Called on the loop's thread; `functools.partial(client.send, request, key)` does.
            owner: Whose life decides whether the result is wanted.
            on_done: A bound method, held weakly too; gets one `JobDone`.

        Raises:
            RuntimeError: The runner was stopped.
            TypeError: `on_done` is no bound method.
        """
        handle = self._admit(owner, on_done)
        self._loop.spawn(handle.id, work, self._announce)
        return handle

    def submit_blocking(
        self, work: Callable[[], object], owner: QObject, on_done: Callable[[JobDone], None]
    ) -> JobHandle:
        """Runs `work` on a worker thread; otherwise as `submit`."""
        handle = self._admit(owner, on_done)
        self._queued.add(handle.id)
        self._workers.submit(_Blocking(self, handle.id, work).run)
        return handle

    def submit_paced(
        self, work: Callable[[Pace], object], owner: QObject, on_done: Callable[[JobDone], None]
    ) -> JobHandle:
        """As `submit_blocking`, for work that computes: it walks at the pace it is given, and so can be cancelled."""
        pace = Pace()
        handle = self._admit(owner, on_done)
        with self._gate:
            self._paces[handle.id] = pace
            self._queued.add(handle.id)
        self._workers.submit(_Blocking(self, handle.id, partial(work, pace)).run)
        return handle

    def at_stop(self, cleanup: CoroutineFactory) -> None:
        """Registers a coroutine that runs on the loop when everything else was cancelled, for example closing a client.

        It runs only if the loop was ever started.
        """
        self._cleanups.append(cleanup)

    def begin_stop(self) -> None:
        """Cancels every job and starts the cleanups without waiting; from now on nothing is delivered any more.

        What keeps a blocking job waiting (a server that starts) can be stopped between this and `stop`.
        """
        with self._gate:
            if self._closed:
                return
            self._closed = True
            paces = tuple(self._paces.values())
        for pace in paces:
            pace.end()
        self._jobs.clear()
        self._loop.begin_stop(tuple(self._cleanups))

    def stop(self) -> bool:
        """`begin_stop`, then joins the threads; stopping twice is harmless.

        Returns:
            Whether all threads ended within `STOP_SECONDS`; those that did not are daemons.
        """
        self.begin_stop()
        deadline = time.monotonic() + STOP_SECONDS
        loop_ended = self._loop.join(STOP_SECONDS * 0.75)
        workers_ended = self._workers.stop(max(0.1, deadline - time.monotonic()))
        return loop_ended and workers_ended

    def _admit(self, owner: QObject, on_done: Callable[[JobDone], None]) -> JobHandle:
        if self._closed:
            message = "the runner was stopped; it takes no more jobs"
            raise RuntimeError(message)
        handle = JobHandle(next(self._ids), self._cancel)
        self._jobs[handle.id] = _Job(weakref.ref(owner), weakref.WeakMethod(on_done))
        return handle

    def _cancel(self, identity: int) -> None:
        with self._gate:
            waiting = identity in self._queued
            self._queued.discard(identity)
            pace = self._paces.get(identity)
        if waiting:
            self._announce(JobDone(identity, cancelled=True))
        elif pace is not None:
            pace.end()
        else:
            self._loop.cancel(identity)

    def _claim(self, identity: int) -> bool:
        with self._gate:
            claimed = identity in self._queued
            self._queued.discard(identity)
            return claimed and not self._closed

    def _announce(self, done: JobDone) -> None:
        # The gate keeps a worker that outlived `stop` from touching a destroyed QObject.
        with self._gate:
            self._paces.pop(done.handle_id, None)
            if not self._closed:
                self._came_home.emit(done)

    def _announce_failure(self, error: BaseException) -> None:
        with self._gate:
            if not self._closed:
                self._failed.emit(JobError(error, delivered=False))

    @Slot(JobDone)
    def _deliver(self, done: JobDone) -> None:
        job = self._jobs.pop(done.handle_id, None)
        owner = job.owner() if job is not None else None
        target = job.on_done() if job is not None else None
        wanted = owner is not None and target is not None and shiboken6.isValid(owner)
        if done.error is not None and not self._closed:
            self._report(JobError(done.error, delivered=wanted))
        if wanted and target is not None:
            target(done)

    @Slot(JobError)
    def _report(self, failure: JobError) -> None:
        if self.on_error is not None:
            self.on_error(failure)


class _Blocking:
    """One piece of blocking work on its way through the worker pool."""

    def __init__(self, runner: Runner, identity: int, work: Callable[[], object]) -> None:
        self._runner = runner
        self._identity = identity
        self._work = work

    def run(self) -> None:
        """Runs the work unless it was cancelled meanwhile, and announces its end."""
        if not self._runner._claim(self._identity):
            return
        try:
            done = JobDone(self._identity, result=self._work())
        except LeftOffError:
            done = JobDone(self._identity, cancelled=True)
        except BaseException as error:  # noqa: BLE001 - no exception may be lost in a thread
            done = JobDone(self._identity, error=error)
        self._runner._announce(done)

"""The asyncio loop that carries jobs out; everything here but `post` runs on its own thread."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from app.jobs.executor import PoolExecutor
from app.jobs.model import JobDone

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from app.jobs.workers import WorkerPool

    CoroutineFactory: TypeAlias = Callable[[], Coroutine[Any, Any, object]]

SETTLE_SECONDS = 0.5
"""How long the cancelled jobs together, and then each cleanup, may take when the loop stops."""


class Loop:
    """One asyncio loop and its jobs."""

    def __init__(self, workers: WorkerPool, on_failure: Callable[[BaseException], None]) -> None:
        self._on_failure = on_failure
        self._loop = asyncio.new_event_loop()
        self._loop.set_default_executor(PoolExecutor(workers))
        self._loop.set_exception_handler(self._handle_exception)
        self._stopping = asyncio.Event()
        self._tasks: dict[int, asyncio.Task[object]] = {}
        self._cleanups: tuple[CoroutineFactory, ...] = ()

    def post(self, command: Callable[[Loop], None]) -> None:
        """Runs a command on the loop's thread; the one method that any thread may call."""
        self._loop.call_soon_threadsafe(command, self)

    def run(self) -> None:
        """Runs until `begin_stop`, then cancels what is left and runs the cleanups."""
        self._loop.run_until_complete(self._live())

    def close(self) -> None:
        """Frees the loop after `run`."""
        self._loop.close()

    def start(self, identity: int, work: CoroutineFactory, announce: Callable[[JobDone], None]) -> None:
        """Starts a job."""
        task = self._loop.create_task(_carry_out(work), name=f"job-{identity}")
        self._tasks[identity] = task
        # Not a wrapper coroutine: a task cancelled before its first step never enters one.
        task.add_done_callback(partial(self._finish, identity, announce))

    def cancel(self, identity: int) -> None:
        """Cancels a job that is under way."""
        task = self._tasks.get(identity)
        if task is not None:
            task.cancel()

    def begin_stop(self, cleanups: tuple[CoroutineFactory, ...]) -> None:
        """Lets `run` come to its end."""
        self._cleanups = cleanups
        self._stopping.set()

    async def _live(self) -> None:
        await self._stopping.wait()
        tasks = tuple(self._tasks.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=SETTLE_SECONDS)
        for cleanup in self._cleanups:
            try:
                await asyncio.wait_for(cleanup(), SETTLE_SECONDS)
            except Exception as error:  # noqa: BLE001 - one failing cleanup must not keep the next from running
                self._on_failure(error)
        await self._loop.shutdown_asyncgens()

    def _finish(self, identity: int, announce: Callable[[JobDone], None], task: asyncio.Task[object]) -> None:
        self._tasks.pop(identity, None)
        if task.cancelled():
            announce(JobDone(identity, cancelled=True))
        elif (error := task.exception()) is not None:
            announce(JobDone(identity, error=error))
        else:
            announce(JobDone(identity, result=task.result()))

    def _handle_exception(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        self._on_failure(error if isinstance(error, BaseException) else RuntimeError(str(context.get("message"))))


async def _carry_out(work: CoroutineFactory) -> object:
    try:
        return await work()
    except (SystemExit, KeyboardInterrupt) as error:
        # asyncio lets these two end the loop; one job must not take the others with it.
        message = "the job tried to end the program"
        raise RuntimeError(message) from error

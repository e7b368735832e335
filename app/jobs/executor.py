"""asyncio's default executor on our own daemon threads (name lookups, `asyncio.to_thread`)."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.jobs.workers import WorkerPool

P = ParamSpec("P")
T = TypeVar("T")


class PoolExecutor(ThreadPoolExecutor):
    """Hands work to a `WorkerPool`; a `ThreadPoolExecutor` because asyncio insists, its own threads never start."""

    def __init__(self, workers: WorkerPool) -> None:
        super().__init__(max_workers=1)
        self._pool = workers

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Runs `fn` on a worker; a stopped pool gives a cancelled future."""
        future: Future[T] = Future()
        if not self._pool.submit(partial(_fulfil, future, partial(fn, *args, **kwargs))):
            future.cancel()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - the base class's signature
        """Nothing to do: the pool belongs to the runner, which stops it after the loop."""


def _fulfil(future: Future[Any], work: Callable[[], Any]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(work())
    except BaseException as error:  # noqa: BLE001 - the waiting coroutine gets it
        future.set_exception(error)

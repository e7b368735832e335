from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import pytest

from app.jobs.executor import PoolExecutor
from app.jobs.workers import WorkerPool

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def pool() -> Iterator[WorkerPool]:
    made = WorkerPool(2, name="test-worker")
    yield made
    assert made.stop(5)


def in_loop(pool: WorkerPool, work: object) -> object:
    async def whole() -> object:
        asyncio.get_running_loop().set_default_executor(PoolExecutor(pool))
        return await asyncio.to_thread(work)  # type: ignore[arg-type]

    return asyncio.run(whole())


def test_asyncio_borrows_our_threads(pool: WorkerPool) -> None:
    name = in_loop(pool, lambda: threading.current_thread().name)
    assert str(name).startswith("test-worker-")


def test_an_exception_reaches_the_coroutine(pool: WorkerPool) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        in_loop(pool, lambda: int("x"))


def test_a_stopped_pool_cancels_instead_of_waiting_for_ever() -> None:
    pool = WorkerPool(1, name="test-worker")
    assert pool.stop(1)
    assert not pool.submit(threading.Event().set)
    with pytest.raises(asyncio.CancelledError):
        in_loop(pool, list)


def test_work_that_was_cancelled_in_the_queue_does_not_run(pool: WorkerPool) -> None:
    gate, ran = threading.Event(), threading.Event()
    executor = PoolExecutor(pool)
    blockers = [executor.submit(gate.wait, 5) for _ in range(2)]
    late = executor.submit(ran.set)
    assert late.cancel()
    gate.set()
    assert [blocker.result(5) for blocker in blockers] == [True, True]
    assert executor.submit(int, "7").result(5) == 7
    assert not ran.is_set()

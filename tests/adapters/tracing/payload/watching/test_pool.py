"""The pool of worker threads, read from outside its loop."""

from __future__ import annotations

import sys
import threading
from typing import Any

import anyio.lowlevel
import anyio.to_thread
import pytest

from app.adapters.tracing.payload.watching.pool import Pool

NOTHING = {"borrowed": 0, "tokens": 0, "waiting": 0}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def test_before_it_is_found_nothing_is_known() -> None:
    assert Pool().counts() == NOTHING


@pytest.mark.anyio
async def test_used_and_waiting_calls_are_counted() -> None:
    pool, gate, inside = Pool(), threading.Event(), threading.Semaphore(0)
    limiter = anyio.to_thread.current_default_thread_limiter()
    limiter.total_tokens = 2
    pool.find()

    def work() -> None:
        inside.release()
        gate.wait()

    async with anyio.create_task_group() as group:
        for _ in range(3):
            group.start_soon(anyio.to_thread.run_sync, work)
        while not limiter.statistics().tasks_waiting:
            await anyio.lowlevel.checkpoint()
        assert pool.counts() == {"borrowed": 2, "tokens": 2, "waiting": 1}
        gate.set()
    assert pool.counts() == {"borrowed": 0, "tokens": 2, "waiting": 0}
    pool.forget()
    assert pool.counts() == NOTHING


def test_a_backend_that_nobody_uses_is_not_imported_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("anyio._backends.")]:
        monkeypatch.delitem(sys.modules, name)
    pool = Pool()
    pool.find()
    assert not any(name.startswith("anyio._backends.") for name in sys.modules)
    assert pool.counts() == NOTHING


def test_outside_a_loop_it_is_missing_and_looked_for_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    pool, asked = Pool(), []

    def fail() -> Any:
        asked.append(1)
        raise RuntimeError

    monkeypatch.setattr(anyio.to_thread, "current_default_thread_limiter", fail)
    pool.find()
    pool.find()
    assert (asked, pool.counts()) == ([1], NOTHING)


def test_a_pool_without_bounds_has_no_tokens_to_show() -> None:
    pool = Pool()
    pool._limiter = _Unbounded()
    assert pool.counts() == {"borrowed": 3, "tokens": 0, "waiting": 0}


class _Unbounded:
    borrowed_tokens, total_tokens, tasks_waiting = 3, float("inf"), 0

    def statistics(self) -> _Unbounded:
        return self

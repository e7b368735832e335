"""How long a thread ran, as the system counts it."""

from __future__ import annotations

import gc
import sys
import threading
import time

import pytest

from app.adapters.tracing.payload.watching.clocks import CollectorClock, OtherThreads, ThreadClock

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells of other threads")


def compute(nanoseconds: int) -> None:
    end = time.thread_time_ns() + nanoseconds
    while time.thread_time_ns() < end:
        pass


@linux
def test_a_thread_that_computes_runs_and_one_that_waits_does_not() -> None:
    woken, done, ran = threading.Event(), threading.Event(), []

    def work() -> None:
        ran.append(threading.get_native_id())
        woken.wait()
        compute(20_000_000)
        ran.append(0)
        done.wait()

    thread = threading.Thread(target=work)
    thread.start()
    while not ran:
        pass
    clock = ThreadClock(ran[0])
    compute(5_000_000)
    waiting = clock.step()
    woken.set()
    while len(ran) < 2:
        pass
    computing = clock.step()
    done.set()
    thread.join()
    clock.close()
    assert waiting is not None
    assert computing is not None
    assert waiting.ran < 5_000_000
    assert not waiting.runnable
    assert computing.ran >= 15_000_000
    assert computing.slices
    assert clock.step() is None


def test_a_thread_that_is_gone_tells_nothing() -> None:
    clock = ThreadClock(2**22 + 1)
    assert clock.step() is None
    clock.close()
    assert ThreadClock(None).step() is None


@linux
def test_other_threads_are_told_from_their_second_meeting_on() -> None:
    me, own = threading.get_ident(), threading.get_native_id()
    others, nobody = OtherThreads(set()), OtherThreads({me})
    assert others.ran().get(me) is None
    compute(5_000_000)
    assert others.ran()[me] >= 4_000_000
    nobody.ran()
    assert me not in nobody.ran()
    others.close()
    nobody.close()
    assert own


def test_a_collection_counts_for_the_thread_that_runs_it() -> None:
    mine, others = CollectorClock(threading.get_ident()), CollectorClock(0)
    garbage = [[number] for number in range(100_000)]
    mine.open()
    others.open()
    gc.collect()
    first = mine.step(0)
    assert others.step(0) == 0
    mine.close()
    others.close()
    gc.collect()
    assert first > 0
    assert mine.step(0) == 0
    assert garbage
    mine.close()


def test_a_collection_that_has_not_ended_counts_up_to_now_and_not_twice() -> None:
    clock, seen = CollectorClock(threading.get_ident()), list[int]()

    def look(phase: str, _info: dict[str, int]) -> None:
        if phase == "start":
            compute(3_000_000)
            seen.append(clock.step(time.thread_time_ns()))

    clock.open()
    gc.callbacks.append(look)
    began = time.thread_time_ns()
    gc.collect()
    seen.append(clock.step(time.thread_time_ns()))
    took = time.thread_time_ns() - began
    gc.callbacks.remove(look)
    clock.close()
    assert seen[0] >= 3_000_000
    assert sum(seen) <= took

"""How long a thread ran, as the system counts it."""

from __future__ import annotations

import sys
import threading
import time

import pytest

from app.adapters.tracing.payload.watching.clocks import OtherThreads, ThreadClock

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

"""How long a thread ran, and how long it waited for a processor, read from another thread."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import threading
import time
from typing import Any, NamedTuple

_PER_THREAD_SCHEDULED = 6


class Step(NamedTuple):
    """What a thread did since the last step.

    Attributes:
        ran: Nanoseconds on a processor.
        queued: Nanoseconds in the queue for one; some kernels count a part of its sleep to them.
        slices: How often it got a processor.
        runnable: Whether it runs, or would like to, at this moment; else it sleeps.
    """

    ran: int
    queued: int
    slices: int
    runnable: bool


class ThreadClock:
    """The times of one thread as the Linux kernel counts them; elsewhere nothing is known.

    Time on a processor comes from the thread's own CPU clock (clock_gettime(2), whose identity the kernel makes of the
    thread's), the rest from `schedstat` and `stat` in `/proc/self/task/<tid>` (Documentation/scheduler/sched-stats in
    the kernel's source, proc(5)).

    Args:
        native_id: The thread as the system numbers it.
    """

    def __init__(self, native_id: int | None) -> None:
        self._files: list[int] = []
        self._clock = 0
        if sys.platform.startswith("linux") and native_id is not None:
            self._clock = (~native_id << 3) | _PER_THREAD_SCHEDULED
            try:
                for name in ("schedstat", "stat"):
                    self._files.append(os.open(f"/proc/self/task/{native_id}/{name}", os.O_RDONLY | os.O_CLOEXEC))
            except OSError:
                self.close()
        self._last = self._read()

    def step(self) -> Step | None:
        """What it did since the last call; None where that is not known."""
        last, self._last = self._last, self._read()
        if last is None or self._last is None:
            return None
        now = self._last
        return Step(now.ran - last.ran, now.queued - last.queued, now.slices - last.slices, now.runnable)

    @property
    def ran(self) -> int:
        """Nanoseconds on a processor in its whole life up to the last step; 0 where that is not known."""
        return self._last.ran if self._last is not None else 0

    def close(self) -> None:
        """Lets the files go."""
        while self._files:
            os.close(self._files.pop())

    def _read(self) -> Step | None:
        if not self._files:
            return None
        try:
            _, queued, slices = os.pread(self._files[0], 80, 0).split()
            # The name of a thread stands in brackets and may hold anything, brackets too.
            state = os.pread(self._files[1], 200, 0).rpartition(b")")[2].split()[:1]
            return Step(time.clock_gettime_ns(self._clock), int(queued), int(slices), state == [b"R"])
        except (OSError, ValueError):
            return None


class OtherThreads:
    """The clocks of all threads but some, made when first asked for.

    Args:
        without: Identities of threads that are left out.
        named: Only threads whose names begin so.
    """

    def __init__(self, without: set[int], named: str = "") -> None:
        self._without = without
        self._named = named
        self._clocks: dict[int, ThreadClock] = {}

    def ran(self) -> dict[int, int]:
        """Identity → nanoseconds run since the last call; threads met for the first time have none."""
        found: dict[int, int] = {}
        alive: dict[int, ThreadClock] = {}
        for thread in threading.enumerate():
            identity = thread.ident
            if identity is None or identity in self._without or not thread.name.startswith(self._named):
                continue
            clock = self._clocks.pop(identity, None)
            if clock is None:
                clock = ThreadClock(thread.native_id)
            else:
                step = clock.step()
                if step is not None:
                    found[identity] = step.ran
            alive[identity] = clock
        self.close()
        self._clocks = alive
        return found

    def close(self) -> None:
        """Lets all clocks go."""
        for clock in self._clocks.values():
            clock.close()
        self._clocks.clear()


class CollectorClock:
    """How long one thread collected garbage.

    A collection runs on whichever thread asked for memory last, and goes through the objects of all (`gc.callbacks`).

    Args:
        identity: The thread as Python numbers it.
    """

    def __init__(self, identity: int) -> None:
        self._identity = identity
        # Both in one, so that no step sees one without the other.
        self._total_and_began = (0, 0)
        self._last = 0

    def open(self) -> None:
        """Begins to count."""
        gc.callbacks.append(self._hear)

    def step(self, ran: int) -> int:
        """Nanoseconds on a processor since the last call.

        Args:
            ran: For how long the thread has run in its whole life, for a collection that has not ended.
        """
        total, began = self._total_and_began
        if began:
            total += max(0, ran - began)
        passed, self._last = max(0, total - self._last), total
        return passed

    def close(self) -> None:
        """Ends it; harmless twice."""
        with contextlib.suppress(ValueError):
            gc.callbacks.remove(self._hear)

    def _hear(self, phase: str, _info: dict[str, Any]) -> None:
        if threading.get_ident() != self._identity:
            return
        at, (total, began) = time.thread_time_ns(), self._total_and_began
        if phase == "start":
            self._total_and_began = (total, at)
        elif began:
            self._total_and_began = (total + at - began, 0)

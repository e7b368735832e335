"""How long a thread ran, and how long it waited for a processor, read from another thread."""

from __future__ import annotations

import os
import sys
import threading
import time

_PER_THREAD_SCHEDULED = 6


class ThreadClock:
    """The times of one thread as the Linux kernel counts them; elsewhere nothing is known.

    Time on a processor comes from the thread's own CPU clock (clock_gettime(2), whose identity the kernel makes of the
    thread's), the rest from `/proc/self/task/<tid>/schedstat`: nanoseconds run, nanoseconds in the queue for a
    processor, time slices (Linux, Documentation/scheduler/sched-stats).

    Args:
        native_id: The thread as the system numbers it.
    """

    def __init__(self, native_id: int | None) -> None:
        self._file = -1
        self._clock = 0
        if sys.platform.startswith("linux") and native_id is not None:
            self._clock = (~native_id << 3) | _PER_THREAD_SCHEDULED
            try:
                self._file = os.open(f"/proc/self/task/{native_id}/schedstat", os.O_RDONLY | os.O_CLOEXEC)
            except OSError:
                self._file = -1
        self._last = self._read()

    def step(self) -> tuple[int, int, int] | None:
        """Nanoseconds run, nanoseconds queued and slices since the last call; None where that is not known."""
        last, self._last = self._last, self._read()
        if last is None or self._last is None:
            return None
        return self._last[0] - last[0], self._last[1] - last[1], self._last[2] - last[2]

    def close(self) -> None:
        """Lets the file go."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _read(self) -> tuple[int, int, int] | None:
        if self._file < 0:
            return None
        try:
            # The second and third are exact only when the thread is switched; the first of them would lag a tick.
            _, queued, slices = os.pread(self._file, 80, 0).split()
            return time.clock_gettime_ns(self._clock), int(queued), int(slices)
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
                    found[identity] = step[0]
            alive[identity] = clock
        self.close()
        self._clocks = alive
        return found

    def close(self) -> None:
        """Lets all clocks go."""
        for clock in self._clocks.values():
            clock.close()
        self._clocks.clear()

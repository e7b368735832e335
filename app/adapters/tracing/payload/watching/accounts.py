"""How much of a time in which the loop did not answer the app's own code on it is to blame for."""

from __future__ import annotations

import time
from typing import NamedTuple

from ..recording import now
from .clocks import CollectorClock, Step, ThreadClock

_CROWDED = 0.3
"""Part of the time that other threads run, from which on they may be what a thread waits for."""

_LATE_LOOK = 20_000_000
"""A look in a shared process that came later was kept waiting itself, most likely by who kept the loop waiting."""


class Steps(NamedTuple):
    """What was done since the last step.

    Attributes:
        loop: By the loop's thread; None where that is not known.
        process: Nanoseconds that all threads ran together.
        collected: Nanoseconds that the loop's thread ran for garbage that is not the app's own.
    """

    loop: Step | None
    process: int
    collected: int


class Clocks:
    """The clocks of a loop's thread and of its process.

    Args:
        identity: The thread as Python numbers it.
        native_id: The same as the system does.
        shared: Whether the process has other code than the app's.

    Attributes:
        stepped_at: `perf_counter_ns` of the last step.
    """

    def __init__(self, identity: int, native_id: int | None, *, shared: bool) -> None:
        self._thread = ThreadClock(native_id)
        self._process = time.process_time_ns()
        self._collector = CollectorClock(identity) if shared else None
        self.stepped_at = now()

    def open(self) -> None:
        """Begins to listen to the collector of garbage."""
        if self._collector is not None:
            self._collector.open()

    def step(self) -> Steps:
        """What was done since the last call."""
        process = time.process_time_ns()
        passed, self._process = process - self._process, process
        self.stepped_at = now()
        loop = self._thread.step()
        return Steps(loop, passed, self._collector.step(self._thread.ran) if self._collector is not None else 0)

    def close(self) -> None:
        """Lets them go."""
        self._thread.close()
        if self._collector is not None:
            self._collector.close()


class Gap(NamedTuple):
    """A time between two looks.

    Attributes:
        length: Nanoseconds.
        starved: Whether it was longer than it should have been, because somebody kept the interpreter.
        shared: Whether the process has other code than the app's.
    """

    length: int
    starved: bool
    shared: bool


def spent(gap: Gap, steps: Steps, *, own: bool) -> int:
    """How much of a gap the app's own code on the loop is to blame for.

    A thread that sleeps gets no slices; one that waits for the interpreter wakes up again and again to ask for it;
    one that waits for a processor is runnable.

    Args:
        gap: The time.
        steps: What was done in it.
        own: Whether the loop's thread was found in the app's own code at its end.
    """
    step = steps.loop
    if gap.shared and not own:
        return 0
    if step is None:
        return 0 if gap.starved and gap.shared else gap.length
    ran = max(0, min(gap.length, step.ran - steps.collected))
    if step.runnable or not own:
        return ran
    crowded = (gap.shared and gap.length > _LATE_LOOK) or steps.process - step.ran > _CROWDED * gap.length
    if step.slices and crowded:
        return ran
    return max(ran, gap.length - step.queued) if step.slices and gap.starved else gap.length


def queued(gap: Gap, steps: Steps, spent_in_it: int) -> int:
    """How much of a gap the loop's thread only waited for a processor."""
    if steps.loop is None or not steps.loop.runnable:
        return 0
    return max(0, gap.length - spent_in_it - steps.collected)

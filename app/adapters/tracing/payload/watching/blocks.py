"""One time in which the event loop did not answer, as it is being looked at."""

from __future__ import annotations

import itertools
import time
from typing import TYPE_CHECKING, Any

from ..recording import milliseconds, now
from .stacks import Line, place_facts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .requests import Request
    from .stacks import Look

LATE = 50_000_000
"""Nanoseconds: the loop may keep its watchdog waiting for so long."""

_MOSTLY = 0.7
_WAITED_LIMIT = 200
_numbers = itertools.count(1)


class Tally:
    """Where time was spent, by innermost own line."""

    def __init__(self) -> None:
        self.total = 0
        self._spent: dict[Line, int] = {}
        self._stacks: dict[Line, list[Line]] = {}

    def add(self, stack: list[Line], spent: int) -> None:
        """Counts nanoseconds for the innermost line of a stack."""
        self.total += spent
        if stack:
            self._spent[stack[0]] = self._spent.get(stack[0], 0) + spent
            self._stacks.setdefault(stack[0], stack)

    def facts(self) -> dict[str, Any]:
        """The guilty line, its share, and how it was come to, as JSON data."""
        if not self._spent:
            return {}
        line = max(self._spent, key=self._spent.__getitem__)
        share = self._spent[line] / self.total if self.total else 1.0
        stack = [place_facts(each) for each in reversed(self._stacks[line])]
        return {"place": place_facts(line), "share": round(share, 3), "stack": stack}


class Block:
    """What is known of one block; it is an app's only once `is_guilty`.

    Attributes:
        began: `perf_counter_ns` of its beginning, as nearly as it is known.
        ended: The same of its end; 0 while it lasts.
        arrived: Requests that came in while it lasted; the loop's thread appends to it.
        settled: Whether all of those have come in.
        was_told, told_at: Whether it was told of while it lasted, and when last.
        told_end: How many were waiting when its end was told; -1 where it was not yet.
    """

    def __init__(self, began: int, active: Iterable[Request]) -> None:
        self.began = began
        self.ended = 0
        self.request: Request | None = None
        self.arrived: list[Request] = []
        self.settled = False
        self.was_told = False
        self.told_at = began
        self.told_end = -1
        self._under_way = [request for request in active if request.entered <= began]
        self._work: object = None
        self._loop = Tally()
        self._threads = Tally()
        self._held = 0
        self._queued = 0
        self._identity: tuple[int, float] | None = None

    def is_other_work(self, look: Look) -> bool:
        """Whether a look shows the loop at something else than what was found at first."""
        return self._work is not None and look.blames and look.work != self._work

    def add(self, look: Look, spent: int, queued: int, *, starved: bool) -> None:
        """Counts time of the loop's thread.

        Args:
            spent: Nanoseconds for which the app itself is to blame.
            queued: Nanoseconds in which it only waited for a processor.
            starved: Whether nobody else ran meanwhile.
        """
        if not look.blames:
            return
        self._work = look.work
        self.request = look.request
        self._loop.add(look.stack, spent)
        self._queued += queued
        if starved:
            self._held += spent

    def add_thread(self, stack: list[Line], ran: int) -> None:
        """Counts time of another thread in the app's own code."""
        self._threads.add(stack, ran)

    @property
    def is_guilty(self) -> bool:
        """Whether one piece of the app's own work on the loop took too long."""
        return self._loop.total >= LATE

    @property
    def is_crowded(self) -> bool:
        """Whether the app's other threads kept the interpreter busy."""
        lasted = self._lasted()
        return not self.is_guilty and lasted >= LATE and self._threads.total >= max(LATE, lasted // 2)

    def _lasted(self) -> int:
        return (self.ended or now()) - self.began

    def facts(self) -> dict[str, Any]:
        """All of it as JSON data."""
        lasted = self._lasted()
        tally = self._loop if self.is_guilty else self._threads
        # Where other code had the interpreter for much of the time, only the app's own part is its fault.
        counted = lasted if tally.total + self._queued >= _MOSTLY * lasted else tally.total
        guilty = self.request if self.is_guilty else None
        if self._identity is None:
            self._identity = next(_numbers), round(time.time() - (now() - self.began) / 1e9, 4)
        number, at = self._identity
        return {
            "number": number,
            "at": at,
            "ms": milliseconds(counted),
            "request": guilty.facts() if guilty is not None else None,
            "held": self.is_guilty and self._held > self._loop.total / 2,
            "gil": not self.is_guilty,
            "lasts": not self.ended,
            "waited": [{**request.facts(), "arrived": late} for request, late in self.waiting()[:_WAITED_LIMIT]],
            **(tally.facts() or _unseen(guilty)),
        }

    def waiting(self) -> list[tuple[Request, bool]]:
        """Who could not go on, and whether they arrived meanwhile.

        A connection carries one request after the other, so what came on the guilty request's own came after it.
        """
        guilty, arrived = self.request if self.is_guilty else None, tuple(self.arrived)
        standing = [request for request in self._under_way if request is not guilty and request not in arrived]
        late = [request for request in arrived if guilty is None or request.client != guilty.client]
        return [(request, False) for request in standing] + [(request, True) for request in late]


def _unseen(guilty: Request | None) -> dict[str, Any]:
    """Where nobody could look in time, the endpoint is the place to begin with."""
    endpoint = guilty.endpoint() if guilty is not None else None
    if endpoint is None or not endpoint.file:
        return {"place": None, "share": 0.0, "stack": []}
    return {"place": place_facts(Line(endpoint.file, endpoint.line, endpoint.name)), "share": 0.0, "stack": []}

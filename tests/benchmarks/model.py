"""What a bench is: a figure measured beside its physical limit or its peer, in the same run, several times."""

from __future__ import annotations

import time
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager


class UnavailableError(Exception):
    """This machine cannot measure it; says why."""


@dataclass(frozen=True, slots=True)
class Samplers:
    """Two functions that take one sample each, in the bench's unit.

    Attributes:
        own: The work of ours.
        peer: The limit or peer it is held against; None where the budget is absolute.
    """

    own: Callable[[], float]
    peer: Callable[[], float] | None = None


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One row of the table.

    Attributes:
        name: Short and stable; chosen on the command line by a part of it, compared with the last run by it.
        open: Sets up what the samples need and tears it down after the last one.
        peer_name: What `own` is held against.
        unit: Of the samples: `ms` or `MB`.
        ratio: The budget as a multiple of the peer's median; None without one.
        limit: The budget in the unit; None without one.
        extra: The budget for what ours takes more than the peer, in the unit; None without one.
        rounds: Samples of each; own and peer take turns, so that a busy spell of the machine hits both.
    """

    name: str
    open: Callable[[], AbstractContextManager[Samplers]]
    peer_name: str = ""
    unit: str = "ms"
    ratio: float | None = None
    limit: float | None = None
    extra: float | None = None
    rounds: int = 7


@dataclass(frozen=True, slots=True)
class Row:
    """The samples of one bench.

    Attributes:
        benchmark: What was measured.
        own: The samples of ours.
        peer: The samples of the peer; empty without one.
    """

    benchmark: Benchmark
    own: tuple[float, ...]
    peer: tuple[float, ...] = ()

    @property
    def median(self) -> float:
        """The middle sample of ours."""
        return median(self.own)

    @property
    def times_peer(self) -> float | None:
        """The ratio of the medians; None without a peer, or with one that costs nothing."""
        base = median(self.peer) if self.peer else 0
        return self.median / base if base else None

    @property
    def within_budget(self) -> bool | None:
        """Whether every budget is kept; None where there is none. Ratios are judged as they are shown."""
        bench = self.benchmark
        verdicts = []
        if bench.limit is not None:
            verdicts.append(self.median <= bench.limit)
        if bench.ratio is not None and self.times_peer is not None:
            verdicts.append(round(self.times_peer, 2) <= bench.ratio)
        if bench.extra is not None and self.peer:
            verdicts.append(self.median - median(self.peer) <= bench.extra)
        return all(verdicts) if verdicts else None


def timed(function: Callable[[], object]) -> Callable[[], float]:
    """A sampler that runs `function` once and says how many milliseconds it took."""

    def sample() -> float:
        start = time.perf_counter()
        function()
        return (time.perf_counter() - start) * 1000

    return sample


def measure(benchmark: Benchmark) -> Row:
    """Takes the samples; the first round of each is thrown away, because it fills caches."""
    own: list[float] = []
    peer: list[float] = []
    with benchmark.open() as samplers:
        for _ in range(benchmark.rounds + 1):
            own.append(samplers.own())
            if samplers.peer is not None:
                peer.append(samplers.peer())
    return Row(benchmark, tuple(own[1:]), tuple(peer[1:]))

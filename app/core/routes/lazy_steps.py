"""The steps of a request past very many routes: of most of them there is nothing to tell but that they were passed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import overload

from app.core.routes.model import Encounter, Step


class LazySteps(Sequence[Step]):
    """A step for each route, made when it is asked for.

    Args:
        met: The steps at routes whose path fits, by number.
        tried: So many routes were tried, those behind them were not.
        count: So many there are.
    """

    def __init__(self, met: Mapping[int, Step], tried: int, count: int) -> None:
        self._met = met
        self._tried = tried
        self._count = count

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Step: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Step, ...]: ...

    def __getitem__(self, index: int | slice) -> Step | tuple[Step, ...]:
        places = range(1, self._count + 1)
        if isinstance(index, slice):
            return tuple(map(self._step, places[index]))
        return self._step(places[index])

    def _step(self, number: int) -> Step:
        passed = Encounter.NO_MATCH if number <= self._tried else Encounter.NEVER_REACHED
        return self._met.get(number) or Step(number, passed)

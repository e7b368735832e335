"""The part of a time axis that is looked at: zooming, moving, and where its ticks stand."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

CLOSEST_MS: Final = 0.001
"""The shortest stretch that is worth looking at: a microsecond."""

_SECONDS: Final = 2000.0
_MOST_PLACES: Final = 4
_STEPS: Final = (1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Axis:
    """A stretch of time on a longer one, in milliseconds.

    Attributes:
        whole: The length of all that can be looked at; it begins at 0.
        begin, end: What is in view.
    """

    whole: float
    begin: float
    end: float

    @property
    def length(self) -> float:
        """How much is in view."""
        return self.end - self.begin

    @property
    def is_whole(self) -> bool:
        """Whether everything is in view."""
        return self.length >= self.whole

    def zoomed(self, factor: float, at: float | None = None) -> Axis:
        """Nearer (a factor above 1) or farther; the moment `at`, or the middle, stays where it is."""
        fixed = at if at is not None else (self.begin + self.end) / 2
        length = min(self.whole, max(min(CLOSEST_MS, self.whole), self.length / factor))
        share = (fixed - self.begin) / self.length
        return self._at(fixed - share * length, length)

    def moved(self, by: float) -> Axis:
        """Earlier or later by milliseconds, never beyond the ends."""
        return self._at(self.begin + by, self.length)

    def around(self, start: float, length: float) -> Axis:
        """A stretch with some air at both sides of it."""
        wanted = min(self.whole, max(min(CLOSEST_MS, self.whole), length * 1.2))
        return self._at(start + length / 2 - wanted / 2, wanted)

    def of_length(self, whole: float) -> Axis:
        """The same stretch of a time axis that has become longer or shorter; all of it where all was in view."""
        grown = whole_axis(whole)
        return grown if self.is_whole else grown._at(self.begin, min(self.length, grown.whole))

    def fitted(self) -> Axis:
        """All of it."""
        return whole_axis(self.whole)

    def share(self, moment: float) -> float:
        """Where a moment is: 0 at the beginning of what is in view, 1 at its end, outside of both beyond them."""
        return (moment - self.begin) / self.length

    def ticks(self, most: int) -> tuple[float, ...]:
        """Round moments in view, at most so many."""
        step = _round_step(self.length / max(1, most))
        first = math.ceil(self.begin / step - 1e-9)
        count = math.floor(self.end / step + 1e-9) - first + 1
        return tuple((first + index) * step for index in range(min(count, max(1, most))))

    def words(self, moment: float) -> str:
        """A moment as precisely as what is in view is long: `0`, `12 ms`, `1.25 ms`, `40.5 µs`, `3.2 s`."""
        if moment == 0:
            return "0"
        unit, size = ("s", 1000.0) if self.end >= _SECONDS else ("ms", 1.0) if self.end >= 1 else ("µs", 0.001)
        places = max(0, min(_MOST_PLACES, 1 - math.floor(math.log10(self.length / size))))
        return f"{moment / size:,.{places}f} {unit}"

    def _at(self, begin: float, length: float) -> Axis:
        begin = min(max(0.0, begin), self.whole - length)
        return Axis(self.whole, begin, begin + length)


def whole_axis(length: float) -> Axis:
    """All of a time axis; one of no length gets the shortest that can be drawn."""
    length = max(length, CLOSEST_MS)
    return Axis(length, 0.0, length)


def _round_step(least: float) -> float:
    power = 10.0 ** math.floor(math.log10(least))
    return next(step * power for step in _STEPS if step * power >= least * (1 - 1e-9))

"""The last minute as a picture: shares of a width and a height, without a pixel or a colour."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.core.exchange.words import duration_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.core.trace.loop import LoopBlock, LoopSample

SPAN_S: Final = 60.0
"""Seconds that the strip shows."""

LATE_MS: Final = 50.0
_MOST_MS: Final = 2000.0
_LEAST_SHARE: Final = 0.03
_GAP_S: Final = 2.0
"""Longer without a sample, the strip stays empty: nobody measured."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A sample: it lasts from the one before.

    Attributes:
        left, right: Shares of the width; the right end is now.
        lag: Share of the height, by the logarithm; None where it was not measured.
        late: Whether the lag is that of a blocked loop.
        used: Share of the pool that was in use; None where no pool is known.
        waits: Whether calls waited for a worker thread.
    """

    left: float
    right: float
    lag: float | None
    late: bool
    used: float | None
    waits: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A block.

    Attributes:
        left, right: Shares of the width.
        label: How long it was.
        block: What it was.
    """

    left: float
    right: float
    label: str
    block: LoopBlock


@dataclass(frozen=True, slots=True)
class Picture:
    """All of it, from left to right."""

    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]


def make_picture(samples: Iterable[LoopSample], blocks: Iterable[LoopBlock], now: float) -> Picture:
    """The minute before `now`, seconds since the epoch."""
    begin = now - SPAN_S
    bars, before = list[Bar](), begin
    for sample in samples:
        left = sample.at_s - 0.25 if sample.at_s - before > _GAP_S else before
        before = sample.at_s
        if begin < sample.at_s <= now + 1:
            bars.append(_bar(sample, _share(left, begin), _share(sample.at_s, begin)))
    marks = tuple(_mark(block, begin) for block in blocks if block.at_s + block.ms / 1000 > begin)
    return Picture(tuple(bars), marks)


def lag_share(lag_ms: float) -> float:
    """How high a lag stands: the logarithm between 0 and two seconds, so that 1 ms and 1 s can both be seen."""
    share = math.log1p(max(0.0, lag_ms)) / math.log1p(_MOST_MS)
    return min(1.0, max(_LEAST_SHARE, share))


def lag_words(sample: LoopSample | None) -> str:
    """What the newest sample says of the loop."""
    if sample is None or sample.lag_ms is None:
        return "not measured"
    return f"{duration_words(sample.lag_ms)} late"


def pool_words(sample: LoopSample | None) -> str:
    """What the newest sample says of the pool."""
    if sample is None or not sample.tokens:
        return "not known"
    waiting = f", {sample.waiting:,} waiting" if sample.waiting else ""
    return f"{sample.borrowed:,} of {sample.tokens:,} busy{waiting}"


def _share(at: float, begin: float) -> float:
    return min(1.0, max(0.0, (at - begin) / SPAN_S))


def _bar(sample: LoopSample, left: float, right: float) -> Bar:
    return Bar(
        left=left,
        right=right,
        lag=None if sample.lag_ms is None else lag_share(sample.lag_ms),
        late=sample.lag_ms is not None and sample.lag_ms >= LATE_MS,
        used=min(1.0, sample.borrowed / sample.tokens) if sample.tokens else None,
        waits=sample.waiting > 0,
    )


def _mark(block: LoopBlock, begin: float) -> Mark:
    end = block.at_s + block.ms / 1000
    return Mark(_share(block.at_s, begin), _share(end, begin), duration_words(block.ms), block)

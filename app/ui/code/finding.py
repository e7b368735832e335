"""Finding a text in a text: where the hits are, and which of them is next."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Final

HIT_LIMIT: Final = 10_000


def find_all(text: str, needle: str, limit: int = HIT_LIMIT) -> tuple[int, ...]:
    """Where `needle` begins in `text`, in order, ignoring case as far as it does not change lengths."""
    if not needle:
        return ()
    folded, wanted = text.lower(), needle.lower()
    if len(folded) != len(text):
        folded, wanted = text, needle
    hits: list[int] = []
    start = folded.find(wanted)
    while start >= 0 and len(hits) < limit:
        hits.append(start)
        start = folded.find(wanted, start + len(wanted))
    return tuple(hits)


def step_from(hits: tuple[int, ...], position: int, step: int) -> int:
    """The index of the hit from `position` on: at or after it for 0, after for 1, before for -1; it goes round."""
    if not hits:
        return -1
    if step < 0:
        return (bisect_left(hits, position) - 1) % len(hits)
    index = bisect_right(hits, position) if step else bisect_left(hits, position)
    return index % len(hits)

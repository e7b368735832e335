"""Two texts line by line, side by side, with a little of what stays the same around each difference."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from app.core.history.model import Kind, Row, Section, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Line = tuple[int | None, int | None]

MOST_LINES: Final = 2000
"""Lines from the first difference on that are compared on each side."""

CONTEXT: Final = 2
"""Lines that stay the same and are shown before and after a difference."""


def line_rows(before: str, after: str) -> tuple[tuple[Row, ...], bool]:
    """The rows of two texts, none where they are the same, and whether lines were left because there are too many."""
    old, new = before.splitlines(), after.splitlines()
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    ends = len(old) - tail, len(new) - tail
    if ends == (head, head):
        return (), False
    cut = max(ends) - head > MOST_LINES
    last = min(ends[0], head + MOST_LINES), min(ends[1], head + MOST_LINES)
    lines: list[Line] = [(index, index) for index in range(head)]
    lines += _matched(old[head : last[0]], new[head : last[1]], head)
    if not cut:
        lines += zip(range(ends[0], len(old)), range(ends[1], len(new)), strict=True)
    return tuple(_rows(lines, old, new)), cut


def _common(one: Sequence[str], two: Sequence[str]) -> int:
    """How many lines both begin with."""
    pairs = enumerate(zip(one, two, strict=False))
    return next((index for index, (left, right) in pairs if left != right), min(len(one), len(two)))


def _matched(old: Sequence[str], new: Sequence[str], offset: int) -> Iterable[Line]:
    """Which line stands beside which, by index; None for a side that has none."""
    for kind, first, last, start, end in SequenceMatcher(None, old, new).get_opcodes():
        sides = range(offset + first, offset + last), range(offset + start, offset + end)
        yield from zip(*sides, strict=True) if kind == "equal" else zip_longest(*sides)


def _rows(lines: Sequence[Line], old: Sequence[str], new: Sequence[str]) -> Iterable[Row]:
    """A row for each difference and its surroundings; one row stands for all that is left out between two of them."""
    kinds = [_kind(line, old, new) for line in lines]
    near = _near(kinds)
    hidden = 0
    for line, kind, shown in zip(lines, kinds, near, strict=True):
        if not shown:
            hidden += 1
            continue
        if hidden:
            yield _left_out(hidden)
            hidden = 0
        yield _row(line, kind, old, new)
    if hidden:
        yield _left_out(hidden)


def _kind(line: Line, old: Sequence[str], new: Sequence[str]) -> Kind:
    before, after = line
    if before is None:
        return Kind.ADDED
    if after is None:
        return Kind.REMOVED
    return Kind.SAME if old[before] == new[after] else Kind.CHANGED


def _near(kinds: Sequence[Kind]) -> list[bool]:
    near = [False] * len(kinds)
    for index, kind in enumerate(kinds):
        if kind is not Kind.SAME:
            first, last = max(0, index - CONTEXT), min(len(kinds), index + CONTEXT + 1)
            near[first:last] = [True] * (last - first)
    return near


def _row(line: Line, kind: Kind, old: Sequence[str], new: Sequence[str]) -> Row:
    before, after = line
    numbers = [str(number + 1) for number in dict.fromkeys(line) if number is not None]
    return Row(
        Section.BODY,
        f"line {' → '.join(numbers)}",
        "" if before is None else shortened(old[before]),
        "" if after is None else shortened(new[after]),
        kind,
    )


def _left_out(count: int) -> Row:
    words = f"{count:,} {'line' if count == 1 else 'lines'} the same"
    return Row(Section.BODY, "…", words, words, Kind.LEFT_OUT)

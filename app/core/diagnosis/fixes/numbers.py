"""Numbers out of bounds: the nearest one that every rule allows."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from app.core.base.json_text import read_number
from app.core.base.json_types import OMIT
from app.core.diagnosis.convert import number_in
from app.core.diagnosis.fixes.texts import sampled

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.core.base.json_types import Omitted, Value
    from app.core.diagnosis.fixes.place import Place
    from app.core.diagnosis.model import Fix

_MOST_PLACES: Final = 30
"""No number has more decimals."""

_CONTEXT: Final = {
    "ge": "minimum",
    "gt": "exclusiveMinimum",
    "le": "maximum",
    "lt": "exclusiveMaximum",
    "multiple_of": "multipleOf",
}
"""What the server says about the limit, and how a schema says it."""


def bound_fixes(place: Place) -> Iterator[Fix]:
    """The allowed number nearest to what was sent; for texts such as dates the limit itself."""
    keywords = {**place.keywords, **_limits(place.item.ctx)}
    number = number_in(place.sent)
    if number is None:
        yield from _limit_as_text(place)
        return
    whole = "integer" in place.types and "number" not in place.types
    nearest = nearest_number(number, keywords, whole=whole)
    if nearest is not None and nearest != number:
        yield place.put("Fix:", nearest)


def finite(place: Place) -> Iterator[Fix]:
    """The bound on that side for an infinity, else a value that fits: NaN says nothing about what was meant."""
    keywords = {**place.keywords, **_limits(place.item.ctx)}
    sent = _float_in(place.sent)
    ends = ("maximum", "exclusiveMaximum") if sent > 0 else ("minimum", "exclusiveMinimum")
    bounded = math.isinf(sent) and any(_fraction(keywords.get(end)) is not None for end in ends)
    whole = "integer" in place.types and "number" not in place.types
    bound = nearest_number(math.copysign(sys.float_info.max, sent), keywords, whole=whole) if bounded else None
    if bound is None:
        yield from sampled(place)
    else:
        yield place.put("Fix:", bound)


def _float_in(value: Value | Omitted) -> float:
    """The number that Python reads there, NaN where it reads none."""
    try:
        return float(value) if isinstance(value, str | int | float) else math.nan
    except (ValueError, OverflowError):
        return math.nan


def nearest_number(value: float, keywords: Mapping[str, Any], *, whole: bool) -> int | float | None:
    """The number nearest to `value` that the limits and the step allow, None where none does."""
    try:
        low, high = _Limit.low(keywords), _Limit.high(keywords)
        step = _fraction(keywords.get("multipleOf"))
        if whole and (step is None or step.denominator != 1):
            step = Fraction(1) if step is None else Fraction(step.numerator)
        wanted = _exact(value)
        found = _on_steps(wanted, low, high, step) if step else _between(wanted, low, high)
        return None if found is None else _plain(found)
    except (ArithmeticError, ValueError):
        return None


def rounded(place: Place) -> Iterator[Fix]:
    """A fraction where a whole number should be, or too many decimals."""
    number = number_in(place.sent)
    if number is None:
        return
    places = place.item.ctx.get("decimal_places")
    if place.item.kind == "decimal_max_places" and isinstance(places, int) and 0 <= places <= _MOST_PLACES:
        yield place.put("Fix:", round(number, places))
    elif place.item.kind == "int_from_float":
        nearest = nearest_number(number, place.keywords, whole=True)
        if nearest is not None:
            yield place.put("Fix:", nearest)


@dataclass(frozen=True, slots=True)
class _Limit:
    """One end of what is allowed.

    Attributes:
        at: Where it is.
        open: Whether the end itself is excluded.
    """

    at: Fraction
    open: bool

    @classmethod
    def low(cls, keywords: Mapping[str, Any]) -> _Limit | None:
        closed, excluded = _fraction(keywords.get("minimum")), _fraction(keywords.get("exclusiveMinimum"))
        if excluded is not None and (closed is None or excluded >= closed):
            return cls(excluded, open=True)
        return None if closed is None else cls(closed, open=False)

    @classmethod
    def high(cls, keywords: Mapping[str, Any]) -> _Limit | None:
        closed, excluded = _fraction(keywords.get("maximum")), _fraction(keywords.get("exclusiveMaximum"))
        if excluded is not None and (closed is None or excluded <= closed):
            return cls(excluded, open=True)
        return None if closed is None else cls(closed, open=False)


def _on_steps(wanted: Fraction, low: _Limit | None, high: _Limit | None, step: Fraction) -> Fraction | None:
    """The nearest multiple of the step."""
    index = round(wanted / step)
    if low is not None:
        first = math.floor(low.at / step) + 1 if low.open else math.ceil(low.at / step)
        index = max(index, first)
    if high is not None:
        last = math.ceil(high.at / step) - 1 if high.open else math.floor(high.at / step)
        if low is not None and last < first:
            return None
        index = min(index, last)
    return index * step


def _between(wanted: Fraction, low: _Limit | None, high: _Limit | None) -> Fraction | None:
    """The nearest number at all; inside an open end a step of at most 1, so that it stays readable."""
    if low is not None and high is not None and (low.at > high.at or (low.at == high.at and (low.open or high.open))):
        return None
    room = Fraction(1) if low is None or high is None else min(Fraction(1), (high.at - low.at) / 2)
    if low is not None and (wanted < low.at or (low.open and wanted == low.at)):
        return low.at + room if low.open else low.at
    if high is not None and (wanted > high.at or (high.open and wanted == high.at)):
        return high.at - room if high.open else high.at
    return wanted


def _limits(ctx: Mapping[str, Any]) -> dict[str, Any]:
    return {keyword: ctx[name] for name, keyword in _CONTEXT.items() if _fraction(ctx.get(name)) is not None}


def _fraction(value: Any) -> Fraction | None:
    """A limit, also one that the server wrote as text (Decimal)."""
    if isinstance(value, str):
        value = read_number(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return None if isinstance(value, float) and not math.isfinite(value) else _exact(value)


def _exact(value: float) -> Fraction:
    # The text of a float is the number a person wrote; its binary value is not.
    return Fraction(value) if isinstance(value, int) else Fraction(repr(value))


def _plain(value: Fraction) -> int | float:
    return value.numerator if value.denominator == 1 else float(value)


def _limit_as_text(place: Place) -> Iterator[Fix]:
    for name in ("ge", "le"):
        limit = place.item.ctx.get(name)
        if isinstance(limit, str) and place.sent is not OMIT:
            yield place.put("Fix:", limit)

"""Sample scalars: readable texts and numbers that keep a schema's rules."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from app.core.forms.merging import number
from app.core.forms.patterns import MAX_LENGTH, matching_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# `{n}` counts from 1 and `{m}` from 2, so that several different texts can be made (`uniqueItems`).
_FORMATS: Final = {
    "date": "2024-01-{n:02}",
    "date-time": "2024-01-{n:02}T09:30:00Z",
    "time": "09:{n:02}:00Z",
    "duration": "P{n}D",
    "email": "ada{m}@example.com",
    "idn-email": "ada{m}@example.com",
    "hostname": "host{m}.example.com",
    "idn-hostname": "host{m}.example.com",
    "ipv4": "192.0.2.{n}",
    "ipv4network": "198.51.{n}.0/24",
    "ipv6": "2001:db8::{n}",
    "ipv6network": "2001:db8:{n}::/48",
    "ipv4interface": "192.0.2.{n}/24",
    "ipv6interface": "2001:db8::{n}/48",
    "ipvanyaddress": "192.0.2.{n}",
    "ipvanynetwork": "198.51.{n}.0/24",
    "ipvanyinterface": "192.0.2.{n}/24",
    "uri": "https://example.com/{m}",
    "url": "https://example.com/{m}",
    "iri": "https://example.com/{m}",
    "uri-reference": "/{n}",
    "iri-reference": "/{n}",
    "uri-template": "/books/{{id{n}}}",
    "uuid": "3fa85f64-5717-4562-b3fc-{n:012}",
    "json-pointer": "/{n}",
    "relative-json-pointer": "{n}",
    "regex": "^[a-z]{{{n}}}$",
    "byte": "cm91dGVnbGFzc{n:03}",
    "base64url": "cm91dGVnbGFzc{n:03}",
    "json-string": "{n}",
    "decimal": "{n}",
    "int32": "{n}",
    "int64": "{n}",
    "color": "#3366{n:02}",
}
_MAX_PER_FORMAT: Final = 28
_MAX_STEPS: Final = 200


def sample_text(keywords: Mapping[str, Any], name: str, variant: int = 0) -> str | None:
    """A text for a schema's keywords, None where none could be made.

    Args:
        keywords: `format`, `pattern`, `minLength`, `maxLength` count.
        name: What the value is called; it becomes the text where nothing else says more.
        variant: Different numbers give different texts.
    """
    least = int(number(keywords.get("minLength")) or 0)
    limit = number(keywords.get("maxLength"))
    most = MAX_LENGTH if limit is None else int(limit)
    pattern = keywords.get("pattern")
    template = _FORMATS.get(str(keywords.get("format")))
    if template is not None and variant < _MAX_PER_FORMAT:
        text = template.format(n=variant + 1, m=variant + 1 if variant else "")
        if least <= len(text) <= most and pattern is None:
            return text
    if isinstance(pattern, str):
        return matching_text(pattern, least=least, most=most, variant=variant)
    return _plain(name or "string", least, most, variant)


def _plain(name: str, least: int, most: int, variant: int) -> str | None:
    if least > min(most, MAX_LENGTH):
        return None
    tail = str(variant + 1) if variant else ""
    text = f"{name} " * (max(least - len(tail), len(name)) // (len(name) + 1) + 1)
    text = text[: max(least - len(tail), len(name))].rstrip() + tail
    text = text.ljust(least, "x")
    return text if len(text) <= most else (name + tail)[-most:] if most else ""


def sample_number(keywords: Mapping[str, Any], *, whole: bool, variant: int = 0) -> int | float | None:
    """A number for a schema's keywords: 1 where it may be, else the one nearest to a limit; None where there is none.

    Args:
        keywords: `minimum`, `maximum`, their exclusive twins and `multipleOf` count.
        whole: Integers only.
        variant: Different numbers give different results.
    """
    seen: set[int | float] = set()
    try:
        for found in _candidates(keywords, whole=whole):
            if found not in seen and _fits(found, keywords):
                seen.add(found)
                if len(seen) > variant:
                    return found
    except ArithmeticError:
        # A step such as 1e-320 asks for more digits than arithmetic offers.
        return None
    return None


def _candidates(keywords: Mapping[str, Any], *, whole: bool) -> Iterator[int | float]:
    step = Decimal(str(number(keywords.get("multipleOf")) or 1))
    low = _strictest(keywords, "minimum", "exclusiveMinimum")
    high = _strictest(keywords, "maximum", "exclusiveMaximum")
    one = Decimal(1)
    start = low if low is not None else one if high is None else min(one, high)
    if high is None or high >= one:
        yield from _steps(max(start, one), step, whole=whole)
    yield from _steps(start, step, whole=whole)
    yield from _steps(start if high is None else high, -step, whole=whole)
    for key in ("minimum", "maximum"):
        # The limit itself, as the very number it is: a float that is large is no power of ten.
        yield from _as_number(Decimal(number(keywords.get(key)) or 0), whole=whole)
    # Between two limits that exclude themselves.
    yield from _as_number((start + (start if high is None else high)) / 2, whole=whole)


def _steps(start: Decimal, step: Decimal, *, whole: bool) -> Iterator[int | float]:
    """Multiples of the step from `start` on, upwards for a positive step."""
    first = (start / step).to_integral_value(rounding="ROUND_CEILING") * step
    for index in range(_MAX_STEPS):
        yield from _as_number(first + index * step, whole=whole)


def _strictest(keywords: Mapping[str, Any], inclusive: str, exclusive: str) -> Decimal | None:
    limits = [Decimal(str(value)) for key in (inclusive, exclusive) if (value := number(keywords.get(key))) is not None]
    return (max if inclusive == "minimum" else min)(limits) if limits else None


def _as_number(value: Decimal, *, whole: bool) -> Iterator[int | float]:
    if value == value.to_integral_value():
        yield int(value)
    elif not whole:
        yield float(value)


def _fits(value: float, keywords: Mapping[str, Any]) -> bool:
    low, high = number(keywords.get("minimum")), number(keywords.get("maximum"))
    above, below = number(keywords.get("exclusiveMinimum")), number(keywords.get("exclusiveMaximum"))
    step = number(keywords.get("multipleOf"))
    return (
        (low is None or value >= low)
        and (high is None or value <= high)
        and (above is None or value > above)
        and (below is None or value < below)
        and (step is None or Decimal(str(value)) % Decimal(str(step)) == 0)
    )

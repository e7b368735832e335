"""Texts that are too short, too long, or of the wrong form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.core.base.json_types import OMIT
from app.core.diagnosis.convert import fits
from app.core.diagnosis.model import Fix
from app.core.forms.edits import SetValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.diagnosis.fixes.place import Place

_LONGEST: Final = 10_000
"""Longer texts are not made."""

_DATE_LENGTH: Final = len("2024-01-31")


def too_short(place: Place) -> Iterator[Fix]:
    """A text with enough characters: the document's example, else the person's own text with some more behind it."""
    least = _limit(place, "min_length", "minLength")
    text = place.sent if isinstance(place.sent, str) else ""
    if least is None or not len(text) < least <= _LONGEST:
        return
    sample = place.sample()
    lacking = least - len(text)
    label = f"Fix: needs {lacking} more character{'' if lacking == 1 else 's'}"
    is_free = not any(keyword in place.keywords for keyword in ("pattern", "format"))
    if text.strip() and is_free and not _has_example(place):
        yield Fix(label, (SetValue(place.path, text.ljust(least, "x")),))
    elif isinstance(sample, str) and len(sample) >= least:
        yield Fix(label, (SetValue(place.path, sample),))


def too_long(place: Place) -> Iterator[Fix]:
    """The text cut to what is allowed."""
    most = _limit(place, "max_length", "maxLength")
    if isinstance(place.sent, str) and most is not None and 0 <= most < len(place.sent):
        yield Fix(f"Fix: cut to {most} character{'' if most == 1 else 's'}", (SetValue(place.path, place.sent[:most]),))


def zone(place: Place) -> Iterator[Fix]:
    """A time with its zone added or taken away."""
    if not isinstance(place.sent, str):
        return
    if place.item.kind == "timezone_aware":
        yield place.put("Fix:", f"{place.sent}Z")
    else:
        bare = place.sent.removesuffix("Z")
        yield place.put("Fix:", bare if bare != place.sent else place.sent[: len("2024-01-31T09:30:00")])


def day(place: Place) -> Iterator[Fix]:
    """A date and time where a date should be."""
    if isinstance(place.sent, str) and len(place.sent) > _DATE_LENGTH:
        yield place.put("Fix:", place.sent[:_DATE_LENGTH])


def sampled(place: Place) -> Iterator[Fix]:
    """A value that fits, where what was sent says nothing about what was meant."""
    value = place.sample()
    if value is not OMIT and place.node is not None and fits(place.schemas, value, place.node) and value != place.sent:
        yield place.put("Use", value)


def _has_example(place: Place) -> bool:
    return bool(place.keywords.get("examples")) or "default" in place.keywords


def _limit(place: Place, name: str, keyword: str) -> int | None:
    """The limit that the server names, else the schema's."""
    for limit in (place.item.ctx.get(name), place.keywords.get(keyword)):
        if isinstance(limit, int) and not isinstance(limit, bool):
            return limit
    return None

"""Arrays and objects with too few or too many members."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from app.core.base.json_types import OMIT
from app.core.diagnosis.fixes.texts import too_long as text_too_long
from app.core.diagnosis.fixes.texts import too_short as text_too_short
from app.core.diagnosis.model import Fix
from app.core.forms.edits import InsertItem, Omit, SetValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.base.json_types import Value
    from app.core.diagnosis.fixes.place import Place
    from app.core.forms.edits import Edit

_MOST: Final = 100
"""How many members are added or taken away at most."""


def too_short(place: Place) -> Iterator[Fix]:
    """Example items behind those that were sent; Pydantic says the same of secret texts."""
    if isinstance(place.sent, str):
        yield from text_too_short(place)
        return
    least = _limit(place, "min_length", "minItems")
    if not isinstance(place.sent, list) or place.node is None or not 0 < least - len(place.sent) <= _MOST:
        return
    edits: list[Edit] = []
    for index in range(len(place.sent), least):
        node = place.schemas.item(place.node, index)
        value = place.sample(node, place.path.child(index)) if node is not None else OMIT
        if value is OMIT:
            return
        edits.append(InsertItem(place.path, index, value))
    if edits and place.keywords.get("uniqueItems") is not True:
        yield Fix(f"Add {_counted(len(edits), 'item')}", tuple(edits))


def too_long(place: Place) -> Iterator[Fix]:
    """The members beyond the limit taken away, from the end."""
    if isinstance(place.sent, str):
        yield from text_too_long(place)
        return
    keyword = "maxItems" if isinstance(place.sent, list) else "maxProperties"
    most = _limit(place, "max_length", keyword)
    if isinstance(place.sent, list) and 0 <= most < len(place.sent):
        kept: list[Value] = place.sent[:most]
        yield Fix(f"Fix: keep the first {_counted(most, 'item')}", (SetValue(place.path, kept),))
    elif isinstance(place.sent, dict) and 0 <= most < len(place.sent) <= most + _MOST:
        names = list(islice(place.sent, most, None))
        edits = tuple(Omit(place.path.child(name)) for name in names)
        yield Fix(f"Remove {', '.join(names[:3])}{', …' if len(names) > 3 else ''}", edits)


def _limit(place: Place, name: str, keyword: str) -> int:
    """The limit that the server names, else the schema's, else one that is never reached."""
    for limit in (place.item.ctx.get(name), place.keywords.get(keyword)):
        if isinstance(limit, int) and not isinstance(limit, bool):
            return limit
    return -1


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"

"""Values that have to be one of a list: enum members, literals, discriminators, keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from app.core.diagnosis.choices import allowed, ranked
from app.core.diagnosis.explain.meant import tag_place
from app.core.diagnosis.fixes.place import short
from app.core.diagnosis.fixes.tagged import choose_tag, selected
from app.core.diagnosis.model import Fix
from app.core.diagnosis.sent import sent_object
from app.core.forms.edits import RenameKey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.diagnosis.fixes.place import Place

_MOST: Final = 4
"""How many choices get a button."""


def choice(place: Place) -> Iterator[Fix]:
    """The choices most like what was sent."""
    for _score, value in ranked(place.sent, allowed(place.schemas, place.node, place.item))[:_MOST]:
        yield place.put("Fix:", value)


def key(place: Place) -> Iterator[Fix]:
    """Other names for an entry whose key is wrong, where the document says which are right."""
    parent = place.path.parent
    if parent is None:
        return
    old, taken = place.path.tokens[-1], sent_object(place.context.sent, parent)
    for _score, value in ranked(old, allowed(place.schemas, place.placement.keys, place.item))[:_MOST]:
        if isinstance(value, str) and value not in taken:
            yield Fix(f"Rename {old} to {value}", (RenameKey(place.path, value),))


def tag(place: Place) -> Iterator[Fix]:
    """The discriminator's values: like what was sent first, or those of the alternative that knows most members."""
    found = tag_place(place.context, place.placement)
    if found is None:
        return
    path, listed = found
    for value in _ordered(place, listed)[:_MOST]:
        yield choose_tag(place, path, value, f"Fix: {path.tokens[-1]} {short(value)}")


def _ordered(place: Place, listed: tuple[Any, ...]) -> list[Any]:
    sent = place.item.ctx.get("tag")
    if isinstance(sent, str | int):
        return [value for _score, value in ranked(sent, listed)]
    known = {str(value): _known_members(place, str(value)) for value in listed}
    return sorted(listed, key=lambda value: -known[str(value)])


def _known_members(place: Place, value: str) -> int:
    """How many of the sent members the alternative of a tag declares."""
    if not isinstance(place.sent, dict):
        return 0
    nodes = selected(place, value)
    return max((len(place.sent.keys() & place.schemas.properties(node).keys()) for node in nodes), default=0)

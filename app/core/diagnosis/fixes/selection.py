"""Values that have to be one of a list: enum members, literals, discriminators, keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from app.core.base.json_types import OMIT
from app.core.diagnosis.choices import allowed, ranked
from app.core.diagnosis.fixes.place import short
from app.core.diagnosis.fixes.tagged import choose_tag, selected
from app.core.diagnosis.model import Fix
from app.core.diagnosis.sent import sent_object
from app.core.diagnosis.tags import tag_place
from app.core.forms.edits import Omit, RenameKey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.base.field_path import FieldPath
    from app.core.base.json_types import Omitted, Value
    from app.core.diagnosis.fixes.place import Place

_MOST: Final = 4
"""How many choices get a button."""


def choice(place: Place) -> Iterator[Fix]:
    """The choices most like what was sent."""
    for _score, value in ranked(place.sent, allowed(place.schemas, place.node, place.item))[:_MOST]:
        yield place.put("Fix:", value)


def key(place: Place) -> Iterator[Fix]:
    """Other names for an entry whose key is wrong; where the document lists none, a fitting one, or no entry."""
    parent = place.path.parent
    if parent is None:
        return
    old, taken = place.path.tokens[-1], sent_object(place.context.sent, parent)
    listed = allowed(place.schemas, place.placement.keys, place.item)
    names = [value for _score, value in ranked(old, listed)[:_MOST]] if listed else [_fitting_name(place, parent)]
    for name in names:
        if isinstance(name, str) and name not in taken:
            yield Fix(f"Rename {old or 'it'} to {name}", (RenameKey(place.path, name),))
    if not listed:
        yield Fix(f"Remove {short(old) if old else 'the entry without a name'}", (Omit(place.path),))


def _fitting_name(place: Place, parent: FieldPath) -> Value | Omitted:
    """The old name cut to what is allowed, else one made by the rules."""
    old, most = place.path.tokens[-1], place.item.ctx.get("max_length")
    if place.item.kind == "string_too_long" and isinstance(most, int) and 0 < most < len(old):
        return old[:most]
    return place.sample(place.placement.keys, parent.child("name")) if place.placement.keys is not None else OMIT


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

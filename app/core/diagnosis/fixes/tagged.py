"""A discriminator's value chosen, with what the alternative of that value needs besides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.core.base.json_types import OMIT
from app.core.diagnosis.labels import tag_score
from app.core.diagnosis.model import Fix
from app.core.forms.edits import SetValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.base.field_path import FieldPath
    from app.core.diagnosis.fixes.place import Place
    from app.core.spec.document import Node


def choose_tag(place: Place, tag: FieldPath, value: Any, label: str) -> Fix:
    """A fix that sets the tag and adds the required members that are missing; the members that are there stay."""
    added = [SetValue(place.path.child(name), sample) for name, sample in _missing(place, tag, value)]
    also = f" and add {', '.join(edit.path.tokens[-1] for edit in added)}" if added else ""
    return Fix(f"{label}{also}", (SetValue(tag, value), *added))


def selected(place: Place, value: str) -> Iterator[Node]:
    """The alternatives that a tag selects, of all unions at the place."""
    for union in place.schemas.unions(place.node) if place.node is not None else ():
        for alternative in union.alternatives:
            if tag_score(value, union, alternative, place.schemas):
                yield alternative.node


def _missing(place: Place, tag: FieldPath, value: Any) -> Iterator[tuple[str, Any]]:
    """What the alternative requires and nobody sent, as far as an example of it can be made."""
    node = next(selected(place, str(value)), None)
    if node is None or not isinstance(place.sent, dict):
        return
    shape = place.context.shapes.shape((node,))
    for name, nodes in shape.properties.items():
        if name not in shape.required or name in place.sent or name == tag.tokens[-1]:
            continue
        sample = place.sample(nodes[0], place.path.child(name))
        if sample is not OMIT:
            yield name, sample

"""What is missing, and what should not be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.base.json_types import OMIT
from app.core.base.names import nearest
from app.core.diagnosis.fixes.place import short
from app.core.diagnosis.model import Fix, TargetKind
from app.core.diagnosis.sent import sent_name, sent_object
from app.core.diagnosis.walk import SIMILAR
from app.core.forms.edits import Omit, RenameKey, SetValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.diagnosis.fixes.place import Place


def missing(place: Place) -> Iterator[Fix]:
    """The member with its example, default, or the smallest value that fits."""
    value = place.sample()
    if value is OMIT:
        return
    label = f"Add {place.name}" if place.is_secret else f"Add {place.name}: {short(value)}"
    yield Fix(label, (SetValue(place.path, value),))


def extra(place: Place) -> Iterator[Fix]:
    """The unknown member taken away, or given the name of a known one that is like it."""
    if place.placement.target.kind is not TargetKind.UNKNOWN_KEY or not _was_sent(place):
        return
    name = place.placement.name
    yield Fix(f"Remove {name}", (Omit(place.path),))
    like = nearest(name, _free_names(place), at_least=SIMILAR)
    if like is not None:
        yield Fix(f"Rename {name} to {like}", (RenameKey(place.path, like),))


def _was_sent(place: Place) -> bool:
    """Headers such as Host are the transport's: nothing in the form takes them away."""
    target = place.placement.target
    if target.where in {"body", "form"}:
        return place.sent is not OMIT
    return target.parameter is not None and sent_name(place.context.sent, target.where, target.parameter) is not None


def _free_names(place: Place) -> tuple[str, ...]:
    """Declared names of the same object or location that were not sent."""
    target = place.placement.target
    if target.where not in {"body", "form"}:
        declared = [each.name for each in place.context.operation.parameters if each.location.value == target.where]
        return tuple(name for name in declared if sent_name(place.context.sent, target.where, name) is None)
    node = place.placement.parent
    known = place.schemas.properties(node) if node is not None else {}
    sent = sent_object(place.context.sent, place.path.parent or place.path)
    return tuple(name for name in known if name not in sent)

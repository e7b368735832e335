"""The alias mystery and its cousin, the typing error, in bodies (D5).

Pydantic titles a field after its alias, so the document never names the Python name a student looks at. What does tell:
the object that the server saw lacks a name and holds another one that the schema does not know.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from app.core.diagnosis.context import Reason
from app.core.diagnosis.convert import fits, fits_as_text
from app.core.diagnosis.explain.pairing import MOST, MOST_OBJECTS, SURE, pair
from app.core.diagnosis.model import Explanation, Fix, TargetKind
from app.core.diagnosis.sent import sent_object
from app.core.forms.edits import RenameKey

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.core.base.field_path import FieldPath
    from app.core.diagnosis.context import Context
    from app.core.diagnosis.explain.pairing import Pair
    from app.core.diagnosis.placement import Placement
    from app.core.spec.document import Node

_Object: TypeAlias = tuple["FieldPath", tuple[str, ...]]


def explain_members(context: Context) -> dict[int, Reason]:
    """A reason for each missing member that was sent under another name."""
    objects: dict[_Object, list[Placement]] = defaultdict(list)
    for placement in context.placements:
        parent = _parent(placement)
        if parent is not None and placement.item.missing and _declared(context, placement):
            objects[parent, placement.target.branches].append(placement)
    extras = {
        (parent, placement.name): placement
        for placement in context.placements
        if placement.target.kind is TargetKind.UNKNOWN_KEY and (parent := _parent(placement)) is not None
    }
    found: dict[int, Reason] = {}
    for (parent, _branches), missing in islice(objects.items(), MOST_OBJECTS):
        by_name = {placement.name: placement for placement in missing}
        for each in _pairs(context, parent, missing):
            extra = extras.get((parent, each.sent))
            found[by_name[each.read].index] = _reason(parent, each, extra)
    return found


def _parent(placement: Placement) -> FieldPath | None:
    in_body = placement.target.where in {"body", "form"} and not placement.inside_text
    path = placement.target.field if in_body else None
    return path.parent if path is not None else None


def _declared(context: Context, placement: Placement) -> bool:
    return placement.parent is not None and placement.name in context.schemas.properties(placement.parent)


def _pairs(context: Context, parent: FieldPath, missing: Sequence[Placement]) -> tuple[Pair, ...]:
    first = missing[0]
    node = first.parent
    if node is None:
        return ()
    properties = context.schemas.properties(node)
    sent = sent_object(context.sent, parent)
    unread = [name for name in sent if name not in properties][:MOST]
    # An empty form field counts as missing though it was sent; its name is taken all the same.
    wanted = list(dict.fromkeys(each.name for each in missing if each.name not in sent))[:MOST]
    check = fits_as_text if first.target.where == "form" else fits
    fitting = {
        (name, read): check(context.schemas, sent[name], context.schemas.resolve(properties[read]))
        for name in unread
        for read in wanted
    }
    return pair(unread, wanted, fitting, _told(context.names, node, wanted))


def _told(names: Mapping[str, Mapping[str, str]], node: Node, wanted: Sequence[str]) -> dict[str, str]:
    """What the server told about this model; where the document calls it otherwise, about any with these fields."""
    model = node.pointer.rpartition("/")[2].removesuffix("-Input").removesuffix("-Output")
    models = [names[model]] if model in names else list(names.values())
    return {python: alias for fields in models for python, alias in fields.items() if alias in wanted}


def _reason(parent: FieldPath, found: Pair, extra: Placement | None) -> Reason:
    sentence = f"The API reads `{found.read}`; you sent `{found.sent}`."
    if found.told:
        sentence += " The first is the name on the wire, the second its name in the server's Python code."
    if found.score < SURE:
        sentence = f"The API reads `{found.read}`, which is missing; maybe `{found.sent}` was meant to be it."
    fix = Fix(f"Rename {found.sent} to {found.read}", (RenameKey(parent.child(found.sent), found.read),))
    explanation = Explanation("D5", sentence, min(found.score, 1.0))
    return Reason(explanation, (fix,), (extra.index,) if extra is not None else ())

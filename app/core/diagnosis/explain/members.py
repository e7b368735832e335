"""The alias mystery and its cousin, the typing error, in bodies (D5).

Pydantic titles a field after its alias, so the document never names the Python name a student looks at. What does tell:
the object that the server saw lacks a name and holds another one that the schema does not know.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from app.core.diagnosis.context import Reason
from app.core.diagnosis.convert import fits, fits_as_text
from app.core.diagnosis.explain.pairing import MOST, MOST_OBJECTS, SURE, pair
from app.core.diagnosis.model import Explanation, Fix, TargetKind
from app.core.diagnosis.sent import sent_object
from app.core.forms.edits import RenameKey

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.core.base.field_path import FieldPath
    from app.core.base.json_types import Value
    from app.core.diagnosis.context import Context
    from app.core.diagnosis.explain.pairing import Pair
    from app.core.diagnosis.placement import Placement
    from app.core.spec.document import Node


@dataclass(slots=True)
class _Lacking:
    """An object that lacks members.

    Attributes:
        path: Where it stands.
        node: Its schema.
        missing: The members that the server missed, by name.
    """

    path: FieldPath
    node: Node
    missing: dict[str, Placement] = field(default_factory=dict)


def explain_members(context: Context) -> dict[int, Reason]:
    """A reason for each missing member that was sent under another name."""
    extras = {
        (path.parent, placement.name): placement
        for placement in context.placements
        if placement.target.kind is TargetKind.UNKNOWN_KEY and (path := placement.target.field) is not None
    }
    found: dict[int, Reason] = {}
    for lacking in islice(_lacking(context), MOST_OBJECTS):
        for each in _pairs(context, lacking):
            extra = extras.get((lacking.path, each.sent))
            found[lacking.missing[each.read].index] = _reason(lacking.path, each, extra)
    return found


def _lacking(context: Context) -> Iterable[_Lacking]:
    """The objects of the body that lack declared members; each alternative of a union is an object of its own."""
    found: dict[tuple[FieldPath, tuple[str, ...]], _Lacking] = {}
    for placement in context.placements:
        path, node = placement.target.field, placement.parent
        if path is None or path.parent is None or node is None or placement.inside_text or not placement.item.missing:
            continue
        if placement.name in context.schemas.properties(node):
            known = found.setdefault((path.parent, placement.target.branches), _Lacking(path.parent, node))
            known.missing[placement.name] = placement
    return found.values()


def _pairs(context: Context, lacking: _Lacking) -> tuple[Pair, ...]:
    properties = context.schemas.properties(lacking.node)
    sent = sent_object(context.sent, lacking.path)
    unread = [name for name in sent if name not in properties][:MOST]
    # An empty form field counts as missing though it was sent; its name is taken all the same.
    wanted = [name for name in lacking.missing if name not in sent][:MOST]
    fitting = {
        (name, read): _fits(context, lacking.missing[read], sent[name], properties[read])
        for name in unread
        for read in wanted
    }
    return pair(unread, wanted, fitting, _told(context.names, lacking.node, wanted))


def _fits(context: Context, placement: Placement, value: Value, node: Node) -> bool:
    check = fits_as_text if placement.target.where == "form" else fits
    return check(context.schemas, value, context.schemas.resolve(node))


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

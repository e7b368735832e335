"""Values that were sent under the right name in the wrong place: in the query instead of the body, and so on (D7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.core.base.field_path import FieldPath, Location
from app.core.base.json_types import OMIT
from app.core.base.names import SAME_WORDS, name_score
from app.core.diagnosis.context import Reason
from app.core.diagnosis.convert import converted
from app.core.diagnosis.explain.parameters import unread_names
from app.core.diagnosis.model import Explanation, Fix, TargetKind
from app.core.diagnosis.sent import pairs, sent_object
from app.core.forms.edits import MoveValue, Omit, SetValue

if TYPE_CHECKING:
    from app.core.base.json_types import Value
    from app.core.diagnosis.context import Context
    from app.core.diagnosis.placement import Placement
    from app.core.forms.edits import Edit

_MOST: Final = 200
"""How many missing names, and how many sent ones, are compared."""

_WORDS: Final = {
    "path": "the path",
    "query": "the query",
    "header": "a header",
    "cookie": "a cookie",
    "body": "the body",
}


@dataclass(frozen=True, slots=True)
class _Stray:
    """A value that was sent and that the place it was sent to does not know."""

    path: FieldPath
    value: Value


def explain_elsewhere(context: Context) -> dict[int, Reason]:
    """A reason for each missing parameter or top-level member that was sent in another location."""
    missing = [each for each in context.placements if _is_candidate(each) and context.sent_at(each) is OMIT][:_MOST]
    strays = _strays(context)[:_MOST] if missing else []
    found: dict[int, Reason] = {}
    for placement in missing:
        target = placement.target.field
        for stray in strays:
            if target is None or stray.path.location is target.location:
                continue
            if name_score(stray.path.tokens[-1], placement.name) >= SAME_WORDS:
                found[placement.index] = _reason(context, placement, stray, target)
                break
    return found


def _is_candidate(placement: Placement) -> bool:
    path = placement.target.field
    return (
        placement.item.missing
        and placement.target.kind is TargetKind.FIELD
        and path is not None
        and len(path.tokens) == 1
        and not placement.steps
    )


def _strays(context: Context) -> list[_Stray]:
    found: list[_Stray] = []
    for where in ("query", "header", "cookie"):
        texts = dict(pairs(context.sent, where))
        found += [_Stray(FieldPath(Location(where), (name,)), texts[name]) for name in unread_names(context, where)]
    body = FieldPath(Location.BODY)
    schema = context.content.schema if context.content else None
    declared = context.schemas.properties(schema) if schema is not None else {}
    members = sent_object(context.sent, body)
    return found + [_Stray(body.child(name), value) for name, value in members.items() if name not in declared]


def _reason(context: Context, placement: Placement, stray: _Stray, target: FieldPath) -> Reason:
    source = stray.path
    sentence = (
        f"You sent `{source.tokens[-1]}` in {_WORDS[source.location.value]}; "
        f"the API reads `{placement.name}` from {_WORDS[target.location.value]}."
    )
    value = converted(context.schemas, stray.value, placement.node) if placement.node is not None else OMIT
    edits: tuple[Edit, ...] = (MoveValue(source, target),)
    if value is not OMIT:
        edits = (Omit(source), SetValue(target, value))
    fix = Fix(f"Move {source.tokens[-1]} to {_WORDS[target.location.value]}", edits)
    return Reason(Explanation("D7", sentence, 0.9), (fix,))

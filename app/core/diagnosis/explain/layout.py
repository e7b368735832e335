"""Bodies with one wrapping too few or too many: `Body(embed=True)` and several body parameters (D3, D4)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, TypeAlias

from app.core.base.field_path import FieldPath, Location
from app.core.diagnosis.context import Reason
from app.core.diagnosis.model import Explanation, Fix, TargetKind
from app.core.diagnosis.sent import sent_object
from app.core.forms.edits import SetValue

if TYPE_CHECKING:
    from app.core.base.json_types import Value
    from app.core.diagnosis.context import Context
    from app.core.diagnosis.placement import Placement
    from app.core.spec.document import Node

_MOST: Final = 50
"""How many objects are looked at for the members that stand beside them."""

_Members: TypeAlias = "dict[str, Value]"


def explain_layout(context: Context) -> dict[int, Reason]:
    """A reason for missing top-level members that were sent one level too high or too low."""
    missing = [placement for placement in context.placements if _is_missing_member(placement)]
    schema = context.content.schema if context.content else None
    sent = sent_object(context.sent, FieldPath(Location.BODY))
    if not missing or schema is None or not sent:
        return {}
    declared = context.schemas.properties(schema)
    unread = {name: value for name, value in sent.items() if name not in declared}
    unwrapped = _unwrap(missing, unread)
    return unwrapped or _wrap(context, missing, declared, sent, unread)


def _is_missing_member(placement: Placement) -> bool:
    target = placement.target
    path = target.field
    is_member = path is not None and path.location is Location.BODY and len(path.tokens) == 1
    return is_member and placement.item.missing and target.kind is TargetKind.FIELD and not placement.steps


def _unwrap(missing: list[Placement], unread: _Members) -> dict[int, Reason]:
    """D4: one unknown member holds what is missing."""
    names = {placement.name for placement in missing}
    if len(unread) != 1:
        return {}
    [(wrapper, inner)] = unread.items()
    if not isinstance(inner, dict) or 2 * len(names & inner.keys()) < len(names):
        return {}
    sentence = f"The API reads these members directly; you sent them inside `{wrapper}`."
    fix = Fix(f"Unwrap {wrapper}", (SetValue(FieldPath(Location.BODY), inner),))
    reason = Reason(Explanation("D4", sentence, 0.95), (fix,), complete=True)
    return {placement.index: reason for placement in missing}


def _wrap(
    context: Context, missing: list[Placement], declared: dict[str, Node], sent: _Members, unread: _Members
) -> dict[int, Reason]:
    """D3: members of a missing object stand beside it; each goes into the object that knows most of them."""
    inside: dict[str, _Members] = defaultdict(dict)
    owners = [name for name in _names(missing) if name in declared][:_MOST]
    known = {name: context.schemas.properties(declared[name]) for name in owners}
    overlap = {name: len(unread.keys() & members.keys()) for name, members in known.items()}
    for member, value in unread.items():
        owner = max((name for name in known if member in known[name]), key=overlap.__getitem__, default=None)
        if owner is not None:
            inside[owner][member] = value
    if not inside:
        return {}
    moved = {member for members in inside.values() for member in members}
    body: Value = {**{name: value for name, value in sent.items() if name not in moved}, **inside}
    wrapped = [placement for placement in missing if placement.name in inside]
    fix = Fix(f"Wrap them in {' and '.join(inside)}", (SetValue(FieldPath(Location.BODY), body),))
    return {placement.index: _wrapped(placement.name, list(inside[placement.name]), fix) for placement in wrapped}


def _names(missing: list[Placement]) -> list[str]:
    return list(dict.fromkeys(placement.name for placement in missing))


def _wrapped(owner: str, members: list[str], fix: Fix) -> Reason:
    listed = ", ".join(f"`{member}`" for member in members[:5])
    sentence = f"The API reads {listed} inside an object named `{owner}`; you sent them without it."
    return Reason(Explanation("D3", sentence, 0.9), (fix,), complete=True)

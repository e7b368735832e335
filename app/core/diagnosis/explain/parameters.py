"""Parameters sent under another name (D6); the server tells no input there, so what was sent is looked at."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from app.core.base.field_path import FieldPath, Location
from app.core.base.json_types import OMIT
from app.core.diagnosis.context import PARAMETERS, Reason
from app.core.diagnosis.convert import fits_as_text
from app.core.diagnosis.explain.pairing import MOST, SURE, pair
from app.core.diagnosis.model import Explanation, Fix, TargetKind
from app.core.diagnosis.sent import pairs, same_name
from app.core.forms.edits import RenameKey

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.core.diagnosis.context import Context
    from app.core.diagnosis.explain.pairing import Pair
    from app.core.diagnosis.placement import Placement
    from app.core.spec.document import Node

TRANSPORT_HEADERS: Final = frozenset(
    (
        "accept",
        "accept-encoding",
        "accept-language",
        "authorization",
        "connection",
        "content-length",
        "content-type",
        "cookie",
        "host",
        "traceparent",
        "tracestate",
        "transfer-encoding",
        "user-agent",
        "x-routeglass-trace",
    )
)
"""Headers that every client sends: never the misspelt name of a parameter."""


def explain_parameters(context: Context) -> dict[int, Reason]:
    """A reason for each missing parameter that was sent under another name of the same location."""
    missing: dict[str, list[Placement]] = defaultdict(list)
    for placement in context.placements:
        target = placement.target
        if not placement.item.missing or target.kind is not TargetKind.FIELD:
            continue
        if target.where in {"query", "header", "cookie"} and context.sent_at(placement) is OMIT:
            missing[target.where].append(placement)
    found: dict[int, Reason] = {}
    for where, placements in missing.items():
        by_name = {placement.name: placement for placement in placements}
        for each in _pairs(context, where, by_name):
            extra = _extra(context, where, each.sent)
            found[by_name[each.read].index] = _reason(where, each, extra)
    return found


def unread_names(context: Context, where: str) -> list[str]:
    """The names that were sent in a location and that the operation does not declare."""
    declared = [each.name for each in context.operation.parameters if each.location.value == where]
    return [
        name
        for name in dict.fromkeys(name for name, _text in pairs(context.sent, where))
        if not any(same_name(where, name, known) for known in declared)
        and not (where == "header" and name.lower() in TRANSPORT_HEADERS)
    ]


def _pairs(context: Context, where: str, missing: dict[str, Placement]) -> Sequence[Pair]:
    texts = dict(pairs(context.sent, where))
    unread = unread_names(context, where)[:MOST]
    wanted = list(missing)[:MOST]
    fitting = {(name, read): _fits(context, texts[name], missing[read].node) for name in unread for read in wanted}
    told = {python: alias for python, alias in context.names.get(PARAMETERS, {}).items() if alias in missing}
    return pair(unread, wanted, fitting, told)


def _fits(context: Context, text: str, node: Node | None) -> bool:
    return node is None or fits_as_text(context.schemas, text, node)


def _extra(context: Context, where: str, name: str) -> Placement | None:
    for placement in context.placements:
        target = placement.target
        if target.kind is TargetKind.UNKNOWN_KEY and target.where == where and target.parameter == name:
            return placement
    return None


def _reason(where: str, found: Pair, extra: Placement | None) -> Reason:
    sentence = f"The API reads the {where} parameter `{found.read}`; you sent `{found.sent}`."
    if found.score < SURE:
        sentence = f"The API reads the {where} parameter `{found.read}`; maybe `{found.sent}` was meant to be it."
    path = FieldPath(Location(where), (found.sent,))
    fix = Fix(f"Rename {found.sent} to {found.read}", (RenameKey(path, found.read),))
    explanation = Explanation("D6", sentence, min(found.score, 1.0))
    return Reason(explanation, (fix,), (extra.index,) if extra is not None else ())

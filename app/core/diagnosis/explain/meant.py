"""Near misses: a discriminator's value (D8), an enum member or literal (D9) that was probably meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.core.base.json_text import encode_json
from app.core.base.names import NEAR
from app.core.diagnosis.choices import allowed, ranked
from app.core.diagnosis.context import Reason
from app.core.diagnosis.fixes.place import Place
from app.core.diagnosis.fixes.tagged import choose_tag
from app.core.diagnosis.model import Explanation, Fix, TargetKind
from app.core.diagnosis.tags import tag_place
from app.core.forms.edits import SetValue

if TYPE_CHECKING:
    from app.core.diagnosis.context import Context
    from app.core.diagnosis.placement import Placement


def explain_meant(context: Context) -> dict[int, Reason]:
    """A reason for each wrong choice that is nearly a right one."""
    found: dict[int, Reason] = {}
    for placement in context.placements:
        reason = None
        if placement.item.kind == "union_tag_invalid":
            reason = _tag(context, placement)
        elif placement.item.kind in {"enum", "literal_error"} and placement.target.kind is TargetKind.FIELD:
            reason = _choice(context, placement)
        if reason is not None:
            found[placement.index] = reason
    return found


def _tag(context: Context, placement: Placement) -> Reason | None:
    whole, place = Place.of(context, placement), tag_place(context, placement)
    sent = placement.item.ctx.get("tag")
    best = next(iter(ranked(sent, place[1])), None) if place is not None and isinstance(sent, str | int) else None
    if whole is None or place is None or best is None or best[0] < NEAR:
        return None
    sentence = f"`{sent}` is no {place[0].tokens[-1]} of this API; did you mean `{best[1]}`?"
    fix = choose_tag(whole, place[0], best[1], f"Fix: {_shown(best[1])}")
    return Reason(Explanation("D8", sentence, best[0]), (fix,))


def _choice(context: Context, placement: Placement) -> Reason | None:
    path, sent = placement.target.field, context.sent_at(placement)
    best = next(iter(ranked(sent, allowed(context.schemas, placement.node, placement.item))), None)
    if not isinstance(sent, str) or path is None or placement.inside_text or best is None or best[0] < NEAR:
        return None
    fix = Fix(f"Fix: {_shown(best[1])}", (SetValue(path, best[1]),))
    return Reason(Explanation("D9", f"Did you mean {_shown(best[1])}?", best[0]), (fix,))


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else encode_json(value)

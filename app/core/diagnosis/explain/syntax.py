"""JSON that the server could not read: the place, and the common mistakes (D2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.base.json_text import JsonSyntaxError, decode_json, syntax_error
from app.core.diagnosis.context import Reason
from app.core.diagnosis.model import Explanation, Fix, TargetKind
from app.core.diagnosis.repair import repaired
from app.core.forms.edits import SetBodyText

if TYPE_CHECKING:
    from app.core.diagnosis.context import Context


def explain_syntax(context: Context) -> dict[int, Reason]:
    """A reason for a syntax error at an offset of the text that was sent."""
    text = context.sent.text
    if text is None:
        return {}
    found: dict[int, Reason] = {}
    for placement in context.placements:
        target = placement.target
        if target.kind is not TargetKind.OFFSET or target.offset is None:
            continue
        own = decode_json(text)
        # The offset is the server's; its words are improved where our own reader stops at the same place.
        error = own if isinstance(own, JsonSyntaxError) else syntax_error(text, target.offset, placement.item.msg)
        whole = repaired(text)
        fixes = (Fix("Repair the JSON", (SetBodyText(whole),)),) if whole is not None else ()
        found[placement.index] = Reason(Explanation("D2", _sentence(error), 0.99 if error.tip else 0.9), fixes)
    return found


def _sentence(error: JsonSyntaxError) -> str:
    words = f"The body is not JSON: line {error.line}, column {error.column}: {error.message.rstrip('.')}."
    return f"{words} {error.tip}".rstrip()

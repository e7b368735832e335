"""JSON that the server could not read: the place, and the common mistakes (D2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.base.json_text import JsonSyntaxError, decode_json, line_and_column
from app.core.diagnosis.context import Reason
from app.core.diagnosis.model import Explanation, Fix, TargetKind
from app.core.diagnosis.repair import repaired
from app.core.forms.edits import SetBodyText

if TYPE_CHECKING:
    from app.core.diagnosis.context import Context
    from app.core.diagnosis.items import ErrorItem


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
        read = decode_json(text)
        # Our own reader's words are better; where it sees no fault, the server knows something that we do not.
        error = read if isinstance(read, JsonSyntaxError) else _as_told(text, target.offset, placement.item)
        whole = repaired(text)
        fixes = (Fix("Repair the JSON", (SetBodyText(whole),)),) if whole is not None else ()
        found[placement.index] = Reason(Explanation("D2", _sentence(error), 0.99 if error.tip else 0.9), fixes)
    return found


def _as_told(text: str, offset: int, item: ErrorItem) -> JsonSyntaxError:
    words = item.ctx.get("error")
    line, column = line_and_column(text, offset)
    return JsonSyntaxError(words if isinstance(words, str) else item.msg, offset, line, column)


def _sentence(error: JsonSyntaxError) -> str:
    words = f"The body is not JSON: line {error.line}, column {error.column}: {error.message.rstrip('.')}."
    return f"{words} {error.tip}".rstrip()

"""Bodies that the API did not read at all because of their Content-Type (D1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.base.json_text import JsonSyntaxError, decode_json
from app.core.base.json_types import OMIT
from app.core.base.media_types import essence, is_form, is_json
from app.core.diagnosis.context import Reason
from app.core.diagnosis.model import Explanation, Fix, TargetKind
from app.core.forms.edits import SetMediaType

if TYPE_CHECKING:
    from app.core.diagnosis.context import Context
    from app.core.diagnosis.placement import Placement
    from app.core.operations.model import MediaType

_STRUCTURED = frozenset(("object", "array"))


def explain_content_type(context: Context) -> dict[int, Reason]:
    """One reason for all errors of a body that was sent as something the API does not read there."""
    content = context.content
    body = [placement for placement in context.placements if placement.target.where in {"body", "form"}]
    if content is None or not body or _nothing_sent(context) or _is_readable(context.sent.media_type, content):
        return {}
    if not (all(_unread(placement) for placement in body) or any(_read_as_text(context, each) for each in body)):
        return {}
    sent = essence(context.sent.media_type)
    sentence = f"You sent {f'`{sent}`' if sent else 'no Content-Type'}; the endpoint reads `{content.media_type}`."
    fix = Fix(f"Send as {content.media_type}", (SetMediaType(content.media_type),))
    reason = Reason(Explanation("D1", sentence, _confidence(context, content)), (fix,), complete=True)
    return {placement.index: reason for placement in body}


def _nothing_sent(context: Context) -> bool:
    return context.sent.body is OMIT and not context.sent.text


def _is_readable(sent: str | None, content: MediaType) -> bool:
    """Whether a body of this type is read where that one is declared; FastAPI reads any `+json` as JSON."""
    if is_form(sent) and is_form(content.media_type):
        return True
    return essence(sent) == essence(content.media_type) or (is_json(sent) and is_json(content.media_type))


def _unread(placement: Placement) -> bool:
    """The server saw nothing: everything is missing and it has no input to show."""
    return placement.item.missing and placement.item.input in (None, OMIT)


def _read_as_text(context: Context, placement: Placement) -> bool:
    """The server saw a text where the schema wants a structure."""
    if placement.target.kind is not TargetKind.WHOLE or not isinstance(placement.item.input, str):
        return False
    return placement.node is not None and bool(context.schemas.types(placement.node) & _STRUCTURED)


def _confidence(context: Context, content: MediaType) -> float:
    text = context.sent.text
    parses = text is not None and not isinstance(decode_json(text), JsonSyntaxError)
    return 0.97 if parses and is_json(content.media_type) else 0.9

"""The body as text: what the raw editor shows, and where its text is no JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.base.field_path import FieldPath, Location
from app.core.base.json_text import JsonSyntaxError, decode_json, encode_json
from app.core.base.json_types import OMIT
from app.core.base.media_types import parse_media_type
from app.core.forms.state import get, reads_json
from app.core.forms.xml_text import xml_text

if TYPE_CHECKING:
    from app.core.forms.build import Form
    from app.core.forms.model import FormState


def body_text(form: Form, state: FormState) -> str:
    """The text of the body: as it was typed, else its value, JSON or XML laid out over lines; empty without a body.

    A form body (urlencoded, multipart) is shown as a JSON object of its fields.
    """
    if state.body_text is not None:
        return state.body_text
    value = get(state, FieldPath(Location.BODY))
    if value is OMIT:
        return ""
    if isinstance(value, str) and not reads_json(state.media_type):
        return value
    parsed = parse_media_type(state.media_type)
    if parsed is not None and parsed.is_xml:
        root, _ = form.nearest(FieldPath(Location.BODY), state)
        return xml_text(form.document, form.nodes(root, state), value, indent=2).text
    return encode_json(value, indent=2)


def syntax_error(state: FormState) -> JsonSyntaxError | None:
    """Where the typed text of the body is no JSON, for the caret; None where it is, is empty, or need not be."""
    text = state.body_text
    if text is None or not text.strip() or not reads_json(state.media_type):
        return None
    read = decode_json(text)
    return read if isinstance(read, JsonSyntaxError) else None

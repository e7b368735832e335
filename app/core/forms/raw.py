"""The body as text: what the raw editor shows, and what of it cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.base.field_path import FieldPath, Location
from app.core.base.json_text import JsonSyntaxError, decode_json, encode_json
from app.core.base.json_types import OMIT
from app.core.base.media_types import parse_media_type
from app.core.forms.edits import SetBodyText
from app.core.forms.model import FieldKind
from app.core.forms.state import get, reads_json
from app.core.forms.xml_text import xml_text

if TYPE_CHECKING:
    from app.core.forms.build import Form
    from app.core.forms.model import FormState
    from app.core.forms.xml_reading import XmlReading


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


def reads_xml(form: Form, state: FormState) -> bool:
    """Whether the body is XML that has fields, so that its text can be read back into them."""
    parsed = parse_media_type(state.media_type)
    if parsed is None or not parsed.is_xml:
        return False
    root, _ = form.nearest(FieldPath(Location.BODY), state)
    return root.kind is not FieldKind.STRING


def typed(form: Form, state: FormState, text: str) -> SetBodyText:
    """The edit that takes a typed text, with what it stands for."""
    return SetBodyText(text, form.read_xml(text, state).value if reads_xml(form, state) else OMIT)


def xml_reading(form: Form, state: FormState) -> XmlReading | None:
    """What the typed XML stands for, and what of it the form does not show; None where no XML was typed."""
    text = state.body_text
    return None if not text or not text.strip() or not reads_xml(form, state) else form.read_xml(text, state)


def syntax_error(state: FormState) -> JsonSyntaxError | None:
    """Where the typed text of the body is no JSON, for the caret; None where it is, is empty, or need not be."""
    text = state.body_text
    if text is None or not text.strip() or not reads_json(state.media_type):
        return None
    read = decode_json(text)
    return read if isinstance(read, JsonSyntaxError) else None

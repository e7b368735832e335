"""The body as text: what the raw editor shows, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.base.field_path import FieldPath, Location
from app.core.base.json_text import JsonSyntaxError, decode_json, encode_json
from app.core.base.json_types import OMIT
from app.core.base.media_types import FORM_MULTIPART, parse_media_type
from app.core.forms.state import get, reads_json

if TYPE_CHECKING:
    from app.core.forms.model import FormState

BODY = FieldPath(Location.BODY)


@dataclass(frozen=True, slots=True)
class RawBody:
    """The text of a body.

    Attributes:
        text: What was typed, else the form's value laid out.
        error: Why it is no JSON, None where it is.
    """

    text: str
    error: JsonSyntaxError | None = None


def raw_body(state: FormState) -> RawBody:
    """The text for the raw editor."""
    if state.body_text is not None:
        return RawBody(state.body_text, syntax_error(state))
    value = get(state, BODY)
    return RawBody("" if value is OMIT else encode_json(value, indent=2))


def syntax_error(state: FormState) -> JsonSyntaxError | None:
    """Why the typed text is no JSON; None where it is, is empty, or was replaced by an edit of the form."""
    if not state.body_text or not state.body_text.strip() or not reads_json(state.media_type):
        return None
    read = decode_json(state.body_text)
    return read if isinstance(read, JsonSyntaxError) else None


def has_raw(state: FormState) -> bool:
    """Whether the body can be edited as text: JSON and urlencoded forms; a multipart body may hold files."""
    return reads_json(state.media_type) and not is_multipart(state.media_type)


def is_multipart(media_type: str | None) -> bool:
    """Whether a body is sent in parts."""
    parsed = parse_media_type(media_type)
    return parsed is not None and parsed.essence == FORM_MULTIPART

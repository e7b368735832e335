"""The body as text: what the raw editor shows, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.base.field_path import FieldPath, Location
from app.core.base.media_types import parse_media_type
from app.core.forms.model import FieldKind
from app.core.forms.raw import body_text, syntax_error

if TYPE_CHECKING:
    from app.core.base.json_text import JsonSyntaxError
    from app.core.forms.build import Form
    from app.core.forms.model import FormState

BODY = FieldPath(Location.BODY)


@dataclass(frozen=True, slots=True)
class RawBody:
    """The text of a body.

    Attributes:
        text: What was typed, else the form's value laid out.
        error: Why it is no JSON, None where it is or need not be.
    """

    text: str
    error: JsonSyntaxError | None = None


def raw_body(form: Form, state: FormState) -> RawBody:
    """The text for the raw editor."""
    return RawBody(body_text(form, state), syntax_error(state))


def raw_language(form: Form, state: FormState) -> str:
    """What the text is called: `JSON` or `XML`; empty where the body has none beside its form.

    A form that is sent urlencoded is edited as JSON; a multipart body may hold files, and text has no form.
    """
    parsed = parse_media_type(state.media_type)
    if parsed is None or parsed.is_json or parsed.type == "*":
        return "JSON"
    if parsed.is_xml:
        root, _ = form.nearest(BODY, state)
        return "XML" if root.kind is not FieldKind.STRING else ""
    return "JSON" if parsed.is_form and not parsed.is_multipart else ""


def stands_apart(form: Form, state: FormState) -> bool:
    """Whether the text was typed and the form's fields do not follow it: XML is not read back into them."""
    return state.body_text is not None and raw_language(form, state) == "XML"

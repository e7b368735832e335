"""The body as text: what the raw editor shows, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.base.field_path import FieldPath, Location
from app.core.base.media_types import parse_media_type
from app.core.forms.raw import body_text, reads_xml, syntax_error, xml_reading

if TYPE_CHECKING:
    from app.core.forms.build import Form
    from app.core.forms.model import FormState
    from app.core.forms.xml_parse import XmlRemark

BODY = FieldPath(Location.BODY)


@dataclass(frozen=True, slots=True)
class RawRemark:
    """Something about a place of the text.

    Attributes:
        line, column: Where, 1-based, the column in characters.
        message: What it is, in words.
        tip: What to do about it; empty where nothing is known.
    """

    line: int
    column: int
    message: str
    tip: str = ""

    @property
    def words(self) -> str:
        """Place and message, as a sentence begins."""
        return f"Line {self.line}, column {self.column}: {self.message}"


@dataclass(frozen=True, slots=True)
class RawBody:
    """The text of a body.

    Attributes:
        text: What was typed, else the form's value laid out.
        error: Why it is no JSON or XML, None where it is or need not be.
        losses: What of the text the form does not show.
    """

    text: str
    error: RawRemark | None = None
    losses: tuple[RawRemark, ...] = ()


def raw_body(form: Form, state: FormState) -> RawBody:
    """The text for the raw editor."""
    return RawBody(body_text(form, state), raw_error(form, state), raw_losses(form, state))


def raw_error(form: Form, state: FormState) -> RawRemark | None:
    """Why the typed text cannot be read into the form; None where it can, or need not be."""
    reading = xml_reading(form, state)
    if reading is not None:
        return _remark(reading.error) if reading.error is not None else None
    error = syntax_error(state)
    return RawRemark(error.line, error.column, error.message, error.tip) if error is not None else None


def raw_losses(form: Form, state: FormState) -> tuple[RawRemark, ...]:
    """What of a typed text that could be read the form does not show."""
    reading = xml_reading(form, state)
    return () if reading is None else tuple(map(_remark, reading.losses))


def _remark(remark: XmlRemark) -> RawRemark:
    return RawRemark(remark.line, remark.column, remark.message)


def raw_language(form: Form, state: FormState) -> str:
    """What the text is called: `JSON` or `XML`; empty where the body has none beside its form.

    A form that is sent urlencoded is edited as JSON; a multipart body may hold files, and text has no form.
    """
    parsed = parse_media_type(state.media_type)
    if parsed is None or parsed.is_json or parsed.type == "*":
        return "JSON"
    if parsed.is_xml:
        return "XML" if reads_xml(form, state) else ""
    return "JSON" if parsed.is_form and not parsed.is_multipart else ""

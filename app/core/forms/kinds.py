"""Which editor a shape wants, and whether its value should be hidden."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from app.core.base.field_path import Location
from app.core.base.media_types import is_json, parse_media_type
from app.core.forms.model import FieldKind

if TYPE_CHECKING:
    from app.core.base.field_path import FieldPath
    from app.core.forms.shape import Shape


class Medium(StrEnum):
    """What carries a value; it decides which editors and presences make sense."""

    JSON = "json"
    FORM = "form"
    MULTIPART = "multipart"
    PARAMETER = "parameter"
    LINES = "lines"
    XML = "xml"
    TEXT = "text"
    BINARY = "binary"


def medium_of(path: FieldPath, media_type: str | None) -> Medium:
    """What carries the value at a path.

    Args:
        media_type: The body's, or that of a content-typed parameter.
    """
    parsed = parse_media_type(media_type)
    if path.location is not Location.BODY:
        return Medium.JSON if parsed is not None and parsed.is_json else Medium.PARAMETER
    if parsed is None or parsed.is_json or parsed.type == "*":
        return Medium.JSON
    if parsed.is_form:
        return Medium.MULTIPART if parsed.is_multipart else Medium.FORM
    if parsed.is_xml:
        return Medium.XML
    if parsed.is_json_lines:
        return Medium.LINES
    return Medium.TEXT if parsed.is_text else Medium.BINARY


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands and what carries it there."""

    path: FieldPath
    medium: Medium

    def child(self, token: str | int) -> Place:
        """The place of a member or item."""
        return Place(self.path.child(token), self.medium)

    @property
    def carries_text(self) -> bool:
        """Whether the value itself travels as text, so that it is neither null nor more than its characters.

        Members of a parameter's or form field's object or array are still text; what lies deeper is JSON.
        """
        is_textual = self.medium in {Medium.PARAMETER, Medium.FORM, Medium.MULTIPART}
        return is_textual and 1 <= len(self.path.tokens) <= 2


def _is_one_text(shape: Shape, medium: Medium) -> bool:
    """Whether a body that its schema does not take apart is typed as it is sent: XML, or JSON texts line by line."""
    if medium is Medium.XML:
        return shape.is_any or shape.types == frozenset({"string"})
    return medium is Medium.LINES and not (shape.types is not None and "array" in shape.types)


_SIMPLE: Final = {
    "string": FieldKind.STRING,
    "integer": FieldKind.INTEGER,
    "number": FieldKind.NUMBER,
    "boolean": FieldKind.BOOLEAN,
    "array": FieldKind.ARRAY,
}


def kind_of(shape: Shape, place: Place) -> FieldKind:
    """The editor that a value of this shape wants at this place."""
    if place.medium in {Medium.TEXT, Medium.BINARY}:
        return FieldKind.FILE if place.medium is Medium.BINARY else FieldKind.STRING
    if not place.path.tokens and _is_one_text(shape, place.medium):
        return FieldKind.STRING
    if place.medium is Medium.MULTIPART and place.carries_text and is_file(shape):
        return FieldKind.FILE
    if shape.choices is not None:
        return FieldKind.CONST if len(shape.choices) == 1 else FieldKind.ENUM
    if shape.alternatives:
        return FieldKind.UNION
    kind = _kind_of_types(shape)
    return FieldKind.STRING if kind is FieldKind.ANY and place.carries_text else kind


def _kind_of_types(shape: Shape) -> FieldKind:
    if shape.types == frozenset():
        return FieldKind.ANY if shape.never else FieldKind.NULL
    if shape.types is None or len(shape.types) > 1:
        return FieldKind.ANY
    (json_type,) = shape.types
    if json_type != "object":
        return _SIMPLE[json_type]
    is_closed = shape.additional is False and not shape.patterns
    return FieldKind.OBJECT if shape.properties or is_closed else FieldKind.MAP


def is_file(shape: Shape) -> bool:
    """Whether a multipart field of this shape is a file: 3.0 says `format: binary`, 3.1 `contentMediaType`."""
    if not shape.allows("string") or shape.choices is not None:
        return False
    content = str(shape.keywords.get("contentMediaType", ""))
    holds_bytes = content and "contentEncoding" not in shape.keywords
    is_text = is_json(content) or content.startswith("text/plain")
    return shape.keywords.get("format") == "binary" or bool(holds_bytes and not is_text)


_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_ALWAYS: Final = {"password", "passwd", "passphrase", "pwd", "secret", "cvv", "cvc", "apikey"}
_AT_THE_END: Final = {"token", "credential", "credentials", "authorization"}
_BEFORE_KEY: Final = {"api", "private", "secret", "access", "signing", "encryption"}
_NOT_SECRET: Final = {"page", "next", "continuation", "sync", "type"}


def is_secret(name: str, shape: Shape | None) -> bool:
    """Whether a value should be hidden: `format: password`, or a name that says so."""
    if shape is not None and shape.keywords.get("format") == "password":
        return True
    words = [word.lower() for word in _WORD.findall(name)]
    if not words or (shape is not None and not shape.allows("string")):
        return False
    if _ALWAYS & set(words):
        return True
    if words[-1] in _AT_THE_END:
        return not _NOT_SECRET & set(words)
    return words[-1] == "key" and bool(_BEFORE_KEY & set(words))

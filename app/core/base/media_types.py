"""Media types (RFC 9110 section 8.3.1): `application/json; charset=utf-8` and what follows from one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_NAME: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_MEDIA_TYPE = re.compile(rf"\s*({_NAME})/({_NAME})\s*")
_PARAMETER = re.compile(rf';\s*(?:({_NAME})=(?:({_NAME})|"((?:[^"\\]|\\.)*)"))?\s*')
_QUOTED_PAIR = re.compile(r"\\(.)")

FORM_URLENCODED: Final = "application/x-www-form-urlencoded"
FORM_MULTIPART: Final = "multipart/form-data"
_JSON_LINES: Final = frozenset(
    f"application/{name}" for name in ("jsonl", "x-jsonl", "jsonlines", "json-lines", "x-ndjson", "ndjson")
)


@dataclass(frozen=True, slots=True)
class ParsedMediaType:
    """A media type taken apart.

    Attributes:
        type, subtype: Lower case, for example `application` and `vnd.api+json`.
        parameters: Name (lower case) and value, in order.
    """

    type: str
    subtype: str
    parameters: tuple[tuple[str, str], ...] = ()

    @property
    def essence(self) -> str:
        """Type and subtype alone: `application/json`."""
        return f"{self.type}/{self.subtype}"

    @property
    def is_json(self) -> bool:
        """Whether the content is JSON: `application/json`, `text/json`, or any `+json` (RFC 6839 section 3.1)."""
        return self.essence in {"application/json", "text/json"} or self.subtype.endswith("+json")

    @property
    def is_json_lines(self) -> bool:
        """Whether the content is JSON texts one after the other: a line each, or `json-seq` (RFC 7464)."""
        return self.essence in _JSON_LINES or self.is_json_sequence

    @property
    def is_json_sequence(self) -> bool:
        """Whether each JSON text follows a record separator (RFC 7464; `+json-seq` by RFC 8091)."""
        return self.essence == "application/json-seq" or self.subtype.endswith("+json-seq")

    @property
    def is_xml(self) -> bool:
        """Whether the content is XML (RFC 7303)."""
        return self.essence in {"application/xml", "text/xml"} or self.subtype.endswith("+xml")

    @property
    def is_multipart(self) -> bool:
        """Whether the content comes in parts (RFC 2046 section 5.1)."""
        return self.type == "multipart"

    @property
    def is_form(self) -> bool:
        """Whether the content is fields: urlencoded or multipart."""
        return self.essence == FORM_URLENCODED or self.is_multipart

    @property
    def is_text(self) -> bool:
        """Whether the content can be shown as text."""
        markup = self.subtype in {"javascript", "ecmascript", "graphql", "yaml"} or self.subtype.endswith("+yaml")
        return self.type == "text" or self.is_json or self.is_json_lines or self.is_xml or markup

    @property
    def charset(self) -> str | None:
        """The charset parameter in lower case, None where there is none."""
        return next((value.lower() for name, value in self.parameters if name == "charset"), None)


def parse_media_type(text: str | None) -> ParsedMediaType | None:
    """Reads a media type or media range (`image/*`); None where the text is none. Broken parameters are dropped."""
    found = _MEDIA_TYPE.match(text or "")
    if found is None:
        return None
    rest = (text or "")[found.end() :]
    if rest and not rest.startswith(";"):
        return None
    return ParsedMediaType(found[1].lower(), found[2].lower(), tuple(_parameters(rest)))


def _parameters(text: str) -> list[tuple[str, str]]:
    parameters: list[tuple[str, str]] = []
    position = 0
    while (found := _PARAMETER.match(text, position)) is not None:
        position = found.end()
        if found[1]:
            value = found[2] if found[2] is not None else _QUOTED_PAIR.sub(r"\1", found[3])
            parameters.append((found[1].lower(), value))
    return parameters


def essence(text: str | None) -> str:
    """Type and subtype in lower case, empty where the text is no media type."""
    parsed = parse_media_type(text)
    return parsed.essence if parsed else ""


def is_json(text: str | None) -> bool:
    """Whether content of this media type is JSON."""
    parsed = parse_media_type(text)
    return parsed is not None and parsed.is_json


def is_form(text: str | None) -> bool:
    """Whether content of this media type is form fields."""
    parsed = parse_media_type(text)
    return parsed is not None and parsed.is_form


def charset(text: str | None) -> str | None:
    """The charset that a Content-Type names, None where it names none."""
    parsed = parse_media_type(text)
    return parsed.charset if parsed else None

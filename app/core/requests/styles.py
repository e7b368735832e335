"""OpenAPI parameter serialization: every style and explode of the 3.1 table (section 4.8.12, "Style Values").

The style `cookie` of OpenAPI 3.2 writes what `form` writes; a Cookie header has its own divider anyway.

What that table leaves undefined is done in the way most servers read it, and said in a note:
null is sent as the text `null`; a list or object inside another one is sent as JSON text; an empty list or object
leaves nothing to send (RFC 6570 section 2.4.2). An empty text is sent as what it is: `color=`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from app.core.base.json_text import encode_json
from app.core.base.json_types import FileRef

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.base.json_types import Value

RESERVED_IN_QUERY: Final = ":/?@!$'()*,;="
"""What `allowReserved` leaves as it is; `&`, `+`, `#`, `[` and `]` would change the meaning of a query."""

RESERVED_IN_PATH: Final = ":/@!$&'()*+,;="
"""The same in a path, where `?` would begin the query; a `/` makes more segments, which is what it is allowed for."""
_TRIPLE = re.compile(r"(%[0-9A-Fa-f]{2})")
_DELIMITERS: Final = {
    "form": ",",
    "cookie": ",",
    "spaceDelimited": " ",
    "pipeDelimited": "|",
    "tabDelimited": "\t",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """One `name=value` of a query, a cookie or a form.

    Attributes:
        atoms: The texts of the value; more than one for a list in one value.
        delimiter: What stands between them.
    """

    name: str
    atoms: tuple[str, ...]
    delimiter: str = ""

    @property
    def text(self) -> str:
        """The value before encoding."""
        return self.delimiter.join(self.atoms)

    def encoded(self, *, allow_reserved: bool = False) -> str:
        """`name=value`, percent-encoded; a comma between atoms stays, a space or a pipe is encoded as well."""
        delimiter = self.delimiter if self.delimiter == "," else percent_encode(self.delimiter)
        reserved = RESERVED_IN_QUERY if allow_reserved else ""
        value = delimiter.join(percent_encode(atom, reserved=reserved) for atom in self.atoms)
        return f"{percent_encode(self.name)}={value}"


@dataclass(frozen=True, slots=True)
class Expansion:
    """A parameter written out.

    Attributes:
        pieces: In order; empty where nothing is sent.
        notes: What OpenAPI leaves open and was decided here, each a sentence.
    """

    pieces: tuple[Piece, ...]
    notes: tuple[str, ...] = ()


def percent_encode(text: str, *, reserved: str = "") -> str:
    """Percent-encodes all but unreserved characters (RFC 3986 section 2.3).

    Args:
        reserved: Also keeps these, and percent-encoded triples (RFC 6570 section 3.2.3).
    """
    if not reserved:
        return quote(text, safe="", errors="surrogatepass")
    return "".join(
        part if _TRIPLE.fullmatch(part) else quote(part, safe=reserved, errors="surrogatepass")
        for part in _TRIPLE.split(text)
    )


def scalar_text(value: Value) -> str:
    """A value as the text a parameter carries: numbers exact, `true`, `null`, anything deeper as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, FileRef):
        return value.filename
    return encode_json(value)


def expand_pairs(name: str, value: Value, style: str, *, explode: bool) -> Expansion:
    """Writes a value for a query, a cookie, or a form: styles form, spaceDelimited, pipeDelimited, deepObject."""
    notes = list(value_notes(value, style))
    if style == "deepObject":
        if isinstance(value, dict):
            return Expansion(tuple(_deep(name, value)), tuple(notes))
        notes.append("The style deepObject is for objects; the value is sent in the style form.")
        style, explode = "form", True
    if style not in _DELIMITERS:
        notes.append(f"The style {style} does not exist here; the value is sent in the style form.")
        style = "form"
    if not isinstance(value, list | dict):
        return Expansion((Piece(name, (scalar_text(value),)),), tuple(notes))
    if value and not explode:
        return Expansion((Piece(name, _atoms(value), _DELIMITERS[style]),), tuple(notes))
    members = value.items() if isinstance(value, dict) else ((name, item) for item in value)
    return Expansion(tuple(Piece(key, (scalar_text(item),)) for key, item in members), tuple(notes))


def expand_path(name: str, value: Value, style: str, *, explode: bool, allow_reserved: bool = False) -> str:
    """Writes a value for a path segment, percent-encoded: styles simple, label, matrix (others count as simple)."""
    reserved = RESERVED_IN_PATH if allow_reserved else ""
    prefix, joiner = {"label": (".", "."), "matrix": (";", ";")}.get(style, ("", ","))
    if not isinstance(value, list | dict):
        text = percent_encode(scalar_text(value), reserved=reserved)
        if style == "matrix":
            return f";{percent_encode(name)}={text}" if text else f";{percent_encode(name)}"
        return prefix + text
    if not value:
        return ""
    if not explode:
        text = ",".join(percent_encode(atom, reserved=reserved) for atom in _atoms(value))
        return f";{percent_encode(name)}={text}" if style == "matrix" else prefix + text
    repeated = name if style == "matrix" else ""
    members = value.items() if isinstance(value, dict) else ((repeated, item) for item in value)
    written: list[str] = []
    for key, item in members:
        text = percent_encode(scalar_text(item), reserved=reserved)
        if key:
            # Of an empty value this style leaves the name alone (RFC 6570 section 3.2.7).
            bare = style == "matrix" and not text
            text = percent_encode(key) if bare else f"{percent_encode(key)}={text}"
        written.append(text)
    return prefix + joiner.join(written)


def expand_header(value: Value, *, explode: bool) -> str:
    """Writes a value for a header, style simple; headers are not percent-encoded."""
    if not isinstance(value, list | dict):
        return scalar_text(value)
    if isinstance(value, dict) and explode:
        return ",".join(f"{key}={scalar_text(item)}" for key, item in value.items())
    return ",".join(_atoms(value))


def value_notes(value: Value, style: str = "form") -> tuple[str, ...]:
    """What OpenAPI leaves open about writing this value as a parameter, each a sentence."""
    members = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else [value]
    notes: list[str] = []
    if any(member is None for member in members):
        notes.append("There is no null outside JSON; the text null is sent.")
    if isinstance(value, list | dict) and any(isinstance(member, list | dict) for member in members):
        how = "in brackets, as name[a][b]" if style == "deepObject" else "as JSON text"
        notes.append(f"OpenAPI does not say how a list or object inside another one is sent; it is sent {how}.")
    if not members:
        notes.append("An empty list or object leaves nothing to send.")
    return tuple(notes)


def comma_notes(value: Value) -> tuple[str, ...]:
    """What is lost where the items of a value are divided by commas and not percent-encoded, a sentence."""
    if isinstance(value, list | dict) and any("," in atom for atom in _atoms(value)):
        return ("A comma inside an item reads as the border between two: nothing is percent-encoded here.",)
    return ()


def _atoms(value: list[Value] | dict[str, Value]) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(scalar_text(item) for item in value)
    return tuple(text for key, item in value.items() for text in (key, scalar_text(item)))


def _deep(name: str, value: dict[str, Value]) -> Iterator[Piece]:
    for key, item in value.items():
        inner = f"{name}[{key}]"
        if isinstance(item, dict):
            yield from _deep(inner, item)
        elif isinstance(item, list):
            yield from (Piece(inner, (scalar_text(entry),)) for entry in item)
        else:
            yield Piece(inner, (scalar_text(item),))

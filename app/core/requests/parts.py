"""Fields to the parts of a multipart body (OpenAPI 3.1 section 4.8.15, 3.2 sections 4.14 and 4.15; RFC 7578).

An array goes as one part per item, each with the field's name, and an item that is an array or object as JSON. Bodies
that are arrays themselves (`multipart/mixed` in OpenAPI 3.2) go as parts without names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from app.core.base.json_text import decode_json, encode_json
from app.core.base.json_types import FileRef
from app.core.base.media_types import is_json
from app.core.requests.model import Part
from app.core.requests.styles import expand_pairs, scalar_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.core.base.json_types import Value
    from app.core.requests.styles import Piece

UNTYPED: Final = "application/octet-stream"
STYLED: Final = frozenset({"style", "explode", "allowReserved"})
"""With one of these a form field is written as a parameter, and its `contentType` is ignored."""


def field_parts(name: str, item: Value, spec: Mapping[str, object]) -> tuple[tuple[Part, ...], tuple[str, ...]]:
    """The parts of a form field, and what had to be bent, each a sentence.

    Args:
        name: The field.
        spec: Its Encoding Object, references in it followed.
    """
    if spec.keys() & STYLED:
        pieces, notes = styled(name, item, spec)
        return tuple(Part(piece.name, piece.text) for piece in pieces), notes
    headers, notes = _headers(spec)
    entries = item if isinstance(item, list) else [item]
    if any(entry is None for entry in entries):
        notes = (*notes, "A form has no null; the text null is sent.")
    if any(isinstance(entry, list | dict) for entry in entries) and not _takes_json(spec.get("contentType")):
        notes = (*notes, f"The document says {spec['contentType']} for it; it is sent as JSON text under that name.")
    if item == []:
        notes = (*notes, "An empty list leaves no field to send.")
    return tuple(_part(name, entry, spec.get("contentType"), headers) for entry in entries), notes


def item_parts(
    items: list[Value], first: tuple[Mapping[str, object], ...], further: Mapping[str, object]
) -> tuple[list[Part], list[tuple[int, str]]]:
    """The parts of a body that is an array, without names, and what had to be bent with the index of the item.

    Args:
        first: The Encoding Objects of the first items (`prefixEncoding` of OpenAPI 3.2).
        further: That of all others (`itemEncoding`).
    """
    parts: list[Part] = []
    notes: list[tuple[int, str]] = []
    for index, item in enumerate(items):
        spec = first[index] if index < len(first) else further
        headers, words = _headers(spec)
        parts.append(_part(None, item, spec.get("contentType"), headers))
        notes += [(index, word) for word in words]
    return parts, notes


def styled(name: str, item: Value, spec: Mapping[str, object]) -> tuple[tuple[Piece, ...], tuple[str, ...]]:
    """A form field written as a parameter, and what OpenAPI leaves open about it."""
    style = str(spec.get("style", "form"))
    explode = spec.get("explode", style == "form")
    expansion = expand_pairs(name, item, style, explode=bool(explode))
    return expansion.pieces, expansion.notes


def _part(name: str | None, entry: Value, declared: object, headers: tuple[tuple[str, str], ...]) -> Part:
    """One part; a file keeps the type that was chosen for it, unless that says nothing and the document says more."""
    named = _concrete(declared)
    if isinstance(entry, FileRef):
        says_nothing = entry.media_type == UNTYPED and len(named) == 1
        return Part(name, entry, named[0] if says_nothing else entry.media_type, headers)
    default = "application/json" if isinstance(entry, list | dict) else None
    media_type = named[0] if named else default
    text = encode_json(entry) if is_json(media_type) and not _is_json_text(entry) else scalar_text(entry)
    return Part(name, text, media_type, headers)


def _takes_json(declared: object) -> bool:
    """Whether lists and objects are written as JSON there: where nothing else is said."""
    named = _concrete(declared)
    return not named or is_json(named[0])


def _is_json_text(entry: Value) -> bool:
    """Whether a text already is what a part of JSON carries; any other text gets its quotes."""
    return isinstance(entry, str) and isinstance(decode_json(entry), dict | list)


def _concrete(declared: object) -> list[str]:
    """The media types of a `contentType`, which is a list divided by commas; ranges such as `image/*` name none."""
    listed = declared.split(",") if isinstance(declared, str) else []
    return [media_type.strip() for media_type in listed if media_type.strip() and "*" not in media_type]


def _headers(spec: Mapping[str, object]) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """What the document itself says of the part's headers: a form has no fields for them."""
    found: list[tuple[str, str]] = []
    notes: list[str] = []
    raw = spec.get("headers")
    for name, header in raw.items() if isinstance(raw, dict) else ():
        # Section 4.8.15.1: the Content-Type is described apart from them.
        if name.lower() == "content-type":
            continue
        described: Mapping[str, Any] = header if isinstance(header, dict) else {}
        values = list(_header_values(described))
        if values:
            found.append((name, scalar_text(values[0])))
        elif described.get("required") is True:
            notes.append(f"The document wants the header {name} on this part and says no value; none is sent.")
    return tuple(found), tuple(notes)


def _header_values(header: Mapping[str, Any]) -> Iterator[Any]:
    if "example" in header:
        yield header["example"]
    schema = header.get("schema")
    if not isinstance(schema, dict):
        return
    yield from (schema[key] for key in ("const", "default", "example") if key in schema)
    choices = schema.get("enum")
    yield from choices if isinstance(choices, list) else ()

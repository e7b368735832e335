"""A body on the wire: JSON, form fields, multipart, text, a file.

How the three kinds of nothing go out:

| | JSON | form fields (urlencoded, multipart) |
|---|---|---|
| omitted | the member is not there; the whole body omitted: no body, no Content-Type | the field is not there |
| null | `null` | the text `null`, with a warning: forms have no null |
| "" | `""` | an empty field: `name=` |

An empty list leaves no field of that name. A form field that is an object goes as JSON text, as OpenAPI says
(section 4.8.15), unless the document gives it a style.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeAlias, cast
from urllib.parse import parse_qsl, quote_plus

from app.core.base.field_path import FieldPath, Location
from app.core.base.json_text import JsonSyntaxError, decode_json, encode_json
from app.core.base.json_types import OMIT, FileRef, Omitted, Value
from app.core.base.media_types import FORM_MULTIPART, FORM_URLENCODED, essence, parse_media_type
from app.core.forms.xml_text import xml_text
from app.core.operations.model import MediaType
from app.core.requests.model import BytesBody, FileBody, MultipartBody, Part
from app.core.requests.parts import STYLED, field_parts, item_parts, styled
from app.core.requests.styles import scalar_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.core.base.media_types import ParsedMediaType
    from app.core.forms.model import FormState
    from app.core.forms.xml_text import XmlText
    from app.core.operations.model import Body
    from app.core.requests.model import RequestBody
    from app.core.spec.document import Document

    Encoding: TypeAlias = Mapping[str, dict[str, object]]

_BODY = FieldPath(Location.BODY)
_FILE_NAME_ONLY: Final = "JSON cannot carry a file; only its name is sent."


@dataclass(frozen=True, slots=True)
class EncodedBody:
    """A body ready for the wire.

    Attributes:
        body: None where nothing is sent.
        content_type: The Content-Type to announce, None without a body.
        text: The text that was sent, None for multipart and files.
        value: Before encoding, as `Sent.body`.
        warnings: Each with its field.
    """

    body: RequestBody | None = None
    content_type: str | None = None
    text: str | None = None
    value: Value | Omitted = OMIT
    warnings: tuple[tuple[FieldPath, str], ...] = ()


def encode_body(
    state: FormState, declared: Body | None, boundary: str, document: Document | None = None
) -> EncodedBody:
    """Writes the body of a form.

    Args:
        state: The form; `body_text`, where it is set, goes out character for character. The text of a form body is
            how its fields are edited, not what is sent: there the fields go out.
        declared: What the document says about the body, for `encoding`, for XML, and whether one is required.
        boundary: For multipart.
        document: Where the references of the body's schema lead.
    """
    content_type = state.media_type or "application/json"
    value = state.roots.get(Location.BODY, OMIT)
    parsed = parse_media_type(content_type)
    if state.body_text and not (parsed is not None and parsed.is_form):
        return _typed(state.body_text, content_type)
    if value is OMIT:
        required = declared is not None and declared.required
        return EncodedBody(warnings=((_BODY, "The document wants a body; none is sent."),) if required else ())
    if parsed is not None and parsed.is_form:
        return _form(state, value, declared, boundary)
    if isinstance(value, FileRef):
        return EncodedBody(FileBody(value), _concrete(content_type, value.media_type), value=value)
    if isinstance(value, str) and not (parsed is not None and parsed.is_json):
        return _text(value, _concrete(content_type, "text/plain; charset=utf-8"))
    if parsed is not None and parsed.is_json_lines:
        return _lines(value, content_type, parsed)
    if parsed is not None and parsed.is_xml and document is not None:
        entry = declared.content(content_type) if declared is not None else None
        nodes = (entry.schema,) if entry is not None and entry.schema is not None else ()
        return _xml(value, content_type, parsed, xml_text(document, nodes, value, charset=_charset(parsed)))
    return _json(value, content_type, parsed)


def _charset(parsed: ParsedMediaType) -> str:
    """The charset of a text; UTF-8 where none is named, or one that does not exist."""
    try:
        codecs.lookup(parsed.charset or "utf-8")
    except (LookupError, ValueError):
        return "UTF-8"
    return (parsed.charset or "utf-8").upper()


def _xml(value: Value, content_type: str, parsed: ParsedMediaType, written: XmlText) -> EncodedBody:
    # What a charset lacks is a reference in XML: the declaration stays true.
    data = written.text.encode(_charset(parsed), "xmlcharrefreplace")
    return EncodedBody(
        BytesBody(data), content_type, written.text, value, tuple((_BODY, note) for note in written.notes)
    )


def _lines(value: Value, content_type: str, parsed: ParsedMediaType) -> EncodedBody:
    """JSON texts one after the other: a line each, after a record separator in a sequence (RFC 7464 section 2.2)."""
    start = "\x1e" if parsed.is_json_sequence else ""
    items = value if isinstance(value, list) else [value]
    text = "".join(f"{start}{encode_json(item, indent=0)}\n" for item in items)
    warnings = ((_BODY, _FILE_NAME_ONLY),) if _holds_file(value) else ()
    return EncodedBody(BytesBody(text.encode()), content_type, text, value, warnings)


def _typed(text: str, content_type: str) -> EncodedBody:
    parsed = parse_media_type(content_type)
    if parsed is not None and not parsed.is_json and "*" not in parsed.essence:
        return _text(text, content_type)
    read = decode_json(text)
    value = OMIT if isinstance(read, JsonSyntaxError) else cast("Value", read)
    shown = _concrete(content_type, "application/json")
    return EncodedBody(BytesBody(text.encode(errors="surrogatepass")), shown, text, value)


def _form(state: FormState, value: Value, declared: Body | None, boundary: str) -> EncodedBody:
    content_type = state.media_type or ""
    entry = declared.content(content_type) if declared is not None else None
    entry = entry or MediaType(content_type, None)
    if essence(content_type) != FORM_URLENCODED:
        encoded = _multipart(value, content_type, boundary, entry)
    else:
        encoded = _urlencoded(value, content_type, entry.encoding)
    broken = decode_json(state.body_text) if state.body_text else None
    if not isinstance(broken, JsonSyntaxError):
        return encoded
    warning = f"The text of the fields cannot be read ({broken}); the fields that could be read last are sent."
    return replace(encoded, warnings=((_BODY, warning), *encoded.warnings))


def _json(value: Value, content_type: str, parsed: ParsedMediaType | None) -> EncodedBody:
    warnings: list[tuple[FieldPath, str]] = []
    text = encode_json(value, indent=0)
    shown = _concrete(content_type, "application/json")
    if parsed is not None and not parsed.is_json and "*" not in parsed.essence:
        warnings.append(
            (_BODY, f"A value cannot be written as {parsed.essence}; its JSON text is sent. Type the body.")
        )
    if _holds_file(value):
        warnings.append((_BODY, _FILE_NAME_ONLY))
    return EncodedBody(BytesBody(text.encode()), shown, text, value, tuple(warnings))


def _text(text: str, content_type: str) -> EncodedBody:
    parsed = parse_media_type(content_type)
    charset = (parsed.charset if parsed is not None else None) or "utf-8"
    try:
        return EncodedBody(BytesBody(text.encode(charset)), content_type, text, text)
    except (LookupError, UnicodeError):
        warning = f"The text cannot be written in {charset}; it is sent in UTF-8."
        data = text.encode(errors="surrogatepass")
        return EncodedBody(BytesBody(data), content_type, text, text, ((_BODY, warning),))


def _urlencoded(value: Value, content_type: str, encoding: Encoding) -> EncodedBody:
    if isinstance(value, str):
        return replace(_text(value, content_type), value=_parsed(value))
    fields, warnings = _fields(value)
    pairs: list[str] = []
    for name, item in fields:
        spec = encoding.get(name, {})
        if spec.keys() & STYLED:
            pieces, notes = styled(name, item, spec)
            reserved = spec.get("allowReserved") is True
            pairs += [piece.encoded(allow_reserved=reserved) for piece in pieces]
        else:
            notes = _field_notes(item)
            pairs += [f"{_plus(name)}={_plus(scalar_text(entry))}" for entry in _entries(item)]
            if _holds_file(item):
                notes = (*notes, "Only multipart/form-data carries files; the file's name is sent.")
        warnings += [(_BODY.child(name), note) for note in notes]
    text = "&".join(pairs)
    return EncodedBody(BytesBody(text.encode()), content_type, text, value, tuple(warnings))


def _parsed(text: str) -> dict[str, Value]:
    fields: dict[str, Value] = {}
    for name, item in parse_qsl(text, keep_blank_values=True):
        before = fields.get(name, OMIT)
        if before is OMIT:
            fields[name] = item
        else:
            fields[name] = [*before, item] if isinstance(before, list) else [before, item]
    return fields


def _multipart(value: Value, content_type: str, boundary: str, entry: MediaType) -> EncodedBody:
    parts: list[Part]
    if isinstance(value, list) and essence(content_type) != FORM_MULTIPART:
        parts, told = item_parts(value, entry.prefix_encoding, entry.item_encoding or {})
        warnings = [(_BODY.child(index), note) for index, note in told]
    else:
        fields, warnings = _fields(value)
        parts = []
        for name, item in fields:
            made, notes = field_parts(name, item, entry.encoding.get(name, {}))
            parts += made
            warnings += [(_BODY.child(name), note) for note in notes]
    bare = essence(content_type) if "boundary" in content_type.lower() else content_type
    announced = f"{bare}; boundary={boundary}"
    return EncodedBody(MultipartBody(boundary, tuple(parts)), announced, None, value, tuple(warnings))


def _fields(value: Value) -> tuple[list[tuple[str, Value]], list[tuple[FieldPath, str]]]:
    if isinstance(value, dict):
        return list(value.items()), []
    return [], [(_BODY, "A form is made of named fields; this value has none, so an empty form is sent.")]


def _field_notes(item: Value) -> tuple[str, ...]:
    # Objects as JSON text are what OpenAPI asks for in forms, so only null and emptiness are worth a word.
    if any(entry is None for entry in _entries(item)):
        return ("A form has no null; the text null is sent.",)
    return ("An empty list leaves no field to send.",) if item == [] else ()


def _entries(item: Value) -> list[Value]:
    return item if isinstance(item, list) else [item]


def _plus(text: str) -> str:
    return quote_plus(text, safe="*", errors="surrogatepass")


def _concrete(content_type: str, otherwise: str) -> str:
    """The declared type, or what it stands for where it is a range such as `*/*` or `image/*`."""
    return otherwise if "*" in content_type.partition(";")[0] else content_type


def _holds_file(value: Value) -> bool:
    if isinstance(value, dict):
        return any(_holds_file(member) for member in value.values())
    if isinstance(value, list):
        return any(_holds_file(member) for member in value)
    return isinstance(value, FileRef)

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

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeAlias, cast
from urllib.parse import parse_qsl, quote_plus

from app.core.base.field_path import FieldPath, Location
from app.core.base.json_text import JsonSyntaxError, decode_json, encode_json
from app.core.base.json_types import OMIT, FileRef, Omitted, Value
from app.core.base.media_types import FORM_MULTIPART, essence, is_form, parse_media_type
from app.core.requests.model import BytesBody, FileBody, MultipartBody, Part
from app.core.requests.styles import expand_pairs, scalar_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.core.base.media_types import ParsedMediaType
    from app.core.forms.model import FormState
    from app.core.operations.model import Body
    from app.core.requests.model import RequestBody
    from app.core.requests.styles import Piece

    Encoding: TypeAlias = Mapping[str, dict[str, object]]

_BODY = FieldPath(Location.BODY)
_STYLED: Final = frozenset({"style", "explode", "allowReserved"})


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


def encode_body(state: FormState, declared: Body | None, boundary: str) -> EncodedBody:
    """Writes the body of a form.

    Args:
        state: The form; `body_text`, where it is set, goes out character for character. The text of a form body is
            how its fields are edited, not what is sent: there the fields go out.
        declared: What the document says about the body, for `encoding` and whether one is required.
        boundary: For multipart.
    """
    content_type = state.media_type or "application/json"
    value = state.roots.get(Location.BODY, OMIT)
    if state.body_text and not is_form(content_type):
        return _typed(state.body_text, content_type)
    if value is OMIT:
        required = declared is not None and declared.required
        return EncodedBody(warnings=((_BODY, "The document wants a body; none is sent."),) if required else ())
    parsed = parse_media_type(content_type)
    if parsed is not None and parsed.is_form:
        return _form(state, value, declared, boundary)
    if isinstance(value, FileRef):
        return EncodedBody(FileBody(value), _concrete(content_type, value.media_type), value=value)
    if isinstance(value, str) and not (parsed is not None and parsed.is_json):
        return _text(value, _concrete(content_type, "text/plain; charset=utf-8"))
    return _json(value, content_type, parsed)


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
    encoding = entry.encoding if entry is not None else {}
    if essence(content_type) == FORM_MULTIPART:
        encoded = _multipart(value, boundary, encoding)
    else:
        encoded = _urlencoded(value, content_type, encoding)
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
        warnings.append((_BODY, "JSON cannot carry a file; only its name is sent."))
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
        if spec.keys() & _STYLED:
            pieces, notes = _styled(name, item, spec)
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


def _multipart(value: Value, boundary: str, encoding: Encoding) -> EncodedBody:
    fields, warnings = _fields(value)
    parts: list[Part] = []
    for name, item in fields:
        spec = encoding.get(name, {})
        if spec.keys() & _STYLED:
            pieces, notes = _styled(name, item, spec)
            parts += [Part(piece.name, piece.text) for piece in pieces]
        else:
            notes = _field_notes(item)
            parts += [_part(name, entry, spec.get("contentType")) for entry in _entries(item)]
        warnings += [(_BODY.child(name), note) for note in notes]
    content_type = f"{FORM_MULTIPART}; boundary={boundary}"
    return EncodedBody(MultipartBody(boundary, tuple(parts)), content_type, None, value, tuple(warnings))


def _part(name: str, entry: Value, declared: object) -> Part:
    if isinstance(entry, FileRef):
        return Part(name, entry, entry.media_type)
    concrete = declared if isinstance(declared, str) and not set(declared) & {"*", ","} else None
    default = "application/json" if isinstance(entry, list | dict) else None
    return Part(name, scalar_text(entry), concrete or default)


def _styled(name: str, item: Value, spec: dict[str, object]) -> tuple[tuple[Piece, ...], tuple[str, ...]]:
    style = str(spec.get("style", "form"))
    explode = spec.get("explode", style == "form")
    expansion = expand_pairs(name, item, style, explode=bool(explode))
    return expansion.pieces, expansion.notes


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

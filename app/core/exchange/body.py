"""What a body is, whatever its headers say: text in which charset, JSON or not and why not, or bytes."""

from __future__ import annotations

import codecs
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from app.core.base.json_text import JsonSyntaxError, decode_json, reindent_json
from app.core.base.json_types import OMIT, JsonValue, Omitted
from app.core.base.media_types import parse_media_type

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.base.media_types import ParsedMediaType
    from app.core.exchange.model import Response

SNIFFED: Final = 4096
"""How many bytes are looked at to tell text from binary."""

_BOMS: Final = (
    # UTF-32's mark begins with UTF-16's, so it comes first.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TEXT_CONTROLS: Final = frozenset(b"\t\n\r\f\b\x1b")
_FEW: Final = 0.1
_NOT_CHARSETS: Final = frozenset({"punycode", "unicode-escape", "raw-unicode-escape"})
"""Codecs that Python counts as text though no body is written in them."""


class BodyKind(StrEnum):
    """What a body is."""

    EMPTY = "empty"
    JSON = "json"
    BROKEN_JSON = "broken json"
    TEXT = "text"
    BINARY = "binary"


@dataclass(frozen=True, slots=True)
class DecodedText:
    """Bytes read as text.

    Attributes:
        charset: The charset that was used.
        problem: Why it may be wrong: an unknown charset, bytes that do not fit; empty where all is well.
    """

    text: str
    charset: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class BodyReading:
    """A body as a person should see it.

    Attributes:
        text: The text as it came; empty for binary.
        value: The JSON value; OMIT where it is no JSON, or where only its beginning is in memory.
        media_type: Type and subtype that the response claims, lower case; empty where it claims none.
        charset: The charset used; empty for binary and empty bodies.
        error: For BROKEN_JSON why and where.
        problem: What is odd, one sentence: the claimed type and the content differ, a charset does not fit; or empty.
        whole: False where only the beginning of the body is in memory.
    """

    kind: BodyKind
    text: str = ""
    value: JsonValue | Omitted = OMIT
    media_type: str = ""
    charset: str = ""
    error: JsonSyntaxError | None = None
    problem: str = ""
    whole: bool = True


def decode_text(data: bytes, content_type: str | None = None) -> DecodedText:
    """Reads bytes as text: a byte order mark first, then the charset parameter, then JSON's own rule, else UTF-8.

    Bytes that do not fit are shown as U+FFFD and told in `problem`. Never raises.
    """
    parsed = parse_media_type(content_type)
    named = parsed.charset if parsed else None
    problem = ""
    if named is not None and not _is_text_codec(named):
        problem = f"The response names the charset {named!r}, which is not known; it is shown as UTF-8."
        named = None
    mark = next((charset for bom, charset in _BOMS if data.startswith(bom)), None)
    chosen = mark or named or (json.detect_encoding(data) if parsed and parsed.is_json else "utf-8")
    try:
        return DecodedText(data.decode(chosen), chosen, problem)
    except UnicodeError as error:
        place = getattr(error, "start", None)
        where = f" (byte {place} does not fit)" if place is not None else ""
        problem = problem or f"The body is not {chosen} text{where}; what does not fit is shown as \ufffd."
        return DecodedText(data.decode(chosen, errors="replace"), chosen, problem)


def is_binary(data: bytes, content_type: str | None = None) -> bool:
    """Whether bytes are no text: they hold NUL, or many control characters, and no charset explains it."""
    parsed = parse_media_type(content_type)
    if parsed is not None and (parsed.charset or "").startswith(("utf-16", "utf-32", "utf16", "utf32", "ucs")):
        return False
    head = data[:SNIFFED]
    if any(head.startswith(bom) for bom, _ in _BOMS):
        return False
    if parsed is not None and parsed.is_json and json.detect_encoding(head) != "utf-8":
        return False
    controls = sum(1 for byte in head if byte < 0x20 and byte not in _TEXT_CONTROLS)
    return b"\0" in head or controls > len(head) * _FEW


def read_body(response: Response) -> BodyReading:
    """Tells what the body of a response is.

    Of a body in a file only the beginning is read: its JSON is then neither decoded nor judged.
    """
    content_type = response.header("content-type")
    parsed = parse_media_type(content_type)
    claimed = parsed.essence if parsed else ""
    data, whole = response.body.data, response.body.file is None
    if not data:
        return BodyReading(BodyKind.EMPTY, media_type=claimed, whole=whole)
    if is_binary(data, content_type):
        says_text = parsed is not None and parsed.is_text
        problem = f"The response says {claimed}, but its bytes are no text." if says_text else ""
        return BodyReading(BodyKind.BINARY, media_type=claimed, problem=problem, whole=whole)
    decoded = decode_text(data, content_type)
    if not whole:
        kind = BodyKind.JSON if parsed is not None and parsed.is_json else BodyKind.TEXT
        return BodyReading(kind, decoded.text, OMIT, claimed, decoded.charset, None, decoded.problem, whole=False)
    return _read_text(decoded, parsed)


def _read_text(decoded: DecodedText, parsed: ParsedMediaType | None) -> BodyReading:
    claimed = parsed.essence if parsed else ""
    says_json = parsed is not None and parsed.is_json
    # One line of JSON lines is JSON by itself, and still no JSON body.
    says_lines = parsed is not None and parsed.is_json_lines
    if says_lines or (not says_json and not decoded.text.lstrip("\ufeff \t\r\n").startswith(("{", "["))):
        return BodyReading(BodyKind.TEXT, decoded.text, OMIT, claimed, decoded.charset, None, decoded.problem)
    value = decode_json(decoded.text)
    if not isinstance(value, JsonSyntaxError):
        problem = decoded.problem
        if not says_json and not problem:
            problem = f"The response is JSON, though it says {claimed or 'no media type'}."
        return BodyReading(BodyKind.JSON, decoded.text, value, claimed, decoded.charset, None, problem)
    if not says_json:
        return BodyReading(BodyKind.TEXT, decoded.text, OMIT, claimed, decoded.charset, None, decoded.problem)
    problem = f"The response says {claimed}, but it is not JSON: {value}"
    return BodyReading(BodyKind.BROKEN_JSON, decoded.text, OMIT, claimed, decoded.charset, value, problem)


def pretty_json(text: str, indent: int = 2) -> str:
    """Lays JSON out for reading, every number digit for digit; a text that is not JSON comes back unchanged."""
    laid_out = reindent_json(text, indent)
    return text if isinstance(laid_out, JsonSyntaxError) else laid_out


def hex_lines(data: bytes, *, start: int = 0, width: int = 16) -> Iterator[str]:
    """Bytes as a hex view, one line per `width` bytes: offset, hex, and what is printable in ASCII.

    Args:
        start: The offset of the first byte, for a window into a larger body.
        width: Bytes per line.
    """
    for place in range(0, len(data), width):
        row = data[place : place + width]
        printable = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in row)
        yield f"{start + place:08x}  {row.hex(' '):<{width * 3 - 1}}  {printable}"


def _is_text_codec(charset: str) -> bool:
    try:
        b" ".decode(charset, errors="replace")
    except (LookupError, ValueError):
        return False
    return codecs.lookup(charset).name not in _NOT_CHARSETS

"""JSON text to values and back, losing nothing: big integers stay exact, a syntax error is a value with its place.

`decode_json` reads what RFC 8259 allows and, as Python's own servers do, `NaN`, `Infinity` and lone surrogates.
Error offsets count characters (Python's `JSONDecodeError.pos`), as FastAPI's `json_invalid` does;
a Qt text counts UTF-16 units, so a view converts before it places the caret.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final, cast

import msgspec

from app.core.base.json_tips import syntax_tip
from app.core.base.json_types import FileRef

if TYPE_CHECKING:
    from app.core.base.json_types import JsonValue, Value

MAX_DEPTH: Final = 200
"""How deep arrays and objects may nest: far above real documents, far below Python's recursion limit."""

MAX_DIGITS: Final = 4300
"""How many digits an integer may have; Python refuses to read or write more."""

_STRINGS_AND_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"?|[\[\]{}]', re.DOTALL)
_NO_BRACKETS = bytes(set(range(256)) - set(b'[]{}"'))
_NO_ESCAPES = bytes(set(range(256)) - set(b'[]{}"\\/bfnrtu'))
"""What is neither a bracket, a quote nor a part of an escape (RFC 8259 section 7)."""

_QUOTED = re.compile(rb'"[^"]*"')
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class JsonSyntaxError:
    """Why and where a text is not JSON; a value, not an exception.

    Attributes:
        message: What is wrong, in words.
        offset: Character offset from the start of the text, 0-based.
        line, column: The same place, 1-based, the column in characters.
        tip: What to do about it; empty where no common mistake was recognised.
    """

    message: str
    offset: int
    line: int
    column: int
    tip: str = ""

    def __str__(self) -> str:
        words = f"line {self.line}, column {self.column}: {self.message}"
        return f"{words}. {self.tip}" if self.tip else words


_LOOK_AGAIN: Final = JsonSyntaxError("", 0, 1, 1)


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """The 1-based line and column of a character offset; offsets beyond the text count as its end."""
    offset = max(0, min(offset, len(text)))
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


def syntax_error(text: str, offset: int, message: str) -> JsonSyntaxError:
    """An error at an offset of a text, with its line and column and a tip for what is found there."""
    line, column = line_and_column(text, offset)
    return JsonSyntaxError(message, offset, line, column, syntax_tip(text, offset))


def decode_json(text: str | bytes) -> JsonValue | JsonSyntaxError:
    """Reads JSON.

    Args:
        text: The text, or its bytes in UTF-8, UTF-16 or UTF-32 with or without a byte order mark.

    Returns:
        The value, or why it cannot be read. Never raises.
    """
    if isinstance(text, bytes):
        try:
            text = text.decode(json.detect_encoding(text))
        except UnicodeDecodeError as error:
            return JsonSyntaxError(f"byte {error.start} is not {error.encoding} text", 0, 1, 1, "Save it as UTF-8.")
    too_deep = _depth_error(text)
    if too_deep is not None:
        return too_deep
    try:
        # UnicodeEncodeError: lone surrogates; MsgspecError: broken text, and NaN, 1e400, which the slow way reads.
        return cast("JsonValue", msgspec.json.decode(text))
    except (UnicodeEncodeError, msgspec.MsgspecError):
        return _decode_slowly(text)


def decode_plain(data: bytes) -> JsonValue | JsonSyntaxError:
    """Reads JSON in UTF-8 that needs no second look, at more than twice the speed of `decode_json`.

    Returns:
        The value; an error without words where only `decode_json` can tell more, or read it all the same.
    """
    if not _is_shallow(data):
        return _LOOK_AGAIN
    try:
        return cast("JsonValue", msgspec.json.decode(data))
    except (UnicodeError, msgspec.MsgspecError):
        return _LOOK_AGAIN


def encode_json(value: Value | JsonValue, *, indent: int | None = None) -> str:
    """Writes a value as JSON: Unicode kept, integers exact, lone surrogates escaped so that the text fits UTF-8.

    Args:
        value: What to write; a file stands as its name.
        indent: Spaces per level, None for one compact line.

    Raises:
        ValueError: The value nests deeper than Python can follow, or contains itself.
    """
    try:
        compact = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_file_name)
    except RecursionError:
        message = "the value nests too deeply to be written as JSON"
        raise ValueError(message) from None
    compact = _SURROGATE.sub(_escape_surrogate, compact)
    return compact if indent is None else _indented(compact, indent)


def reindent_json(text: str, indent: int = 2) -> str | JsonSyntaxError:
    """Lays a JSON text out anew without changing a digit of its numbers or an escape of its strings."""
    read = decode_json(text)
    return read if isinstance(read, JsonSyntaxError) else _indented(text, indent)


def _indented(text: str, indent: int) -> str:
    try:
        return msgspec.json.format(text, indent=indent)
    except (UnicodeEncodeError, msgspec.MsgspecError):
        # NaN, Infinity and lone surrogates: rare enough for the slow writer.
        laid_out = json.dumps(_decode_slowly(text), ensure_ascii=False, indent=indent)
        return _SURROGATE.sub(_escape_surrogate, laid_out)


def _escape_surrogate(found: re.Match[str]) -> str:
    return f"\\u{ord(found.group()):04x}"


def _file_name(value: object) -> str:
    if isinstance(value, FileRef):
        return value.filename
    message = f"{type(value).__name__} is no JSON value"
    raise TypeError(message)


def _depth_error(text: str) -> JsonSyntaxError | None:
    if _is_shallow(text.encode(errors="surrogatepass")):
        return None
    depth = 0
    for found in _STRINGS_AND_BRACKETS.finditer(text):
        if found.group() in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                line, column = line_and_column(text, found.start())
                return JsonSyntaxError(f"it nests deeper than {MAX_DEPTH} levels", found.start(), line, column)
        elif found.group() in "]}":
            depth -= 1
    return None


def _is_shallow(data: bytes) -> bool:
    """Whether a text surely nests no deeper than is read; at the speed of copying, for large texts are many."""
    if data.count(b"[") + data.count(b"{") <= MAX_DEPTH:
        return True
    # Escapes are looked for in what is left of the text: searching all of it takes as long as reading it.
    short = data.translate(None, _NO_ESCAPES)
    left = short.replace(b"\\\\", b"").replace(b'\\"', b"").translate(None, _NO_BRACKETS)
    brackets = _QUOTED.sub(b"", left.replace(b'""', b""))
    for _ in range(MAX_DEPTH // 2):
        # Each of the two takes at most one level off.
        brackets = brackets.replace(b"[]", b"").replace(b"{}", b"")
        if not brackets:
            return True
    return False


class _NumberTooLongError(ValueError):
    """A number has more digits than can be read."""


def _integer(digits: str) -> int:
    if len(digits.lstrip("-")) > MAX_DIGITS:
        raise _NumberTooLongError(digits)
    return int(digits)


def _float(digits: str) -> float | int:
    number = float(digits)
    if math.isfinite(number):
        return number
    # A float cannot hold 1e400, an integer can, and it is the same number.
    try:
        exact = Decimal(digits)
    except InvalidOperation:
        raise _NumberTooLongError(digits) from None
    if exact.adjusted() >= MAX_DIGITS:
        raise _NumberTooLongError(digits)
    return int(exact)


def read_number(text: str) -> int | float | None:
    """The number that a JSON number text stands for, exact where it is whole; None where it is none or too long."""
    if not _NUMBER.fullmatch(text):
        return None
    try:
        return _float(text) if set(text) & set(".eE") else _integer(text)
    except _NumberTooLongError:
        return None


_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)


def _decode_slowly(text: str) -> JsonValue | JsonSyntaxError:
    try:
        return cast("JsonValue", json.loads(text.removeprefix("\ufeff"), parse_int=_integer, parse_float=_float))
    except json.JSONDecodeError as error:
        return _worded(text, error)
    except _NumberTooLongError as error:
        offset = max(text.find(str(error)), 0)
        line, column = line_and_column(text, offset)
        return JsonSyntaxError(f"this number has more than {MAX_DIGITS:,} digits", offset, line, column)


_WORDS: Final = {
    "Expecting property name enclosed in double quotes": "a property name in double quotes should stand here",
    "Expecting value": "a value should stand here",
    "Expecting ',' delimiter": "a comma or a closing bracket should stand here",
    "Expecting ':' delimiter": "a colon should stand between name and value",
    "Extra data": "the value ended before this",
    "Unterminated string starting at": "this string is never closed",
    "Invalid control character at": "a line break or control character stands inside a string",
    "Invalid \\escape": "this backslash escape does not exist",
    "Invalid \\uXXXX escape": "\\u needs four hexadecimal digits",
    "Illegal trailing comma before end of object": "a comma stands before the closing bracket",
    "Illegal trailing comma before end of array": "a comma stands before the closing bracket",
}


def _worded(text: str, error: json.JSONDecodeError) -> JsonSyntaxError:
    offset = error.pos + (1 if text.startswith("\ufeff") else 0)
    message = _WORDS.get(error.msg.rstrip(": "), error.msg)
    before = text[:offset].rstrip()
    if before.endswith(",") and text[offset : offset + 1] in {"]", "}"}:
        # Python 3.13 points at the comma, older ones at the bracket: the comma is what a person must remove.
        offset, message = len(before) - 1, _WORDS["Illegal trailing comma before end of array"]
    return syntax_error(text, offset, message)

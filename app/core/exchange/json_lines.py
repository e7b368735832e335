"""Bodies of JSON texts one after the other: a line each, or a sequence with record separators (RFC 7464)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.core.base.json_text import JsonSyntaxError, decode_json

if TYPE_CHECKING:
    from app.core.base.json_types import JsonValue

_RECORD_SEPARATOR: Final = "\x1e"


@dataclass(frozen=True, slots=True)
class BrokenText:
    """The first text that is no JSON.

    Attributes:
        number: Which one, counted from 1, empty ones too.
        error: What is wrong in it; its line and column are those within the text.
        is_line: Whether it is a line by itself, not one of a sequence.
    """

    number: int
    error: JsonSyntaxError
    is_line: bool

    def __str__(self) -> str:
        if self.is_line:
            return f"line {self.number:,}, column {self.error.column:,}: {self.error.message}"
        return f"text {self.number:,}, {self.error}"


def read_json_lines(text: str, *, is_sequence: bool) -> list[JsonValue] | BrokenText:
    """The values, in order; what is empty is passed over.

    Args:
        is_sequence: Whether a record separator stands before each text, which may then go over several lines.
    """
    values: list[JsonValue] = []
    texts = text.removeprefix(_RECORD_SEPARATOR).split(_RECORD_SEPARATOR) if is_sequence else text.split("\n")
    for number, one in enumerate(texts, 1):
        if not one.strip():
            continue
        value = decode_json(one)
        if isinstance(value, JsonSyntaxError):
            return BrokenText(number, value, is_line=not is_sequence)
        values.append(value)
    return values

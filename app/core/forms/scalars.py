"""One line of text to a value and back.

Nothing a person types is refused: what does not fit the kind is sent as the text it is, so that the server can say
no. Quotes make a text of what would be something else: `"5"` in a number field is the string 5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from app.core.base.json_equal import same_value
from app.core.base.json_text import JsonSyntaxError, decode_json, encode_json, read_number
from app.core.base.json_types import FileRef
from app.core.forms.model import FieldKind

if TYPE_CHECKING:
    from app.core.base.json_types import JsonValue, Value

_NUMBERS = (FieldKind.INTEGER, FieldKind.NUMBER)
_WORDS: dict[str, JsonValue] = {"true": True, "false": False, "null": None}


def parse_entry(kind: FieldKind, text: str, choices: tuple[JsonValue, ...] = ()) -> Value:
    """The value that a text stands for in an editor of that kind.

    Args:
        choices: For enum and const the values that may be meant by their text.
    """
    if kind is FieldKind.STRING:
        return text
    quoted = decode_json(text) if text.lstrip().startswith('"') else None
    if isinstance(quoted, str):
        return quoted
    if kind in _NUMBERS:
        number = read_number(text.strip())
        return text if number is None else number
    if kind is FieldKind.BOOLEAN or kind is FieldKind.NULL:
        word = _WORDS.get(text.strip(), text)
        fits = isinstance(word, bool) if kind is FieldKind.BOOLEAN else word is None
        return cast("Value", word) if fits else text
    if kind in {FieldKind.ENUM, FieldKind.CONST}:
        return cast("Value", next((choice for choice in choices if _plain(choice) == text), text))
    read = decode_json(text)
    return text if isinstance(read, JsonSyntaxError) else cast("Value", read)


def entry_text(value: Value, kind: FieldKind = FieldKind.STRING, choices: tuple[JsonValue, ...] = ()) -> str:
    """The text that stands for a value in an editor of that kind; `parse_entry` reads it back.

    Only a string editor has no text for what is no string: there `5` reads back as "5".
    """
    plain = _plain(value)
    if not isinstance(value, str) or same_value(parse_entry(kind, plain, choices), value):
        return plain
    return encode_json(value)


def _plain(value: Value | JsonValue) -> str:
    if isinstance(value, str):
        return value
    return value.filename if isinstance(value, FileRef) else encode_json(value)

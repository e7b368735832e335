"""Does a value fit a schema, and what would it be as the type that the schema wants."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, cast

from app.core.base.json_equal import same_json
from app.core.base.json_text import decode_json, encode_json, read_number
from app.core.base.json_types import OMIT, FileRef, Omitted, Value
from app.core.diagnosis.schemas import json_type

if TYPE_CHECKING:
    from app.core.diagnosis.schemas import Schemas
    from app.core.spec.document import Node

_BOOLEANS: Final = {
    **dict.fromkeys(("true", "yes", "y", "on", "t", "1"), True),
    **dict.fromkeys(("false", "no", "n", "off", "f", "0"), False),
}
"""The words for which a person means a boolean; Pydantic reads the same."""

_MAX_NESTING: Final = 4
"""How many arrays are put around a value."""

_TYPE_ORDER: Final = ("integer", "number", "boolean", "object", "array", "string")
"""The narrower type first: "5" becomes 5 before it stays a text."""


def fits(schemas: Schemas, value: Value, node: Node) -> bool:
    """Whether a value has a type and, where choices are listed, a value that the schema allows; no deeper look."""
    types = schemas.types(node)
    if types and not _has_type(value, types):
        return False
    choices = schemas.choices(node)
    return not choices or any(same_json(value, choice) for choice in choices)


def fits_as_text(schemas: Schemas, text: Value, node: Node) -> bool:
    """Whether a parameter's or form field's text can be read as what the schema wants."""
    return fits(schemas, text, node) or converted(schemas, text, node) is not OMIT


def converted(schemas: Schemas, value: Value, node: Node, nesting: int = 0) -> Value | Omitted:
    """The value as a type that the schema allows, OMIT where it cannot be one or already is."""
    types = schemas.types(node)
    if not types or nesting > _MAX_NESTING or isinstance(value, FileRef) or fits(schemas, value, node):
        return OMIT
    for name in _TYPE_ORDER:
        if name not in types:
            continue
        result = _wrapped(schemas, value, node, nesting) if name == "array" else _as(name, value)
        if result is not OMIT and fits(schemas, result, node):
            return result
    return OMIT


def number_in(value: Value | Omitted) -> int | float | None:
    """A number, or the number that a text stands for; None where it is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, int):
        return value
    return read_number(value.strip().replace(",", "").lstrip("+")) if isinstance(value, str) else None


def _has_type(value: Value, types: frozenset[str]) -> bool:
    if isinstance(value, FileRef):
        return "string" in types
    name = json_type(value)
    if name in types or (name == "integer" and "number" in types):
        return True
    return isinstance(value, float) and value.is_integer() and "integer" in types


def _as(name: str, value: Value) -> Value | Omitted:
    match name:
        case "integer" | "number":
            return _number(value, whole=name == "integer")
        case "boolean":
            return _boolean(value)
        case "string":
            return encode_json(value) if isinstance(value, bool | int | float) else OMIT
        case _:
            return _from_text(value, dict)


def _number(value: Value, *, whole: bool) -> Value | Omitted:
    number = number_in(value)
    if number is None:
        return OMIT
    if whole and isinstance(number, float):
        return int(number) if number.is_integer() else OMIT
    return number


def _boolean(value: Value) -> Value | Omitted:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return OMIT
    text = value.strip().lower() if isinstance(value, str) else f"{value:g}"
    return _BOOLEANS.get(text, OMIT)


def _wrapped(schemas: Schemas, value: Value, node: Node, nesting: int) -> Value | Omitted:
    """The array that a text holds, else the value as the only item of one."""
    inside = _from_text(value, list)
    item = schemas.item(node, 0)
    if inside is not OMIT or item is None:
        return inside
    item = schemas.resolve(item)
    alone = value if fits(schemas, value, item) else converted(schemas, value, item, nesting + 1)
    return OMIT if alone is OMIT else [alone]


def _from_text(value: Value, kind: type) -> Value | Omitted:
    read = decode_json(value) if isinstance(value, str) else OMIT
    return cast("Value", read) if isinstance(read, kind) else OMIT

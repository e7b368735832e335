"""A value that may be anything: a person says which kind it is, or writes JSON for just this value."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from app.core.base.json_types import OMIT
from app.core.forms.model import FieldKind
from app.core.forms.scalars import entry_text, parse_entry

if TYPE_CHECKING:
    from app.core.base.json_types import Omitted, Value
    from app.core.forms.model import Field


class AnyKind(StrEnum):
    """How the value is edited; JSON takes all kinds."""

    JSON = "JSON"
    TEXT = "text"
    NUMBER = "number"
    TRUTH = "true/false"
    NULL = "null"
    OBJECT = "object"
    ARRAY = "array"


_FIELD_KINDS: Final = {
    AnyKind.TEXT: FieldKind.STRING,
    AnyKind.NUMBER: FieldKind.NUMBER,
    AnyKind.TRUTH: FieldKind.BOOLEAN,
    AnyKind.NULL: FieldKind.NULL,
    AnyKind.OBJECT: FieldKind.MAP,
    AnyKind.ARRAY: FieldKind.ARRAY,
}


def kind_of_value(value: Value | Omitted) -> AnyKind:
    """The kind of a value; JSON where there is none, or a file."""
    if value is None:
        return AnyKind.NULL
    kinds = {
        bool: AnyKind.TRUTH,
        int: AnyKind.NUMBER,
        float: AnyKind.NUMBER,
        str: AnyKind.TEXT,
        dict: AnyKind.OBJECT,
        list: AnyKind.ARRAY,
    }
    return kinds.get(type(value), AnyKind.JSON)


def still_holds(kind: AnyKind, value: Value | Omitted) -> bool:
    """Whether a value can be edited as the kind that a person chose for it before."""
    return kind is AnyKind.JSON or kind is kind_of_value(value)


def as_kind(field: Field, kind: AnyKind) -> Field:
    """The field as one of that kind alone would be."""
    return field if kind is AnyKind.JSON else replace(field, kind=_FIELD_KINDS[kind])


def converted(value: Value | Omitted, kind: AnyKind) -> Value | Omitted:
    """The value as another kind, keeping what can be kept."""
    if still_holds(kind, value):
        return value
    match kind:
        case AnyKind.TEXT:
            return "" if value is OMIT or value is None else entry_text(value)
        case AnyKind.NUMBER:
            read = parse_entry(FieldKind.NUMBER, value) if isinstance(value, str) else 0
            return read if isinstance(read, int | float) else 0
        case AnyKind.TRUTH:
            return value == "true"
        case AnyKind.ARRAY:
            return [] if value is OMIT or value is None or value == "" else [value]
        case _:
            read = parse_entry(FieldKind.ANY, value) if isinstance(value, str) else None
            return None if kind is AnyKind.NULL else read if isinstance(read, dict) else {}

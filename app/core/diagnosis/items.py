"""FastAPI's error items: `{"detail": [{"loc": […], "msg": …, "type": …, "input": …, "ctx": {…}}]}`.

Every value comes from a server that may be broken or hostile, so nothing is taken on trust.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from app.core.base.json_types import OMIT, JsonValue, Omitted

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_LOC: Final = 64
"""How many elements of a location are read; deeper ones stop at the deepest field known there."""

_INDEX_BITS: Final = 64
"""Integers beyond this are neither indices nor tags."""

_ADDRESS = re.compile(r"0x[0-9a-fA-F]+")

_PYDANTIC_1: Final = {
    "value_error.missing": "missing",
    "value_error.extra": "extra_forbidden",
    "value_error.jsondecode": "json_invalid",
    "value_error.const": "literal_error",
    "value_error.any_str.min_length": "string_too_short",
    "value_error.any_str.max_length": "string_too_long",
    "value_error.str.regex": "string_pattern_mismatch",
    "value_error.list.min_items": "too_short",
    "value_error.list.max_items": "too_long",
    "value_error.number.not_gt": "greater_than",
    "value_error.number.not_ge": "greater_than_equal",
    "value_error.number.not_lt": "less_than",
    "value_error.number.not_le": "less_than_equal",
    "value_error.number.not_multiple": "multiple_of",
    "value_error.discriminated_union.missing_discriminator": "union_tag_not_found",
    "value_error.discriminated_union.invalid_discriminator": "union_tag_invalid",
    "type_error.integer": "int_type",
    "type_error.float": "float_type",
    "type_error.bool": "bool_type",
    "type_error.str": "string_type",
    "type_error.list": "list_type",
    "type_error.dict": "dict_type",
    "type_error.enum": "enum",
    "type_error.none.not_allowed": "none_not_allowed",
}
"""Pydantic 1 names of the errors that Pydantic 2 names otherwise (FastAPI up to 0.125)."""


@dataclass(frozen=True, slots=True)
class ErrorItem:
    """One error as the server reported it.

    Attributes:
        loc: Where, for example `("body", "year")`; empty where the server names no place.
        type: The server's error type, for example `string_too_short`.
        msg: The server's words.
        input: The value that the server saw there, OMIT where it does not say.
        ctx: What else it says, for example `{"ge": 1000}`.
        cut: Whether `loc` was longer than can be followed.
        meaning: The Pydantic 2 name for what is wrong, where the server's own type says it otherwise or not at all.
    """

    loc: tuple[str | int, ...]
    type: str = ""
    msg: str = ""
    input: JsonValue | Omitted = OMIT
    ctx: Mapping[str, JsonValue] = field(default_factory=dict)
    cut: bool = False
    meaning: str = ""

    @property
    def kind(self) -> str:
        """The error type by its Pydantic 2 name."""
        return self.meaning or _PYDANTIC_1.get(self.type, self.type)

    @property
    def missing(self) -> bool:
        """Whether something required was not there."""
        return self.kind == "missing"


def read_items(body: JsonValue | Omitted) -> tuple[ErrorItem, ...] | None:
    """The error items of a response body; None where it is not FastAPI's shape.

    One element with a `loc` list is enough to recognise it; other elements become items without a place.
    """
    detail = body.get("detail") if isinstance(body, dict) else None
    if not isinstance(detail, list) or not any(isinstance(entry, dict) and "loc" in entry for entry in detail):
        return None
    return tuple(_item(entry) for entry in detail)


def label_text(element: str | int) -> str:
    """A location element as text, without the memory addresses that Python prints into function names."""
    return _ADDRESS.sub("0x", str(element))


def _item(entry: Any) -> ErrorItem:
    if not isinstance(entry, dict):
        return ErrorItem((), msg=_text(entry))
    loc = entry.get("loc")
    elements = loc if isinstance(loc, list) else []
    ctx = entry.get("ctx")
    return ErrorItem(
        tuple(_element(element) for element in elements[:MAX_LOC]),
        type=_text(entry.get("type")),
        msg=_text(entry.get("msg")),
        input=entry.get("input", OMIT),
        ctx=ctx if isinstance(ctx, dict) else {},
        cut=len(elements) > MAX_LOC,
    )


def _element(element: Any) -> str | int:
    if isinstance(element, int) and not isinstance(element, bool) and element.bit_length() <= _INDEX_BITS:
        return element
    return _text(element)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list | dict):
        # A container may be huge or deep; its kind says enough.
        return "[…]" if isinstance(value, list) else "{…}"
    # Python refuses to write integers beyond some thousand digits.
    return "…" if isinstance(value, int) and value.bit_length() > _INDEX_BITS else str(value)

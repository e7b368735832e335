"""Which rule of its schema a value breaks, by Pydantic's name for it: other servers say so in prose only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from app.core.base.json_types import OMIT
from app.core.diagnosis.convert import converted, fits, number_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.base.json_types import Omitted, Value
    from app.core.diagnosis.schemas import Schemas
    from app.core.spec.document import Node

_WRONG_TYPE: Final = (
    ("integer", "int_type"),
    ("number", "float_type"),
    ("boolean", "bool_type"),
    ("object", "dict_type"),
    ("array", "list_type"),
    ("string", "string_type"),
)
_UNREADABLE: Final = (("integer", "int_parsing"), ("number", "float_parsing"), ("boolean", "bool_parsing"))
_TAKEN = re.compile(r"\b(?:already|taken|exists?|unique|duplicate|not found)\b", re.IGNORECASE)


def broken_rule(schemas: Schemas, node: Node, value: Value | Omitted, words: str, *, as_text: bool) -> str:
    """The rule's name, empty where the value keeps all that can be seen.

    Args:
        words: The server's: what is taken or does not exist breaks no rule of form.
        as_text: Whether the value travels as text and is read as its type.
    """
    if value is OMIT:
        return "missing"
    read = converted(schemas, value, node) if as_text else OMIT
    value = value if read is OMIT else read
    types = schemas.types(node)
    if not fits(schemas, value, node):
        return _misfit(schemas, node, types, value)
    kind = _LIMITS_OF.get(type(value))
    if kind is None:
        return ""
    broken = next((name for keyword, name, breaks in kind if breaks(value, schemas.keyword(node, keyword))), "")
    if broken or not isinstance(value, str) or _TAKEN.search(words[:_LONGEST]):
        return broken
    # Patterns are not run on what comes from outside; where one stands, it is the likely one.
    guarded = any(isinstance(schemas.keyword(node, keyword), str) for keyword in ("pattern", "format"))
    return "string_pattern_mismatch" if guarded else ""


_LONGEST: Final = 1_000


def _misfit(schemas: Schemas, node: Node, types: frozenset[str], value: Value) -> str:
    if schemas.choices(node):
        return "enum"
    names = _UNREADABLE if isinstance(value, str) else ()
    return next((kind for name, kind in (*names, *_WRONG_TYPE) if name in types), "")


def _is_limit(limit: Any) -> bool:
    return isinstance(limit, int | float) and not isinstance(limit, bool)


def _below(value: Any, limit: Any) -> bool:
    return _is_limit(limit) and bool(value < limit)


def _not_above(value: Any, limit: Any) -> bool:
    return _is_limit(limit) and bool(value <= limit)


def _above(value: Any, limit: Any) -> bool:
    return _is_limit(limit) and bool(value > limit)


def _not_below(value: Any, limit: Any) -> bool:
    return _is_limit(limit) and bool(value >= limit)


def _off_steps(value: Any, step: Any) -> bool:
    number = number_in(value)
    if number is None or not _is_limit(step) or step <= 0:
        return False
    try:
        return bool(abs(number / step - round(number / step)) > _ROUNDING)
    except (OverflowError, ValueError):
        return False


_ROUNDING: Final = 1e-9


def _shorter(value: Any, limit: Any) -> bool:
    return _below(len(value), limit)


def _longer(value: Any, limit: Any) -> bool:
    return _above(len(value), limit)


_NUMBER: Final[tuple[tuple[str, str, Callable[[Any, Any], bool]], ...]] = (
    ("minimum", "greater_than_equal", _below),
    ("exclusiveMinimum", "greater_than", _not_above),
    ("maximum", "less_than_equal", _above),
    ("exclusiveMaximum", "less_than", _not_below),
    ("multipleOf", "multiple_of", _off_steps),
)
_LIMITS_OF: Final[dict[type, tuple[tuple[str, str, Callable[[Any, Any], bool]], ...]]] = {
    int: _NUMBER,
    float: _NUMBER,
    str: (("minLength", "string_too_short", _shorter), ("maxLength", "string_too_long", _longer)),
    list: (("minItems", "too_short", _shorter), ("maxItems", "too_long", _longer)),
    dict: (("minProperties", "too_short", _shorter), ("maxProperties", "too_long", _longer)),
}

"""Which JSON types an error type speaks of: `int_parsing` fits an integer, `too_short` anything that has a length."""

from __future__ import annotations

from typing import Final

_NUMBERS: Final = frozenset(("integer", "number"))
_TEXT: Final = frozenset(("string",))
_LIST: Final = frozenset(("array",))
_OBJECT: Final = frozenset(("object",))

_TYPES: Final[tuple[tuple[str, frozenset[str]], ...]] = (
    ("int_", _NUMBERS),
    ("float_", frozenset(("number",))),
    ("finite_", _NUMBERS),
    ("bool_", frozenset(("boolean",))),
    ("string_", _TEXT),
    ("bytes_", _TEXT),
    ("date", _TEXT),
    ("time", _TEXT),
    ("uuid_", _TEXT),
    ("url_", _TEXT),
    ("ip_", _TEXT),
    ("json_", _TEXT),
    ("decimal_", _NUMBERS | _TEXT),
    ("greater_than", _NUMBERS | _TEXT),
    ("less_than", _NUMBERS | _TEXT),
    ("multiple_of", _NUMBERS),
    ("too_", _LIST | _OBJECT | _TEXT),
    ("list_", _LIST),
    ("tuple_", _LIST),
    ("set_", _LIST),
    ("frozen_set_", _LIST),
    ("dict_", _OBJECT),
    ("mapping_", _OBJECT),
    ("model_", _OBJECT),
    ("dataclass_", _OBJECT),
    ("union_tag_", _OBJECT),
)


def expected_types(kind: str) -> frozenset[str]:
    """The JSON types an error type speaks of; empty where it says nothing about them."""
    return next((types for prefix, types in _TYPES if kind.startswith(prefix)), frozenset())


def type_fits(kind: str, types: frozenset[str]) -> bool:
    """Whether an error of this type can come from a schema of these JSON types."""
    expected = expected_types(kind)
    return not expected or not types or bool(expected & types)


def is_wrong_type(kind: str) -> bool:
    """Whether the value has another JSON type than the schema wants: nothing about it can be right."""
    return kind.endswith("_type") or kind in {"is_instance_of", "none_not_allowed", "none_required"}

"""The keywords of JSON Schema 2020-12: under which of them schemas stand, and which values make sense."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from app.core.spec.node import Node

SINGLES: Final = frozenset(
    (
        "additionalProperties",
        "unevaluatedProperties",
        "propertyNames",
        "items",
        "unevaluatedItems",
        "contains",
        "not",
        "if",
        "then",
        "else",
    )
)
"""One schema stands there."""

LISTS: Final = frozenset(("allOf", "anyOf", "oneOf", "prefixItems"))
"""A list of schemas stands there."""

MAPS: Final = frozenset(("properties", "patternProperties", "dependentSchemas"))
"""Schemas stand there by name."""

MEANT_TYPES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("int", "long"), "integer"),
    **dict.fromkeys(("float", "double", "decimal"), "number"),
    **dict.fromkeys(("str", "text", "date", "datetime", "date-time", "uuid"), "string"),
    **dict.fromkeys(("dict", "map", "json"), "object"),
    "bool": "boolean",
    "list": "array",
}
"""What documents written by hand call types, after other languages: wrong, and clear all the same."""

TYPES: Final = frozenset(("null", "boolean", "integer", "number", "string", "array", "object"))


RANGES: Final[Mapping[str, tuple[int, int]]] = {
    **{f"int{bits}": (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) for bits in (8, 16, 32, 64)},
    **{f"uint{bits}": (0, 2**bits - 1) for bits in (8, 16, 32, 64)},
}
"""The smallest and the largest number of the formats that say how many bits it has (OpenAPI Format Registry)."""


def with_range(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema's understood keywords with the limits that its `format` sets; stricter ones of its own stay."""
    low, high = RANGES.get(str(schema.get("format")), (None, None))
    found = dict(schema)
    if low is not None and high is not None:
        found["minimum"] = max(found.get("minimum", low), low)
        found["maximum"] = min(found.get("maximum", high), high)
    return found


def is_count(value: object) -> bool:
    """A whole number from 0 on."""
    return is_number(value) and isinstance(value, int | float) and value >= 0 and value == int(value)


def is_number(value: object) -> bool:
    """A finite number; a truth value is none."""
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)


def _is_type(value: object) -> bool:
    if isinstance(value, list):
        return bool(value) and all(isinstance(name, str) and name in TYPES for name in value)
    return isinstance(value, str) and value in TYPES


def _is_step(value: object) -> bool:
    return is_number(value) and isinstance(value, int | float) and value > 0


def _is_names(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def _is_dependencies(value: object) -> bool:
    return isinstance(value, dict) and all(
        _is_names(names) and len(set(names)) == len(names) for names in value.values()
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_truth(value: object) -> bool:
    return isinstance(value, bool)


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _is_anything(_value: object) -> bool:
    return True


_CHECKS: Final[Mapping[str, tuple[Callable[[object], bool], str]]] = {
    "type": (_is_type, "the name of a JSON type, or a list of such names"),
    "enum": (_is_list, "a list"),
    "const": (_is_anything, "anything"),
    "pattern": (_is_text, "text"),
    "format": (_is_text, "text"),
    "required": (_is_names, "a list of names"),
    "dependentRequired": (_is_dependencies, "lists of names by name"),
    "uniqueItems": (_is_truth, "true or false"),
    "multipleOf": (_is_step, "a number above 0"),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), (is_number, "a number")),
    **dict.fromkeys(
        (
            "minLength",
            "maxLength",
            "minItems",
            "maxItems",
            "minProperties",
            "maxProperties",
            "minContains",
            "maxContains",
        ),
        (is_count, "a whole number from 0 on"),
    ),
}


def is_understood(keyword: str, value: Any) -> bool:
    """Whether a keyword says something about validity, and its value makes sense."""
    return keyword in _CHECKS and _CHECKS[keyword][0](value)


def complaint(keyword: str, value: Any) -> str:
    """What is wrong with a keyword's value, in words; empty where nothing is."""
    if keyword not in _CHECKS or _CHECKS[keyword][0](value):
        return ""
    if keyword == "type" and isinstance(value, str) and value in MEANT_TYPES:
        return f"`{value}` is no JSON type; it is read as `{MEANT_TYPES[value]}`"
    return f"`{keyword}` should be {_CHECKS[keyword][1]}"


def subschemas(schema: Node) -> Iterator[Node]:
    """The schemas one level below a schema."""
    for key, value in schema.mapping.items():
        if isinstance(value, list) and key in {"items", *LISTS}:
            yield from (schema.child(key, index) for index in range(len(value)))
        elif key in SINGLES and isinstance(value, dict | bool):
            yield schema.child(key)
        elif key in MAPS and isinstance(value, dict):
            yield from (schema.child(key, name) for name in value)

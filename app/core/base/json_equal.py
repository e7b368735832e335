"""Equality as JSON sees it: `1`, `true` and `"1"` are three values, which Python's `==` does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.core.base.json_types import Omitted, Value


def same_value(one: Value | Omitted | object, two: Value | Omitted | object) -> bool:
    """Whether two values are sent alike: same types, same members, `1` unlike `1.0` and `true`; order ignored."""
    if one is two:
        return True
    if type(one) is not type(two):
        return False
    if isinstance(one, dict) and isinstance(two, dict):
        return one.keys() == two.keys() and all(same_value(value, two[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(map(same_value, one, two))
    return one == two


def same_json(one: object, two: object) -> bool:
    """Whether JSON Schema calls two values equal: numbers by their mathematical value, so `1` equals `1.0`."""
    if isinstance(one, bool) or isinstance(two, bool):
        return one is two
    if isinstance(one, int | float) and isinstance(two, int | float):
        return one == two
    if isinstance(one, dict) and isinstance(two, dict):
        return one.keys() == two.keys() and all(same_json(value, two[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(map(same_json, one, two))
    return type(one) is type(two) and one == two

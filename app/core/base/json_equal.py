"""Equality as JSON sees it: `1`, `true` and `"1"` are three values, which Python's `==` does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.core.base.json_types import Omitted, Value


def same_value(one: Value | Omitted | object, two: Value | Omitted | object) -> bool:
    """Whether two values are sent alike: same types, same members, `1` unlike `1.0` and `true`; order ignored."""
    todo: list[tuple[object, object]] = [(one, two)]
    while todo:
        left, right = todo.pop()
        if left is not right:
            below = _pairs(left, right)
            if below is None:
                return False
            todo += below
    return True


def _pairs(left: object, right: object) -> list[tuple[object, object]] | None:
    """What has to be the same for two values to be the same; None where they already differ."""
    if type(left) is not type(right):
        return None
    if isinstance(left, dict) and isinstance(right, dict):
        return [(value, right[key]) for key, value in left.items()] if left.keys() == right.keys() else None
    if isinstance(left, list) and isinstance(right, list):
        return list(zip(left, right, strict=True)) if len(left) == len(right) else None
    return [] if left == right else None


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

"""Union alternatives chosen by hand move with the values they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.base.field_path import FieldPath

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def without(branches: Mapping[FieldPath, int], path: FieldPath) -> Mapping[FieldPath, int]:
    """The choices that are neither at the path nor below it."""
    return {key: choice for key, choice in branches.items() if not key.is_within(path)}


def renamed(branches: Mapping[FieldPath, int], old: FieldPath, new: FieldPath) -> Mapping[FieldPath, int]:
    """The choices at and below `old` moved to `new`."""
    return {_moved(key, old, new): choice for key, choice in branches.items()}


def shifted(
    branches: Mapping[FieldPath, int], array: FieldPath, place: Callable[[int], int]
) -> Mapping[FieldPath, int]:
    """The choices below an array's items after the items moved; `place` tells an old index its new one."""
    depth = len(array.tokens)
    changed: dict[FieldPath, int] = {}
    for key, choice in branches.items():
        below = key.is_within(array) and len(key.tokens) > depth and key.tokens[depth].isdecimal()
        if below:
            item = array.child(key.tokens[depth])
            key = _moved(key, item, array.child(place(int(key.tokens[depth]))))
        changed[key] = choice
    return changed


def _moved(key: FieldPath, old: FieldPath, new: FieldPath) -> FieldPath:
    return FieldPath(new.location, new.tokens + key.tokens[len(old.tokens) :]) if key.is_within(old) else key

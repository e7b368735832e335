"""Questions about values: what stands at a place, does a value fit a schema, what would it be as another type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.base.json_types import OMIT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.core.base.json_types import Omitted, Value


def member(value: Value | Omitted, token: str | int) -> Value | Omitted:
    """The member or item of a container, OMIT where there is none."""
    if isinstance(value, dict):
        return value.get(str(token), OMIT)
    if isinstance(value, list):
        index = _index(token)
        return value[index] if index is not None and index < len(value) else OMIT
    return OMIT


def at(value: Value | Omitted, tokens: Iterable[str | int]) -> Value | Omitted:
    """What stands at a path of tokens, OMIT where nothing does."""
    for token in tokens:
        value = member(value, token)
    return value


def _index(token: str | int) -> int | None:
    if isinstance(token, int):
        return token if token >= 0 else None
    return int(token) if token.isascii() and token.isdigit() and len(token) < _INDEX_DIGITS else None


_INDEX_DIGITS = 16

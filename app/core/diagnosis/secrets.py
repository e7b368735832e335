"""Hides what nobody should read over a shoulder: FastAPI repeats passwords in `input`, even those typed as secret."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.core.base.json_types import OMIT
from app.core.forms.kinds import is_secret

if TYPE_CHECKING:
    from app.core.base.json_types import Omitted, Value
    from app.core.diagnosis.placement import Placement
    from app.core.diagnosis.schemas import Schemas

HIDDEN: Final = "••••••"
"""What stands in place of a secret."""

_MAX_DEPTH: Final = 20


def is_secret_place(schemas: Schemas, placement: Placement) -> bool:
    """Whether the value at a place should be hidden: `format: password`, or a name that says so."""
    path = placement.target.field
    if placement.node is not None:
        if schemas.keyword(placement.node, "format") == "password":
            return True
        types = schemas.types(placement.node)
        if types and "string" not in types:
            return False
    return path is not None and any(is_secret(token, None) for token in path.tokens)


def hidden(value: Value | Omitted, *, secret: bool) -> Value | Omitted:
    """The value with secrets replaced, all of it or the members whose names say so; the very same where none is."""
    if value is OMIT or value is None or value == "":
        return value
    return HIDDEN if secret else _without_secrets(value, 0)


def _without_secrets(value: Value, depth: int) -> Value:
    if depth > _MAX_DEPTH:
        return HIDDEN
    if isinstance(value, dict):
        members = {name: _member(name, member, depth) for name, member in value.items()}
        return members if any(members[name] is not value[name] for name in value) else value
    if isinstance(value, list):
        items = [_without_secrets(item, depth + 1) for item in value]
        return items if any(new is not old for new, old in zip(items, value, strict=True)) else value
    return value


def _member(name: str, value: Value, depth: int) -> Value:
    if is_secret(name, None) and isinstance(value, str | int | float):
        return HIDDEN
    return _without_secrets(value, depth + 1)

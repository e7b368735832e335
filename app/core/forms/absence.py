"""Why a form shows no field where somebody looks for one, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.base.field_path import Location
from app.core.base.json_types import OMIT

if TYPE_CHECKING:
    from app.core.base.json_types import Omitted, Value
    from app.core.forms.model import Field


def why_not(field: Field, token: str, value: Value | Omitted) -> str:
    """Why a field has no child of that name or index.

    Args:
        field: The nearest field that is there.
        value: What is entered in it.
    """
    if field.path.location is not Location.BODY and not field.path.tokens:
        return f"the operation has no {field.path.location.value} parameter `{token}`"
    if value is OMIT:
        return f"`{field.label}` is left out"
    if value is None:
        return f"`{field.label}` is null"
    if isinstance(value, list):
        return _no_item(field, token, len(value))
    if not isinstance(value, dict):
        return f"`{field.label}` holds a single value"
    return _in_another_alternative(field, token) or f"neither the schema nor the value of `{field.label}` has `{token}`"


def _no_item(field: Field, token: str, count: int) -> str:
    if not token.isdecimal():
        return f"`{field.label}` is an array and has no `{token}`"
    has = {0: "no items", 1: "1 item"}.get(count, f"{count} items")
    return f"`{field.label}` has {has}, and none at index {token}"


def _in_another_alternative(field: Field, token: str) -> str:
    """Words for a member that other alternatives of a union have; empty where none has."""
    alternatives = field.shape.alternatives if field.shape is not None else ()
    names = [
        branch.label
        for branch, found in zip(field.branches, alternatives, strict=True)
        if branch.index != field.branch and token in found.shape.properties
    ]
    if not names or field.branch is None:
        return ""
    return f"`{token}` belongs to {' and '.join(names)}, and {field.branches[field.branch].label} is chosen"

"""Where the value stands that chooses among a union's alternatives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.core.diagnosis.choices import quoted, tags

if TYPE_CHECKING:
    from app.core.base.field_path import FieldPath
    from app.core.diagnosis.context import Context
    from app.core.diagnosis.placement import Placement


def tag_place(context: Context, placement: Placement) -> tuple[FieldPath, tuple[Any, ...]] | None:
    """Where a union's discriminator stands, and which values select an alternative; None where it has none."""
    path = placement.target.field
    if path is None or placement.node is None or placement.inside_text:
        return None
    for union in context.schemas.unions(placement.node):
        named = union.tag_property or next(iter(quoted(placement.item.ctx.get("discriminator"))), None)
        if named is not None:
            return path.child(named), tags(context.schemas, union, placement.item)
    return None

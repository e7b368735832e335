"""How OpenAPI 2.0 and 3.0, which extend drafts 4 and 5, write what JSON Schema 2020-12 writes in another way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.core.spec.v3 import as_meant

if TYPE_CHECKING:
    from collections.abc import Mapping


def plain(raw: Mapping[str, Any], nullable: str) -> dict[str, Any]:
    """Rewrites members beside `$ref`, boolean `exclusiveMinimum` and `exclusiveMaximum`, and the word for null.

    Args:
        raw: A Schema Object.
        nullable: The keyword that allows null.
    """
    if isinstance(raw.get("$ref"), str):
        # Members beside a reference are ignored (OpenAPI 3.0 section 4.7.23.1).
        return {"$ref": raw["$ref"]}
    schema = dict(as_meant(raw))
    for exclusive, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(schema.get(exclusive), bool) and schema.pop(exclusive) and limit in schema:
            schema[exclusive] = schema.pop(limit)
    if schema.pop(nullable, None) is True:
        _allow_null(schema)
    return schema


def _allow_null(schema: dict[str, Any]) -> None:
    if isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]
    else:
        # Without a type, the word itself has to stay.
        schema["nullable"] = True
    enum = schema.get("enum")
    if isinstance(enum, list) and None not in enum:
        # Strictly the list forbids null; everybody who writes both means that null is allowed.
        schema["enum"] = [*enum, None]

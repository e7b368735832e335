"""OpenAPI 3.0: an extended subset of JSON Schema draft 5 (https://spec.openapis.org/oas/v3.0.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from app.core.spec.v3 import operations, parameters, request_body, security_schemes, servers, with_examples

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["name", "operations", "parameters", "plain_schema", "request_body", "security_schemes", "servers"]

name: Final = "OpenAPI 3.0"


def plain_schema(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """Rewrites `nullable`, boolean `exclusiveMinimum` and `exclusiveMaximum`, and members beside `$ref`."""
    if isinstance(raw.get("$ref"), str):
        # Section 4.7.23.1: members beside a reference are ignored.
        return {"$ref": raw["$ref"]}
    schema = dict(with_examples(raw))
    for exclusive, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(schema.get(exclusive), bool) and schema.pop(exclusive) and limit in schema:
            schema[exclusive] = schema.pop(limit)
    if schema.get("nullable") is True:
        _allow_null(schema)
    else:
        schema.pop("nullable", None)
    return schema


def _allow_null(schema: dict[str, Any]) -> None:
    if isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]
        del schema["nullable"]
    enum = schema.get("enum")
    if isinstance(enum, list) and None not in enum:
        # Strictly the list forbids null; everybody who writes both means that null is allowed.
        schema["enum"] = [*enum, None]

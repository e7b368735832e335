"""OpenAPI 3.2: what it adds to 3.1 (https://spec.openapis.org/oas/v3.2.0)."""

from __future__ import annotations

from typing import Final

from app.core.spec import v3
from app.core.spec.node import Node
from app.core.spec.references import local_reference
from app.core.spec.v3 import (
    contents,
    parameters,
    plain_parameter,
    plain_scheme,
    request_body,
    security_schemes,
    servers,
)
from app.core.spec.v3_1 import plain_schema

__all__ = [
    "contents",
    "demands_responses",
    "locations",
    "name",
    "operations",
    "parameters",
    "plain_parameter",
    "plain_schema",
    "plain_scheme",
    "request_body",
    "schema_of",
    "security_schemes",
    "servers",
]

name: Final = "OpenAPI 3.2"
demands_responses: Final = False
locations: Final = ("path", "query", "header", "cookie", "querystring")


def operations(path_item: Node) -> tuple[tuple[str, Node], ...]:
    """The operations in the order in which the document writes them, then the `additionalOperations`."""
    fixed = v3.operations(path_item, (*v3.METHODS, "query"))
    more = path_item.get("additionalOperations")
    # Their methods are written as they are sent (section 4.9.1).
    return (*fixed, *((method, more.child(method)) for method in more.mapping)) if more is not None else fixed


def schema_of(holder: Node) -> Node | None:
    """The `schema`; a list of what `itemSchema` says where a media type has that one alone (section 4.14.3)."""
    schema = holder.get("schema")
    if schema is not None or not isinstance(holder.mapping.get("itemSchema"), dict | bool):
        return schema
    return Node(holder.pointer, {"type": "array", "items": {"$ref": local_reference(f"{holder.pointer}/itemSchema")}})

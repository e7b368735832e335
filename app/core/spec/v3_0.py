"""OpenAPI 3.0: an extended subset of JSON Schema draft 5 (https://spec.openapis.org/oas/v3.0.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from app.core.spec import draft4
from app.core.spec.v3 import (
    contents,
    operations,
    parameters,
    plain_parameter,
    plain_scheme,
    request_body,
    schema_of,
    security_schemes,
    servers,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

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

name: Final = "OpenAPI 3.0"
demands_responses: Final = True
locations: Final = ("path", "query", "header", "cookie")


def plain_schema(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """Rewrites `nullable`, boolean `exclusiveMinimum` and `exclusiveMaximum`, and members beside `$ref`."""
    return draft4.plain(raw, "nullable")

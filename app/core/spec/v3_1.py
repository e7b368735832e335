"""OpenAPI 3.1: JSON Schema 2020-12 (https://spec.openapis.org/oas/v3.1.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from app.core.spec.v3 import (
    as_meant,
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

name: Final = "OpenAPI 3.1"
demands_responses: Final = False
locations: Final = ("path", "query", "header", "cookie")


def plain_schema(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema itself; `nullable` of OpenAPI 3.0 means nothing here."""
    schema = as_meant(raw)
    return {key: value for key, value in schema.items() if key != "nullable"} if "nullable" in schema else schema

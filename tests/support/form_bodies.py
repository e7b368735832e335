"""Documents around one schema, for tests that need a body of a certain kind."""

from __future__ import annotations

from typing import Any

KEY = "POST /thing"


def body_document(
    schema: dict[str, Any], schemas: dict[str, Any] | None = None, media_type: str = "application/json", **content: Any
) -> dict[str, Any]:
    """A document with one operation, `POST /thing`, whose body has that schema.

    Args:
        schemas: What `#/components/schemas/…` leads to.
        content: More members of the media type object, for example `examples`.
    """
    return documents_of({media_type: {"schema": schema, **content}}, schemas)


def documents_of(contents: dict[str, Any], schemas: dict[str, Any] | None = None) -> dict[str, Any]:
    """The same with several media types."""
    operation = {"requestBody": {"required": True, "content": contents}, "responses": {"200": {"description": "OK"}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1"},
        "paths": {"/thing": {"post": operation}},
        "components": {"schemas": schemas or {}},
    }


def members(**properties: Any) -> dict[str, Any]:
    """An object schema with these properties."""
    return {"type": "object", "properties": properties}

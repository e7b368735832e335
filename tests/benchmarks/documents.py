"""Generated documents: as many operations, or as many fields, as a bench wants."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from app.core.operations.read import read_api
from app.core.spec.load import load_document

if TYPE_CHECKING:
    from app.core.operations.model import Api
    from app.core.spec.document import Document

WORDS = ("books", "orders", "authors", "shelves", "covers", "reviews", "loans", "readers")


def opened(raw: dict[str, Any]) -> tuple[Document, Api]:
    """What the window opens."""
    document = load_document(json.dumps(raw), source="generated.json")
    return document, read_api(document)


def with_fields(*counts: int) -> dict[str, Any]:
    """One operation `POST /form/N` for each count N, with a body of N properties of all simple kinds."""
    paths = {f"/form/{count}": {"post": _posting(_fields(count))} for count in counts}
    return {"openapi": "3.1.0", "info": {"title": "Fields", "version": "1"}, "paths": paths}


def with_operations(count: int) -> dict[str, Any]:
    """`count` operations, each second one with a body, in some hundred tags."""
    paths: dict[str, Any] = {}
    for number in range(count // 2):
        word, other = WORDS[number % 8], WORDS[number // 8 % 8]
        path = f"/{word}/{{{word}_id}}/{other}/{number}"
        parameter = {"name": f"{word}_id", "in": "path", "required": True, "schema": {"type": "integer"}}
        about = {"tags": [f"{word} {number % 100}"], "parameters": [parameter]}
        answers = {"responses": {"200": {"description": "Fine."}}}
        paths[path] = {
            "get": {**about, **answers, "summary": f"Read {other} of {word}", "operationId": f"read_{number}"},
            "post": {**about, **_posting(_fields(6)), "summary": f"Add {other}", "operationId": f"add_{number}"},
        }
    return {"openapi": "3.1.0", "info": {"title": "Operations", "version": "1"}, "paths": paths}


def reading_json() -> dict[str, Any]:
    """The one operation of the JSON server: `GET /json/{size}`."""
    size = {"name": "size", "in": "path", "required": True, "schema": {"type": "integer"}}
    get = {"summary": "Read much", "parameters": [size], "responses": {"200": {"description": "Fine."}}}
    return {"openapi": "3.1.0", "info": {"title": "Much", "version": "1"}, "paths": {"/json/{size}": {"get": get}}}


def _posting(schema: dict[str, Any]) -> dict[str, Any]:
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    return {"requestBody": body, "responses": {"200": {"description": "Fine."}}}


def _fields(count: int) -> dict[str, Any]:
    kinds: tuple[dict[str, Any], ...] = (
        {"type": "string", "minLength": 1, "description": "Some words."},
        {"type": "integer", "minimum": 0, "maximum": 10},
        {"type": "boolean", "default": False},
        {"enum": ["red", "green", "blue"]},
        {"type": "string", "format": "date"},
        {"anyOf": [{"type": "number"}, {"type": "null"}]},
    )
    properties = {f"field_{number}": kinds[number % len(kinds)] for number in range(count)}
    return {"type": "object", "properties": properties, "required": list(properties)[: count // 2]}

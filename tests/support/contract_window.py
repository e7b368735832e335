"""A workspace whose document promises something of its responses, for tests of the contract in the window."""

from __future__ import annotations

from typing import Any

from app.core.operations.read import read_api
from app.core.spec.document import Document
from app.core.workspace.workspace import Workspace

KEY = "GET /books"


def promising_workspace() -> Workspace:
    """A workspace with a document open that promises a list of books."""
    book = {
        "type": "object",
        "required": ["id", "title"],
        "properties": {
            "id": {"type": "integer"},
            "title": {"type": "string", "minLength": 1},
            "price": {"type": "number", "minimum": 0},
            "password": {"type": "string", "writeOnly": True},
        },
    }
    books = {
        "type": "object",
        "properties": {"items": {"type": "array", "items": {"$ref": "#/components/schemas/Book"}}},
    }
    ok: dict[str, Any] = {
        "description": "",
        "headers": {"X-Total": {"required": True, "schema": {"type": "integer"}}},
        "content": {"application/json": {"schema": books}},
    }
    raw = {
        "openapi": "3.1.0",
        "info": {"title": "Books", "version": "1"},
        "paths": {"/books": {"get": {"responses": {"200": ok}}, "delete": {"responses": {}}}},
        "components": {"schemas": {"Book": book}},
    }
    workspace = Workspace()
    document = Document(raw, version="3.1.0")
    workspace.open_document(document, read_api(document))
    return workspace


BROKEN: dict[str, Any] = {
    "items": [
        {"id": 1, "title": "Dune", "price": 9.5},
        {"id": "two", "title": "", "price": -1, "password": "hunter2"},
        {"id": 3},
    ]
}
"""Five broken promises, beside the header that is missing."""

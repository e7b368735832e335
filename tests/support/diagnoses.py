"""Small documents and the answers to requests for them, for tests of diagnosis."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from app.core.base.field_path import Location
from app.core.base.json_types import OMIT
from app.core.diagnosis.answer import Answer
from app.core.diagnosis.diagnose import diagnose_answer
from app.core.forms.model import FormState
from app.core.requests.model import Sent
from app.core.spec.document import Document
from tests.support.error_cases import JSON, read_operation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.core.base.json_types import Omitted, Value
    from app.core.diagnosis.model import Diagnosis
    from app.core.operations.model import Operation

POINTER: Final = "/paths/~1things/post"


def an_api(
    body: dict[str, Any] | None = None,
    *parameters: dict[str, Any],
    schemas: dict[str, Any] | None = None,
    media_type: str = JSON,
) -> tuple[Document, Operation]:
    """A document with `POST /things` alone, and that operation.

    Args:
        body: The schema of its body, None for none.
        parameters: Parameter objects.
        schemas: `components/schemas`.
    """
    operation: dict[str, Any] = {"parameters": list(parameters), "responses": {}}
    if body is not None:
        operation["requestBody"] = {"content": {media_type: {"schema": body}}}
    raw = {
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1"},
        "paths": {"/things": {"post": operation}},
        "components": {"schemas": schemas or {}},
    }
    document = Document(raw, version="3.1.0")
    return document, read_operation(document, POINTER)


def an_object(required: str = "", **properties: dict[str, Any]) -> dict[str, Any]:
    """An object schema; `required` lists names with spaces between."""
    return {"type": "object", "properties": properties, "required": required.split()}


def a_parameter(where: str, name: str, schema: dict[str, Any] | None = None) -> dict[str, Any]:
    """A parameter object."""
    return {"name": name, "in": where, "schema": schema or {"type": "string"}}


def an_error(*loc: Any, kind: str = "value_error", **more: Any) -> dict[str, Any]:
    """One of FastAPI's error items."""
    return {"loc": list(loc), "type": kind, "msg": f"{kind} at {loc}", **more}


def sent_json(value: Any, **more: Any) -> Sent:
    """A JSON body that was sent."""
    return Sent(media_type=JSON, text=json.dumps(value), body=value, **more)


def diagnosed(
    api: tuple[Document, Operation],
    sent: Sent,
    *errors: dict[str, Any],
    status: int = 422,
    names: Mapping[str, Mapping[str, str]] | None = None,
) -> Diagnosis:
    """The diagnosis of a FastAPI answer with these errors."""
    return diagnose_answer(*api, sent, Answer(status, body={"detail": list(errors)}), names)


def state_of(sent: Sent) -> FormState:
    """The form that would send this."""
    roots: dict[Location, Value | Omitted] = {
        Location.PATH: _by_name(sent.path),
        Location.QUERY: _by_name(sent.query),
        Location.HEADER: _by_name(sent.headers),
        Location.COOKIE: _by_name(sent.cookies),
        Location.BODY: sent.body,
    }
    return FormState(roots, media_type=sent.media_type, body_text=None if sent.body is not OMIT else sent.text)


def _by_name(pairs: tuple[tuple[str, str], ...]) -> dict[str, Value]:
    found: dict[str, list[Value]] = {}
    for name, text in pairs:
        found.setdefault(name, []).append(text)
    return {name: texts if len(texts) > 1 else texts[0] for name, texts in found.items()}

"""A documented response and what came instead, for tests of the contract."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from app.core.diagnosis.contract.check import check_contract
from app.core.exchange.body import read_body
from app.core.exchange.model import Response, ResponseBody
from app.core.spec.document import Document
from tests.support.error_cases import read_operation

if TYPE_CHECKING:
    from app.core.diagnosis.contract.model import Contract, Violation

JSON = "application/json"


def a_document(responses: Any, schemas: Any = None, version: str = "3.1.0", method: str = "get") -> Document:
    """A document with one operation that has these responses."""
    raw = {
        "openapi": version,
        "info": {"title": "Things", "version": "1"},
        "paths": {"/things": {method: {"responses": responses}}},
        "components": {"schemas": schemas or {}},
    }
    return Document(raw, version=version)


def promising(schema: Any, media_type: str = JSON, **more: Any) -> dict[str, Any]:
    """The responses of an operation that answers 200 with this schema."""
    return {"200": {"description": "", "content": {media_type: {"schema": schema}}, **more}}


def a_response(
    body: Any, status: int = 200, media_type: str | None = JSON, headers: tuple[tuple[str, str], ...] = ()
) -> Response:
    """A response; bytes are sent as they are, everything else as JSON."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = (("content-type", media_type),) if media_type is not None else ()
    return Response(status, "", "HTTP/1.1", (*named, *headers), ResponseBody(len(data), data, wire_size=len(data)))


def held(document: Document, response: Response, method: str = "get") -> Contract:
    """The response held against the document."""
    operation = read_operation(document, f"/paths/~1things/{method}")
    return check_contract(document, operation, response, read_body(response))


def broken(schema: Any, value: Any, schemas: Any = None, version: str = "3.1.0") -> list[str]:
    """What of a schema a value in a response breaks: `/pointer words`."""
    contract = held(a_document(promising(schema), schemas, version), a_response(value))
    return [told(violation) for violation in contract.violations]


def told(violation: Violation) -> str:
    """A violation in one line."""
    return f"/{'/'.join(violation.tokens)} {violation.words}"

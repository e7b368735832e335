"""The headers of a response against those that are documented."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from app.core.base.json_text import read_number
from app.core.base.pointers import format_pointer
from app.core.diagnosis.contract.bodies import check_value
from app.core.diagnosis.contract.model import Subject, Violation
from app.core.diagnosis.schemas import Schemas

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.base.json_types import JsonValue
    from app.core.exchange.model import Response
    from app.core.operations.model import Response as Promised
    from app.core.spec.document import Document, Node

_IGNORED: Final = frozenset(("content-type",))
"""A documented header of this name is ignored (OpenAPI 3.1 section 4.8.17)."""

_ORDINARY: Final = frozenset(
    (
        "accept-ranges",
        "age",
        "allow",
        "alt-svc",
        "cache-control",
        "connection",
        "content-disposition",
        "content-encoding",
        "content-language",
        "content-length",
        "content-location",
        "content-security-policy",
        "content-type",
        "date",
        "etag",
        "expires",
        "keep-alive",
        "last-modified",
        "link",
        "location",
        "nel",
        "permissions-policy",
        "pragma",
        "proxy-authenticate",
        "referrer-policy",
        "report-to",
        "retry-after",
        "server",
        "server-timing",
        "set-cookie",
        "strict-transport-security",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "vary",
        "via",
        "warning",
        "www-authenticate",
        "x-content-type-options",
        "x-frame-options",
        "x-powered-by",
        "x-routeglass-trace",
        "x-xss-protection",
    )
)
"""Headers of HTTP itself, of browsers and of servers, which documents seldom name."""

_CORS: Final = "access-control-"
_MOST: Final = 20
_BOOLEANS: Final = {"true": True, "false": False}


def check_headers(document: Document, promised: Promised, response: Response, notes: list[str]) -> Iterator[Violation]:
    """Required headers that are missing, and those that break their schema."""
    schemas = Schemas(document)
    for name, schema in promised.headers.items():
        if name.lower() in _IGNORED:
            continue
        place = promised.pointer + format_pointer(("headers", name))
        texts = [text for key, text in response.headers if key.lower() == name.lower()]
        if not texts:
            if name in promised.required_headers:
                yield Violation(Subject.HEADER, "is required and did not come", "missing", header=name, promise=place)
        elif schema is not None:
            text = ", ".join(texts)
            value = _read(schemas, schema, text)
            for violation in check_value(document, schema, value, notes):
                yield replace(violation, subject=Subject.HEADER, header=name, tokens=(), value=text)


def unnamed_headers(promised: Promised, response: Response) -> Iterator[str]:
    """A note about headers of the API's own that the document does not name."""
    named = {name.lower() for name in promised.headers} | _ORDINARY
    unnamed = dict.fromkeys(
        name for name, _text in response.headers if name.lower() not in named and not name.lower().startswith(_CORS)
    )
    if unnamed:
        listed = ", ".join(list(unnamed)[:_MOST])
        yield f"The document does not name these headers: {listed}{', …' if len(unnamed) > _MOST else ''}."


def _read(schemas: Schemas, schema: Node, text: str) -> JsonValue:
    """The value that the text of a header stands for, in the style `simple` (OpenAPI 3.1 section 4.8.12.3)."""
    types = schemas.types(schemas.resolve(schema))
    if "array" in types:
        item = schemas.item(schemas.resolve(schema), 0)
        texts = [part.strip() for part in text.split(",")] if text.strip() else []
        return [_read(schemas, item, part) if item is not None else part for part in texts]
    if "string" in types or not types:
        return text
    if "boolean" in types and text.strip() in _BOOLEANS:
        return _BOOLEANS[text.strip()]
    number = read_number(text.strip()) if types & {"integer", "number"} else None
    return text if number is None else number

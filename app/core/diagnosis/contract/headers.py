"""The headers of a response against those that are documented."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from app.core.base.json_text import JsonSyntaxError, decode_json, read_number
from app.core.base.media_types import is_json
from app.core.base.pointers import format_pointer
from app.core.diagnosis.contract.bodies import check_value
from app.core.diagnosis.contract.model import Subject, Violation
from app.core.diagnosis.schemas import Schemas

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.base.json_types import JsonValue
    from app.core.exchange.model import Response
    from app.core.operations.model import Response as Promised
    from app.core.spec.document import Document
    from app.core.spec.node import Node

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
_COOKIES: Final = "set-cookie"
_SEPARATORS: Final = {"ssv": " ", "tsv": "\t", "pipes": "|"}
"""Of lists in OpenAPI 2.0 that are not separated by commas."""

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
            reading = _Reading(schemas, schemas.resolve(document.at(place)), schema)
            for text, value in reading.values(name, texts):
                bare = Violation(Subject.HEADER, "", "syntax", header=name, value=text, promise=place)
                yield from _checked(document, schema, value, bare, notes)


def _checked(
    document: Document, schema: Node, value: JsonValue | JsonSyntaxError, bare: Violation, notes: list[str]
) -> Iterator[Violation]:
    """The violations of one value of a header.

    Args:
        bare: What all of them say.
    """
    if isinstance(value, JsonSyntaxError):
        yield replace(bare, words=f"is not JSON: {value}")
        return
    for violation in check_value(document, schema, value, notes):
        yield replace(violation, subject=Subject.HEADER, header=bare.header, tokens=(), value=bare.value)


def unnamed_headers(promised: Promised, response: Response) -> Iterator[str]:
    """A note about headers of the API's own that the document does not name."""
    named = {name.lower() for name in promised.headers} | _ORDINARY
    unnamed = dict.fromkeys(
        name for name, _text in response.headers if name.lower() not in named and not name.lower().startswith(_CORS)
    )
    if unnamed:
        listed = ", ".join(list(unnamed)[:_MOST])
        yield f"The document does not name these headers: {listed}{', …' if len(unnamed) > _MOST else ''}."


class _Reading:
    """Reads the texts of one header as its Header Object says: as JSON, or in the style `simple`.

    Args:
        header: The Header Object (OpenAPI 3.1 section 4.8.21; in 2.0 section "Header Object").
        schema: The schema of its value.
    """

    def __init__(self, schemas: Schemas, header: Node, schema: Node) -> None:
        self._schemas = schemas
        self._schema = schema
        content = header.get("content")
        self._is_json = is_json(next(iter(content.mapping), "")) if content is not None else False
        self._is_exploded = header.mapping.get("explode") is True
        self._separator = _SEPARATORS.get(str(header.mapping.get("collectionFormat")), ",")

    def values(self, name: str, texts: list[str]) -> Iterator[tuple[str, JsonValue | JsonSyntaxError]]:
        """Each text with the value that it stands for; fields of one name are one list (RFC 9110 section 5.3)."""
        joined = ", ".join(texts)
        if self._is_json:
            yield joined, decode_json(joined)
        elif name.lower() != _COOKIES:
            yield joined, self._read(self._schema, joined)
        elif "array" in self._types(self._schema):
            # Commas in it separate nothing (RFC 9110 section 5.3).
            item = self._schemas.item(self._schemas.resolve(self._schema), 0)
            yield joined, [self._read(item, text) for text in texts]
        else:
            yield from ((text, self._read(self._schema, text)) for text in texts)

    def _types(self, schema: Node) -> frozenset[str]:
        return self._schemas.types(self._schemas.resolve(schema))

    def _read(self, schema: Node | None, text: str) -> JsonValue:
        """The value of a text in the style `simple` (OpenAPI 3.1 section 4.8.12.3)."""
        if schema is None:
            return text
        types = self._types(schema)
        if "array" in types:
            item = self._schemas.item(self._schemas.resolve(schema), 0)
            return [self._read(item, part) for part in self._parts(text)]
        if "object" in types:
            return self._object(schema, text)
        return text if "string" in types or not types else _scalar(types, text)

    def _parts(self, text: str) -> list[str]:
        return [part.strip() for part in text.split(self._separator)] if text.strip() else []

    def _object(self, schema: Node, text: str) -> JsonValue:
        """`R=100,G=200` exploded, else `R,100,G,200`; the text itself where it is neither."""
        parts = self._parts(text)
        if self._is_exploded:
            pairs = [part.partition("=")[::2] for part in parts]
            if not all("=" in part for part in parts):
                return text
        elif len(parts) % 2:
            return text
        else:
            pairs = list(zip(parts[::2], parts[1::2], strict=True))
        members = self._schemas.properties(self._schemas.resolve(schema))
        return {name: self._read(members.get(name), value) for name, value in pairs}


def _scalar(types: frozenset[str], text: str) -> JsonValue:
    text = text.strip()
    if "null" in types and text in {"", "null"}:
        return None
    if "boolean" in types and text in _BOOLEANS:
        return _BOOLEANS[text]
    number = read_number(text) if types & {"integer", "number"} else None
    return text if number is None else number

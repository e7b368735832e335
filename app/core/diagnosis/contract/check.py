"""Holds a response against its document: status, media type, headers, body."""

from __future__ import annotations

from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Final

from app.core.base.errors import DanglingReferenceError
from app.core.base.json_types import OMIT
from app.core.base.media_types import essence, is_json, parse_media_type
from app.core.base.pointers import format_pointer
from app.core.diagnosis.contract.bodies import check_body, check_each, is_bytes, is_list, is_structured
from app.core.diagnosis.contract.headers import check_headers, unnamed_headers
from app.core.diagnosis.contract.model import MAX_VIOLATIONS, Contract, Subject, Violation
from app.core.exchange.body import BodyKind
from app.core.exchange.json_lines import BrokenText, read_json_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.base.media_types import ParsedMediaType
    from app.core.exchange.body import BodyReading
    from app.core.exchange.model import Response
    from app.core.operations.model import MediaType, Operation
    from app.core.operations.model import Response as Promised
    from app.core.spec.document import Document, Node

_ONLY_BEGINNING: Final = "Only the beginning of the body is in memory, so it was not held against its schema."

_NO_CONTENT: Final = frozenset((204, 205, 304))
"""Statuses whose responses have no content (RFC 9110 sections 15.3.5, 15.3.6 and 15.4.5)."""


def check_contract(document: Document, operation: Operation, response: Response, reading: BodyReading) -> Contract:
    """What of the document's promises a whole response keeps. Never raises, in bounded time.

    Args:
        reading: What the response's body is.
    """
    if not operation.responses:
        return Contract(notes=("The document says nothing about the responses of this operation.",))
    promised = promised_response(operation, response.status)
    if promised is None:
        return Contract(violations=(_undocumented(operation, response.status),))
    notes = list(unnamed_headers(promised, response))
    found = _Check(document, operation, promised, notes)
    violations = list(islice(found.of(response, reading), MAX_VIOLATIONS + 1))
    return Contract(promised.status, tuple(violations[:MAX_VIOLATIONS]), len(violations) > MAX_VIOLATIONS, tuple(notes))


def promised_response(operation: Operation, status: int) -> Promised | None:
    """The documented response for a status: its own, its range's, else the default (OpenAPI 3.1 section 4.8.16)."""
    by_status = {promised.status.upper(): promised for promised in operation.responses}
    names = (str(status), f"{status // 100}XX", "DEFAULT")
    return next((by_status[name] for name in names if name in by_status), None)


def content_for(promised: Promised, media_type: str) -> MediaType | None:
    """The entry for a media type: the same, else the narrowest range that holds it (OpenAPI 3.1 section 4.8.17).

    Among entries that differ in parameters alone the one counts of whose parameters most came, and fewest did not.
    """
    wanted = parse_media_type(media_type)
    if wanted is None:
        return next((content for content in promised.contents if essence(content.media_type) == "*/*"), None)
    _, plus, suffix = wanted.subtype.rpartition("+")
    names = (wanted.essence, f"{wanted.type}/*{plus}{suffix if plus else ''}", f"{wanted.type}/*", "*/*")
    for name in names:
        found = [content for content in promised.contents if essence(content.media_type) == name]
        if found:
            return max(found, key=partial(_likeness, set(wanted.parameters)))
    return None


def _likeness(came: set[tuple[str, str]], content: MediaType) -> tuple[int, int]:
    parsed = parse_media_type(content.media_type)
    promised = set(parsed.parameters) if parsed is not None else set()
    return len(promised & came), -len(promised - came)


def _undocumented(operation: Operation, status: int) -> Violation:
    named = ", ".join(promised.status for promised in operation.responses)
    place = f"{operation.pointer}/responses"
    return Violation(
        Subject.STATUS, f"is not documented; the document names {named}", "undocumented", value=status, promise=place
    )


class _Check:
    """Holds one response against one documented response."""

    def __init__(self, document: Document, operation: Operation, promised: Promised, notes: list[str]) -> None:
        self._document = document
        self._operation = operation
        self._promised = promised
        self._notes = notes

    def of(self, response: Response, reading: BodyReading) -> Iterator[Violation]:
        yield from check_headers(self._document, self._promised, response, self._notes)
        if self._operation.method == "HEAD" or response.status in _NO_CONTENT:
            return
        if not self._promised.contents:
            if reading.kind is not BodyKind.EMPTY:
                self._notes.append(f"The document says nothing about the body of a {self._promised.status} response.")
            return
        yield from self._content(response, reading)

    def _content(self, response: Response, reading: BodyReading) -> Iterator[Violation]:
        named = ", ".join(content.media_type for content in self._promised.contents)
        place = self._place("content")
        media_type = response.header("content-type") or ""
        content = content_for(self._promised, media_type)
        if reading.kind is BodyKind.EMPTY and reading.whole:
            candidates = self._promised.contents if content is None else (content,)
            if not any(self._may_be_empty(one) for one in candidates):
                yield Violation(Subject.BODY, f"is empty; the document promises {named}", "missing", promise=place)
            return
        if content is None:
            words = f"is not documented; the document names {named}"
            shown = media_type or "no Content-Type"
            yield Violation(Subject.MEDIA_TYPE, words, "undocumented", value=shown, promise=place)
            return
        if content.schema is not None and not is_bytes(self._document, content.schema):
            place = self._place("content", content.media_type)
            yield from self._against(content.schema, media_type, reading, place)

    def _against(self, schema: Node, media_type: str, reading: BodyReading, place: str) -> Iterator[Violation]:
        """A body against its schema, as its media type says, or as JSON where it plainly is that and should be."""
        parsed = parse_media_type(media_type)
        structured = is_structured(self._document, schema)
        if parsed is not None and parsed.is_json_lines:
            yield from self._lines(schema, parsed, reading, place)
        elif is_json(media_type) or (reading.kind is BodyKind.JSON and structured):
            yield from self._json(schema, reading, place)
        elif structured:
            self._notes.append(f"The body is {essence(media_type)}, which is not held against its schema.")

    def _may_be_empty(self, content: MediaType) -> bool:
        """Whether no bytes at all are a body of that kind: a text, a file, a stream of nothing."""
        parsed = parse_media_type(content.media_type)
        if parsed is None or parsed.is_json or parsed.is_xml:
            return False
        is_stream = parsed.is_json_lines or parsed.essence == "text/event-stream"
        return is_stream or content.schema is None or not is_structured(self._document, content.schema)

    def _json(self, schema: Node, reading: BodyReading, place: str) -> Iterator[Violation]:
        if not reading.whole:
            self._notes.append(_ONLY_BEGINNING)
        elif reading.value is OMIT:
            why = f": {reading.error}" if reading.error is not None else ""
            yield Violation(Subject.BODY, f"is not JSON{why}", "syntax", promise=place)
        else:
            yield from check_body(self._document, schema, reading.value, len(reading.text), self._notes)

    def _lines(self, schema: Node, parsed: ParsedMediaType, reading: BodyReading, place: str) -> Iterator[Violation]:
        """The schema is that of the list of all values (OpenAPI 3.2 section 4.14.3), before 3.2 often of each one."""
        if not reading.whole:
            self._notes.append(_ONLY_BEGINNING)
            return
        values = read_json_lines(reading.text, is_sequence=parsed.is_json_sequence)
        if isinstance(values, BrokenText):
            yield Violation(Subject.BODY, f"is not JSON in {values}", "syntax", promise=place)
        elif is_list(self._document, schema):
            yield from check_body(self._document, schema, values, len(reading.text), self._notes)
        else:
            yield from check_each(self._document, schema, values, self._notes)

    def _place(self, *tokens: str) -> str:
        """Where a part of the documented response stands; the whole of it where this version has no such part."""
        place = self._promised.pointer + format_pointer(tokens)
        try:
            return self._document.at(place).pointer
        except DanglingReferenceError:
            return self._promised.pointer

"""The recorder's trace dict → a `Trace`; wrong data gives a `RecordError` that says where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.base.json_record import JsonRecord
from app.core.trace.model import WEBSOCKET, Span, Trace

if TYPE_CHECKING:
    from app.core.base.json_types import JsonValue


def read_trace(value: JsonValue) -> Trace:
    """One finished request.

    Raises:
        RecordError: Something is missing or of the wrong type.
    """
    record = JsonRecord(value)
    return Trace(
        trace_id=record.text("id"),
        method=record.text("method") or WEBSOCKET,
        path=record.text("path"),
        status=record.optional_whole("status"),
        duration_ms=record.number("ms"),
        spans=tuple(_read_span(item) for item in record.records("spans")),
        route=record.text("route", ""),
        endpoint=record.text("endpoint", ""),
        dropped=record.whole("dropped", 0),
        headers_ms=record.number("headers_ms") if record.members.get("headers_ms") is not None else None,
        size=record.whole("bytes", 0),
        chunks=record.whole("chunks", 0),
        closing=JsonRecord(record.mapping("closing"), "/closing").text("reason", ""),
        started_at=record.number("started_at") if record.members.get("started_at") is not None else None,
    )


def _read_span(record: JsonRecord) -> Span:
    return Span(
        number=record.whole("number"),
        parent=record.optional_whole("parent"),
        kind=record.text("kind"),
        name=record.text("name"),
        start_ms=record.number("start_ms"),
        duration_ms=record.number("ms"),
        attributes=record.mapping("attributes"),
        error=record.text("error", ""),
    )

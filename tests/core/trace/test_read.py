"""Trace dicts from the recorder become values, or a clear error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.core.base.json_record import RecordError
from app.core.trace.model import Span
from app.core.trace.read import read_trace

if TYPE_CHECKING:
    from app.core.base.json_types import JsonValue

SPAN: dict[str, Any] = {
    "number": 2,
    "parent": 1,
    "kind": "endpoint",
    "name": "read_book",
    "start_ms": 0.5,
    "ms": 1,
    "attributes": {"where": "event loop"},
    "error": "KeyError: 'x'",
}
TRACE: dict[str, Any] = {
    "id": "t-1",
    "method": "GET",
    "path": "/books/1",
    "status": 200,
    "ms": 2.5,
    "headers_ms": 2,
    "bytes": 57,
    "started_at": 1800000000.25,
    "route": "/books/{book_id}",
    "endpoint": "shop:read_book",
    "dropped": 3,
    "closing": {"code": 1000, "reason": "over"},
    "spans": [SPAN],
}


def test_a_full_trace() -> None:
    trace = read_trace(TRACE)
    assert (trace.trace_id, trace.method, trace.path, trace.status) == ("t-1", "GET", "/books/1", 200)
    assert (trace.duration_ms, trace.headers_ms, trace.size, trace.dropped) == (2.5, 2.0, 57, 3)
    assert (trace.route, trace.endpoint, trace.closing) == ("/books/{book_id}", "shop:read_book", "over")
    assert trace.started_at == 1800000000.25
    assert trace.spans == (Span(2, 1, "endpoint", "read_book", 0.5, 1.0, {"where": "event loop"}, "KeyError: 'x'"),)


def test_a_trace_of_a_request_that_got_no_answer() -> None:
    trace = read_trace({"id": "t", "method": "GET", "path": "/", "ms": 1, "status": None, "headers_ms": None})
    assert (trace.status, trace.headers_ms, trace.spans, trace.route, trace.closing) == (None, None, (), "", "")
    assert trace.started_at is None


@pytest.mark.parametrize(
    ("value", "where"),
    [
        (None, "/"),
        ({}, "/id"),
        ({**TRACE, "ms": "2"}, "/ms"),
        ({**TRACE, "headers_ms": "2"}, "/headers_ms"),
        ({**TRACE, "started_at": "now"}, "/started_at"),
        ({**TRACE, "status": 2.5}, "/status"),
        ({**TRACE, "spans": [{**SPAN, "number": None}]}, "/spans/0/number"),
        ({**TRACE, "spans": [{**SPAN, "attributes": []}]}, "/spans/0/attributes"),
        ({**TRACE, "closing": {"reason": 1}}, "/closing/reason"),
    ],
)
def test_malformed_traces_are_told_with_their_place(value: JsonValue, where: str) -> None:
    with pytest.raises(RecordError) as caught:
        read_trace(value)
    assert caught.value.where == where

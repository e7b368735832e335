"""Spans of one request → its trace: a tree, whatever came and in whatever order."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from app.core.trace.model import Span, Trace, TraceOrigin
from app.core.trace.otlp.build import build_trace
from tests.support.telemetry import CLIENT, EPOCH_MS, TRACE, exception, group, sent, server_span, span

STACK = """Traceback (most recent call last):
  File "/venv/lib/python3.12/site-packages/flask/app.py", line 919, in full_dispatch_request
    rv = self.dispatch_request()
  File "/home/ann/shop/books.py", line 30, in read_book
    raise LookupError("no such book")
  File "/usr/lib/python3.12/sqlite3/dbapi2.py", line 5, in connect
LookupError: no such book
"""


def _trace(*groups: Any) -> Trace:
    return build_trace(TRACE, sent(*groups))


def _shape(trace: Trace) -> list[tuple[int | None, str]]:
    return [(one.parent, one.name) for one in trace.spans]


def _named(trace: Trace, name: str) -> Span:
    return next(one for one in trace.spans if one.name == name)


def test_what_the_server_says_of_the_whole() -> None:
    trace = _trace(group(server_span(values={"http.response.body.size": 412, "code.function.name": "shop.read"})))
    assert (trace.trace_id, trace.method, trace.path, trace.status) == (TRACE, "GET", "/books/9", 200)
    assert (trace.route, trace.endpoint, trace.size) == ("/books/{id}", "shop.read", 412)
    assert (trace.duration_ms, trace.headers_ms) == (10.0, 10.0)
    assert trace.started_at == pytest.approx(EPOCH_MS / 1000)
    assert (trace.origin, trace.services, trace.notes) == (TraceOrigin.TELEMETRY, ("shop",), ())


def test_the_older_conventions_say_the_same() -> None:
    old = {"http.method": "POST", "http.target": "/books?api_key=x", "http.status_code": 201, "http.route": "/books"}
    trace = _trace(group(span(1, CLIENT, "POST /books", kind=2, values=old)))
    assert (trace.method, trace.path, trace.status, trace.route) == ("POST", "/books", 201, "/books")
    whole = _trace(group(span(1, CLIENT, kind=2, values={"http.url": "http://a.example:80/x/y?q=1"})))
    assert (whole.path, whole.status, whole.headers_ms) == ("/x/y", None, None)


def test_spans_of_several_services_are_one_tree() -> None:
    shop = group(
        server_span(1),
        span(2, 1, "validate", at=1),
        span(3, 1, "GET", at=2, took=5, kind=3, values={"server.address": "stock"}),
    )
    stock = group(
        span(4, 3, "GET /left", at=3, took=3, kind=2, values={"http.route": "/left"}),
        span(5, 4, "SELECT", at=4, took=1, kind=3, values={"db.system.name": "sqlite", "db.query.text": "SELECT 1"}),
        service="stock",
    )
    trace = _trace(shop, stock)
    assert _shape(trace) == [
        (None, "GET /books/{id}"),
        (1, "validate"),
        (1, "GET"),
        (3, "GET /left"),
        (4, "SELECT"),
    ]
    assert [one.kind for one in trace.spans] == ["server", "internal", "client", "server", "database"]
    assert (trace.services, trace.route, trace.notes) == (("shop", "stock"), "/books/{id}", ())
    assert _named(trace, "GET").attributes["peer"] == "stock"
    assert _named(trace, "SELECT").attributes["statement"] == "SELECT 1"
    # What is the same for all spans of a service is told once.
    told = [
        name
        for name in ("GET /books/{id}", "GET", "GET /left", "SELECT")
        if "resource" in _named(trace, name).attributes
    ]
    assert told == ["GET /books/{id}", "GET /left"]


def test_the_order_of_arrival_does_not_matter() -> None:
    spans = [server_span(1), span(2, 1, at=1), span(3, 2, at=2), span(4, 1, at=2)]
    built = {str(_trace(group(*order))) for order in itertools.permutations(spans)}
    assert len(built) == 1


def test_what_came_before_its_parent_waits_at_the_top() -> None:
    trace = _trace(group(span(7, 6, "inner", at=2), span(8, 6, "next", at=3)))
    assert _shape(trace) == [(None, "inner"), (None, "next")]
    assert all(one.attributes["orphan"] is True for one in trace.spans)
    assert trace.notes == ("2 spans name parents that did not arrive (yet).",)
    grown = _trace(
        group(span(7, 6, "inner", at=2), span(8, 6, "next", at=3), span(6, 1, "outer", at=1), server_span(1))
    )
    assert _shape(grown) == [(None, "GET /books/{id}"), (1, "outer"), (2, "inner"), (2, "next")]
    assert grown.notes == ()


def test_one_orphan() -> None:
    trace = _trace(group(server_span(1), span(2, 99)))
    assert trace.notes == ("1 span names a parent that did not arrive (yet).",)


def test_a_ring_is_cut() -> None:
    trace = _trace(group(server_span(1), span(2, 4, at=1), span(3, 2, at=2), span(4, 3, at=3), span(5, 5, at=4)))
    assert _shape(trace) == [(None, "GET /books/{id}"), (None, "work"), (2, "work"), (3, "work"), (None, "work")]
    assert [one.attributes.get("orphan") for one in trace.spans] == [None, True, None, None, True]


def test_a_span_sent_again_counts_once() -> None:
    (first,) = sent(group(span(1, name="first")))
    (again,) = sent(group(span(1, name="again")))
    assert [one.name for one in build_trace(TRACE, (first, again)).spans] == ["again"]


def test_after_redirects_the_last_answer_is_the_main_one() -> None:
    first = server_span(1, values={"http.response.status_code": 307, "url.path": "/books/9/"})
    trace = _trace(group(first, server_span(2, at=50.0)))
    assert (trace.status, trace.path) == (200, "/books/9")
    assert [one.start_ms for one in trace.spans] == [-50.0, 0.0]


def test_a_gateway_without_routes_shows_the_route_behind_it() -> None:
    gateway = group(span(1, CLIENT, "proxy", kind=2, took=20), span(2, 1, "out", kind=3, took=18), service="nginx")
    trace = _trace(gateway, group(server_span(3, parent=2, at=1)))
    assert (trace.route, trace.services) == ("/books/{id}", ("nginx", "shop"))
    assert (trace.method, trace.duration_ms) == ("", 20.0)


def test_a_server_whose_caller_is_unknown_is_still_the_main_one() -> None:
    trace = _trace(group(span(1, 77, at=-5), server_span(2, parent=99)))
    assert (trace.status, trace.spans[1].start_ms) == (200, 0.0)


def test_without_any_server_the_first_span_begins() -> None:
    assert _trace(group(span(2, CLIENT, at=3), span(3, 99, at=1))).spans[0].start_ms == -2.0
    assert _trace(group(span(2, 98, at=3), span(3, 99, at=1))).spans[0].start_ms == 0.0


def test_clocks_that_contradict_each_other_are_told_and_not_mended() -> None:
    shop = group(server_span(1), span(2, 1, "call", at=2, took=5, kind=3))
    early = _trace(shop, group(span(3, 2, "early", at=-300, took=1, kind=2), service="stock"))
    assert _named(early, "early").start_ms == -300.0
    assert _named(early, "early").attributes["clock_ms"] == 302.0
    assert early.notes == (
        "The clocks of `stock` and its caller differ by at least 302 ms: its spans are where its own clock puts them.",
    )
    late = _trace(shop, group(span(3, 2, "late", at=507, took=1, kind=2), service=""))
    assert _named(late, "late").attributes["clock_ms"] == 500.0
    assert "another service" in late.notes[0]


def test_work_after_the_answer_is_no_contradiction() -> None:
    shop = group(server_span(1), span(2, 1, "publish", at=2, took=1, kind=4))
    trace = _trace(shop, group(span(3, 2, "consume", at=900, took=1, kind=5), service="mail"))
    assert trace.notes == ()
    # One program has one clock.
    assert _trace(group(server_span(1), span(2, 1, at=-5))).notes == ()


def test_an_exception_with_its_place() -> None:
    one = server_span(
        status={"code": 2, "message": "x"}, events=[{"name": "read", "attributes": []}, exception(stack=STACK)]
    )
    (read,) = _trace(group(one)).spans
    assert read.error == "LookupError: no such book"
    assert "file" not in read.attributes
    error = read.attributes["exception"]
    assert isinstance(error, dict)
    assert (error["type"], error["message"], error["file"], error["line"]) == (
        "LookupError",
        "no such book",
        "/home/ann/shop/books.py",
        30,
    )
    assert read.attributes["events"] == [{"name": "read", "at_ms": -EPOCH_MS, "attributes": {}}]


def test_an_exception_of_a_library_alone_has_its_innermost_place() -> None:
    stack = '  File "/venv/lib/python3.12/site-packages/a.py", line 1, in f\n  File "<string>", line 2, in g\n'
    failed = span(1, status={"code": 2}, events=[exception(stack=stack)])
    error = _trace(group(failed)).spans[0].attributes["exception"]
    assert isinstance(error, dict)
    assert error["file"] == "<string>"
    elsewhere = span(1, status={"code": 2}, events=[exception("java.lang.Error", "", "at Shop.read(Shop.java:5)")])
    (read,) = _trace(group(elsewhere)).spans
    error = read.attributes["exception"]
    assert isinstance(error, dict)
    assert (read.error, "file" in error) == ("java.lang.Error", False)


def test_an_exception_that_was_handled_is_only_an_event() -> None:
    (read,) = _trace(group(span(1, events=[exception()]))).spans
    assert (read.error, "exception" in read.attributes) == ("", False)
    events = read.attributes["events"]
    assert isinstance(events, list)
    assert len(events) == 1


@pytest.mark.parametrize(
    ("members", "error"),
    [
        ({"status": {"code": 2, "message": "out of stock"}}, "out of stock"),
        ({"status": {"code": 2}}, "It failed, without saying why."),
        ({"status": {"code": "STATUS_CODE_ERROR"}, "values": {"error.type": "RuntimeError"}}, "RuntimeError"),
        ({"status": {"code": 2, "message": "m"}, "values": {"error.type": "500"}}, "m"),
        ({"status": {"code": 1}}, ""),
    ],
)
def test_failures_in_words(members: dict[str, Any], error: str) -> None:
    assert _trace(group(span(1, **members))).spans[0].error == error


def test_an_exception_that_is_not_the_last_event_stays_among_them() -> None:
    events = [exception(), {"name": "closed", "attributes": []}]
    (read,) = _trace(group(span(1, status={"code": 2}, events=events))).spans
    told = read.attributes["events"]
    assert isinstance(told, list)
    assert (read.error, len(told)) == ("LookupError: no such book", 2)


def test_where_the_code_is() -> None:
    stable = {"code.file.path": "/shop/a.py", "code.line.number": 5, "code.function.name": "shop.a.read"}
    old = {"code.filepath": "/shop/b.py", "code.lineno": 6}
    first, second = _trace(group(span(1, values=stable), span(2, values=old))).spans
    assert (first.attributes["file"], first.attributes["line"]) == ("/shop/a.py", 5)
    assert first.attributes["function"] == "shop.a.read"
    assert (second.attributes["file"], second.attributes["line"]) == ("/shop/b.py", 6)


def test_fastapi_names_its_own_stages() -> None:
    names = ("dependencies", "endpoint", "serialization", "background_task", "new")
    spans = [span(index, 1, f"fastapi.{name}", at=index) for index, name in enumerate(names, 2)]
    spans[1] = span(3, 1, "fastapi.endpoint", at=3, values={"code.function.name": "shop.read"})
    trace = _trace(group(server_span(1), *spans, scope="fastapi"))
    assert [one.kind for one in trace.spans[1:]] == ["solve", "endpoint", "serialize", "background", "internal"]
    assert trace.endpoint == "shop.read"
    assert _trace(group(span(1, name="fastapi.endpoint"))).spans[0].kind == "internal"


def test_links_and_what_is_left_out() -> None:
    link = {"traceId": "1" * 32, "spanId": "2" * 16}
    (read,) = _trace(group(span(1, name="", links=[link], droppedLinksCount=3))).spans
    assert read.name == "(no name)"
    assert read.attributes["links"] == [{"trace_id": "1" * 32, "span_id": "2" * 16, "attributes": {}}]
    assert read.attributes["left_out"] == 3


def test_a_span_that_ends_before_it_begins_has_no_length() -> None:
    assert _trace(group(span(1, took=-5))).spans[0].duration_ms == 0.0
    assert _trace(group(server_span(took=-5))).duration_ms == 0.0


def test_what_was_not_kept_is_told() -> None:
    spans = sent(group(span(1)))
    assert build_trace(TRACE, spans, 1).notes == ("1 further span was not kept: there were too many.",)
    many = build_trace(TRACE, spans, 1200)
    assert (many.dropped, many.notes) == (1200, ("1,200 further spans were not kept: there were too many.",))

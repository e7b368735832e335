"""All about one row: words, facts, values, errors, places."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from app.core.exchange.model import Exchange, Phase, PhaseTiming, Response, ResponseBody
from app.core.requests.model import PreparedRequest, Sent
from app.core.trace.span_details import CodePlace, SpanDetails, SpanFact, details_of
from app.core.trace.span_tree import SpanTree
from app.core.trace.timeline import make_timeline
from tests.support.spans import make_trace

if TYPE_CHECKING:
    from app.core.base.json_types import JsonValue
    from app.core.trace.model import Trace

PHASES = (PhaseTiming(Phase.SEND, 0.0, 1.0), PhaseTiming(Phase.WAIT, 1.0, 11.0))
REQUEST = PreparedRequest("GET", "http://127.0.0.1/x", "/x", (), None, Sent(), "t")
EXCHANGE = Exchange("GET /x", REQUEST, Response(200, "OK", "HTTP/1.1", (), ResponseBody(0, b"")), 0.0, 14.0, PHASES)
SERVER = (0, "server", "GET /books/1", 0, 10)


def _details(key: str, trace: Trace | None, exchange: Exchange | None = None) -> SpanDetails:
    timeline = make_timeline(exchange, trace)
    index = timeline.index_of(key)
    assert index is not None
    return details_of(timeline.rows[index], timeline, exchange, trace)


def _inside(*line: Any, **values: Any) -> SpanDetails:
    """Of one span inside a server's."""
    return _details("span:2", make_trace(SERVER, (1, *line), **values))


def _facts(details: SpanDetails) -> dict[str, str]:
    return {fact.name: fact.words for fact in details.facts}


def test_a_phase_of_the_client() -> None:
    details = _details("phase:wait", None, EXCHANGE)
    assert details.title == "Wait for the server"
    assert details.sentence.startswith("The request was out")
    assert _facts(details) == {"Took": "11.0 ms", "Began": "1.00 ms after Send was pressed"}
    assert details.record == ""


def test_the_client_as_a_whole() -> None:
    details = _details("client", make_trace(SERVER), EXCHANGE)
    assert _facts(details) == {"Took": "14.0 ms", "Send the request": "1.00 ms", "Wait for the server": "11.0 ms"}


def test_finding_the_route() -> None:
    trace = make_trace(SERVER, (1, "router", "router", 1, 9), (2, "solve", "x", 3, 4))
    details = _details("route:2", trace)
    assert "read_book" in details.sentence
    assert _facts(details) == {"Took": "2.00 ms", "Leads to": "shop.books:make.<locals>.read_book"}
    trace = make_trace(SERVER, (1, "router", "router", 1, 9), (2, "handler", "x", 3, 4), endpoint="")
    assert _facts(_details("route:2", trace)) == {"Took": "2.00 ms"}


def test_the_server_tells_what_belongs_to_the_whole() -> None:
    trace = make_trace(SERVER, (1, "router", "router", 1, 9), size=57, dropped=1200, closing="over")
    details = _details("span:1", trace, EXCHANGE)
    assert _facts(details) == {
        "Took": "10.0 ms",
        "Of that itself": "2.00 ms; the rest is what it stands around",
        "Began": "0.0 µs after the server first saw the request",
        "Response": "57 B",
        "Closed because": "over",
        "On this axis": "The server's clock is not ours: its spans are placed in the middle of the client's wait, "
        "give or take 1.00 ms.",
        "Left out": "1,200 more spans were not recorded, because there were too many",
    }
    assert set(_facts(_details("span:1", make_trace(SERVER)))) == {"Took", "Began"}
    noted = _facts(_details("span:1", make_trace(SERVER, dropped=3, notes=("Late.",))))
    assert noted["Note"] == "Late."
    assert "Left out" not in noted


def test_every_attribute_is_told() -> None:
    details = _inside(
        *("dependency", "get_db", 1, 2),
        {
            "file": "/db.py",
            "line": 7,
            "parameter": "db",
            "cached": False,
            "skipped": True,
            "call_ms": 0.5,
            "bytes": 2500,
            "value": {"~": "redacted"},
            "removed": ["a", "b"],
            "rules": ["exclude_none"],
            "odd": [1],
            "none": None,
            "attributes": {"db.system": "sqlite", "took_ms": 2},
            "resource": "not a mapping",
        },
    )
    assert _facts(details) == {
        "Took": "1.00 ms",
        "Began": "1.00 ms after the server first saw the request",
        "Given as": "db",
        "Not called": "yes",
        "Its own call": "500 µs",
        "Size": "2.5 kB",
        "Value": "hidden, because its name says that it is secret",
        "Left out": "a, b",
        "By the route's wish": "exclude_none",
        "odd": "[1]",
        "none": "null",
        "db.system": "sqlite",
        "took_ms": "2.00 ms",
    }
    assert details.places == (CodePlace("defined", "/db.py", 7),)
    assert (details.places[0].text, details.places[0].short) == ("/db.py:7", "db.py:7")
    record = json.loads(details.record)
    assert (record["kind"], record["attributes"]["odd"], record.get("error")) == ("dependency", [1], None)


def test_a_place_without_a_line() -> None:
    details = _inside("middleware", "x", 1, 2, {"file": "C:\\app\\x.py", "line": True})
    assert details.places == (CodePlace("defined", "C:\\app\\x.py", 0),)
    assert details.places[0].short == "x.py"


ROWS: list[JsonValue] = [
    {"name": "shelf", "key": "shelf", "raw": "x"},
    {"name": "limit", "key": "limit", "value": 10, "type": "int"},
    {"name": "x_role", "key": "x-role", "raw": "a", "value": "a", "type": "str"},
]
ERROR: JsonValue = {"loc": ["path", "shelf"], "type": "int_parsing", "msg": "Input should be a number", "input": "x"}


def test_values_of_everything_that_was_gathered() -> None:
    trace = make_trace(
        SERVER,
        (1, "solve", "create", 1, 5, {"errors": [ERROR]}),
        (2, "params", "path", 2, 3, {"rows": ROWS[:1], "errors": [ERROR]}),
        (2, "params", "query", 3, 4, {"rows": ROWS[1:2]}),
    )
    details = _details("span:2", trace)
    assert [(line.place, line.name, line.failed) for line in details.values] == [
        ("path", "shelf", True),
        ("query", "limit", False),
    ]
    assert [line.place for line in details.errors] == ["path/shelf"]


def test_errors_are_told_once() -> None:
    details = _inside("params", "path", 1, 2, {"rows": ROWS, "errors": [ERROR]}, "int_parsing at path/shelf")
    assert "Error" not in _facts(details)
    assert json.loads(details.record)["error"] == "int_parsing at path/shelf"


RAISED_AT = {
    "type": "OwnError",
    "module": "shop.errors",
    "message": "no",
    "file": "/app.py",
    "line": 9,
    "function": "boom",
}


def _failing(*, handler: bool) -> Trace:
    same = {"exception": {"same": 3}}
    lines: list[tuple[Any, ...]] = [
        (0, "server", "GET /x", 0, 10, {} if handler else same, "" if handler else "E"),
        (1, "endpoint", "boom", 1, 4, {**same, "file": "/app.py", "line": 3}, "OwnError: no"),
        (2, "thread", "boom", 2, 3, {"exception": RAISED_AT}, "OwnError: no"),
    ]
    if handler:
        lines.append((1, "handler", "own", 5, 6, {**same, "status": 409, "file": "/handlers.py", "line": 1}))
    return make_trace(*lines)


def test_an_exception_with_its_origin_and_the_handler_that_took_it() -> None:
    details = _details("span:2", _failing(handler=True))
    facts = _facts(details)
    assert facts["Exception"] == "shop.errors.OwnError: no"
    assert facts["Raised in"] == "boom"
    assert facts["First seen in"] == "boom"
    assert facts["Handled by"] == "own, which made it 409"
    assert details.places == (CodePlace("raised", "/app.py", 9), CodePlace("defined", "/app.py", 3))
    handler = _details("span:4", _failing(handler=True))
    assert SpanFact("Exception", "shop.errors.OwnError: no") in handler.facts
    assert "Handled by" not in _facts(handler)


def test_the_functions_that_an_exception_came_through_and_the_stack_that_a_server_sent() -> None:
    frames = [
        {"file": "/app.py", "line": 9, "function": "boom"},
        {"file": "/db.py", "line": 5, "function": "query"},
        "odd",
        {"file": "/low.py", "line": 2, "function": "read"},
    ]
    raised = {"type": "E", "file": "/low.py", "line": 2, "frames": frames, "stack": "Traceback:\n  E\n"}
    details = _inside("endpoint", "boom", 1, 2, {"exception": raised}, "E")
    assert [(place.what, place.short) for place in details.places] == [
        ("raised", "low.py:2"),
        ("called by query", "db.py:5"),
        ("called by boom", "app.py:9"),
    ]
    assert details.stack == "Traceback:\n  E"
    assert details.stack in details.as_text()


def test_an_exception_that_nobody_took() -> None:
    assert _facts(_details("span:3", _failing(handler=False)))["Handled by"].startswith("nobody")


def test_an_exception_inside_that_was_swallowed() -> None:
    details = _inside("endpoint", "x", 1, 2, {"exception": {"type": "E", "module": "builtins"}}, "E")
    assert _facts(details)["Exception"] == "E"
    assert "Handled by" not in _facts(details)


def test_a_handler_without_a_status_and_an_origin_that_was_not_recorded() -> None:
    same = {"exception": {"same": 77}}
    trace = make_trace(SERVER, (1, "endpoint", "x", 1, 2, same, "E"), (1, "handler", "own", 3, 4, same))
    facts = _facts(_details("span:2", trace))
    assert facts["First seen in"] == "a span that was not recorded"
    assert facts["Handled by"] == "own"
    odd = {"exception": {"same": "x"}}
    assert _facts(_inside("endpoint", "x", 1, 2, odd, "E"))["First seen in"] == "a span that was not recorded"


def test_an_error_without_an_exception() -> None:
    assert _facts(_inside("database", "SELECT", 1, 2, {}, "locked"))["Error"] == "locked"


def test_errors_of_the_exception_itself() -> None:
    details = _inside("serialize", "response model", 1, 2, {"exception": {"type": "E", "errors": [ERROR]}}, "E")
    assert details.errors[0].place == "path/shelf"


def test_as_text() -> None:
    details = _inside("params", "path", 1, 2, {"rows": ROWS, "errors": [ERROR], "file": "/a.py", "line": 1}, "e")
    assert details.as_text() == (
        "Check path values\n"
        "FastAPI took 3 values from the path and checked them: path/shelf does not fit.\n\n"
        "Took: 1.00 ms\nBegan: 1.00 ms after the server first saw the request\n\n"
        "defined: /a.py:1\n\n"
        'path shelf: "x" -> - (does not fit)\n'
        "path limit: not sent -> 10 int (default)\n"
        'path x-role: "a" -> "a" str\n\n'
        "path/shelf: Input should be a number (int_parsing)"
    )


def test_the_tree_can_be_made_once_for_all_rows() -> None:
    trace = make_trace(SERVER, (1, "solve", "x", 1, 2))
    timeline, tree = make_timeline(None, trace), SpanTree(trace)
    assert details_of(timeline.rows[1], timeline, None, trace, tree) == details_of(
        timeline.rows[1], timeline, None, trace
    )


KINDS = ("middleware", "router", "body", "solve", "dependency", "params", "endpoint", "serialize", "validate", "thread")
NAMES = ("builtin", "exception", "errors", "rows", "file", "line", "type", "where", "chunks", "handled", "queue_ms")
MORE = ("removed", "added", "rules", "bytes", "status", "saw", "attributes", "resource", "cached", "override_of")


@pytest.mark.parametrize("value", [None, 3, "x", True, {"a": 1}, [1], [{"a": [None]}], -1.5])
@pytest.mark.parametrize("error", ["", "E: no"])
def test_attributes_of_any_shape_do_no_harm(value: JsonValue, error: str) -> None:
    attributes = dict.fromkeys((*NAMES, *MORE), value)
    kinds = (*KINDS, "handler", "teardown", "background", "database", "")
    trace = make_trace(SERVER, *((1, kind, "n", 1, 2, attributes, error) for kind in kinds))
    timeline = make_timeline(EXCHANGE, trace)
    for row in timeline.rows:
        details = details_of(row, timeline, EXCHANGE, trace)
        assert details.sentence
        assert details.as_text()

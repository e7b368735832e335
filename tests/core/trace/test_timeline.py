"""An exchange and its trace as rows on one axis."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.core.exchange.model import Exchange, Phase, PhaseTiming, Response, ResponseBody
from app.core.requests.model import PreparedRequest, Sent
from app.core.trace.model import StageName, Trace
from app.core.trace.timeline import Timeline, TimelineRow, Tint, make_timeline
from tests.support.spans import make_trace

PHASES = (
    PhaseTiming(Phase.QUEUE, 0.0, 0.5),
    PhaseTiming(Phase.CONNECT, 0.5, 1.0),
    PhaseTiming(Phase.SEND, 1.5, 0.5),
    PhaseTiming(Phase.WAIT, 2.0, 11.0),
    PhaseTiming(Phase.RECEIVE, 13.0, 1.0),
)
REQUEST = PreparedRequest("GET", "http://127.0.0.1/x", "/x", (), None, Sent(), "t")
EXCHANGE = Exchange("GET /x", REQUEST, Response(200, "OK", "HTTP/1.1", (), ResponseBody(0, b"")), 0.0, 14.0, PHASES)
OWN_LAYER = {"builtin": True, "file": "/lib/fastapi/layer.py"}
SPANS: list[tuple[Any, ...]] = [
    (0, "server", "GET /books/1", 0, 10),
    (1, "middleware", "ServerErrorMiddleware", 0.1, 9.9, {"builtin": True}),
    (2, "middleware", "CORSMiddleware", 0.2, 9.8, {"builtin": True, "file": "/lib/starlette/middleware/cors.py"}),
    (3, "middleware", "gate", 0.5, 9.5, {"builtin": False}),
    (4, "middleware", "BodyLimit", 0.8, 9.2, OWN_LAYER),
    (5, "router", "router", 1, 9),
    (6, "solve", "read_book", 2, 5),
    (7, "dependency", "get_db", 2.1, 4, {"call_ms": 1.0}),
    (8, "thread", "get_db", 2.2, 3.9, {"queue_ms": 0.7, "run_ms": 1.0}),
    (7, "params", "path", 4, 4.5, {"rows": [{"key": "book_id"}]}),
    (6, "endpoint", "read_book", 5, 7),
    (6, "serialize", "response model", 7, 8),
    (6, "background", "note", 8.5, 9),
]


def _rows(timeline: Timeline) -> list[tuple[int, str, str]]:
    depths: list[int] = []
    for row in timeline.rows:
        depths.append(depths[row.parent] + 1 if row.parent is not None else 0)
    return [(depth, row.title, row.note) for depth, row in zip(depths, timeline.rows, strict=True)]


def _row(timeline: Timeline, key: str) -> TimelineRow:
    index = timeline.index_of(key)
    assert index is not None
    return timeline.rows[index]


def test_nothing_is_no_rows() -> None:
    assert make_timeline(None, None) == Timeline()
    assert Timeline().index_of("client") is None
    assert Timeline().row_of_stage(StageName.ROUTE) is None


def test_without_a_trace_the_phases_stand_alone() -> None:
    timeline = make_timeline(EXCHANGE, None)
    assert _rows(timeline) == [
        (0, "Wait for its turn", ""),
        (0, "Connect", ""),
        (0, "Send the request", ""),
        (0, "Wait for the server", ""),
        (0, "Receive the response", ""),
    ]
    assert timeline.length_ms == 14.0
    assert timeline.placing is None
    assert _row(timeline, "phase:wait").waits == ((2.0, 13.0),)
    assert _row(timeline, "phase:send").own == ((1.5, 2.0),)
    shown = {stage: timeline.row_of_stage(stage) for stage in StageName}
    assert {stage: row.key for stage, row in shown.items() if row} == {
        StageName.REQUEST: "phase:send",
        StageName.ROUTE: "phase:wait",
        StageName.DEPENDENCIES: "phase:wait",
        StageName.VALIDATION: "phase:wait",
        StageName.ENDPOINT: "phase:wait",
        StageName.RESPONSE: "phase:receive",
    }


def test_client_and_server_share_the_axis() -> None:
    timeline = make_timeline(EXCHANGE, make_trace(*SPANS))
    assert _rows(timeline)[0] == (0, "Client", "GET")
    assert _rows(timeline)[6:] == [
        (0, "Server", "GET /books/1"),
        (1, "CORSMiddleware", "middleware"),
        (2, "gate", "middleware"),
        (3, "Router", ""),
        (4, "Find the route", "/books/{book_id}"),
        (4, "Gather what read_book needs", "dependencies and values"),
        (5, "get_db", "dependency"),
        (6, "Worker thread", "get_db · waited 700 µs"),
        (5, "Check path values", "book_id"),
        (4, "read_book", "endpoint"),
        (4, "Apply the response model", ""),
        (4, "note", "background task"),
    ]
    assert timeline.hidden == 2
    assert timeline.placing is not None
    assert timeline.placing.at_ms == 3.0
    assert timeline.length_ms == 14.0
    client, server = timeline.rows[0], _row(timeline, "span:1")
    assert (client.start_ms, client.duration_ms) == (0.0, 14.0)
    assert client.waits == ((0.0, 0.5), (2.0, 13.0))
    assert (server.start_ms, server.duration_ms, server.tint) == (3.0, 10.0, Tint.LAYER)


def test_the_layers_of_fastapi_are_there_for_who_wants_them() -> None:
    timeline = make_timeline(None, make_trace(*SPANS), layers=True)
    assert (1, "ServerErrorMiddleware", "FastAPI's own layer") in _rows(timeline)
    assert (4, "BodyLimit", "FastAPI's own layer") in _rows(timeline)
    assert timeline.hidden == 0
    assert timeline.placing is not None
    assert timeline.placing.at_ms == 0.0


def test_a_layer_that_answered_by_itself_is_always_shown() -> None:
    trace = make_trace(SPANS[0], SPANS[1], (2, "middleware", "BodyLimit", 0.8, 9.2, OWN_LAYER), endpoint="", route="")
    timeline = make_timeline(None, trace)
    assert [row.title for row in timeline.rows] == ["Server", "BodyLimit"]
    stopped = timeline.row_of_stage(StageName.REQUEST)
    assert stopped is not None
    assert stopped.title == "BodyLimit"


def test_own_work_and_waiting_are_told_apart_and_nothing_is_counted_twice() -> None:
    trace = make_trace(*SPANS)
    timeline = make_timeline(None, trace)
    thread = _row(timeline, "span:9")
    assert (len(thread.waits), len(thread.own)) == (1, 1)
    assert thread.waits[0] == pytest.approx((2.2, 2.9))
    assert thread.own[0] == pytest.approx((2.9, 3.9))
    assert _row(timeline, "route:6").own == ((1, 2),)
    assert _row(timeline, "span:6").own == ((8, 8.5),)
    assert thread.tint is Tint.DEPENDENCY
    pieces = [piece for row in timeline.rows for piece in (*row.own, *row.waits)]
    assert sum(end - start for start, end in pieces) == pytest.approx(trace.duration_ms)


def test_a_thread_never_waited_longer_than_it_took() -> None:
    trace = make_trace((0, "server", "x", 0, 10), (1, "thread", "open", 1, 2, {"queue_ms": 50.0}))
    row = _row(make_timeline(None, trace), "span:2")
    assert list(row.waits) == [(1, 2)]
    assert all(end >= start for start, end in row.own)
    assert row.tint is Tint.LAYER


def test_a_thread_at_the_top_and_kinds_that_are_not_known() -> None:
    trace = make_trace((0, "thread", "x", 0, 1), (0, "database", "SELECT", 1, 2, {}, "it broke"))
    timeline = make_timeline(None, trace)
    assert [row.tint for row in timeline.rows] == [Tint.OTHER, Tint.OTHER]
    assert [row.failed for row in timeline.rows] == [False, True]
    assert _rows(timeline)[1] == (0, "SELECT", "database")


def _stage_key(trace: Trace, stage: StageName) -> str | None:
    row = make_timeline(None, trace).row_of_stage(stage)
    return row.key if row is not None else None


def test_a_stage_that_failed_leads_to_what_failed_and_not_to_what_was_not_called_for_it() -> None:
    trace = make_trace(
        (0, "server", "GET /me", 0, 10),
        (1, "router", "router", 1, 9),
        (2, "solve", "read_me", 2, 5, {}, "HTTPException: 401"),
        (3, "dependency", "get_session", 2.1, 4.9, {"skipped": True}, "HTTPException: 401"),
        (4, "dependency", "read_claims", 2.2, 4.8, {}, "HTTPException: 401"),
    )
    assert _stage_key(trace, StageName.DEPENDENCIES) == "span:5"


def test_each_stage_leads_to_its_first_row() -> None:
    trace = make_trace(*SPANS)
    assert [_stage_key(trace, stage) for stage in StageName] == [
        "span:1",
        "route:6",
        "span:8",
        "span:10",
        "span:11",
        "span:12",
    ]


def test_a_stage_leads_to_what_failed_in_it() -> None:
    failing = [*SPANS[:9], (7, "params", "query", 4, 4.1), (7, "params", "path", 4.1, 4.5, {"errors": []}, "wrong")]
    assert _stage_key(make_trace(*failing), StageName.VALIDATION) == "span:11"
    body = make_trace(*SPANS[:6], (6, "body", "parse JSON", 2, 3, {"exception": {"type": "X"}}, "X"))
    assert _stage_key(body, StageName.REQUEST) == "span:7"
    assert _stage_key(body, StageName.VALIDATION) == "span:7"
    refused = make_trace(*SPANS[:6], (6, "solve", "x", 2, 5, {}, "E"), (7, "dependency", "key", 2, 4, {}, "E"))
    assert _stage_key(refused, StageName.DEPENDENCIES) == "span:8"
    alone = make_trace(*SPANS[:6], (6, "solve", "x", 2, 5, {"errors": [{}]}))
    assert _stage_key(alone, StageName.VALIDATION) == "span:7"


def test_what_leaves_no_span_is_shown_by_what_stands_around_it() -> None:
    plain = make_trace(*SPANS[:6])
    assert _stage_key(plain, StageName.ENDPOINT) == "span:6"
    assert _stage_key(plain, StageName.ROUTE) == "span:6"
    assert _stage_key(plain, StageName.RESPONSE) == "span:1"
    assert _stage_key(plain, StageName.DEPENDENCIES) is None


def test_layers_that_an_exception_went_through_have_not_failed() -> None:
    same = {"exception": {"same": 3}}
    trace = make_trace(
        (0, "server", "x", 0, 10, same, "E"),
        (1, "middleware", "gate", 1, 9, same, "E"),
        (2, "endpoint", "boom", 2, 3, {"exception": {"type": "E"}}, "E"),
    )
    assert [row.failed for row in make_timeline(None, trace).rows] == [False, False, True]


def test_a_router_inside_a_layer_of_another_is_the_same_one() -> None:
    layer = (2, "middleware", "wrap_app_with_body_limit", 1.5, 8.5, OWN_LAYER)
    spans = [(0, "server", "x", 0, 10), (1, "router", "router", 1, 9), layer, (3, "router", "router", 2, 8)]
    trace = make_trace(*spans, (4, "solve", "x", 3, 4))
    assert [row.title for row in make_timeline(None, trace).rows] == [
        "Server",
        "Router",
        "Find the route",
        "Gather what x needs",
    ]
    assert len(make_timeline(None, trace, layers=True).rows) == 7


def test_what_to_look_at_first() -> None:
    long_wait = (*PHASES[:3], PhaseTiming(Phase.WAIT, 200.0, 11.0))
    exchange = replace(EXCHANGE, elapsed_ms=212.0, phases=long_wait)
    timeline = make_timeline(exchange, make_trace(*SPANS))
    assert timeline.first_view() == (200.0, 11.0)
    assert make_timeline(EXCHANGE, make_trace(*SPANS)).first_view() == (0.0, 14.0)
    assert make_timeline(exchange, None).first_view() == (0.0, 211.0)
    quick = make_trace((0, "server", "x", 0, 1), (0, "client", "slow", 1, 100), ms=100.0)
    assert make_timeline(None, quick).first_view() == (0.0, 1.0)

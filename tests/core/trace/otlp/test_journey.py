"""The journey of a server that sends spans: what they say, and that the rest is unknown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.core.exchange.model import Exchange, Failure, Outcome, Phase, PhaseTiming, Response, ResponseBody
from app.core.requests.model import PreparedRequest, Sent
from app.core.trace.journey import journey
from app.core.trace.model import Journey, Stage, StageName, StageState
from app.core.trace.otlp.build import build_trace
from tests.support.telemetry import CLIENT, TRACE, exception, group, sent, server_span, span

UNKNOWN, PASSED, STOPPED, UNREACHED = StageState.UNKNOWN, StageState.PASSED, StageState.STOPPED, StageState.NOT_REACHED
REQUEST = PreparedRequest("GET", "http://127.0.0.1/books/9", "/books/9", (), None, Sent(), TRACE)
PHASES = (
    PhaseTiming(Phase.CONNECT, 0.0, 1.0),
    PhaseTiming(Phase.WAIT, 1.0, 12.0),
    PhaseTiming(Phase.RECEIVE, 13.0, 1.0),
)
DATABASE = {"db.system.name": "sqlite"}
ERROR = {"code": 2, "message": "m"}


@dataclass(frozen=True)
class Decided:
    decision: str = "matched"
    sentence: str = "Route 3 matches."
    status: int | None = None


def _response(status: int = 200) -> Response:
    return Response(status, "", "HTTP/1.1", (), ResponseBody(0, b""))


def _told(*groups: Any, outcome: Outcome | None = None, routing: Decided | None = None) -> Journey:
    trace = build_trace(TRACE, sent(*groups))
    done = outcome if outcome is not None else _response(trace.status or 200)
    return journey(Exchange("GET /x", REQUEST, done, 0.0, 14.0, PHASES), trace, routing)


def _states(told: Journey) -> list[StageState]:
    return [stage.state for stage in told.stages]


def _stage(told: Journey, name: StageName) -> Stage:
    return next(stage for stage in told.stages if stage.name is name)


def test_what_is_known_and_what_is_not() -> None:
    told = _told(group(server_span()))
    assert _states(told) == [PASSED, PASSED, UNKNOWN, UNKNOWN, UNKNOWN, PASSED]
    assert (told.known, told.stopped_at) == (True, None)
    assert [stage.name for stage in told.stages] == list(StageName)
    assert told.stages[0].sentence == "`shop` received `GET /books/9`."
    assert told.stages[1].sentence == "The route `/books/{id}` matched."
    assert "do not tell" in told.stages[2].sentence
    assert told.summary == "`shop` answered 200 OK in 10 ms."
    assert (told.stages[0].duration_ms, told.stages[5].duration_ms) == (1.0, 13.0)


def test_the_work_that_was_seen() -> None:
    calls = [span(index, 1, at=5, took=1, kind=3, values={"server.address": f"host{index}"}) for index in range(10, 15)]
    told = _told(
        group(server_span(1), span(2, 1, at=1, took=2, kind=3, values=DATABASE), span(3, 1, took=2, kind=1), *calls),
        group(span(99, 10, kind=2, at=5), service="stock"),
    )
    words = "1 database call took 2 ms, 5 calls to `host10`, `host11`, `host12`, … took 5 ms."
    assert _stage(told, StageName.ENDPOINT).sentence == f"Not told as such. {words}"
    assert told.summary == f"`shop` answered 200 OK in 10 ms. {words}"
    assert told.stages[0].detail == "Spans came from `shop`, `stock`."
    nameless = _told(group(server_span(1), span(2, 1, kind=3)))
    assert nameless.summary.endswith("1 call took 1 ms.")


def test_an_exception_stops_the_endpoint() -> None:
    stack = '  File "/shop/books.py", line 30, in read\n'
    told = _told(group(server_span(status=ERROR, events=[exception(stack=stack)])), outcome=_response(500))
    assert _states(told) == [PASSED, PASSED, UNKNOWN, UNKNOWN, STOPPED, PASSED]
    stage = _stage(told, StageName.ENDPOINT)
    assert stage.sentence == "The code behind the route raised LookupError: no such book."
    assert (stage.detail, stage.duration_ms) == ("LookupError: no such book\n/shop/books.py:30", 10.0)
    assert told.summary == f"Stopped at Endpoint: {stage.sentence}"


def test_a_failure_within_is_told_where_the_server_names_no_exception() -> None:
    failed = span(2, 1, "SELECT", at=1, kind=3, values=DATABASE, status={"code": 2, "message": "locked."})
    told = _told(group(server_span(status=ERROR), failed))
    stage = _stage(told, StageName.ENDPOINT)
    assert (stage.state, told.stopped_at) == (UNKNOWN, None)
    assert stage.sentence == "Not told as such. 1 database call took 1 ms. `SELECT` failed: locked."
    alone = _told(group(server_span(), span(2, 1, "parse", status={"code": 2, "message": "odd"})))
    assert _stage(alone, StageName.ENDPOINT).sentence == "Not told as such. `parse` failed: odd."
    assert _stage(alone, StageName.ENDPOINT).detail == "odd"


def test_no_route() -> None:
    def bare(status: int | None) -> str:
        values = {"http.request.method": "GET", "url.path": "/x"}
        known = {**values, "http.response.status_code": status} if status else values
        told = _told(group(span(1, CLIENT, kind=2, took=2, values=known)))
        assert told.stages[1].state is UNKNOWN
        return told.stages[1].sentence

    assert "usually means that none matched" in bare(404)
    assert "405 Method Not Allowed says that the path has other methods" in bare(405)
    assert bare(200) == "The server names no route."
    assert bare(None) == "The server names no route."


def test_a_server_that_says_nothing_of_itself() -> None:
    told = _told(group(span(1, CLIENT, kind=2), service=""))
    assert told.stages[0].sentence == "The server received the request."
    assert told.summary == "The server answered without saying a status in 1 ms."
    without = _told(group(span(1, CLIENT, at=1)))
    assert without.stages[0].sentence == "The server received the request."


def test_a_known_route_fills_in_where_the_server_names_none() -> None:
    told = _told(group(span(1, CLIENT, kind=2)), routing=Decided())
    assert (told.stages[1].state, told.stages[1].sentence) == (PASSED, "Route 3 matches.")
    assert _told(group(server_span()), routing=Decided()).stages[1].sentence == "The route `/books/{id}` matched."
    nowhere = _told(
        group(span(1, CLIENT, kind=2)),
        outcome=_response(404),
        routing=Decided("not found", "No route matches.", 404),
    )
    assert _states(nowhere) == [PASSED, STOPPED, UNREACHED, UNREACHED, UNREACHED, PASSED]
    assert nowhere.summary == "Stopped at Route: No route matches."


def test_a_response_that_never_came() -> None:
    told = _told(group(server_span()), outcome=Failure(Phase.WAIT, "No answer within 5 s."))
    assert (told.stopped_at, told.stages[5].state) == (StageName.RESPONSE, STOPPED)
    assert told.summary == "Stopped at Response: The response did not come: No answer within 5 s."
    broken = _told(group(server_span(status=ERROR, events=[exception()])), outcome=Failure(Phase.WAIT, "Gone."))
    assert broken.stopped_at is StageName.ENDPOINT


def _fastapi(code: int, /, *names: str, **failed: Any) -> Journey:
    function = {"code.function.name": "shop.read"}
    spans = [
        span(index, 1, f"fastapi.{name}", at=index, values=function, **(failed if index == len(names) + 1 else {}))
        for index, name in enumerate(names, 2)
    ]
    return _told(group(server_span(1, values={"http.response.status_code": code}), *spans, scope="fastapi"))


def test_fastapi_went_through() -> None:
    told = _fastapi(200, "dependencies", "endpoint", "serialization")
    assert _states(told) == [PASSED, PASSED, PASSED, PASSED, PASSED, PASSED]
    assert told.stages[1].sentence == "The route `/books/{id}` matched, which leads to `shop.read`."
    assert (told.stages[4].sentence, told.stages[4].duration_ms) == ("`shop.read` ran.", 1.0)
    assert told.stages[2].duration_ms == 1.0


def test_fastapi_refused_values() -> None:
    told = _fastapi(422, "dependencies")
    assert _states(told) == [PASSED, PASSED, PASSED, STOPPED, UNREACHED, PASSED]
    assert "422 Unprocessable Content before the endpoint ran" in told.summary


def test_fastapi_a_dependency_refused() -> None:
    told = _fastapi(401, "dependencies")
    assert _states(told) == [PASSED, PASSED, STOPPED, UNREACHED, UNREACHED, PASSED]
    assert "401 Unauthorized" in told.stages[2].sentence
    failed = _fastapi(500, "dependencies", status={"code": 2, "message": "no database"})
    assert failed.stages[2].sentence == "Solving them failed: no database."


def test_fastapi_the_endpoint_raised() -> None:
    told = _fastapi(500, "dependencies", "endpoint", status=ERROR, events=[exception()])
    assert _states(told) == [PASSED, PASSED, PASSED, PASSED, STOPPED, PASSED]
    assert told.summary == "Stopped at Endpoint: The endpoint `shop.read` raised LookupError: no such book."


def test_what_another_server_did_is_not_this_ones() -> None:
    """The stages of a request are those of the server that was asked, not of one that it asked itself."""
    shop = group(server_span(1), span(2, 1, "GET", at=1, took=8, kind=3))
    inner = (
        span(3, 2, "GET /left", at=2, took=6, kind=2),
        span(4, 3, "fastapi.dependencies", at=3),
        span(5, 3, "fastapi.endpoint", at=4, values={"code.function.name": "stock.left"}),
        span(6, 5, "SELECT", at=4, kind=3, values=DATABASE, status=ERROR),
    )
    told = _told(shop, group(*inner, service="stock", scope="fastapi"))
    assert _states(told) == [PASSED, PASSED, UNKNOWN, UNKNOWN, UNKNOWN, PASSED]
    assert told.summary == "`shop` answered 200 OK in 10 ms. 1 call took 8 ms."
    assert "stock.left" not in told.stages[1].sentence

"""The six stages of a traced request, wherever it stopped."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest

from app.core.exchange.model import Failure, Outcome, Phase, Response, ResponseBody
from app.core.trace.journey import journey
from app.core.trace.model import WEBSOCKET, Journey, Stage, StageName, StageState, Trace
from tests.support.spans import make_trace

PASSED, STOPPED, UNREACHED, SKIPPED = (
    StageState.PASSED,
    StageState.STOPPED,
    StageState.NOT_REACHED,
    StageState.SKIPPED,
)
ANSWER = Response(200, "OK", "HTTP/1.1", (), ResponseBody(0, b""))
ROW = {"name": "book_id", "key": "book_id"}
PARAMS = (3, "params", "path", 3, 3.5, {"rows": [ROW]})
ROUTED: list[tuple[Any, ...]] = [
    (0, "server", "GET", 0, 10),
    (1, "middleware", "ServerErrorMiddleware", 0.1, 9.9, {"builtin": True}),
    (2, "middleware", "add_header", 0.5, 9.5, {"builtin": False, "file": "/app.py", "line": 5}),
    (3, "router", "router", 1, 9),
]


@dataclass(frozen=True)
class Decided:
    decision: str
    sentence: str = "because"
    status: int | None = None


def _inside(*spans: tuple[Any, ...], deeper: int = 4) -> list[tuple[Any, ...]]:
    return [*ROUTED, *((depth + deeper - 2, *rest) for depth, *rest in spans)]


def _tell(trace: Trace, outcome: Outcome = ANSWER, routing: Decided | None = None) -> Journey:
    told = journey(outcome, trace, routing)
    assert [stage.name for stage in told.stages] == list(StageName)
    assert told.known
    assert sum(stage.duration_ms or 0 for stage in told.stages) == pytest.approx(trace.duration_ms, rel=0.01)
    shown = {StageState.PASSED, StageState.STOPPED, StageState.UNKNOWN}
    timed = [stage.duration_ms is not None for stage in told.stages]
    assert timed == [stage.state in shown or stage.name is StageName.RESPONSE for stage in told.stages]
    return told


def _states(told: Journey) -> list[StageState]:
    return [stage.state for stage in told.stages]


def _stage(told: Journey, name: StageName) -> Stage:
    return told.stages[list(StageName).index(name)]


def _stopped(told: Journey, name: StageName) -> Stage:
    assert told.stopped_at is name
    stage = _stage(told, name)
    assert stage.state is STOPPED
    assert told.summary == f"Stopped at {name.value}: {stage.sentence}"
    return stage


ENDPOINT = (
    2,
    "endpoint",
    "read_book",
    5,
    6,
    {"where": "event loop", "type": "shop.models.Book", "file": "/b.py", "line": 9},
)


def test_through_to_the_end() -> None:
    spans = _inside(
        (2, "body", "read", 1.5, 2),
        (2, "solve", "read_book", 2, 5),
        (3, "dependency", "get_db", 2.1, 2.5, {"call_ms": 0.2, "cached": False}),
        (3, "dependency", "get_db", 2.5, 2.6, {"cached": True}),
        (3, "dependency", "odd", 2.6, 2.7, {}),
        PARAMS,
        (3, "params", "body", 3.5, 4, {"rows": [{"key": "a"}, {"key": "b"}]}),
        ENDPOINT,
        (2, "serialize", "response model", 6, 7),
        (2, "background", "note", 10, 11),
        (2, "background", "mail", 11, 12, {"exception": {"type": "OSError"}}, "OSError: no"),
    )
    told = _tell(make_trace(*spans, status=201, size=57))
    assert _states(told) == [PASSED] * 6
    assert told.stopped_at is None
    assert told.summary == (
        "Went through to the end: 201 Created in 10 ms. But `mail` failed after the response was sent."
    )
    sentences = [stage.sentence for stage in told.stages]
    assert sentences == [
        "The server received `GET /books/1` and passed it through `add_header`.",
        "The route `/books/{book_id}` matched, which leads to `read_book`.",
        "`get_db` ran before the endpoint. 1 of 3 uses took a result that was there already.",
        "`path/book_id` and `body` fit.",
        "`read_book` ran on the event loop and returned `Book`.",
        "The server answered 201 Created with 57 bytes after checking it against the response model. "
        "`note` ran in the background afterwards. "
        "`mail` failed after the response was sent; the client does not learn of it.",
    ]
    assert [stage.detail for stage in told.stages] == [
        "add_header",
        "shop.books:make.<locals>.read_book",
        "get_db: 0.2 ms\nget_db: from the cache\nodd: ran",
        "path/book_id\nbody",
        "/b.py:9",
        "mail: OSError: no",
    ]


def test_nothing_to_solve_and_nothing_to_check() -> None:
    endpoint = (2, "endpoint", "read_root", 3, 6, {"where": "thread pool", "file": "/b.py"})
    told = _tell(make_trace(*ROUTED[:2], *_inside((2, "solve", "read_root", 2, 3), endpoint)[3:], size=1))
    assert _states(told) == [PASSED, PASSED, SKIPPED, SKIPPED, PASSED, PASSED]
    assert _stage(told, StageName.REQUEST).sentence == "The server received `GET /books/1`."
    assert _stage(told, StageName.ENDPOINT).sentence == "`read_root` ran in a worker thread."
    assert _stage(told, StageName.ENDPOINT).detail == "/b.py"
    assert _stage(told, StageName.RESPONSE).sentence == "The server answered 200 OK with 1 byte."
    assert _stage(told, StageName.ROUTE).duration_ms == pytest.approx(2.0)  # With the moment of solving nothing.


def test_the_routers_own_words_are_used_where_it_was_asked() -> None:
    told = _tell(make_trace(*_inside((2, "solve", "x", 2, 3))), routing=Decided("matched", "Route 7 is the first."))
    assert _stage(told, StageName.ROUTE).sentence == "Route 7 is the first."


def test_a_mounted_app_without_a_known_endpoint() -> None:
    told = _tell(make_trace(*_inside((2, "solve", "x", 2, 3)), endpoint="", route=""))
    assert _stage(told, StageName.ROUTE).sentence == "The route `/books/1` matched."
    assert _stage(told, StageName.ENDPOINT).sentence == "The endpoint ran."


def test_what_is_no_endpoint_of_fastapi_is_told_to_take_the_request_as_it_is() -> None:
    told = _tell(make_trace(*ROUTED, endpoint="starlette.staticfiles:StaticFiles"))
    words = "`StaticFiles` takes the request as it is: FastAPI"
    assert _stage(told, StageName.DEPENDENCIES).sentence == f"{words} solves no dependencies for it."
    assert _stage(told, StageName.VALIDATION).sentence == f"{words} checks no values for it."
    unknown = _tell(make_trace(*ROUTED, (2, "thread", "x", 3, 4), endpoint="app"))
    assert _stage(unknown, StageName.VALIDATION).sentence.startswith("`app` takes")


def test_a_plain_endpoint_leaves_no_spans() -> None:
    told = _tell(make_trace(*ROUTED, endpoint="fastapi.applications:FastAPI.setup.<locals>.openapi"))
    assert _states(told) == [PASSED, PASSED, SKIPPED, SKIPPED, PASSED, PASSED]
    assert _stage(told, StageName.ENDPOINT).sentence == "`openapi` ran."
    assert _stage(told, StageName.ENDPOINT).duration_ms == pytest.approx(8.0)
    assert _stage(told, StageName.RESPONSE).sentence == "The server answered 200 OK with no body."


def test_a_stream() -> None:
    endpoint = (2, "endpoint", "ticks", 3, 9, {"streaming": True, "chunks": 10})
    told = _tell(make_trace(*_inside((2, "solve", "ticks", 2, 3), endpoint), size=462))
    assert _stage(told, StageName.ENDPOINT).sentence == "`ticks` wrote the response piece by piece: 10 pieces."


def test_a_response_that_was_never_recorded() -> None:
    told = _tell(make_trace(*_inside((2, "solve", "x", 2, 3), ENDPOINT), status=None, headers_ms=None))
    assert _stage(told, StageName.RESPONSE).state is StageState.UNKNOWN
    assert told.summary == "Went through to the end: nothing in 10 ms."


@pytest.mark.parametrize(
    ("closing", "sentence"),
    [
        ("over.", "The server accepted the WebSocket and sent 12 bytes over it. It closed it: over."),
        ("", "The server accepted the WebSocket and sent 12 bytes over it."),
    ],
)
def test_a_websocket(closing: str, sentence: str) -> None:
    endpoint = (2, "endpoint", "echo", 3, 9, {"streaming": True, "chunks": 1})
    trace = make_trace(*_inside((2, "solve", "echo", 2, 3), endpoint), status=101, size=12, closing=closing)
    told = _tell(replace(trace, method=WEBSOCKET))
    assert _stage(told, StageName.ENDPOINT).sentence == "`echo` talked over the WebSocket: it sent 1 message."
    assert _stage(told, StageName.RESPONSE).sentence == sentence


def test_a_response_in_pieces() -> None:
    told = _tell(make_trace(*_inside((2, "solve", "x", 2, 5), ENDPOINT), size=1200, chunks=1000))
    assert _stage(told, StageName.RESPONSE).sentence == "The server answered 200 OK with 1,200 bytes in 1,000 pieces."


# Request


@pytest.mark.parametrize(("status", "says"), [(200, "yes"), (400, "no")])
def test_a_browsers_question(status: int, says: str) -> None:
    layer = (1, "middleware", "CORSMiddleware", 0.1, 9.9, {"builtin": True, "file": "/lib/starlette/cors.py"})
    told = _tell(replace(make_trace(ROUTED[0], layer, status=status, endpoint="", route=""), method="OPTIONS"))
    assert _stopped(told, StageName.REQUEST).sentence == (
        "`CORSMiddleware` answered a browser's question before a request from another site (CORS preflight): "
        f"{says}. The router is not asked for that."
    )


def test_a_middleware_that_answers_by_itself() -> None:
    told = _tell(make_trace(*ROUTED[:3], status=401, endpoint="", route=""))
    stage = _stopped(told, StageName.REQUEST)
    assert stage.sentence == (
        "The middleware `add_header` answered 401 Unauthorized by itself; the router never saw the request."
    )
    assert stage.detail == "/app.py:5"
    assert _states(told)[1:] == [UNREACHED] * 5
    assert _stage(told, StageName.RESPONSE).sentence == "The middleware `add_header` made the answer 401 Unauthorized."
    assert _stage(told, StageName.VALIDATION).sentence == "Not reached: the request stopped at Request."


def test_a_middleware_that_raises() -> None:
    failed = (*ROUTED[2][:5], {"exception": {"type": "RuntimeError"}}, "RuntimeError: broke.")
    told = _tell(make_trace(*ROUTED[:2], failed, status=500, endpoint="", route=""))
    sentence = "The middleware `add_header` raised RuntimeError: broke, so the router never saw the request."
    assert _stopped(told, StageName.REQUEST).sentence == sentence
    answered = "No handler took the exception, so the server answered 500 Internal Server Error."
    assert _stage(told, StageName.RESPONSE).sentence == answered


def test_something_in_front_of_the_app() -> None:
    told = _tell(make_trace((0, "server", "GET", 0, 10), status=None, headers_ms=None, endpoint="", route=""))
    assert _stopped(told, StageName.REQUEST).sentence.startswith("Something in front of the app sent no answer;")
    assert _stage(told, StageName.RESPONSE).sentence == "The server sent no response."


# Route


def _handled(error: str, start: float = 6, name: str = "http_exception_handler") -> tuple[Any, ...]:
    return (2, "handler", name, start, start + 1, {"handled": error, "status": 400})


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (404, "No route matches `GET /books/1`."),
        (405, "The path of `GET /books/1` exists, but not for this method."),
        (307, "`GET /books/1` differs from a route only by its last slash: the client is sent there."),
        (500, "No route took `GET /books/1`."),
        (None, "No route took `GET /books/1`."),
    ],
)
def test_no_route(status: int | None, sentence: str) -> None:
    told = _tell(make_trace(*ROUTED, status=status, endpoint="", route="/books/{x}"))
    stage = _stopped(told, StageName.ROUTE)
    assert (stage.sentence, stage.detail) == (sentence, "/books/{x}")
    assert _states(told) == [PASSED, STOPPED, *[UNREACHED] * 4]


def test_no_route_in_the_routers_words() -> None:
    spans = [*ROUTED, (3, *_handled("HTTPException: 404 Not Found")[1:])]
    trace = make_trace(*spans, status=404, endpoint="", route="")
    told = _tell(trace, routing=Decided("not found", "None of the 36 routes matches.", 404))
    assert _stopped(told, StageName.ROUTE).sentence == "None of the 36 routes matches."
    answered = "The handler `http_exception_handler` turned the HTTPException into the answer 404 Not Found."
    assert _stage(told, StageName.RESPONSE).sentence == answered
    assert "No route matches" in _tell(trace, routing=Decided("matched")).summary


# Dependencies


def test_a_dependency_that_refuses() -> None:
    described = {"type": "HTTPException", "status": 403, "detail": "Invalid API key.", "file": "/d.py", "line": 3}
    failed = {"cached": False, "call_ms": 0.1, "exception": {"same": 8}}
    spans = _inside(
        (2, "solve", "quote", 2, 5, {"exception": {"same": 8}}, "HTTPException: 403"),
        (3, "dependency", "outer", 2.1, 4.9, {"skipped": True, "exception": {"same": 8}}, "HTTPException: 403"),
        (4, "dependency", "require_key", 2.2, 4.8, failed, "HTTPException: 403"),
        (5, "thread", "require_key", 2.3, 4.7, {"exception": described}, "HTTPException: 403"),
        _handled("HTTPException: 403"),
    )
    told = _tell(make_trace(*spans, status=403))
    stage = _stopped(told, StageName.DEPENDENCIES)
    assert stage.sentence == (
        "The dependency `require_key` refused the request with 403 Forbidden: Invalid API key. "
        "The endpoint was never called."
    )
    assert stage.detail == "HTTPException: 403\n/d.py:3"
    assert _states(told) == [PASSED, PASSED, STOPPED, UNREACHED, UNREACHED, UNREACHED]


@pytest.mark.parametrize(
    ("exception", "what", "detail"),
    [
        ({"type": "OSError"}, "raised OSError: disk", "OSError: disk\n/db.py:2"),
        ({"status": 401, "detail": None}, "refused the request with 401 Unauthorized", "OSError: disk\n/db.py:2"),
        ({"status": None, "detail": {"a": 1}}, "refused the request with nothing", "OSError: disk\n/db.py:2"),
    ],
)
def test_a_dependency_that_raises(exception: dict[str, Any], what: str, detail: str) -> None:
    attributes = {"exception": exception, "file": "/db.py", "line": 2}
    spans = _inside(
        (2, "solve", "x", 2, 5, {"exception": {"same": 6}}, "OSError: disk"),
        (3, "dependency", "get_db", 2.1, 4.9, attributes, "OSError: disk"),
    )
    stage = _stopped(_tell(make_trace(*spans, status=500)), StageName.DEPENDENCIES)
    assert stage.sentence == f"The dependency `get_db` {what}. The endpoint was never called."
    assert stage.detail == detail


def test_a_description_that_was_dropped() -> None:
    spans = _inside(
        (2, "solve", "x", 2, 5, {"exception": {"same": 99}}, "OSError: disk"),
        (3, "dependency", "get_db", 2.1, 4.9, {"exception": {"same": 99}}, "OSError: disk"),
    )
    stage = _stopped(_tell(make_trace(*spans, status=500)), StageName.DEPENDENCIES)
    assert (stage.sentence.startswith("The dependency `get_db` raised OSError"), stage.detail) == (
        True,
        "OSError: disk",
    )


# Validation

YEAR = {"loc": ["body", "year"], "type": "greater_than_equal", "msg": "Input should be ≥ 1000"}


def test_values_that_do_not_fit() -> None:
    errors: Any = [YEAR, YEAR, {"loc": ["query", "limit"], "msg": "too big"}, {"loc": []}, "odd"]
    spans = _inside((2, "solve", "x", 2, 5, {"errors": errors}), _handled("RequestValidationError: …", name="answer"))
    told = _tell(make_trace(*spans, status=422))
    stage = _stopped(told, StageName.VALIDATION)
    assert stage.sentence == (
        "3 values do not fit: `body/year`, `query/limit` and `the request`. "
        "FastAPI refused the request before the endpoint ran."
    )
    assert stage.detail.splitlines()[2] == "query/limit: too big"
    assert _states(told) == [PASSED, PASSED, SKIPPED, STOPPED, UNREACHED, UNREACHED]
    answered = "The handler `answer` turned the RequestValidationError into the answer 422 Unprocessable Content."
    assert _stage(told, StageName.RESPONSE).sentence == answered
    assert _stage(told, StageName.VALIDATION).duration_ms == pytest.approx(3.0)
    assert _stage(told, StageName.RESPONSE).duration_ms == pytest.approx(5.0)


def test_many_values_and_skipped_dependencies() -> None:
    errors: Any = [{"loc": ["query", f"q{number}"], "msg": "m"} for number in range(7)]
    spans = _inside(
        (2, "solve", "x", 2, 5, {"errors": errors}),
        (3, "dependency", "limits", 2.1, 2.4, {"skipped": True, "cached": False}),
        (3, "dependency", "paging", 2.5, 2.6, {"skipped": True, "cached": False}),
    )
    told = _tell(make_trace(*spans, status=422))
    assert "7 values do not fit: `query/q0`, `query/q1`, `query/q2`, `query/q3` and 3 more." in told.summary
    dependencies = _stage(told, StageName.DEPENDENCIES)
    assert dependencies.state is UNREACHED
    assert dependencies.sentence == "`limits` and `paging` were not called, because the values for it are wrong."
    assert dependencies.detail == "limits: not called\npaging: not called"


@pytest.mark.parametrize(
    ("findings", "told"),
    [
        (("body/item_name",), "1 value does not fit: `body/item_name`."),
        (("body/payment/number", "body/notes/"), "2 values do not fit: `body/payment/number` and `body/notes/`."),
        (("body/a", "body/a"), "1 value does not fit: `body/a`."),
        ((), "2 values do not fit: `body/item_name` and `body/name`."),
        (None, "2 values do not fit: `body/item_name` and `body/name`."),
    ],
)
def test_names_the_fields_that_the_diagnosis_names(findings: tuple[str, ...] | None, told: str) -> None:
    errors = [{"loc": ["body", "item_name"], "msg": "missing"}, {"loc": ["body", "name"], "msg": "extra"}]
    trace = make_trace(
        *_inside((2, "solve", "solve dependencies", 2, 5, {"errors": errors})), endpoint="m:f", status=422
    )
    refused = Response(422, "Unprocessable", "HTTP/1.1", (), ResponseBody(0, b""))
    stage = _stage(journey(refused, trace, findings=findings), StageName.VALIDATION)
    assert stage.sentence.startswith(told)


def test_one_dependency_ran_and_one_was_skipped() -> None:
    spans = _inside(
        (2, "solve", "x", 2, 5, {"errors": [YEAR]}),
        (3, "dependency", "get_db", 2.1, 2.4, {"call_ms": 0.1}),
        (3, "dependency", "limits", 2.5, 2.6, {"skipped": True}),
    )
    told = _tell(make_trace(*spans, status=422))
    assert _stage(told, StageName.DEPENDENCIES).state is PASSED
    sentence = "`get_db` ran before the endpoint. `limits` was not called, because the values for it are wrong."
    assert _stage(told, StageName.DEPENDENCIES).sentence == sentence


@pytest.mark.parametrize(
    ("name", "what"),
    [("parse JSON", "is not valid JSON"), ("parse form", "cannot be read as a form"), ("read", "could not be read")],
)
def test_a_body_that_cannot_be_read(name: str, what: str) -> None:
    spans = _inside((2, "body", name, 2, 3, {"exception": {"type": "E"}}, "E: at 3"), _handled("E"))
    told = _tell(make_trace(*spans, status=422))
    stage = _stopped(told, StageName.VALIDATION)
    assert stage.sentence == f"The body {what}, so nothing after it was tried. FastAPI reads the body first."
    assert stage.detail == "E: at 3"
    assert _states(told) == [PASSED, PASSED, UNREACHED, STOPPED, UNREACHED, UNREACHED]
    assert _stage(told, StageName.DEPENDENCIES).sentence == "Not reached: FastAPI reads the body before dependencies."


# Endpoint and response


def test_an_endpoint_that_raises_on_purpose() -> None:
    described = {"exception": {"status": 404, "detail": "Book 999 not found", "file": "/b.py", "line": 12}}
    failed = (2, "endpoint", "read_book", 5, 6, described, "HTTPException: 404 Book 999 not found")
    spans = _inside((2, "solve", "x", 2, 5), PARAMS, failed, _handled("HTTPException: 404 Book 999 not found"))
    told = _tell(make_trace(*spans, status=404))
    stage = _stopped(told, StageName.ENDPOINT)
    assert stage.sentence == "The endpoint `read_book` refused the request with 404 Not Found: Book 999 not found."
    assert stage.detail.endswith("/b.py:12")
    assert _states(told) == [PASSED, PASSED, SKIPPED, PASSED, STOPPED, UNREACHED]
    assert _stage(told, StageName.VALIDATION).sentence == "`path/book_id` fits."


def test_an_endpoint_that_fails() -> None:
    failed = (2, "endpoint", "boom", 5, 6, {"exception": {"type": "KeyError"}}, "KeyError: 'x'")
    told = _tell(make_trace(*_inside((2, "solve", "x", 2, 5), failed), status=500))
    stage = _stopped(told, StageName.ENDPOINT)
    assert (stage.sentence, stage.detail) == ("The endpoint `boom` raised KeyError: 'x'.", "KeyError: 'x'")


def test_a_plain_endpoint_that_fails() -> None:
    raised = {"exception": {"type": "KeyError", "file": "/p.py", "line": 4}}
    router = (*ROUTED[3][:5], raised, "KeyError: 'x'")
    told = _tell(make_trace(*ROUTED[:3], router, status=500))
    stage = _stopped(told, StageName.ENDPOINT)
    assert (stage.sentence, stage.detail) == (
        "The endpoint `read_book` raised KeyError: 'x'.",
        "KeyError: 'x'\n/p.py:4",
    )
    solved = make_trace(*ROUTED[:3], router, (4, "solve", "x", 2, 3), status=500, endpoint="")
    assert _stopped(_tell(solved), StageName.ENDPOINT).sentence == "The endpoint raised KeyError: 'x'."


@pytest.mark.parametrize(
    ("span", "what"),
    [
        ((2, "serialize", "response model", 6, 7), "What the endpoint returned does not fit its response model, which"),
        ((2, "teardown", "get_db", 6, 7), "Cleaning up the dependency `get_db` raised E: no"),
        ((2, "handler", "answer", 6, 7), "Making the response raised E: no"),
    ],
)
def test_a_response_that_cannot_be_made(span: tuple[Any, ...], what: str) -> None:
    failed = (*span, {"exception": {"type": "E"}}, "E: no")
    validate: tuple[Any, ...] = (3, "validate", "validate", 6.1, 6.2, {}, "missing at response/year")
    told = _tell(make_trace(*_inside((2, "solve", "x", 2, 5), ENDPOINT, failed, validate), status=500, headers_ms=8))
    stage = _stopped(told, StageName.RESPONSE)
    assert stage.sentence.startswith(what)
    assert _states(told)[4:] == [PASSED, STOPPED]


@pytest.mark.parametrize(
    ("attributes", "error", "words"),
    [
        ({"exception": {"status": 413}}, "TooLarge: 413", "The body is larger than the server takes, so"),
        ({"exception": {}}, "UnicodeDecodeError: utf-8", "The body is not text in UTF-8, so"),
    ],
)
def test_why_a_body_was_not_read(attributes: dict[str, Any], error: str, words: str) -> None:
    told = _tell(make_trace(*_inside((2, "body", "read", 2, 5, attributes, error)), status=413))
    assert _stopped(told, StageName.VALIDATION).sentence.startswith(words)


@pytest.mark.parametrize(
    ("method", "words"),
    [
        ("HEAD", "does not answer HEAD by itself."),
        ("OPTIONS", "a CORS middleware answers them, where an app has one."),
        ("PUT", "but not for this method."),
    ],
)
def test_why_a_method_is_not_allowed(method: str, words: str) -> None:
    told = _tell(replace(make_trace(*ROUTED, status=405, endpoint=""), method=method))
    assert _stopped(told, StageName.ROUTE).sentence.endswith(words)


def test_a_plain_endpoint_that_refuses_on_purpose() -> None:
    refused = {"exception": {"type": "HTTPException", "status": 404, "detail": "Not Found"}}
    router = (3, "router", "router", 1, 9, refused, "HTTPException: 404 Not Found")
    told = _tell(make_trace(*ROUTED[:3], router, status=404, endpoint="starlette.staticfiles:StaticFiles"))
    stage = _stopped(told, StageName.ENDPOINT)
    assert stage.sentence == "The endpoint `StaticFiles` refused the request with 404 Not Found."


def test_the_router_answers_itself_and_so_does_a_handler_of_fastapi() -> None:
    told = _tell(make_trace(*ROUTED, status=307, endpoint="", route=""))
    assert _stage(told, StageName.RESPONSE).sentence == "The router itself answered 307 Temporary Redirect."
    handled = {"handled": "HTTPException: 404", "file": "/lib/fastapi/exception_handlers.py"}
    told = _tell(make_trace(*ROUTED, (3, "handler", "http", 8, 9, handled), status=404, endpoint="", route=""))
    answered = "FastAPI's own handler `http` turned the HTTPException into the answer 404 Not Found."
    assert _stage(told, StageName.RESPONSE).sentence == answered


def test_cleaning_up_that_fails_after_the_answer_is_told() -> None:
    late = (2, "teardown", "get_db", 9.5, 9.8, {"exception": {"type": "E"}}, "E: no")
    told = _tell(make_trace(*_inside((2, "solve", "x", 2, 5), ENDPOINT, late)))
    assert told.summary.endswith("But `get_db` failed after the response was sent.")
    assert _stage(told, StageName.RESPONSE).detail == "get_db: E: no"


def test_what_fails_after_the_answer_is_no_stop() -> None:
    late = (2, "teardown", "get_db", 9.5, 9.8, {"exception": {"type": "E"}}, "E: no")
    task = (2, "background", "mail", 8, 9, {"exception": {"type": "E"}}, "E: no")
    told = _tell(make_trace(*_inside((2, "solve", "x", 2, 5), ENDPOINT, late, task)))
    assert told.stopped_at is None


def test_a_failed_app_inside_the_endpoint_is_the_endpoints_business() -> None:
    inner = [
        (3, "router", "router", 5.1, 5.9, {"exception": {"type": "E"}}, "E: inside"),
        (4, "solve", "inner", 5.2, 5.3, {"errors": [YEAR]}),
    ]
    told = _tell(make_trace(*_inside((2, "solve", "x", 2, 5), ENDPOINT, *inner)))
    assert told.stopped_at is None


@pytest.mark.parametrize(("status", "did"), [(200, "answered 200 OK"), (None, "sent nothing")])
def test_a_client_that_did_not_wait(status: int | None, did: str) -> None:
    failure = Failure(Phase.WAIT, "No answer within 5 s.", detail="ReadTimeout")
    told = _tell(make_trace(*_inside((2, "solve", "x", 2, 5), ENDPOINT), status=status), failure)
    stage = _stopped(told, StageName.RESPONSE)
    assert stage.sentence == f"The server {did}, and the client did not wait for all of it: No answer within 5 s."
    assert stage.detail == "ReadTimeout"


@pytest.mark.parametrize("value", [None, 3, "x", {"a": 1}, [1]])
def test_attributes_of_any_shape_do_no_harm(value: Any) -> None:
    names = (
        "builtin",
        "exception",
        "errors",
        "rows",
        "file",
        "line",
        "type",
        "where",
        "chunks",
        "streaming",
        "handled",
        "call_ms",
    )
    attributes = dict.fromkeys(names, value)
    kinds = (
        "middleware",
        "router",
        "body",
        "solve",
        "dependency",
        "params",
        "endpoint",
        "serialize",
        "handler",
        "background",
    )
    for broken in ("", "E: no"):
        spans = [(0, "server", "GET", 0, 10), *((1, kind, "n", 1, 2, attributes, broken) for kind in kinds)]
        _tell(make_trace(*spans))

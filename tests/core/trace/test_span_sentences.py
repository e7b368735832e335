"""Each span is told in a sentence."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.trace.span_sentences import is_frameworks, route_sentence, sentence_of, what_it_did
from app.core.trace.span_tree import SpanTree
from tests.support.spans import make_trace

Line = tuple[Any, ...]
RAISED = {"exception": {"type": "E"}}
REFUSED = {"exception": {"type": "HTTPException", "status": 403, "detail": "No key."}}
OWN = {"builtin": True, "file": "/lib/fastapi/x.py"}


def _tell(*lines: Line, **values: Any) -> str:
    """The sentence of the first of these spans, which stand inside a server's."""
    trace = make_trace((0, "server", "GET /books/1", 0, 10), *((line[0] + 1, *line[1:]) for line in lines), **values)
    return sentence_of(trace.spans[1], SpanTree(trace))


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (
            [(0, "middleware", "gate", 1, 9), (1, "router", "router", 3, 8)],
            "`gate` is a middleware: it stands around everything inside it. "
            "It worked 2.00 ms on the way in and 1.00 ms on the way out.",
        ),
        (
            [(0, "middleware", "gate", 1, 9, {"exception": {"same": 9}}, "E: no."), (1, "router", "router", 3, 8)],
            "`gate` is a middleware: it stands around everything inside it. "
            "It worked 2.00 ms on the way in and 1.00 ms on the way out. E: no went through it.",
        ),
        (
            [(0, "middleware", "Limit", 1, 9, OWN)],
            "`Limit` is a layer that FastAPI puts around every app. "
            "It answered by itself, so nothing inside it was called.",
        ),
        (
            [(0, "middleware", "gate", 1, 9, RAISED, "E: no.")],
            "`gate` is a middleware: it stands around everything inside it. "
            "It raised E: no, so nothing inside it was called.",
        ),
        (
            [(0, "router", "router", 1, 9)],
            "The router went through its routes from the top until one matched `GET /books/1`: `/books/{book_id}`, "
            "which leads to `read_book`. All that is inside here is done for that route.",
        ),
        (
            [(0, "body", "read", 1, 2)],
            "The server waited for the body and read it, before it looks at any single value.",
        ),
        (
            [(0, "body", "parse XML", 1, 2, RAISED, "E: no.")],
            "The server read the body, before it looks at any single value. That failed: E: no.",
        ),
        (
            [(0, "solve", "read_book", 1, 5)],
            "FastAPI gathered all that `read_book` asks for: it ran no dependencies and checked no values.",
        ),
        (
            [
                (0, "solve", "read_book", 1, 5, {"errors": [{"loc": ["query", "a"]}]}),
                (1, "dependency", "a", 1, 2, {"call_ms": 1.0}),
                (1, "dependency", "a", 2, 2, {"cached": True}),
                (1, "params", "query", 2, 3, {"rows": [{"key": "a"}, {"key": "b"}]}),
            ],
            "FastAPI gathered all that `read_book` asks for: it ran 1 dependency and checked 2 values. "
            "1 value does not fit, so `read_book` was not called.",
        ),
        (
            [(0, "solve", "read_book", 1, 5, {"errors": [{}, {}]})],
            "FastAPI gathered all that `read_book` asks for: it ran no dependencies and checked no values. "
            "2 values do not fit, so `read_book` was not called.",
        ),
        (
            [(0, "solve", "read_book", 1, 5, RAISED, "E: no.")],
            "FastAPI gathered all that `read_book` asks for: it ran no dependencies and checked no values. "
            "E: no ended it.",
        ),
        (
            [(0, "dependency", "get_db", 1, 2, {"parameter": "db"})],
            "`get_db` is a dependency; it ran before the endpoint, on the event loop. It gives `db`.",
        ),
        (
            [(0, "dependency", "get_db", 1, 2, {"override_of": "real"}), (1, "thread", "get_db", 1, 2)],
            "`get_db` is a dependency; it ran before the endpoint, in a worker thread, because it is no `async def`. "
            "It stands in for `real` (`dependency_overrides`).",
        ),
        (
            [(0, "dependency", "get_db", 1, 2, {"cached": True, "parameter": "db"})],
            "`get_db` was not run again: its result was there already from elsewhere in this request.",
        ),
        (
            [(0, "dependency", "get_db", 1, 2, {"skipped": True})],
            "`get_db` was not called, because values for it do not fit.",
        ),
        (
            [(0, "dependency", "get_db", 1, 2, {"skipped": True}, "E")],
            "`get_db` was not called, because what it depends on failed.",
        ),
        (
            [(0, "dependency", "key", 1, 2, {**REFUSED, "parameter": "key"}, "HTTPException: 403 No key.")],
            "`key` is a dependency; it refused the request with 403 Forbidden: No key, on the event loop.",
        ),
        (
            [(0, "params", "query", 1, 2, {"rows": [{"key": "a", "raw": "1"}]})],
            "FastAPI took 1 value from the query, checked it and made it the type that the code asks for.",
        ),
        (
            [(0, "params", "query", 1, 2, {"rows": [{"key": "a"}, {"key": "b", "raw": "1"}]})],
            "FastAPI took 2 values from the query, checked them and made them the types that the code asks for. "
            "`a` was not sent, so the default is used.",
        ),
        (
            [(0, "params", "header", 1, 2, {"rows": [{"key": "a"}, {"key": "b"}]})],
            "FastAPI took 2 values from the headers, checked them and made them the types that the code asks for. "
            "`a` and `b` were not sent, so the default is used.",
        ),
        (
            [(0, "params", "body", 1, 2, {"rows": [{"key": "a"}], "errors": [{"loc": ["body", "x"]}]}, "e")],
            "FastAPI took 1 value from the body and checked it: `body/x` does not fit.",
        ),
        (
            [(0, "params", "", 1, 2, {"rows": [{}, {}], "errors": [{"loc": ["a"]}, {"loc": ["b"]}]}, "e")],
            "FastAPI took 2 values from the request and checked them: `a` and `b` do not fit.",
        ),
        (
            [(0, "endpoint", "read_book", 1, 2, {"where": "thread pool", "type": "shop.Book"})],
            "`read_book` is the function that answers this request; "
            "it ran in a worker thread, because it is no `async def`. It returned `Book`.",
        ),
        (
            [(0, "endpoint", "read_book", 1, 2, {"where": "event loop"})],
            "`read_book` is the function that answers this request; it ran on the event loop.",
        ),
        (
            [(0, "endpoint", "lines", 1, 2, {"streaming": True})],
            "`lines` is the function that answers: it ran while the response was being sent, piece by piece.",
        ),
        (
            [(0, "endpoint", "boom", 1, 2, RAISED, "E: no.")],
            "`boom` is the function that should answer; it raised E: no.",
        ),
        (
            [(0, "serialize", "no response model", 1, 2)],
            "What the endpoint returned was turned into JSON as it is, without a response model.",
        ),
        (
            [(0, "serialize", "response model", 1, 2, {"removed": ["hashed", 5], "added": ["tags", "year"]})],
            "FastAPI held what the endpoint returned against the response model and wrote it as JSON. "
            "It left out `hashed`. It filled in `tags` and `year`.",
        ),
        (
            [(0, "serialize", "response model", 1, 2, {"removed": ["note"], "rules": ["exclude_unset"]})],
            "FastAPI held what the endpoint returned against the response model and wrote it as JSON. "
            "It left out `note` (`response_model_exclude_unset`).",
        ),
        (
            [(0, "serialize", "response model", 1, 2, RAISED, "E")],
            "What the endpoint returned does not fit its response model, which is a mistake of the server.",
        ),
        (
            [(0, "validate", "validate", 1, 2)],
            "What the endpoint returned was checked against the response model.",
        ),
        ([(0, "validate", "dump", 1, 2)], "What passed the check was written down, member by member."),
        ([(0, "validate", "validate", 1, 2, {}, "missing.")], "What the endpoint returned does not fit: missing."),
        (
            [(0, "thread", "open", 1, 2, {"queue_ms": 0.25, "run_ms": 1})],
            "`open` ran in a worker thread, beside the event loop: it waited 250 µs for a free one and ran 1.00 ms.",
        ),
        (
            [(0, "thread", "open", 1, 2, {"thread": ""})],
            "`open` was to run in a worker thread, but none became free in time.",
        ),
        (
            [(0, "handler", "own", 1, 2, {"handled": "OwnError: no", "status": 409, "file": "/app.py"})],
            "The app's handler `own` turned `OwnError` into the answer 409 Conflict.",
        ),
        (
            [(0, "handler", "http", 1, 2, {"file": "/lib/fastapi/exception_handlers.py"})],
            "FastAPI's own handler `http` turned `an exception` into an answer.",
        ),
        (
            [(0, "teardown", "get_db", 1, 2, {"saw": "KeyError"}, "E: no.")],
            "The code after `yield` in the dependency `get_db` ran, because the request no longer needs it. "
            "It saw `KeyError`. It failed: E: no.",
        ),
        (
            [(0, "background", "mail", 1, 2, {"where": "event loop"})],
            "`mail` ran after the response was sent, on the event loop; the client did not wait for it.",
        ),
        (
            [(0, "background", "mail", 1, 2, RAISED, "E: no.")],
            "`mail` ran after the response was sent, and failed: E: no. "
            "The client has its answer already and does not learn of it.",
        ),
        ([(0, "client", "GET", 1, 3)], "`GET` asked somebody else and waited for the answer; it took 2.00 ms."),
        ([(0, "database", "", 1, 3, {}, "no.")], "`database` ran; it took 2.00 ms. It failed: no."),
        ([(0, "server", "GET /y", 1, 3)], "`GET /y` was asked by another part of the system; it took 2.00 ms."),
    ],
)
def test_sentence(lines: list[Line], sentence: str) -> None:
    assert _tell(*lines) == sentence


def test_the_server_and_its_answer() -> None:
    trace = make_trace((0, "server", "GET /x", 0, 10), status=201)
    words = "All that the server did for `GET /x`: 10.0 ms, from its first sight of the request on."
    assert sentence_of(trace.spans[0], SpanTree(trace)) == f"{words} It answered 201 Created."
    trace = make_trace((0, "server", "GET /x", 0, 10), status=None)
    assert sentence_of(trace.spans[0], SpanTree(trace)) == f"{words} It sent no response."


def test_a_router_that_found_nothing() -> None:
    assert _tell((0, "router", "router", 1, 9), endpoint="", route="") == (
        "The router looked for a route for `GET /books/1` and found none that takes it."
    )


def test_a_route_without_a_name() -> None:
    assert route_sentence(make_trace(endpoint="", route="")).endswith("matched `GET /books/1`: `/books/1`.")


def test_an_answer_given_on_purpose() -> None:
    lines = (0, "endpoint", "x", 1, 2, {"exception": {"status": 404, "detail": "Not Found"}}, "HTTPException")
    trace = make_trace(lines)
    assert what_it_did(trace.spans[0], trace) == "refused the request with 404 Not Found"


def test_whose_function_it_is() -> None:
    files = {"C:\\py\\starlette\\x.py": True, "/py/fastapi/x.py": True, "/home/fastapi.py": False, "": False}
    for file, expected in files.items():
        trace = make_trace((0, "handler", "x", 0, 1, {"file": file}))
        assert is_frameworks(trace.spans[0]) is expected

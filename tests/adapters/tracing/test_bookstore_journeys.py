"""The Bookstore's own routes and journeys, recorded in process and told in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from app.adapters.tracing.in_process import InProcessTracing, RouteInspector
from app.core.exchange.model import Response, ResponseBody
from app.core.trace.journey import journey
from app.core.trace.model import Journey, StageName, StageState
from embedded_api.factory import create_app
from embedded_api.settings import IN_MEMORY, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI

    from app.core.trace.model import Trace

BOOK = {"title": "Dune", "author": "Frank Herbert", "year": 1965}


FAILS = pytest.mark.expected_logs("Unhandled exception in GET /boom", logger="embedded_api")


class Bookstore:
    """The Bookstore behind the recorder."""

    def __init__(self, app: FastAPI, client: TestClient, traces: list[Trace]) -> None:
        self.inspector = RouteInspector(app)
        self._client = client
        self._traces = traces

    def journey(self, method: str, url: str, **options: Any) -> tuple[Journey, Trace]:
        """Sends one request; returns its journey with its trace."""
        headers = {"x-routeglass-trace": "j", **options.pop("headers", {})}
        answer = self._client.request(method, url, headers=headers, follow_redirects=False, **options)
        trace = self._traces.pop()
        assert (trace.trace_id, trace.status) == ("j", answer.status_code)
        outcome = Response(answer.status_code, "", "HTTP/1.1", (), ResponseBody(0, b""))
        return journey(outcome, trace, self.inspector.try_path(method, url)), trace


@pytest.fixture(scope="module")
def bookstore() -> Iterator[Bookstore]:
    traces: list[Trace] = []
    tracing = InProcessTracing(traces.append)
    tracing.prepare()
    try:
        app = create_app(Settings(database=IN_MEMORY, quote_url="http://127.0.0.1:1/"))
        with TestClient(tracing.wrap(app), raise_server_exceptions=False) as client:
            yield Bookstore(app, client, traces)
    finally:
        tracing.close()


def test_the_only_route_never_reached_is_the_one_that_shall_be(bookstore: Bookstore) -> None:
    table = bookstore.inspector.routes()
    dead = [(table.routes[shadow.number - 1].path, shadow.witness) for shadow in table.never_reachable]
    assert dead == [("/shelf/featured", "/shelf/featured")]
    assert table.shadows == table.never_reachable
    winner = table.route(table.shadows[0].winner)
    assert winner is not None
    assert winner.path == "/shelf/{name}"
    assert table.shadows[0].fix == f"Move it above route {winner.number} `/shelf/{{name}}`."


def test_every_route_has_its_place_in_the_bookstores_files(bookstore: Bookstore) -> None:
    own = [route for route in bookstore.inspector.routes().routes if route.endpoint.startswith("embedded_api")]
    assert len(own) > 25
    assert all(route.file.replace("\\", "/").rpartition("embedded_api/")[1] and route.line for route in own)
    assert all(item.file and item.line for route in own for item in route.dependencies)


def test_the_sockets_and_the_docs_are_listed_too(bookstore: Bookstore) -> None:
    kinds = {route.path: (route.kind.value, route.in_schema) for route in bookstore.inspector.routes().routes}
    assert kinds["/chat"] == ("websocket", False)
    assert kinds["/openapi.json"] == ("http", False)
    assert kinds["/books"] == ("http", True)


def test_python_names_of_the_items(bookstore: Bookstore) -> None:
    assert bookstore.inspector.field_names()["Item"] == {"name": "item_name"}


@pytest.mark.parametrize(
    ("method", "url", "options", "stop", "words"),
    [
        ("POST", "/books", {"json": BOOK}, None, "Went through to the end: 201 Created"),
        ("GET", "/books?limit=3", {}, None, "200 OK"),
        ("GET", "/", {}, None, "200 OK"),
        ("GET", "/docs", {}, None, "200 OK"),
        ("GET", "/ticks?interval=0.1", {}, None, "200 OK"),
        ("GET", "/shelf/featured", {}, None, "200 OK"),
        ("OPTIONS", "/books", {"headers": {"Origin": "http://localhost:1", "Access-Control-Request-Method": "GET"}},
         StageName.REQUEST, "(CORS preflight): yes"),
        ("GET", "/nowhere", {}, StageName.ROUTE, "routes matches `GET /nowhere`: 404 Not Found"),
        ("DELETE", "/books", {}, StageName.ROUTE, "only for GET and POST: 405"),
        ("GET", "/books/", {}, StageName.ROUTE, "try again at `/books`"),
        ("GET", "/external-quote", {}, StageName.DEPENDENCIES, "`require_api_key` refused the request with 403"),
        ("GET", "/me", {}, StageName.DEPENDENCIES, "refused the request with 401 Unauthorized"),
        ("POST", "/books", {"json": {"title": "", "author": "M", "year": 500}}, StageName.VALIDATION,
         "3 values do not fit: `body/title`, `body/author` and `body/year`"),
        ("GET", "/books/abc", {}, StageName.VALIDATION, "1 value does not fit: `path/book_id`"),
        ("POST", "/books", {"content": "{", "headers": {"Content-Type": "application/json"}}, StageName.VALIDATION,
         "The body is not valid JSON"),
        ("GET", "/books/999", {}, StageName.ENDPOINT, "Book 999 not found"),
        ("GET", "/withdraw/500", {}, StageName.ENDPOINT, "InsufficientFundsError"),
        pytest.param("GET", "/boom", {}, StageName.ENDPOINT, "`explode` raised", marks=FAILS),
    ],
)  # fmt: skip
def test_where_each_request_stopped(
    bookstore: Bookstore, method: str, url: str, options: dict[str, Any], stop: StageName | None, words: str
) -> None:
    told, trace = bookstore.journey(method, url, **dict(options))
    assert told.stopped_at is stop
    assert words in told.summary
    assert told.known
    total = sum(stage.duration_ms or 0 for stage in told.stages)
    assert total == pytest.approx(trace.duration_ms, rel=0.1)
    if stop is not None:
        after = told.stages[list(StageName).index(stop) + 1 :]
        assert {stage.state for stage in after} <= {StageState.NOT_REACHED}


def test_the_shadow_is_told_in_the_journey(bookstore: Bookstore) -> None:
    told, _ = bookstore.journey("GET", "/shelf/featured")
    assert "so `/shelf/featured` (" in told.stages[1].sentence
    assert told.stages[1].sentence.endswith("was never tried.")


@FAILS
def test_who_made_the_answer(bookstore: Bookstore) -> None:
    told, _ = bookstore.journey("GET", "/boom")
    assert "turned the RuntimeError into the answer 500 Internal Server Error" in told.stages[-1].sentence
    told, _ = bookstore.journey("GET", "/withdraw/500")
    assert "turned the InsufficientFundsError into the answer 402 Payment Required" in told.stages[-1].sentence


@pytest.mark.expected_logs("Upstream failure in GET /external-quote", logger="embedded_api")
def test_the_api_key_is_in_no_trace(bookstore: Bookstore) -> None:
    _, trace = bookstore.journey("GET", "/external-quote", headers={"X-API-Key": "forge-secret-key-123"})
    assert trace.endpoint
    assert "forge-secret" not in repr(trace)


def test_time_in_the_endpoint_is_the_endpoints(bookstore: Bookstore) -> None:
    told, trace = bookstore.journey("GET", "/lab/thread?seconds=0.2")
    spent = {stage.name: stage.duration_ms or 0 for stage in told.stages}
    assert spent[StageName.ENDPOINT] > 200
    assert spent[StageName.ENDPOINT] > trace.duration_ms / 2
    assert "in a worker thread" in told.stages[4].sentence

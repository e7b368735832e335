"""Which route answers: asked of the real router, for every route of the app."""

from __future__ import annotations

import itertools
import logging
import re
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient

from embedded_api.factory import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI

SAMPLES = {"amount": ["40"], "name": ["poetry", "featured"], "book_id": ["1"], "order_id": ["1"]}


class Spy:
    """Passes requests on, and remembers which endpoint the router chose."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self.endpoint: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            await self.app(scope, receive, send)
        finally:
            self.endpoint = scope.get("endpoint")


@pytest.fixture
def spy() -> Iterator[tuple[Spy, TestClient]]:
    spy = Spy(create_app())
    with TestClient(spy, raise_server_exceptions=False) as client:
        yield spy, client


def paths_for(template: str) -> list[str]:
    names = re.findall(r"{(\w+)}", template)
    combinations = itertools.product(*(SAMPLES[name] for name in names))
    return [template.format(**dict(zip(names, values, strict=True))) for values in combinations]


@pytest.mark.expected_logs("Unhandled exception in GET /boom")
@pytest.mark.expected_logs("Upstream failure", required=False)
def test_one_route_can_never_be_reached_and_it_is_the_one_meant(spy: tuple[Spy, TestClient]) -> None:
    watcher, client = spy
    unreached = []
    for route in iter_route_contexts(watcher.app.routes):
        for method in route.methods or ():
            winners = []
            for path in paths_for(route.path or ""):
                client.request(method, f"{path}?seconds=0&interval=0.01")
                winners.append(watcher.endpoint)
            if route.endpoint not in winners:
                unreached.append((method, route.path))
    assert unreached == [("GET", "/shelf/featured")]


def test_the_routes_are_logged_in_order_at_the_start(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "embedded_api"), TestClient(create_app()):
        pass
    lines = [record.getMessage() for record in caplog.records if record.getMessage().startswith("Route ")]
    assert [int(re.findall(r"\d+", line)[0]) for line in lines] == list(range(1, len(lines) + 1))
    positions = {line.split(": ", 1)[1].replace(" ", ""): number for number, line in enumerate(lines)}
    assert positions["GET/books/featured->list_featured_books"] < positions["GET/books/{book_id}->read_book"]
    assert positions["GET/shelf/{name}->read_shelf"] < positions["GET/shelf/featured->read_featured_shelf"]
    assert "WEBSOCKET/chat->chat" in positions
    assert "POST/reset->reset_bookstore" in positions


def test_two_apps_share_nothing() -> None:
    with TestClient(create_app()) as first, TestClient(create_app()) as second:
        first.delete("/books/1")
        assert second.get("/books/1").status_code == 200

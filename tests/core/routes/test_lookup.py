"""Which routes have a path."""

from __future__ import annotations

import pytest

from app.core.routes.lookup import may_be_inside, routes_at
from app.core.routes.model import Route, RouteKind, RouteTable
from app.core.routes.simulate import DocumentRoutes
from tests.support.operation_entries import entries

HTTP, MOUNT = RouteKind.HTTP, RouteKind.MOUNT
REAL = RouteTable(
    (
        Route(1, HTTP, "/books/{book_id:int}", ("GET",), regex="^/books/(?P<book_id>[0-9]+)$"),
        Route(2, MOUNT, "/static", regex="^/static/(?P<path>.*)$"),
        Route(3, HTTP, "/static/{name}", ("GET",), parent=2, regex="^/(?P<name>[^/]+)$"),
        Route(4, HTTP, "/static/{n:int}", ("GET",), parent=2, regex="^/(?P<n>[0-9]+)$"),
        Route(5, HTTP, "/odd", ("GET",), regex="^/(odd$"),
        Route(6, RouteKind.WEBSOCKET, "/live", regex="^/live$"),
    )
)


@pytest.mark.parametrize(
    ("path", "numbers"),
    [
        ("/books/7", [1]),
        ("/books/%37", [1]),
        ("/books/x", []),
        ("/static/7", [3]),
        ("/static/a/b", []),
        ("/odd", []),
        ("/live", [6]),
    ],
)
def test_real_routes_are_asked_by_their_own_expressions(path: str, numbers: list[int]) -> None:
    assert [route.number for route in routes_at(REAL, path)] == numbers


def test_simulated_ones_by_their_templates_below_the_base_path() -> None:
    table = DocumentRoutes(entries("GET /a/{x}", "PUT /a/{y}", "GET /a/{z}?q"), "/v1").table
    assert [route.number for route in routes_at(table, "/v1/a/7")] == [1, 2]
    assert [route.number for route in routes_at(table, "/a/7")] == [1, 2]
    assert routes_at(table, "/v1") == []
    odd = DocumentRoutes(entries("GET a/{x}", "GET /a%20b/{x}", "GET /a/{x}/c", "GET /v/{n=a/*}:go")).table
    assert [route.number for route in routes_at(odd, "/a/7")] == [1]
    assert [route.number for route in routes_at(odd, "/a%20b/7")] == [2]
    assert [route.number for route in routes_at(odd, "/a/7/c")] == [3]
    assert [route.number for route in routes_at(odd, "/v/x:go")] == [4]


@pytest.mark.parametrize(
    ("path", "inside"), [("/static", True), ("/static/x", True), ("/statics", False), ("/books/x", False)]
)
def test_a_mount_may_take_what_is_below_it(path: str, inside: bool) -> None:
    assert may_be_inside(REAL, path) is inside


def test_hosts_frontends_and_mounts_with_parameters_may_take_anything() -> None:
    for route in (Route(1, RouteKind.HOST, "x.test"), Route(1, RouteKind.OTHER, "/"), Route(1, MOUNT, "/{tenant}")):
        assert may_be_inside(RouteTable((route,)), "/a")
    assert may_be_inside(RouteTable((Route(1, MOUNT, ""),)), "/a")

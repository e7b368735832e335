"""Decisions, steps and shadows in words, and fixes that would work."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.core.routes.explain import explain_decision, fix_for, label
from app.core.routes.model import Encounter, MatchResult, Route, RouteKind, RouteTable, Shadow, Step

WILD = Route(
    1, RouteKind.HTTP, "/shelf/{name}", ("GET",), endpoint="shop:read", param_types=(("name", "str"),), regex="a"
)
FIXED = Route(2, RouteKind.HTTP, "/shelf/featured", ("GET",), endpoint="shop:featured", regex="b")
BY_ID = Route(
    3, RouteKind.HTTP, "/books/{id}", ("GET", "PUT"), endpoint="shop:book", param_types=(("id", "int"),), regex="c"
)
NEW = Route(4, RouteKind.HTTP, "/books/new", ("GET",), endpoint="admin:new", regex="d")
MOUNT = Route(5, RouteKind.MOUNT, "/static", regex="e")
INSIDE = Route(6, RouteKind.HTTP, "/static/x", ("GET",), parent=5, regex="f")
SOCKET = Route(7, RouteKind.WEBSOCKET, "/chat", regex="g")
HOST = Route(8, RouteKind.HOST, "api.test", regex="h")
POSTED = Route(9, RouteKind.HTTP, "/books/{id}", ("POST",), regex="c")
TABLE = RouteTable((WILD, FIXED, BY_ID, NEW, MOUNT, INSIDE, SOCKET, HOST, POSTED))


def _result(decision: str, steps: dict[int, Encounter] | None = None, **values: object) -> MatchResult:
    told = steps or {}
    every = tuple(
        Step(route.number, told.get(route.number, Encounter.NO_MATCH), (("name", "x"),) if route is WILD else ())
        for route in TABLE.routes
    )
    result = MatchResult("GET", "/shelf/featured", every, decision, None, None, "")
    return replace(result, **values)  # type: ignore[arg-type]


def test_labels() -> None:
    assert [label(route) for route in (WILD, MOUNT, SOCKET, HOST)] == [
        "route 1 `/shelf/{name}`",
        "mount 5 `/static`",
        "WebSocket route 7 `/chat`",
        "host 8 `api.test`",
    ]
    assert label(Route(1, RouteKind.MOUNT, ""), capital=True) == "Mount 1 `/`"


def test_a_match_names_the_route_that_it_hides() -> None:
    told = explain_decision(TABLE, _result("matched", winner=1))
    assert (
        told
        == "Route 1 `/shelf/{name}` is the first that matches, with name = x, so `/shelf/featured` (2) was never tried."
    )


def test_a_match_that_hides_nothing() -> None:
    assert (
        explain_decision(TABLE, _result("matched", winner=2)) == "Route 2 `/shelf/featured` is the first that matches."
    )
    other = _result("matched", winner=1, method="POST", target="/shelf/featured?x=1")
    assert explain_decision(TABLE, other) == "Route 1 `/shelf/{name}` is the first that matches, with name = x."


def test_a_winner_that_the_table_lacks() -> None:
    told = explain_decision(RouteTable(()), _result("matched", winner=1))
    assert told == "`GET /shelf/featured` is answered by a route that this table does not have."
    assert "no route 1" not in explain_decision(RouteTable((WILD,)), _result("matched", winner=1))


@pytest.mark.parametrize(
    ("result", "sentence"),
    [
        (
            _result("method not allowed", {3: Encounter.WRONG_METHOD, 9: Encounter.WRONG_METHOD}, near=3),
            "The path of `GET /shelf/featured` is there (route 3 `/books/{id}`), but only for GET, POST and PUT: "
            "405 Method Not Allowed.",
        ),
        (
            _result("method not allowed"),
            "The path of `GET /shelf/featured` is there, but only for other methods: 405 Method Not Allowed.",
        ),
        (
            _result("redirect", near=4, redirect_to="/books/new"),
            "Route 4 `/books/new` matches `GET /shelf/featured` with the last slash changed: 307, "
            "try again at `/books/new`.",
        ),
        (
            _result("redirect", redirect_to="/x"),
            "A route matches `GET /shelf/featured` with the last slash changed: 307, try again at `/x`.",
        ),
        (
            _result("error"),
            "A route failed while the router asked it whether `GET /shelf/featured` matches: the server answers 500.",
        ),
        (_result("not found"), "None of the 9 routes matches `GET /shelf/featured`: 404 Not Found."),
        (
            _result("not found", taken_by=5),
            "Mount 5 `/static` takes `GET /shelf/featured`, but nothing inside it matches: 404 Not Found.",
        ),
        (
            _result("not found", method="WEBSOCKET", target="/x"),
            "None of the 9 routes matches `WEBSOCKET /x`: the handshake is refused with 403.",
        ),
    ],
)
def test_other_decisions(result: MatchResult, sentence: str) -> None:
    assert explain_decision(TABLE, result) == sentence


def test_a_server_without_routes() -> None:
    told = explain_decision(RouteTable(()), _result("not found"))
    assert told == "The server has no routes at all, so nothing matches `GET /shelf/featured`: 404 Not Found."


def _shadow(number: int, winner: int, *, always: bool = True, method: str = "GET") -> Shadow:
    return Shadow(number, method, winner, "/w", always=always, fix="")


@pytest.mark.parametrize(
    ("shadow", "fix"),
    [
        (_shadow(2, 1), "Move it above route 1 `/shelf/{name}`."),
        (
            _shadow(4, 3),
            "Move it above route 3 `/books/{id}`, or include its router earlier, "
            "or let 3 take only whole numbers by `{id:int}`.",
        ),
        (_shadow(6, 5), "Register it before mount 5 `/static`, or give that mount another path."),
        (_shadow(2, 8), "Register it before host 8 `api.test`, or give that host another path."),
        (_shadow(9, 3), "The same path stands twice: remove one of routes 3 and 9, or rename its path."),
        (_shadow(7, 1), "Move it above route 1 `/shelf/{name}`, or include its router earlier."),
        (_shadow(2, 99), ""),
    ],
)
def test_fixes(shadow: Shadow, fix: str) -> None:
    assert fix_for(TABLE, shadow) == fix


@pytest.mark.parametrize(
    ("kind", "word", "proposal"),
    [
        ("int", "new", "{id:int}"),
        ("float", "new", "{id:float}"),
        ("uuid.UUID", "new", "{id:uuid}"),
        ("str", "new", ""),
        ("", "new", ""),
        ("int", "7", ""),
        ("float", "1.5", ""),
        ("int", "{other}", ""),
    ],
)
def test_a_convertor_is_proposed_only_where_it_would_help(kind: str, word: str, proposal: str) -> None:
    winner = Route(1, RouteKind.HTTP, "/a/{id}", ("GET",), param_types=(("id", kind),), regex="x")
    table = RouteTable((winner, Route(2, RouteKind.HTTP, f"/a/{word}", ("GET",), regex="y")))
    told = fix_for(table, _shadow(2, 1))
    assert (proposal in told) if proposal else (told == "Move it above route 1 `/a/{id}`.")

"""Routes and steps asked for by number."""

from __future__ import annotations

from app.core.routes.model import Encounter, MatchResult, Route, RouteKind, RouteTable, Step


def test_a_route_is_found_by_its_number_alone() -> None:
    table = RouteTable((Route(1, RouteKind.HTTP, "/a"), Route(2, RouteKind.HTTP, "/b")))
    assert [route.path if route else None for route in map(table.route, (0, 1, 2, 3, None))] == [
        None,
        "/a",
        "/b",
        None,
        None,
    ]


def test_a_step_is_found_by_its_number_and_is_that_of_the_route() -> None:
    steps = (Step(1, Encounter.NO_MATCH), Step(7, Encounter.MATCH))
    result = MatchResult("GET", "/b", steps, "matched", 2, None, "")
    assert result.step(1) is steps[0]
    assert [result.step(number) for number in (0, 2, 3, 7)] == [None] * 4

"""A document's paths as routes: by their order, and by OpenAPI's own rule."""

from __future__ import annotations

import time

import pytest

from app.core.operations.listing import OperationEntry
from app.core.routes.model import Encounter, RouteTable
from app.core.routes.simulate import DocumentRoutes
from app.core.routes.simulated_words import simulated_fix
from tests.support.operation_entries import entries

BOOKS = entries(
    "GET /books/{id} readBook",
    "GET /books/mine readMine",
    "POST /books/mine addMine",
    "DELETE /books/{id} dropBook",
    "GET /files/{name}.{ext} readFile",
    "GET /tags",
)


def test_every_operation_is_a_route_that_is_marked_as_simulated() -> None:
    table = DocumentRoutes(BOOKS, "/api/v1/").table
    assert table.simulated
    assert table.base_path == "/api/v1"
    assert [(route.number, route.methods, route.path, route.name) for route in table.routes][:2] == [
        (1, ("GET",), "/books/{id}", "readBook"),
        (2, ("GET",), "/books/mine", "readMine"),
    ]


def test_where_both_ways_lead_to_one_route_it_is_told_once() -> None:
    result = DocumentRoutes(BOOKS).try_path("GET", "/files/a.b.c?x=1")
    assert (result.decision, result.winner, result.by_document, result.status) == ("matched", 5, None, None)
    assert result.sentence == (
        "By the document's order `GET /files/a.b.c?x=1` is route 5 `/files/{name}.{ext}` (readFile), "
        "with name = a.b, ext = c."
    )
    assert [step.encounter for step in result.steps] == [Encounter.NO_MATCH] * 4 + [
        Encounter.MATCH,
        Encounter.NEVER_REACHED,
    ]


def test_a_fixed_path_is_meant_by_openapi_where_an_earlier_template_matches_first() -> None:
    result = DocumentRoutes(BOOKS).try_path("GET", "/books/mine")
    assert (result.winner, result.by_document) == (1, 2)
    assert result.sentence == (
        "By OpenAPI, where fixed paths come first, `GET /books/mine` is route 2 `/books/mine` (readMine). A server "
        "that takes the first match, as FastAPI does, answers with route 1 `/books/{id}` (readBook), with id = mine."
    )


def test_a_method_that_only_the_template_has_is_refused_by_openapi() -> None:
    result = DocumentRoutes(BOOKS).try_path("DELETE", "/books/mine")
    assert (result.winner, result.by_document) == (4, None)
    assert "`DELETE /books/mine` means `/books/mine`, which has no such method: 405. A server that" in result.sentence
    assert [step.encounter for step in result.steps[:4]] == [Encounter.WRONG_METHOD] * 3 + [Encounter.MATCH]


def test_openapi_leaves_open_which_of_several_templates_is_meant() -> None:
    routes = DocumentRoutes(entries("GET /{a}/x", "GET /b/{c}"))
    result = routes.try_path("GET", "/b/x")
    assert (result.winner, result.by_document) == (1, 2)
    assert "which leaves open which of several templates is meant, `GET /b/x` may be route 2 `/b/{c}`." in (
        result.sentence
    )


def test_an_encoded_slash_is_part_of_a_value_by_openapi_alone() -> None:
    routes = DocumentRoutes((*BOOKS, *entries("GET /books/{id}/pages")))
    result = routes.try_path("GET", "/books/a%2Fb")
    assert (result.decision, result.status, result.winner, result.by_document) == ("not found", 404, None, 1)
    assert result.sentence.startswith("By OpenAPI, where `%2F` is no slash, `GET /books/a%2Fb` is route 1")
    assert result.sentence.endswith(
        "None of the 7 operations of the document matches `GET /books/a%2Fb`: 404 Not Found."
    )
    result = routes.try_path("GET", "/books%2F7%2Fpages")
    assert (result.winner, result.by_document) == (7, None)
    assert result.sentence.startswith("By OpenAPI, where `%2F` is no slash, no path matches `GET /books%2F7%2Fpages`.")


def test_of_another_method_the_known_ones_are_told() -> None:
    result = DocumentRoutes(BOOKS).try_path("PUT", "/books/7")
    assert (result.decision, result.status, result.near) == ("method not allowed", 405, 1)
    assert result.sentence == (
        "The document has the path of `PUT /books/7`, but only for DELETE and GET: 405 Method Not Allowed."
    )


@pytest.mark.parametrize(
    ("target", "moved", "near"), [("/tags/", "/v1/tags", 6), ("/v1/books/7/?q=1#x", "/v1/books/7?q=1", 1)]
)
def test_a_last_slash_too_many_may_be_a_redirect(target: str, moved: str, near: int) -> None:
    result = DocumentRoutes(BOOKS, "/v1").try_path("GET", target)
    assert (result.decision, result.status, result.redirect_to, result.near) == ("redirect", 307, moved, near)
    assert f"FastAPI answers 307 and sends the client to `{moved}`, other servers may answer 404." in result.sentence


def test_a_missing_last_slash_too() -> None:
    result = DocumentRoutes(entries("GET /items/")).try_path("GET", "/items")
    assert (result.decision, result.redirect_to) == ("redirect", "/items/")
    assert DocumentRoutes(entries("GET /items")).try_path("GET", "/").decision == "not found"


def test_paths_are_found_below_the_base_path_of_the_server_and_as_the_document_writes_them() -> None:
    routes = DocumentRoutes(BOOKS, "/api")
    for target in ("/api/tags", "/tags", "http://localhost:1/api/tags"):
        assert routes.try_path("GET", target).winner == 6
    assert routes.try_path("GET", "/apitags").decision == "not found"
    assert DocumentRoutes(entries("GET /"), "/api").try_path("GET", "/api").winner == 1
    moved = routes.at("/other/")
    assert moved.table.base_path == "/other"
    assert moved.try_path("GET", "/other/tags").winner == 6
    assert moved.table.routes is routes.table.routes


def test_of_websockets_and_of_an_empty_document_nothing_is_known() -> None:
    result = DocumentRoutes(BOOKS).try_path("WEBSOCKET", "/books/7/")
    assert (result.decision, result.near) == ("not found", None)
    assert result.sentence == "A document cannot describe WebSockets, so nothing is known of `WEBSOCKET /books/7/`."
    empty = DocumentRoutes(())
    assert empty.try_path("GET", "/a").sentence == "The document has no paths, so nothing is known of `GET /a`."
    assert empty.table.shadows == ()


def test_an_earlier_template_hides_a_fixed_path_of_the_same_method_alone() -> None:
    table = DocumentRoutes(BOOKS).table
    assert [
        (shadow.number, shadow.method, shadow.winner, shadow.witness, shadow.always) for shadow in table.shadows
    ] == [(2, "GET", 1, "/books/mine", True)]
    assert table.shadows[0].fix == "Declare it above route 1 `/books/{id}`."


def test_templates_of_one_shape_are_what_openapi_forbids() -> None:
    (shadow,) = DocumentRoutes(entries("GET /a/{x}", "GET /a/{y}")).table.shadows
    assert (shadow.number, shadow.winner, shadow.witness, shadow.always) == (2, 1, "/a/word", True)
    assert shadow.fix.startswith("OpenAPI does not allow two templates that differ in the names")


def test_a_shadow_of_another_table_has_no_fix() -> None:
    (shadow,) = DocumentRoutes(BOOKS).table.shadows
    assert simulated_fix(RouteTable(()), shadow) == ""


def test_what_only_some_values_lose_is_hidden_in_part() -> None:
    (shadow,) = DocumentRoutes(entries("GET /a/w{x}", "GET /a/{y}")).table.shadows
    assert (shadow.number, shadow.always) == (2, False)


@pytest.mark.parametrize(
    "lines",
    [
        ("GET /a/mine", "GET /a/{id}"),
        ("GET /a/{id}", "PUT /a/mine"),
        ("GET /a/{id}.json", "GET /a/{id}"),
        ("GET /a/{id}?x", "GET /a/b?x", "GET /a/{b}#y"),
        ("GET /a/word", "GET /a/x", "GET /a/7", "GET /a/zq", "GET /a/anything", "GET /a/{id}"),
    ],
)
def test_nothing_is_said_to_be_hidden_that_is_not(lines: tuple[str, ...]) -> None:
    assert DocumentRoutes(entries(*lines)).table.shadows == ()


def test_an_alphabetical_order_is_told_to_be_none() -> None:
    ordered = entries(*(f"GET /{letter}" for letter in "abcdefgh"))
    assert DocumentRoutes(ordered).table.caution
    assert not DocumentRoutes(ordered[::-1]).table.caution
    assert not DocumentRoutes(ordered[:7]).table.caution


def test_very_many_operations_take_no_time_that_grows_with_their_square() -> None:
    def seconds(count: int) -> float:
        lines = [OperationEntry("GET", f"/r{index % 50}/{{a}}/s{index}/{{b}}", "") for index in range(count)]
        began = time.process_time()
        assert DocumentRoutes(lines).try_path("GET", "/r5/7/s55/x").winner == 56
        return time.process_time() - began

    few = max(seconds(2_000), 0.01)
    assert seconds(20_000) < 40 * few


def test_it_is_walked_at_the_pace_that_is_given() -> None:
    walked: list[int] = []

    def walk(numbers: range) -> range:
        walked.extend(numbers)
        return numbers

    DocumentRoutes(BOOKS, walk=walk)  # type: ignore[arg-type]  # it is given ranges alone
    assert walked == [*range(6), *range(6)]


def test_the_steps_past_very_many_routes_are_a_sequence_like_any_other() -> None:
    steps = DocumentRoutes(BOOKS).try_path("DELETE", "/books/mine").steps
    assert len(steps) == 6
    assert [step.number for step in steps] == [1, 2, 3, 4, 5, 6]
    assert [step.encounter.value for step in steps[3:]] == ["match", "never reached", "never reached"]
    assert steps[-1].number == 6
    with pytest.raises(IndexError):
        _ = steps[6]

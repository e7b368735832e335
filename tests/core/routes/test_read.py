"""Route dicts from the recorder become values, or a clear error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.core.base.json_record import RecordError
from app.core.routes.model import Dependency, Encounter, RouteKind, RouteTable, Shadow, Step
from app.core.routes.read import read_match, read_names, read_table

if TYPE_CHECKING:
    from app.core.base.json_types import JsonValue

FULL: dict[str, Any] = {
    "number": 1,
    "kind": "http",
    "path": "/books/{book_id:int}",
    "path_format": "/books/{book_id}",
    "methods": ["GET"],
    "name": "read_book",
    "endpoint": "shop:read_book",
    "file": "/shop.py",
    "line": 7,
    "dependencies": [{"name": "get_db", "scope": 1, "file": "/db.py", "line": 3}, {"name": "bare"}],
    "in_schema": False,
    "parent": None,
    "regex": "^/books/(?P<book_id>[0-9]+)$",
    "tags": ["books"],
    "param_types": {"book_id": "int"},
}
SHORT: dict[str, Any] = {"number": 2, "kind": "http", "path": "/books/7"}


def test_a_full_route() -> None:
    route = read_table({"routes": [FULL]}).routes[0]
    assert (route.number, route.kind, route.path, route.methods) == (
        1,
        RouteKind.HTTP,
        "/books/{book_id:int}",
        ("GET",),
    )
    assert (route.name, route.endpoint, route.file, route.line) == ("read_book", "shop:read_book", "/shop.py", 7)
    assert route.dependencies == (Dependency("get_db", 1, "/db.py", 3), Dependency("bare"))
    assert (route.in_schema, route.parent, route.tags) == (False, None, ("books",))
    assert (route.path_format, route.param_types) == ("/books/{book_id}", (("book_id", "int"),))
    assert route.regex == "^/books/(?P<book_id>[0-9]+)$"


def test_what_is_missing_has_defaults_and_new_kinds_are_other() -> None:
    route = read_table({"routes": [{"number": 1, "kind": "quic", "path": "", "unknown": 1}]}).routes[0]
    assert (route.kind, route.in_schema, route.methods) == (RouteKind.OTHER, True, ())


def test_shadows_get_their_fix() -> None:
    shadow: dict[str, JsonValue] = {"number": 2, "method": "GET", "winner": 1, "witness": "/books/7", "always": True}
    table = read_table({"routes": [FULL, SHORT], "shadows": [shadow]})
    assert table.shadows == (Shadow(2, "GET", 1, "/books/7", always=True, fix=table.shadows[0].fix),)
    assert table.shadows[0].fix.startswith("Move it above route 1")
    assert table.never_reachable == table.shadows


def test_an_empty_table() -> None:
    assert read_table({}) == RouteTable(())


def test_routes_are_found_by_number() -> None:
    table = read_table({"routes": [FULL, SHORT]})
    assert table.route(2) is table.routes[1]
    assert [table.route(number) for number in (None, 0, 3, -1)] == [None] * 4


@pytest.mark.parametrize(
    ("value", "where"),
    [
        ([], "/"),
        ({"routes": {}}, "/routes"),
        ({"routes": [3]}, "/routes/0"),
        ({"routes": [{**FULL, "number": 2}]}, "/routes/0/number"),
        ({"routes": [{**FULL, "path": None}]}, "/routes/0/path"),
        ({"routes": [{**FULL, "methods": "GET"}]}, "/routes/0/methods"),
        ({"routes": [{**FULL, "dependencies": [{}]}]}, "/routes/0/dependencies/0/name"),
        ({"routes": [{**FULL, "param_types": {"a": 1}}]}, "/routes/0/param_types/a"),
        ({"routes": [{**FULL, "in_schema": 1}]}, "/routes/0/in_schema"),
        ({"routes": [FULL], "shadows": [{"number": 1}]}, "/shadows/0/winner"),
        ({"routes": [FULL], "shadows": [{"number": 5, "winner": 1, "witness": ""}]}, "/shadows/0/number"),
        ({"routes": [FULL], "shadows": [{"number": 1, "winner": 0, "witness": ""}]}, "/shadows/0/winner"),
    ],
)
def test_malformed_tables_are_told_with_their_place(value: JsonValue, where: str) -> None:
    with pytest.raises(RecordError) as caught:
        read_table(value)
    assert caught.value.where == where


MATCH: dict[str, Any] = {
    "method": "GET",
    "target": "/books/7",
    "steps": [
        {"number": 1, "encounter": "match", "path_params": [["book_id", "7"]]},
        {"number": 2, "encounter": "never reached"},
    ],
    "decision": "matched",
    "winner": 1,
    "status": None,
    "redirect_to": "",
    "taken_by": None,
    "near": None,
}


def test_a_match_with_its_sentence() -> None:
    result = read_match(MATCH, read_table({"routes": [FULL, SHORT]}))
    assert result.steps == (Step(1, Encounter.MATCH, (("book_id", "7"),)), Step(2, Encounter.NEVER_REACHED))
    assert (result.decision, result.winner, result.status) == ("matched", 1, None)
    assert result.sentence == (
        "Route 1 `/books/{book_id:int}` is the first that matches, with book_id = 7, so `/books/7` (2) was never tried."
    )


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"method": 1}, "/method"),
        ({"steps": [{"number": 1, "encounter": "perhaps"}]}, "/steps/0/encounter"),
        ({"steps": [{"number": 1, "encounter": "match", "path_params": [["a"]]}]}, "/steps/0/path_params/0"),
        ({"winner": "1"}, "/winner"),
        ({"decision": None}, "/decision"),
    ],
)
def test_malformed_matches_are_told_with_their_place(change: dict[str, JsonValue], where: str) -> None:
    with pytest.raises(RecordError) as caught:
        read_match({**MATCH, **change}, RouteTable(()))
    assert caught.value.where == where


def test_names() -> None:
    assert read_names({"Item": {"name": "item_name"}, "Empty": {}}) == {"Item": {"name": "item_name"}, "Empty": {}}
    with pytest.raises(RecordError) as caught:
        read_names({"Item": {"name": 3}})
    assert caught.value.where == "/Item/name"
    with pytest.raises(RecordError) as caught:
        read_names({"Item": []})
    assert caught.value.where == "/Item"

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.core.base.field_path import Location
from app.core.operations.model import Operation, Parameter
from app.core.operations.search import OperationIndex


def operation(key: str, summary: str = "", tag: str = "", parameter: str = "") -> Operation:
    method, path = key.split(" ")
    named = (Parameter(parameter, Location.QUERY, required=False, schema=None, pointer=""),) if parameter else ()
    tags = (tag,) if tag else ()
    return Operation(key, method, path, "", f"id_{path[1:]}", summary, tags=tags, parameters=named)


OPERATIONS = (
    operation("GET /books", "List the Books", "shop", "genre"),
    operation("POST /books", "Add a book", "shop"),
    operation("GET /straße", "Groß", "admin"),
    operation("GET /orders", "Open orders", "shop", "limit"),
)


def found(query: str) -> list[str]:
    return [operation.key for operation in OperationIndex(OPERATIONS).find(query)]


def test_every_text_is_searched_in_any_case() -> None:
    assert found("BOOKS") == ["GET /books", "POST /books"]
    assert found("post") == ["POST /books"]
    assert found("genre") == ["GET /books"]
    assert found("ID_ORDERS") == ["GET /orders"]
    assert found("admin") == ["GET /straße"]
    assert found("STRASSE") == ["GET /straße"]
    assert found("open  shop") == ["GET /orders"]
    assert found("") == [operation.key for operation in OPERATIONS]
    assert found("nothing like it") == []


def test_a_word_is_not_found_across_two_texts() -> None:
    assert found("/bookslist") == []


@given(st.lists(st.text("booksge t", max_size=8), max_size=8))
def test_narrowing_finds_what_a_new_search_finds(queries: list[str]) -> None:
    index = OperationIndex(OPERATIONS)
    for query in queries:
        assert index.find(query) == OperationIndex(OPERATIONS).find(query)

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.core.operations.listing import KEPT, ListedOperations, OperationEntry, entry_of, list_operations
from app.core.operations.read import read_api, read_listed_api
from tests.support.form_documents import bookstore_document
from tests.support.forms import document

if TYPE_CHECKING:
    from app.core.operations.model import Operation

LIMIT = {"name": "limit", "in": "query", "schema": {"type": "integer"}}
PATHS: dict[str, Any] = {
    "x-note": {"get": {}},
    "/shared": {
        "parameters": [{"$ref": "#/components/parameters/Limit"}, {"$ref": "#/components/parameters/Limit"}],
        "get": {"tags": ["a", 7], "operationId": "one", "summary": "First", "deprecated": True},
        "post": {
            "parameters": [
                LIMIT,
                {"name": 8, "in": "query"},
                {"$ref": "#/nowhere"},
                {"$ref": 5},
                {"$ref": "other.json#/x"},
                9,
            ]
        },
    },
    "/broken": 7,
    "/again": {"$ref": "#/paths/~1shared"},
    "/nowhere": {"$ref": "#/paths/~1none"},
    "/not-one": {"get": [], "put": {"tags": "a", "operationId": 5, "deprecated": 1}},
}
MADE = document(PATHS, components={"parameters": {"Limit": LIMIT}})


def test_a_list_tells_what_stands_in_the_document() -> None:
    entries = list_operations(MADE)
    assert entries[0] == OperationEntry(
        "GET", "/shared", "/paths/~1shared/get", "one", "First", ("a",), True, ("limit",)
    )
    assert [entry.key for entry in entries] == [
        "GET /shared",
        "POST /shared",
        "GET /again",
        "POST /again",
        "PUT /not-one",
    ]
    assert entries[1].parameters == ("limit",)


@pytest.mark.parametrize(
    "made", [MADE, document(bookstore_document()["paths"]), document({})], ids=["made", "bookstore", "empty"]
)
def test_the_list_is_what_reading_everything_gives(made: Any) -> None:
    whole = read_api(made)
    listed = read_listed_api(made, list_operations(made))
    assert [entry.key for entry in listed.entries] == [operation.key for operation in whole.operations]
    assert [entry_of(operation) for operation in whole.operations] == list(whole.entries)
    assert list(listed.operations) == list(whole.operations)


def test_paths_that_are_no_object_list_nothing() -> None:
    assert list_operations(document([])) == ()  # type: ignore[arg-type]


def test_what_a_document_no_longer_has_is_still_told_by_its_entry() -> None:
    gone = OperationEntry("GET", "/gone", "/paths/~1gone/get", "go", "Went")
    stale = (gone, OperationEntry("PUT", "/shared", "/paths/~1shared/put"), OperationEntry("GET", "/broken", ""))
    api = read_listed_api(MADE, stale)
    operation = api.operation("get /gone")
    assert operation is not None
    assert (operation.operation_id, operation.summary, operation.parameters) == ("go", "Went", ())
    assert [found.key for found in api.operations] == ["GET /gone", "PUT /shared", "GET /broken"]


def test_operations_are_read_when_they_are_asked_for_and_some_stay_read() -> None:
    made = [OperationEntry("GET", f"/{number}", "") for number in range(KEPT + 1)]
    read: list[str] = []

    def note(entry: OperationEntry) -> Operation:
        read.append(entry.key)
        return read_api(document({entry.path: {"get": {}}})).operations[0]

    operations = ListedOperations(tuple(made), note)
    assert len(operations) == KEPT + 1
    assert read == []
    assert operations[1] is operations[1]
    assert [found.key for found in operations[1:3]] == ["GET /1", "GET /2"]
    assert read == ["GET /1", "GET /2"]
    assert len(list(operations)) == KEPT + 1
    read.clear()
    assert operations[0].key == "GET /0"
    assert read == ["GET /0"]

from __future__ import annotations

import time
from typing import Any

import pytest

from app.core.diagnosis.contract import bodies
from tests.support.contracts import a_document, a_response, held, promising, told

INT: dict[str, Any] = {"type": "integer"}
SECONDS = 30.0


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bodies count as large from a few characters on."""
    monkeypatch.setattr(bodies, "WHOLE", 10)
    monkeypatch.setattr(bodies, "MOST", 20)
    monkeypatch.setattr(bodies, "CHUNK", 2)


def _told(schema: Any, value: Any, schemas: Any = None) -> tuple[list[str], tuple[str, ...]]:
    contract = held(a_document(promising(schema), schemas), a_response(value))
    return [told(violation) for violation in contract.violations], contract.notes


@pytest.mark.usefixtures("_small")
def test_checks_a_large_array_in_pieces() -> None:
    value: list[Any] = [1, 2, "x", 4, 5, 6, "y"]
    assert _told({"type": "array", "items": INT}, value) == (
        ["/2 needs an integer, is text", "/6 needs an integer, is text"],
        (),
    )
    schemas = {"A": {"properties": {"a": {"$ref": "#/components/schemas/B"}}}, "B": INT}
    found = held(
        a_document(promising({"type": "array", "items": {"$ref": "#/components/schemas/A"}}), schemas),
        a_response([{"a": 1}, {"a": 2}, {"a": "x"}]),
    )
    [violation] = found.violations
    assert (violation.tokens, violation.promise) == (("2", "a"), "/components/schemas/B/type")


@pytest.mark.usefixtures("_small")
def test_tells_where_the_promise_to_an_item_stands() -> None:
    found = held(a_document(promising({"items": {"properties": {"a": INT}}})), a_response([{}, {}, {"a": "x"}, {}]))
    assert found.violations[0].promise.endswith("/schema/items/properties/a/type")


@pytest.mark.usefixtures("_small")
def test_checks_the_length_of_a_large_array() -> None:
    assert _told({"items": INT, "maxItems": 3, "minItems": 1}, list(range(9)))[0] == [
        "/ may have at most 3 items, has 9"
    ]
    assert _told({"items": INT, "minItems": 30}, list(range(9)))[0] == ["/ needs at least 30 items, has 9"]


@pytest.mark.usefixtures("_small")
@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"items": INT, "uniqueItems": True}, list(range(9))),
        ({"type": "array"}, list(range(9))),
        ({"items": True}, list(range(9))),
        ({"type": "object"}, {"a": "x" * 30}),
        ({"$ref": "#/nowhere"}, list(range(9))),
    ],
)
def test_says_what_is_too_large_to_be_checked(schema: Any, value: Any) -> None:
    assert _told(schema, value) == ([], ("The body is too large to be held against its schema at one go.",))


@pytest.mark.parametrize("large", [True, False])
def test_says_what_cannot_be_checked(monkeypatch: pytest.MonkeyPatch, large: bool) -> None:
    deep: Any = {}
    for _level in range(3_000):
        deep = {"not": deep}
    if large:
        monkeypatch.setattr(bodies, "WHOLE", 0)
    words, [note] = _told({"items": deep}, [1])
    assert words == []
    assert "nests too deep" in note or "cannot be checked" in note


def test_says_that_a_schema_makes_no_validator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "compiled", lambda _schema: "no such keyword")
    _words, [note] = _told(INT, 1)
    assert note.endswith("/schema cannot be checked: no such keyword")


def test_checks_a_body_of_ten_megabytes_soon() -> None:
    item = {"type": "object", "properties": {"id": INT, "name": {"type": "string"}}, "required": ["id"]}
    value: list[Any] = [{"id": index, "name": "x" * 50} for index in range(130_000)]
    value[-1] = {"id": "last"}
    started = time.perf_counter()
    assert _told({"type": "array", "items": item}, value)[0] == ["/129999/id needs an integer, is text"]
    assert time.perf_counter() - started < SECONDS


def test_says_that_a_body_nests_too_deep() -> None:
    body = b"[" * 199 + b"]" * 199
    assert held(a_document(promising({"type": "array"})), a_response(body)).is_kept

from __future__ import annotations

from typing import Any

import pytest

from app.core.base.json_types import OMIT
from app.core.diagnosis.contract.violations import errors_of
from app.core.forms.validators import compiled
from tests.support.contracts import a_document, a_response, broken, held, promising

INT = {"type": "integer"}
CAT = {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "cat"}, "lives": INT}}
DOG = {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "dog"}, "tricks": INT}}


@pytest.mark.parametrize(
    ("schema", "value", "words"),
    [
        ({"type": "object", "properties": {"a": INT}}, {"a": 1, "b": 2}, []),
        ({"properties": {"a": INT}, "additionalProperties": False}, {"b": 2}, ["/b is not a known member"]),
        ({"required": ["a", "b"]}, {}, ["/a is required", "/b is required"]),
        ({"properties": {"a": {"type": ["integer", "null"]}}}, {"a": None}, []),
        ({"properties": {"a": INT}}, {"a": None}, ["/a may not be null"]),
        ({"items": {"properties": {"x/y": INT}}}, [{}, {"x/y": "q"}], ["/1/x/y needs an integer, is text"]),
        ({"enum": ["a", "b"]}, "c", ["/ must be a or b"]),
        ({"propertyNames": {"maxLength": 1}}, {"ab": 1}, ["/ab has a name that may have at most 1 character, has 2"]),
        ({"format": "date"}, "x", ["/ is not a date such as 2024-01-31"]),
        ({"properties": {"a": False}}, {"a": 1}, ["/a nothing is allowed here"]),
        ({"anyOf": [INT, {"type": "null"}]}, "x", ["/ fits none of the alternatives"]),
        ({"anyOf": [{"minimum": 5, "type": "integer"}, {"type": "null"}]}, 3, ["/ must be at least 5, is 3"]),
        ({"anyOf": [CAT, DOG]}, {"kind": "dog", "tricks": "x"}, ["/tricks needs an integer, is text"]),
        ({"anyOf": [INT, {"type": "string"}]}, None, ["/ may not be null"]),
        ({"anyOf": [INT, {"type": "string"}]}, [], ["/ fits none of the alternatives"]),
        ({"oneOf": [INT, {"type": "number"}]}, 5, ["/ fits more than one alternative, and may fit only one"]),
        ({"not": {}}, 5, ["/ is exactly what is forbidden here"]),
        (False, 5, ["/ nothing is allowed here"]),
    ],
)
def test_says_what_is_broken(schema: Any, value: Any, words: list[str]) -> None:
    assert broken(schema, value) == words


def test_opens_unions_only_so_deep() -> None:
    schema: Any = {"type": "integer", "minimum": 5}
    for _level in range(20):
        schema = {"anyOf": [schema, {"type": "integer", "minimum": 9}]}
    assert broken(schema, 3) == ["/ fits none of the alternatives"]


SECRET = {
    "type": "object",
    "required": ["id", "password"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "password": {"type": "string", "writeOnly": True},
        "token": {"$ref": "#/components/schemas/Token"},
    },
}


def test_looks_from_the_side_of_the_response() -> None:
    schemas = {"Secret": SECRET, "Token": {"type": "string", "writeOnly": True}}
    reference = {"$ref": "#/components/schemas/Secret"}
    assert broken(reference, {"id": 1}, schemas) == []
    assert broken(reference, {}, schemas) == ["/id is required"]
    assert broken(reference, {"id": 1, "password": "x", "token": "y"}, schemas) == [
        "/password is writeOnly: a response should not carry it",
        "/token is writeOnly: a response should not carry it",
    ]


def test_reads_the_dialect_of_openapi_3_0() -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"type": "integer", "nullable": True, "minimum": 1, "exclusiveMinimum": True}},
    }
    assert broken(schema, {"a": None}, version="3.0.3") == []
    assert broken(schema, {"a": 1}, version="3.0.3") == ["/a must be greater than 1, is 1"]


@pytest.mark.parametrize(
    ("schema", "value", "promise"),
    [
        ({"properties": {"a": INT}}, {"a": "x"}, "{}/properties/a/type"),
        ({"$ref": "#/components/schemas/A"}, {"b": "x"}, "/components/schemas/B/minLength"),
        ({"properties": {"a": {"$ref": "#/components/schemas/A"}, "c": INT}}, {"c": "x"}, "{}/properties/c/type"),
        ({"properties": {"a": {"$ref": "#/components/schemas/A"}}, "required": ["z"]}, {}, "{}/required"),
        ({"items": [INT]}, ["x"], "{}/items/0/type"),
        ({"anyOf": [{"type": "integer", "minimum": 5}, {"type": "null"}]}, 3, "{}/anyOf/0/minimum"),
    ],
)
def test_tells_where_the_promise_stands(schema: Any, value: Any, promise: str) -> None:
    schemas = {
        "A": {"properties": {"b": {"$ref": "#/components/schemas/B"}}},
        "B": {"type": "string", "minLength": 2},
    }
    [violation] = held(a_document(promising(schema), schemas), a_response(value)).violations
    root = "/paths/~1things/get/responses/200/content/application~1json/schema"
    assert violation.promise == promise.format(root)


def test_tells_where_a_nullable_promise_stands() -> None:
    schema = {"nullable": True, "allOf": [{"properties": {"a": INT}}]}
    [violation] = held(a_document(promising(schema), version="3.0.3"), a_response({"a": "x"})).violations
    assert violation.promise.endswith("/schema/allOf/0/properties/a/type")
    assert (violation.tokens, violation.value, violation.keyword) == (("a",), "x", "type")


def test_has_no_value_where_something_is_missing() -> None:
    [violation] = held(a_document(promising({"required": ["a"]})), a_response({})).violations
    assert violation.value is OMIT


def test_says_that_a_value_nests_too_deep() -> None:
    deep: Any = 1
    for _level in range(300):
        deep = [deep]
    notes: list[str] = []
    assert list(errors_of(compiled(lambda: {"type": "object"}), deep, notes)) == []
    assert notes == ["The body nests deeper than can be checked."]


def test_takes_in_what_no_validator_can() -> None:
    schema = {"properties": {"a": INT}}
    assert broken(schema, {"\udc00": 1}) == []
    assert broken(schema, {"\udc00": ["\ud800", {"ä": 1.5}]}) == []
    assert broken(schema, {"\udc00": 1, "b": ["\ud800", {"ä": 1}], "a": "x"}) == ["/a needs an integer, is text"]
    body = b'{"a": "x", "n": NaN, "\\udc00": Infinity, "m": [1.5]}'
    contract = held(a_document(promising(schema)), a_response(body))
    assert [violation.words for violation in contract.violations] == ["needs an integer, is text"]

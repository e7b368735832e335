from __future__ import annotations

from typing import Any

import pytest

from app.core.base.field_path import FieldPath
from app.core.forms.hints import TypeChips, constraint_words, constraints_of, contains_words, forbidden_words
from app.core.forms.kinds import Place, medium_of
from app.core.forms.model import Constraint
from app.core.forms.shapes import Shapes
from tests.support.forms import document


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({}, ""),
        ({"minLength": 1, "maxLength": 200}, "1 … 200 characters"),
        ({"minLength": 2}, "≥ 2 characters"),
        ({"minLength": 1}, "≥ 1 character"),
        ({"maxLength": 50}, "≤ 50 characters"),
        ({"maxLength": 1}, "≤ 1 character"),
        ({"minLength": 0}, ""),
        ({"minLength": 0, "maxLength": 5}, "≤ 5 characters"),
        ({"minLength": 5, "maxLength": 5}, "exactly 5 characters"),
        ({"minimum": 1000, "maximum": 2100}, "1000 … 2100"),
        ({"minimum": 0}, "≥ 0"),
        ({"exclusiveMaximum": 5}, "< 5"),
        ({"exclusiveMinimum": 0, "maximum": 1.5}, "> 0 and ≤ 1.5"),
        ({"minimum": 3, "maximum": 3.0}, "exactly 3"),
        ({"minimum": 0, "maximum": 10, "exclusiveMinimum": 0}, "≥ 0 and > 0 and ≤ 10"),
        ({"maximum": 1e20}, "≤ 1e+20"),
        ({"pattern": "^x$"}, "matches ^x$"),
        ({"minItems": 2, "maxItems": 5}, "2 … 5 items"),
        ({"minItems": 1}, "≥ 1 item"),
        ({"minItems": 2, "uniqueItems": True}, "≥ 2 items · unique"),
        ({"type": "string", "uniqueItems": True, "minimum": 1, "maxLength": 3}, "≤ 3 characters"),
        ({"type": ["integer", "array"], "uniqueItems": True, "minimum": 1, "maxLength": 3}, "≥ 1 · unique"),
        ({"type": 5, "minProperties": 1}, "≥ 1 entry"),
        ({"minProperties": 1, "maxProperties": 3}, "1 … 3 entries"),
        ({"multipleOf": 0.01}, "multiple of 0.01"),
        ({"minLength": 1, "pattern": "^a"}, "≥ 1 character · matches ^a"),
        ({"anyOf": [{"type": "string", "maxLength": 50}, {"type": "null"}]}, "≤ 50 characters"),
        ({"anyOf": [{"maxLength": 50}, {"minimum": 1}]}, ""),
        ({"anyOf": "broken", "minimum": 1}, "≥ 1"),
        ({"minLength": "1", "minimum": True, "multipleOf": "x", "pattern": 5, "uniqueItems": "yes"}, ""),
    ],
)
def test_constraints_in_words(schema: dict[str, Any], words: str) -> None:
    assert constraint_words(schema) == words


def test_constraints_are_listed() -> None:
    schema = {"maxLength": 5, "type": "string", "minLength": 1, "pattern": "a"}
    assert constraints_of(schema) == (
        Constraint("minLength", 1),
        Constraint("maxLength", 5),
        Constraint("pattern", "a"),
    )


def chip(schema: Any, path: str = "body/a", media_type: str = "application/json", **schemas: Any) -> str:
    made = document({}, {**schemas, "It": schema})
    shapes = Shapes(made)
    where = FieldPath.parse(path)
    place = Place(where, medium_of(where, media_type))
    return TypeChips(shapes).chip(shapes.shape((made.at("/components/schemas/It"),)), place)


CARD = {"type": "object", "properties": {"number": {}}}
UNION = {"anyOf": [{"$ref": "#/components/schemas/Card"}, {"type": "integer"}, {"type": "string", "format": "date"}]}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "integer"}, "integer"),
        ({"type": "string"}, "string"),
        ({"type": "string", "format": "date"}, "string · date"),
        ({"type": ["string", "null"]}, "string"),
        ({"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}, "string · date"),
        ({"type": "array", "items": {"type": "integer"}}, "array of integer"),
        ({"type": "array", "items": {"type": "array", "items": {"type": "string"}}}, "array of array of string"),
        ({"type": "array"}, "array"),
        ({"type": "array", "items": False}, "array"),
        ({"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}]}, "[integer, string]"),
        ({"type": "array", "prefixItems": [{}, {}, {}, {}]}, "array of 4 kinds"),
        (
            {"type": "object", "patternProperties": {"^a": {"type": "integer"}, "^b": {"type": "string"}}},
            "map of integer | string",
        ),
        (
            {
                "type": "object",
                "patternProperties": {"^a": {"type": "integer"}},
                "additionalProperties": {"type": "integer"},
            },
            "map of integer",
        ),
        (
            {"type": "array", "prefixItems": [{"type": "integer"}], "items": {"type": "string"}},
            "[integer, string …]",
        ),
        ({"type": "array", "prefixItems": [{"type": "integer"}], "items": False}, "[integer]"),
        ({"type": "object"}, "map"),
        ({"type": "object", "additionalProperties": {"type": "string"}}, "map of string"),
        ({"type": "object", "patternProperties": {"^x": {"type": "integer"}}}, "map of integer"),
        ({"type": "object", "properties": {"a": {}}}, "object"),
        ({"enum": ["a", "b"]}, "enum of string"),
        ({"enum": ["a", 1, 2.5, True]}, "enum of string | integer | number | boolean"),
        ({"const": "a"}, "const"),
        ({"type": "null"}, "null"),
        ({}, "any"),
        (False, "nothing"),
        (UNION, "Card | integer | string · date"),
        ({"anyOf": [*UNION["anyOf"], {"type": "boolean"}]}, "one of 4"),
        ({"type": ["string", "integer"]}, "string | integer"),
        ({"properties": {"a": {}, "b": {}}, "anyOf": [{"required": ["a"]}, {"required": ["b"]}]}, "with a | with b"),
        ({"$ref": "#/components/schemas/Nest"}, "array of array of array of array"),
    ],
)
def test_type_chips(schema: Any, expected: str) -> None:
    nest = {"type": "array", "items": {"$ref": "#/components/schemas/Nest"}}
    assert chip(schema, Card=CARD, Nest=nest) == expected


def test_chips_of_files() -> None:
    assert chip({"type": "string", "format": "binary"}, "body/a", "multipart/form-data") == "file"
    png = {"type": "string", "contentMediaType": "image/png"}
    assert chip(png, "body/a", "multipart/form-data") == "file · image/png"
    assert chip({"type": "array", "items": png}, "body/a", "multipart/form-data") == "array of file · image/png"
    assert chip({}, "body", "application/octet-stream") == "file"


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({}, ""),
        ({"not": False}, ""),
        ({"not": {"const": "admin"}}, "not admin"),
        ({"not": {"enum": ["a", "", 3, None]}}, 'not a, "", 3, …'),
        ({"not": {"pattern": "^x"}}, "does not match ^x"),
        ({"not": {"type": "string"}}, "not of type string"),
        ({"not": {"required": ["a", "b"]}}, "not with a and b"),
        ({"not": {"minimum": 3}}, "not ≥ 3"),
        ({"not": {"enum": [], "required": []}}, "some values are forbidden"),
    ],
)
def test_what_is_forbidden_is_said(schema: dict[str, Any], words: str) -> None:
    assert forbidden_words(schema) == words


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({}, ""),
        ({"contains": True}, ""),
        ({"contains": {"type": "integer", "minimum": 5}}, "≥ 1 item of the kind integer ≥ 5"),
        ({"contains": {"type": "integer"}, "minContains": 2, "maxContains": 3}, "2 … 3 items of the kind integer"),
        ({"contains": {"const": "a"}, "minContains": 2}, '≥ 2 items of the kind "a"'),
        ({"contains": {"type": "string"}, "minContains": 0}, ""),
        ({"contains": {"type": "string"}, "minContains": 0, "maxContains": 1}, "≤ 1 item of the kind string"),
        ({"contains": {"required": ["a"]}}, "≥ 1 item of the kind that the schema names"),
    ],
)
def test_what_some_items_have_to_be(schema: dict[str, Any], words: str) -> None:
    assert contains_words(schema) == words


@pytest.mark.parametrize(
    ("forbidden", "words"),
    [
        ({"multipleOf": 2}, "not multiple of 2"),
        ({"minimum": 5}, "not ≥ 5"),
        ({"minLength": 0}, "some values are forbidden"),
        ({"minimum": 5, "format": "x"}, "some values are forbidden"),
    ],
)
def test_limits_that_are_forbidden(forbidden: dict[str, Any], words: str) -> None:
    assert forbidden_words({"not": forbidden}) == words

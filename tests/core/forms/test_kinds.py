from __future__ import annotations

from typing import Any

import pytest

from app.core.base.field_path import FieldPath
from app.core.forms.kinds import Medium, Place, is_secret, kind_of, medium_of
from app.core.forms.model import FieldKind
from app.core.forms.shape import Shape
from app.core.forms.shapes import Shapes
from app.core.spec.document import Node
from tests.support.forms import document


def shape_of(schema: Any) -> Shape:
    made = document({}, {"It": schema})
    return Shapes(made).shape((made.at("/components/schemas/It"),))


def kind(schema: Any, path: str = "body/a", media_type: str | None = "application/json") -> FieldKind:
    where = FieldPath.parse(path)
    return kind_of(shape_of(schema), Place(where, medium_of(where, media_type)))


@pytest.mark.parametrize(
    ("path", "media_type", "medium"),
    [
        ("query/a", None, Medium.PARAMETER),
        ("query/a", "application/json", Medium.JSON),
        ("query/a", "text/plain", Medium.PARAMETER),
        ("body", None, Medium.JSON),
        ("body", "application/merge-patch+json", Medium.JSON),
        ("body", "*/*", Medium.JSON),
        ("body", "application/x-www-form-urlencoded", Medium.FORM),
        ("body", "multipart/form-data; boundary=x", Medium.MULTIPART),
        ("body", "text/csv", Medium.TEXT),
        ("body", "application/xml", Medium.XML),
        ("body", "application/jsonl", Medium.LINES),
        ("body", "multipart/mixed", Medium.MULTIPART),
        ("body", "image/png", Medium.BINARY),
        ("body", "application/octet-stream", Medium.BINARY),
    ],
)
def test_what_carries_a_value(path: str, media_type: str | None, medium: Medium) -> None:
    assert medium_of(FieldPath.parse(path), media_type) is medium


@pytest.mark.parametrize(
    ("medium", "path", "expected"),
    [
        (Medium.PARAMETER, "query", False),
        (Medium.PARAMETER, "query/a", True),
        (Medium.PARAMETER, "query/a/0", True),
        (Medium.PARAMETER, "query/a/0/b", False),
        (Medium.FORM, "body", False),
        (Medium.MULTIPART, "body/a", True),
        (Medium.JSON, "body/a", False),
    ],
)
def test_what_travels_as_text(medium: Medium, path: str, *, expected: bool) -> None:
    assert Place(FieldPath.parse(path), medium).carries_text is expected


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string"}, FieldKind.STRING),
        ({"type": "integer"}, FieldKind.INTEGER),
        ({"type": "number"}, FieldKind.NUMBER),
        ({"type": "boolean"}, FieldKind.BOOLEAN),
        ({"type": "null"}, FieldKind.NULL),
        ({"type": "array"}, FieldKind.ARRAY),
        ({"type": "object"}, FieldKind.MAP),
        ({"type": "object", "properties": {"a": {}}}, FieldKind.OBJECT),
        ({"type": "object", "additionalProperties": False}, FieldKind.OBJECT),
        ({"type": "object", "additionalProperties": {"type": "string"}}, FieldKind.MAP),
        ({"type": "object", "patternProperties": {"^x": {}}}, FieldKind.MAP),
        ({"type": "object", "patternProperties": {"^x": {}}, "additionalProperties": False}, FieldKind.MAP),
        ({"enum": ["a", "b"]}, FieldKind.ENUM),
        ({"enum": ["a"]}, FieldKind.CONST),
        ({"const": 5}, FieldKind.CONST),
        ({"anyOf": [{"type": "string"}, {"type": "integer"}]}, FieldKind.UNION),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, FieldKind.STRING),
        ({"type": ["string", "integer"]}, FieldKind.UNION),
        ({}, FieldKind.ANY),
        (False, FieldKind.ANY),
        ({"type": "string", "format": "binary"}, FieldKind.STRING),
    ],
)
def test_kinds_in_json(schema: Any, expected: FieldKind) -> None:
    assert kind(schema) is expected


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string", "format": "binary"}, FieldKind.FILE),
        ({"type": "string", "contentMediaType": "application/octet-stream"}, FieldKind.FILE),
        ({"type": "string", "contentMediaType": "image/png"}, FieldKind.FILE),
        ({"type": "string", "contentMediaType": "application/json"}, FieldKind.STRING),
        ({"type": "string", "contentMediaType": "text/plain"}, FieldKind.STRING),
        ({"type": "string", "contentMediaType": "image/png", "contentEncoding": "base64"}, FieldKind.STRING),
        ({"type": "integer", "format": "binary"}, FieldKind.INTEGER),
        ({"enum": ["a", "b"], "format": "binary"}, FieldKind.ENUM),
        ({"anyOf": [{"type": "string", "format": "binary"}, {"type": "null"}]}, FieldKind.FILE),
        ({"type": "array", "items": {"format": "binary"}}, FieldKind.ARRAY),
        ({}, FieldKind.STRING),
    ],
)
def test_kinds_in_multipart(schema: Any, expected: FieldKind) -> None:
    assert kind(schema, "body/a", "multipart/form-data") is expected


def test_files_stand_in_form_fields_and_their_lists_alone() -> None:
    file = {"type": "string", "format": "binary"}
    assert kind(file, "body/a/0", "multipart/form-data") is FieldKind.FILE
    assert kind(file, "body/a/0/b", "multipart/form-data") is FieldKind.STRING
    assert kind(file, "body/a", "application/x-www-form-urlencoded") is FieldKind.STRING


def test_bodies_of_text_and_bytes() -> None:
    for schema in ({}, {"type": "object", "properties": {"a": {}}}, {"type": "string"}):
        assert kind(schema, "body", "text/html") is FieldKind.STRING
        assert kind(schema, "body", "image/png") is FieldKind.FILE


def test_a_parameter_about_which_nothing_is_said_is_text() -> None:
    assert kind({}, "query/a", None) is FieldKind.STRING
    assert kind({}, "query/a", "application/json") is FieldKind.ANY


def test_several_types_without_alternatives_take_any_value() -> None:
    where = FieldPath.parse("body/a")
    shape = Shape(Node("", {}), types=frozenset({"string", "integer"}))
    assert kind_of(shape, Place(where, Medium.JSON)) is FieldKind.ANY


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "userPassword",
        "client_secret",
        "X-API-Key",
        "apiKey",
        "APIKEY",
        "access_token",
        "Authorization",
        "cvc",
        "privateKey",
    ],
)
def test_names_that_are_secret(name: str) -> None:
    assert is_secret(name, None)
    assert is_secret(name, shape_of({"type": "string"}))


@pytest.mark.parametrize(
    "name",
    ["", "title", "page_token", "nextPageToken", "token_type", "key", "primary_key", "tokens", "compass", "0", "é"],
)
def test_names_that_are_not(name: str) -> None:
    assert not is_secret(name, None)


def test_what_is_no_text_is_no_secret_unless_the_schema_says_so() -> None:
    assert not is_secret("max_token", shape_of({"type": "integer"}))
    assert is_secret("pin", shape_of({"type": "string", "format": "password"}))

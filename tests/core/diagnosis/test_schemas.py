from __future__ import annotations

from typing import Any

import pytest

from app.core.diagnosis.schemas import MAX_VIEWS, Schemas, is_null, json_type
from app.core.spec.document import Document, Node


def _read(schema: Any, **named: Any) -> tuple[Schemas, Node]:
    raw = {"openapi": "3.1.0", "schema": schema, "components": {"schemas": named}}
    document = Document(raw, version="3.1.0")
    return Schemas(document), document.at("/schema")


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def test_reads_members_through_references_all_of_and_optionals() -> None:
    schemas, node = _read(
        {"anyOf": [_ref("B"), {"type": "null"}]},
        A={"properties": {"a": {"type": "integer"}}, "required": ["a"]},
        B={"allOf": [_ref("A")], "properties": {"b": {"type": "string"}}, "required": ["zz", "b", 5]},
    )
    assert list(schemas.properties(node)) == ["b", "a"]
    assert schemas.required(node) == ("b", "a", "zz")
    assert schemas.place(node, "a") == 1
    assert schemas.unions(node) == ()


@pytest.mark.parametrize(
    ("schema", "types"),
    [
        ({"type": "integer"}, {"integer"}),
        ({"type": ["string", "null", 5]}, {"string", "null"}),
        ({"const": 1}, {"integer"}),
        ({"enum": ["a", None, 1.5]}, {"string", "null", "number"}),
        ({"properties": {}}, {"object"}),
        ({"additionalProperties": True}, {"object"}),
        ({"items": {}}, {"array"}),
        ({"prefixItems": []}, {"array"}),
        ({"anyOf": [{"type": "integer"}, {"type": "string"}]}, {"integer", "string"}),
        (
            {"oneOf": [{"type": "integer"}, {"anyOf": [{"type": "boolean"}, {"type": "array"}]}]},
            {"integer", "boolean", "array"},
        ),
        ({}, set()),
        (True, set()),
        ("broken", set()),
    ],
)
def test_reads_types(schema: Any, types: set[str]) -> None:
    schemas, node = _read(schema)
    assert schemas.types(node) == types
    assert schemas.types(node) == types


def test_ends_at_schemas_that_contain_themselves() -> None:
    schemas, node = _read(
        _ref("A"),
        A={"allOf": [_ref("A"), _ref("B")], "anyOf": [_ref("A"), {"type": "null"}]},
        B={"anyOf": [_ref("B"), _ref("A")], "properties": {"b": _ref("B")}},
    )
    assert list(schemas.properties(node)) == ["b"]
    assert schemas.types(node) == {"object"}


def test_reads_only_so_many_members_of_all_of() -> None:
    schemas, node = _read({"allOf": [{"properties": {f"p{index}": {}}} for index in range(500)]})
    assert len(schemas.properties(node)) == MAX_VIEWS - 1


@pytest.mark.parametrize("reference", ["#/nowhere", "#/schema", "other.yaml#/A", 5])
def test_takes_a_reference_that_leads_nowhere_as_unknown(reference: Any) -> None:
    schemas, node = _read({"$ref": reference})
    assert schemas.properties(node) == {}
    assert schemas.types(node) == frozenset()
    assert schemas.resolve(node) == node
    assert schemas.item(node, 0) is None
    assert schemas.choices(node) == ()


@pytest.mark.parametrize("junk", [None, 5, "x", [], {}, [5], {"a": 5}, [[]]])
def test_survives_keywords_of_the_wrong_kind(junk: Any) -> None:
    keywords = (
        "properties",
        "required",
        "patternProperties",
        "items",
        "prefixItems",
        "anyOf",
        "oneOf",
        "allOf",
        "enum",
    )
    schemas, node = _read(
        {**dict.fromkeys(keywords, junk), "additionalProperties": junk, "contentSchema": junk, "type": junk}
    )
    schemas.types(node)
    schemas.unions(node)
    schemas.required(node)
    schemas.item(node, 0)
    schemas.decoded(node)
    list(schemas.entries(node))
    assert all(isinstance(name, str) for name in schemas.properties(node))


def test_reads_items_of_tuples_and_arrays() -> None:
    schemas, node = _read({"prefixItems": [{"type": "integer"}], "items": {"type": "string"}})
    assert [schemas.item(node, index) and schemas.item(node, index).value for index in (0, 1, -1)] == [  # type: ignore[union-attr]
        {"type": "integer"},
        {"type": "string"},
        {"type": "string"},
    ]
    assert len(schemas.prefix_items(node)) == 1


def test_reads_entries_of_maps_with_the_schema_of_their_keys() -> None:
    schemas, node = _read(
        {
            "patternProperties": {"^x": {"type": "integer"}},
            "additionalProperties": {"type": "string"},
            "propertyNames": {"minLength": 2},
        }
    )
    found = [(entry.value, keys.value if keys else None) for entry, keys in schemas.entries(node)]
    assert found == [({"type": "integer"}, {"minLength": 2}), ({"type": "string"}, {"minLength": 2})]


def test_reads_choices_and_keywords() -> None:
    schemas, node = _read({"allOf": [{"const": None}, {"format": "date"}]})
    assert schemas.choices(node) == (None,)
    assert schemas.keyword(node, "format") == "date"
    assert schemas.keyword(node, "pattern") is None


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "null"}, True),
        ({"type": ["null"]}, True),
        ({"enum": [None]}, True),
        ({"const": None}, True),
        ({"type": ["string", "null"]}, False),
        ({}, False),
    ],
)
def test_knows_null(schema: dict[str, Any], expected: bool) -> None:
    assert is_null(Node("", schema)) is expected


@pytest.mark.parametrize(
    ("value", "name"),
    [(None, "null"), (True, "boolean"), (1, "integer"), (1.0, "number"), ([], "array"), ({}, "object"), ("", "string")],
)
def test_names_types_of_values(value: Any, name: str) -> None:
    assert json_type(value) == name

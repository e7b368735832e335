from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from app.core.base.field_path import FieldPath
from app.core.base.json_types import OMIT
from app.core.forms.examples import Examples, item_nodes, member_nodes
from app.core.forms.kinds import Place, medium_of
from app.core.forms.shapes import Shapes
from app.core.spec.bundle import bundle
from app.core.spec.lint_schemas import schemas_of
from tests.support.error_cases import ErrorCase, case_parameters
from tests.support.form_documents import bookstore_document
from tests.support.forms import document

ANYWHERE = FieldPath.parse("body/it")


def ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


class Maker:
    """Examples for one schema."""

    def __init__(self, schema: Any, path: str = "body/it", media_type: str | None = None, **schemas: Any) -> None:
        self.document = document({}, {**schemas, "It": schema})
        self.nodes = (self.document.at("/components/schemas/It"),)
        shapes = Shapes(self.document)
        self.shape = shapes.shape(self.nodes)
        self.examples = Examples(shapes)
        where = FieldPath.parse(path)
        self.place = Place(where, medium_of(where, media_type))

    def example(self) -> Any:
        return self.examples.example(self.shape, self.place)

    def fresh(self) -> Any:
        return self.examples.fresh(self.shape, self.place)

    def is_valid(self, value: Any) -> bool:
        schema = bundle(self.document, self.nodes)
        return jsonschema_rs.Draft202012Validator(schema, validate_formats=True, offline=True).is_valid(value)


def example(schema: Any, **schemas: Any) -> Any:
    return Maker(schema, **schemas).example()


NODE = {"type": "object", "properties": {"v": {"type": "integer"}, "kids": {"type": "array", "items": ref("Node")}}}
LOOP = {"type": "object", "properties": {"next": ref("Loop")}, "required": ["next"]}


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "string", "examples": ["Clean Code"], "default": "x"}, "Clean Code"),
        ({"type": "string", "example": "Clean Code"}, "Clean Code"),
        ({"type": "string", "default": "x", "enum": ["y", "x"]}, "x"),
        ({"type": "string", "examples": [None], "default": None}, "it"),
        ({"type": "string", "examples": [5], "default": 6}, "it"),
        ({"const": 5}, 5),
        ({"enum": ["red", "blue"]}, "red"),
        ({"enum": [None, "blue"]}, "blue"),
        ({"type": "string", "minLength": 5}, "it it"),
        ({"type": "integer", "minimum": 7}, 7),
        ({"type": "number", "exclusiveMinimum": 0, "maximum": 0.5}, 0.5),
        ({"type": "boolean"}, False),
        ({"type": "null"}, None),
        ({"type": ["integer", "null"]}, 1),
        ({"type": "array", "items": {"type": "integer"}}, []),
        ({"type": "array", "items": {"type": "integer"}, "minItems": 2}, [1, 1]),
        ({"type": "array", "items": {"type": "integer"}, "minItems": 3, "uniqueItems": True}, [1, 2, 3]),
        ({"type": "array", "items": {"enum": ["a", "b"]}, "minItems": 2, "uniqueItems": True}, ["a", "b"]),
        ({"type": "array", "items": {"type": "boolean"}, "minItems": 2, "uniqueItems": True}, [False, True]),
        ({"type": "array", "minItems": 2, "uniqueItems": True}, [{}, {"sample": 1}]),
        ({"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}], "minItems": 2}, [1, "it"]),
        ({"type": "object"}, {}),
        ({"type": "object", "minProperties": 2}, {"key": {}, "key2": {}}),
        ({"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 1}, {"key": 1}),
        ({"propertyNames": {"enum": ["a", "b"]}, "minProperties": 1, "type": "object"}, {"a": {}}),
        ({"propertyNames": {"pattern": "^[A-Z]{2}$"}, "minProperties": 1, "type": "object"}, {"AA": {}}),
        (
            {"patternProperties": {"^x-": {"type": "integer"}}, "additionalProperties": False, "minProperties": 1},
            {"x-": 1},
        ),
        ({"type": "object", "properties": {"a": {"type": "string"}, "b": {}}, "minProperties": 1}, {"a": "a"}),
        (
            {"type": "object", "properties": {"b": {}, "a": {"type": "string"}}, "required": ["a", "z"]},
            {"a": "a", "z": {}},
        ),
        (
            {"type": "object", "properties": {"id": {"readOnly": True}, "a": {"const": 1}}, "required": ["id", "a"]},
            {"a": 1},
        ),
        ({"anyOf": [{"type": "integer"}, {"type": "string"}]}, 1),
        ({"anyOf": [{"type": "integer", "minimum": 5, "maximum": 4}, {"type": "string"}]}, "it"),
        ({"allOf": [{"type": "integer", "minimum": 3}, {"multipleOf": 5}]}, 5),
        (ref("Node"), {}),
        ({"anyOf": [ref("Loop"), {"type": "null"}]}, None),
        ({"type": "object", "properties": {"a": ref("Node")}, "required": ["a"]}, {"a": {}}),
        ({"anyOf": [ref("Loop"), {"type": "string"}]}, "it"),
        ({"type": "string", "contentMediaType": "application/json", "contentSchema": {"type": "integer"}}, "1"),
        ({}, {}),
        ({"type": ["string", "integer"]}, "it"),
    ],
)
def test_examples(schema: dict[str, Any], value: Any) -> None:
    maker = Maker(schema, Node=NODE, Loop=LOOP)
    assert maker.example() == value
    assert maker.is_valid(value)


@pytest.mark.parametrize(
    "schema",
    [
        False,
        {"allOf": [{"type": "string"}, {"type": "integer"}]},
        ref("Loop"),
        {"type": "integer", "minimum": 5, "maximum": 4},
        {"type": "string", "pattern": "["},
        {"type": "array", "items": False, "minItems": 1},
        {"type": "array", "items": {"type": "string"}, "minItems": 1_000_000},
        {"type": "array", "items": {"enum": ["a"]}, "minItems": 2, "uniqueItems": True},
        {"type": "array", "items": {"type": "boolean"}, "minItems": 3, "uniqueItems": True},
        {"type": "object", "properties": {"a": False}, "required": ["a"]},
        {"type": "object", "additionalProperties": False, "minProperties": 1},
        {"type": "object", "minProperties": 1_000_000},
        {"type": "object", "minProperties": 1, "propertyNames": {"pattern": "a^"}},
        {"anyOf": [ref("Loop"), {"type": "integer", "minimum": 5, "maximum": 4}]},
        {"type": "string", "contentMediaType": "application/json", "contentSchema": ref("Loop")},
    ],
)
def test_no_example_where_none_can_be_made(schema: Any) -> None:
    assert example(schema, Loop=LOOP) is OMIT


def test_an_object_that_cannot_be_made_whole_comes_in_part() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "integer"}, "b": False, "c": {}}, "required": ["a", "b"]}
    maker = Maker(schema)
    assert maker.example() is OMIT
    assert maker.examples.partial(maker.shape, maker.place) == {"a": 1}
    impossible = Maker({"type": "integer", "minimum": 5, "maximum": 4})
    assert impossible.examples.partial(impossible.shape, impossible.place) is OMIT
    whole = Maker({"type": "string"})
    assert whole.examples.partial(whole.shape, whole.place) == "it"


def test_schemas_that_demand_each_other_many_times_end() -> None:
    levels = {
        f"L{index}": {
            "type": "object",
            "properties": {name: ref(f"L{index + 1}") for name in "abcd"},
            "required": list("abcd"),
        }
        for index in range(30)
    }
    assert example(ref("L0"), **levels, L30={"type": "string"}) is OMIT
    deep = {
        f"L{index}": {"type": "object", "properties": {"a": ref(f"L{index + 1}")}, "required": ["a"]}
        for index in range(60)
    }
    assert example(ref("L0"), **deep, L60={"type": "string"}) is OMIT
    assert example(ref("L40"), **deep, L60={"type": "string"}) != OMIT


def test_a_file_has_to_be_chosen() -> None:
    file = {"type": "string", "format": "binary", "default": "x"}
    assert Maker(file, "body/it", "multipart/form-data").example() is OMIT
    assert Maker(file, "body/it", "multipart/form-data").fresh() is OMIT
    form = {"type": "object", "properties": {"file": file, "note": {"type": "string"}}, "required": ["file", "note"]}
    assert Maker(form, "body", "multipart/form-data").example() == {"note": "note"}


def test_what_travels_as_text_is_any_example_and_never_null() -> None:
    assert Maker({"type": "integer", "examples": ["5"]}, "query/it").example() == "5"
    schema = {"anyOf": [{"type": "integer", "minimum": 5, "maximum": 4}, {"type": "null"}]}
    assert Maker(schema, "query/it").example() is OMIT
    assert Maker(schema, "body/it").example() is None
    assert Maker({}, "query/it").example() == "it"


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "string", "examples": ["Clean Code"]}, ""),
        ({"type": "string", "default": "x"}, "x"),
        ({"type": "string", "default": 5}, ""),
        ({"type": "string", "format": "date"}, ""),
        ({"type": "array", "items": {"type": "string"}}, []),
        ({"type": "array", "items": {"type": "string"}, "minItems": 1}, ["it"]),
        ({"type": "object", "additionalProperties": {}}, {}),
        ({"type": "object", "properties": {"a": {"type": "string"}, "b": {}}, "required": ["a"]}, {"a": "a"}),
        ({"type": "integer", "minimum": 3}, 3),
        ({"type": "integer", "examples": [8]}, 8),
        ({"type": "boolean", "default": True}, True),
        ({"enum": ["a", "b"]}, "a"),
        ({"type": "null"}, None),
        (False, OMIT),
    ],
)
def test_what_a_person_starts_from(schema: Any, value: Any) -> None:
    assert Maker(schema).fresh() == value


def test_the_schemas_of_members_and_items() -> None:
    maker = Maker({"properties": {"a": {}}, "patternProperties": {"^a": {}, "[": {}}, "additionalProperties": {}})
    assert [len(member_nodes(maker.shape, name) or ()) for name in ("a", "ab", "z")] == [2, 1, 1]
    assert member_nodes(Maker({"additionalProperties": False}).shape, "z") is None
    assert member_nodes(Maker({"type": "object"}).shape, "z") is None
    pair = Maker({"prefixItems": [{"type": "integer"}], "items": False}).shape
    assert item_nodes(pair, 0) == pair.prefix[0]
    assert item_nodes(pair, 1) is None
    assert item_nodes(Maker({"type": "array"}).shape, 5) == ()


@pytest.mark.parametrize("case", case_parameters())
def test_examples_for_every_schema_that_fastapi_makes_are_valid(case: ErrorCase) -> None:
    shapes = Shapes(case.document)
    for node in schemas_of(case.document):
        value = Examples(shapes).example(shapes.shape((node,)), Place(ANYWHERE, medium_of(ANYWHERE, None)))
        schema = bundle(case.document, [node])
        validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True, offline=True)
        assert (value is OMIT) is (node.value is False)
        assert value is OMIT or validator.is_valid(value), (node, value)


def test_examples_for_every_schema_of_the_bookstore_are_valid() -> None:
    raw = bookstore_document()
    made = document(raw["paths"], raw["components"]["schemas"])
    shapes = Shapes(made)
    for node in schemas_of(made):
        value = Examples(shapes).example(shapes.shape((node,)), Place(ANYWHERE, medium_of(ANYWHERE, None)))
        validator = jsonschema_rs.Draft202012Validator(bundle(made, [node]), validate_formats=True, offline=True)
        assert validator.is_valid(value), (node, value)


@pytest.mark.parametrize(
    "schema",
    [
        {"not": {"type": "object"}},
        {"type": "string", "not": {"enum": ["it", "it2"]}},
        {"type": "integer", "not": {"minimum": 0}, "maximum": 5},
        {"type": "boolean", "not": {"const": False}},
        {"enum": ["a", "b", "c"], "not": {"const": "a"}},
        {"enum": ["a", 5, "long"], "minLength": 2, "type": "string"},
        {"type": "string", "format": "date", "pattern": "^2024"},
        {"type": "string", "format": "uri", "pattern": "^ftp:"},
        {"allOf": [{"type": "string", "pattern": "^a"}, {"pattern": "^ab$"}]},
        {"type": "array", "contains": {"const": 5}, "minContains": 2, "items": {"type": "integer"}},
        {"type": "array", "contains": {"type": "string"}, "minContains": "many", "minItems": 1},
        {"type": "array", "prefixItems": [{"type": "integer"}, {"const": "b"}], "not": {"maxItems": 1}},
        {"type": "array", "items": {"type": "array", "items": {"type": "integer"}}, "minItems": 2, "uniqueItems": True},
        {
            "type": "object",
            "properties": {"a": {"type": "integer"}},
            "oneOf": [{"required": ["a"]}, {"required": ["b"]}],
        },
        {
            "type": "object",
            "properties": {"r": {"readOnly": True}, "a": {"type": "integer"}, "b": {"type": "integer"}},
            "not": {"maxProperties": 1},
        },
        {"type": "object", "dependentRequired": {"a": ["b"]}, "required": ["a"], "properties": {"b": {"const": 1}}},
        {"oneOf": [{"type": "object"}, {"type": "object", "required": ["b"], "properties": {"b": {"const": 1}}}]},
        {"type": "object", "unevaluatedProperties": False, "properties": {"a": {}}, "required": ["a"]},
        {"type": "string", "examples": ["too long"], "maxLength": 3, "default": "abcd"},
        {"type": "object", "examples": [{"a": "x"}], "properties": {"a": {"type": "integer"}}, "required": ["a"]},
        {"anyOf": [{"type": "string", "minLength": 5, "maxLength": 2}, {"type": "integer"}]},
        {"type": "object", "propertyNames": {"pattern": "^x-"}, "minProperties": 2},
    ],
)
def test_an_example_keeps_entangled_rules(schema: Any) -> None:
    maker = Maker(schema)
    value = maker.example()
    assert value is not OMIT
    assert maker.is_valid(value)


def test_where_nothing_keeps_all_rules_the_first_value_stays() -> None:
    assert example({"type": "string", "not": {"type": "string"}}) == "it"
    maker = Maker({"type": "object", "properties": {"f": {"type": "string", "format": "binary"}}, "not": {}})
    assert maker.example() == {}
    several = Maker({"oneOf": [{"required": ["x"]}, {"required": ["y"]}], "not": {}})
    assert several.example() is not OMIT

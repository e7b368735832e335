from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest

from app.core.spec.bundle import Schema, bundle, bundle_response
from app.core.spec.document import Document
from app.core.spec.lint_schemas import schemas_of
from tests.support.error_cases import case_parameters
from tests.support.forms import document

if TYPE_CHECKING:
    from tests.support.error_cases import ErrorCase


def bundled(schema: Any, schemas: dict[str, Any] | None = None, *, version: str = "3.1.0") -> Schema:
    made = document({}, {**(schemas or {}), "It": schema}, version=version)
    return bundle(made, [made.at("/components/schemas/It")])


def is_valid(schema: Schema, value: Any) -> bool:
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True, offline=True).is_valid(value)


def test_a_schema_without_references_stands_alone() -> None:
    raw = {"type": "object", "properties": {"a": {"type": "string", "title": "A"}}, "x-own": 1, "examples": [5]}
    assert bundled(raw) == {"type": "object", "properties": {"a": {"type": "string"}}}
    assert bundled(True) is True
    assert bundled(False) is False


def test_no_schema_allows_anything_and_several_hold_together() -> None:
    made = document({}, {"A": {"type": "string"}, "B": {"minLength": 2}})
    assert bundle(made, []) is True
    both = bundle(made, [made.at("/components/schemas/A"), made.at("/components/schemas/B")])
    assert is_valid(both, "ab")
    assert not is_valid(both, "a")
    assert not is_valid(both, 12)


def test_recursion_and_shared_schemas_are_taken_along_once() -> None:
    tree = {"type": "object", "properties": {"kids": {"type": "array", "items": {"$ref": "#/components/schemas/It"}}}}
    schema = bundled(tree)
    assert isinstance(schema, dict)
    assert len(schema["$defs"]) == 1
    assert is_valid(schema, {"kids": [{"kids": []}]})
    assert not is_valid(schema, {"kids": [{"kids": [1]}]})


def test_members_beside_a_reference_count_in_3_1_alone() -> None:
    schemas = {"Name": {"type": "string"}}
    raw = {"$ref": "#/components/schemas/Name", "maxLength": 1}
    assert not is_valid(bundled(raw, schemas), "ab")
    assert is_valid(bundled(raw, schemas, version="3.0.0"), "ab")


def test_3_0_null_and_exclusive_limits_are_understood() -> None:
    nullable = bundled({"nullable": True, "allOf": [{"type": "string"}]}, version="3.0.3")
    assert is_valid(nullable, None)
    assert is_valid(nullable, "a")
    assert not is_valid(nullable, 1)
    above = bundled({"type": "number", "minimum": 0, "exclusiveMinimum": True}, version="3.0.3")
    assert not is_valid(above, 0)


def test_references_that_lead_nowhere_allow_anything() -> None:
    for reference in ("#/nowhere", "other.json", "https://example.com/schema"):
        assert is_valid(bundled({"properties": {"a": {"$ref": reference}}}), {"a": 1})
    assert bundled({"$ref": 5}) == {}


def test_identifiers_do_not_bend_references() -> None:
    schema = bundled(
        {"$id": "https://a.example/", "$schema": "https://b.example/", "$ref": "#/components/schemas/Name"},
        {"Name": {"$id": "name", "$anchor": "x", "type": "string"}},
    )
    assert is_valid(schema, "a")
    assert not is_valid(schema, 1)


@pytest.mark.parametrize(
    "broken",
    [
        {"type": "integr"},
        {"type": []},
        {"type": ["string", "string"]},
        {"required": True},
        {"required": ["a", "a"]},
        {"minLength": "1"},
        {"maxItems": -1},
        {"multipleOf": 0},
        {"properties": {"a": 5}},
        {"properties": []},
        {"items": 5},
        {"allOf": []},
        {"anyOf": {}},
        {"items": [{"type": "string"}]},
        {"items": []},
        {"enum": {}},
        {"dependentRequired": {"a": ["b", "b"]}},
        {"not": 1},
        {"pattern": 5},
        {"$defs": 5, "$dynamicRef": "#x"},
    ],
)
def test_a_broken_schema_still_compiles(broken: dict[str, Any]) -> None:
    jsonschema_rs.Draft202012Validator(bundled(broken), offline=True)


def test_a_list_under_items_is_a_prefix() -> None:
    schema = bundled({"items": [{"type": "string"}, {"type": "integer"}]})
    assert is_valid(schema, ["a", 1])
    assert not is_valid(schema, [1, "a"])


def test_patterns_that_the_validator_refuses_are_left_out() -> None:
    made = document({}, {"It": {"pattern": "[", "patternProperties": {"(": {}, "^a": {"type": "string"}}}})
    schema = bundle(made, [made.at("/components/schemas/It")], lambda pattern: pattern == "^a")
    assert schema == {"patternProperties": {"^a": {"type": "string"}}}


def test_what_only_responses_carry_is_not_demanded() -> None:
    schemas = {"Id": {"type": "integer", "readOnly": True}}
    properties = {
        "id": {"$ref": "#/components/schemas/Id"},
        "made": {"type": "string", "readOnly": True},
        "lost": {"$ref": "#/nowhere"},
        "name": {"type": "string"},
    }
    schema = bundled({"properties": properties, "required": ["id", "made", "lost", "name", "else"]}, schemas)
    assert isinstance(schema, dict)
    assert next(iter(schema["allOf"]))["required"] == ["lost", "name", "else"]


@pytest.mark.parametrize("case", case_parameters())
def test_every_schema_of_the_catalogue_compiles(case: ErrorCase) -> None:
    made: Document = case.document
    for node in schemas_of(made):
        jsonschema_rs.Draft202012Validator(bundle(made, [node]), validate_formats=True, offline=True)


LIST = {
    "$id": "http://example.com/list",
    "type": "array",
    "items": {"$dynamicRef": "#item"},
    "$defs": {"item": {"$dynamicAnchor": "item"}},
}


def numbered(schema: dict[str, Any]) -> Schema:
    special = {
        "$id": "http://example.com/numbers",
        "$ref": "list",
        "$defs": {"item": {"$dynamicAnchor": "item", "type": "number"}},
    }
    return bundled(schema, {"List": LIST, "Numbers": special})


def test_a_dynamic_reference_leads_to_the_outermost_anchor_of_each_way() -> None:
    both = {
        "properties": {
            "any": {"$ref": "http://example.com/list"},
            "numbers": {"$ref": "http://example.com/numbers"},
            "lost": {"$dynamicRef": "#nowhere"},
        }
    }
    schema = numbered(both)
    assert is_valid(schema, {"any": ["a"], "numbers": [1], "lost": 1})
    assert not is_valid(schema, {"numbers": ["a"]})


def test_meta_schemas_are_known_to_validators() -> None:
    schema = bundled({"properties": {"schema": {"$ref": "https://json-schema.org/draft/2020-12/schema"}}})
    assert is_valid(schema, {"schema": {"minLength": 1}})
    assert not is_valid(schema, {"schema": {"minLength": -1}})


def test_looks_at_a_response_from_its_own_side() -> None:
    schema = {
        "type": "object",
        "required": ["id", "password"],
        "properties": {
            "id": {"type": "integer", "readOnly": True},
            "password": {"type": "string", "writeOnly": True},
            "more": {"$ref": "#/components/schemas/More"},
        },
    }
    raw = {"openapi": "3.1.0", "components": {"schemas": {"Thing": schema, "More": {"type": "string"}}}}
    document = Document(raw, version="3.1.0")
    bundled = bundle_response(document, document.at("/components/schemas/Thing"), bool)
    assert isinstance(bundled.schema, dict)
    [root] = bundled.schema["allOf"]
    assert root["required"] == ["id"]
    assert root["properties"]["password"] is False
    assert {name: node.pointer for name, node in bundled.nodes.items()} == {"s0": "/components/schemas/More"}

from __future__ import annotations

from typing import Any

import pytest

from app.core.base.json_types import FileRef
from app.core.forms.judge import Fault, Judge
from app.core.spec.document import Node
from tests.support.forms import document

TREE = {"type": "object", "properties": {"child": {"$ref": "#/components/schemas/Tree"}, "name": {"type": "string"}}}


def judged(schema: Any, value: Any, *, version: str = "3.1.0", **schemas: Any) -> Fault | None:
    made = document({}, {"It": schema, **schemas}, version=version)
    return Judge(made).fault((made.at("/components/schemas/It"),), value)


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        ({"type": "string", "minLength": 2}, "ab", "a"),
        ({"enum": [1, {"a": [1]}]}, {"a": [1]}, {"a": [2]}),
        ({"const": [1]}, [1], [2]),
        ({"uniqueItems": True}, [1, 2], [1, 1]),
        ({"format": "date"}, "2024-01-31", "2024-02-31"),
        ({"pattern": "^a"}, "ab", "b"),
        ({"minProperties": 1}, {"a": 1}, {}),
        ({"maxItems": 1}, [[1, 2]], [1, 2]),
        ({"dependentRequired": {"a": ["b"]}}, {"a": 1, "b": 1}, {"a": 1}),
        ({"dependentSchemas": {"a": {"required": ["b"]}}}, {"b": 1}, {"a": 1}),
        ({"not": {"type": "string"}}, 1, "a"),
        ({"allOf": [{"minimum": 1}, {"maximum": 2}]}, 2, 3),
        ({"anyOf": [{"minimum": 5}, {"type": "string"}]}, "a", 1),
        ({"oneOf": [{"minimum": 5}, {"minimum": 1}]}, 2, 7),
        ({"if": {"minimum": 5}, "then": {"maximum": 9}}, 3, 10),
        ({"if": {"minimum": 5}, "else": {"const": 1}}, 1, 3),
        ({"if": {"minimum": 5}}, 1, None),
        ({"properties": {"a": {"type": "integer"}}}, {"a": 1, "b": "x"}, {"a": "x"}),
        ({"patternProperties": {"^a": {"type": "integer"}}}, {"ab": 1, "b": "x"}, {"ab": "x"}),
        ({"properties": {"a": {}}, "additionalProperties": False}, {"a": 1}, {"a": 1, "b": 2}),
        ({"propertyNames": {"maxLength": 2}}, {"ab": 1}, {"abc": 1}),
        ({"properties": {"a": {}}, "unevaluatedProperties": False}, {"a": 1}, {"b": 1}),
        ({"allOf": [{"properties": {"a": {}}}], "unevaluatedProperties": {"type": "string"}}, {"a": 1}, {"b": 1}),
        ({"items": {"type": "integer"}}, [1], ["a"]),
        ({"prefixItems": [{"type": "integer"}], "items": False}, [1], [1, 2]),
        ({"prefixItems": [{"type": "integer"}]}, [1, "a"], ["a"]),
        ({"prefixItems": [{}], "unevaluatedItems": False}, [1], [1, 2]),
        ({"contains": {"const": 1}}, [2, 1], [2]),
        ({"contains": {"const": 1}, "minContains": 2}, [1, 1], [1]),
        ({"contains": {"const": 1}, "maxContains": 1}, [1], [1, 1]),
        ({"contains": {"const": 1}, "minContains": 0}, [], None),
        ({"$ref": "#/components/schemas/Tree"}, {"child": {"child": {}}}, {"child": {"child": {"name": 1}}}),
        (True, 1, None),
        (False, None, 1),
        ({"$ref": "https://json-schema.org/draft/2020-12/schema"}, {"minLength": 1}, {"minLength": -1}),
    ],
)
def test_what_keeps_the_rules_and_what_breaks_them(schema: Any, good: Any, bad: Any) -> None:
    if schema is not False:
        assert judged(schema, good, Tree=TREE) is None
    if bad is not None:
        assert judged(schema, bad, Tree=TREE) is not None


def test_a_fault_says_where_and_what() -> None:
    schema = {"properties": {"lines": {"items": {"properties": {"n": {"minimum": 1}}}}}}
    assert judged(schema, {"lines": [{"n": 1}, {"n": 0}]}) == Fault(("lines", "1", "n"), "minimum", 1, 0)
    assert judged({"required": ["a", "b"]}, {"a": 1}) == Fault((), "required", ["b"], {"a": 1})


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"$ref": "#/nowhere"}, 1),
        ({"$ref": "elsewhere.json"}, 1),
        ({"$ref": "#/components/schemas/It"}, 1),
        ({"allOf": [{"$ref": "#/components/schemas/It"}]}, 1),
        ({"minLength": "many", "pattern": "["}, "a"),
        ({"pattern": "["}, "a"),
        ({"patternProperties": {"[": False}}, {"[": 1}),
        ({"type": "string", "minLength": 1}, FileRef("/a", "a")),
        ({"const": 1}, FileRef("/a", "a")),
        ({"minContains": "many", "contains": {}}, [1]),
        ("no schema", 1),
    ],
)
def test_what_cannot_be_judged_fits(schema: Any, value: Any) -> None:
    assert judged(schema, value) is None


def test_the_readable_rules_beside_an_unreadable_pattern_count() -> None:
    assert judged({"minLength": 2, "pattern": "["}, "a") is not None


def test_a_value_that_nests_too_deep_fits() -> None:
    deep: Any = 1
    for _ in range(5000):
        deep = {"child": deep}
    assert judged(TREE, deep, Tree=TREE) is None


def test_null_where_no_type_can_carry_it() -> None:
    assert judged({"nullable": True, "allOf": [{"type": "string"}]}, None, version="3.0.3") is None
    assert judged({"nullable": True, "allOf": [{"type": "string"}]}, 1, version="3.0.3") is not None


def test_what_only_responses_carry_need_not_be_there() -> None:
    schema = {"required": ["id"], "properties": {"id": {"readOnly": True}}}
    assert judged(schema, {}) is None


def test_items_of_older_drafts() -> None:
    assert judged({"items": [{"type": "integer"}]}, ["a"]) is not None


def test_a_dynamic_reference_leads_to_the_outermost_anchor() -> None:
    generic = {
        "$id": "http://example.com/list",
        "type": "array",
        "items": {"$dynamicRef": "#item"},
        "$defs": {"item": {"$dynamicAnchor": "item"}},
    }
    special = {
        "$id": "http://example.com/numbers",
        "$ref": "list",
        "$defs": {"item": {"$dynamicAnchor": "item", "type": "number"}},
    }
    assert judged(special, [1], List=generic) is None
    assert judged(special, ["a"], List=generic) is not None
    assert judged({"$ref": "http://example.com/list"}, ["a"], List=generic) is None


def test_patterns_are_read_once() -> None:
    judge = Judge(document({}))
    assert [judge.is_found("^a", text) for text in ("ab", "b", "a")] == [True, False, True]
    assert not judge.is_found("(", "(")


def test_schemas_hold_together() -> None:
    judge = Judge(document({}))
    nodes = (Node("/a", {"minimum": 1}), Node("/b", {"maximum": 2}))
    assert [judge.fits(nodes, value) for value in (0, 1, 3)] == [False, True, False]
    assert judge.fits((), object())

from __future__ import annotations

from typing import Any

from app.core.spec.walk import objects


def test_objects_come_in_the_documents_order() -> None:
    raw = {"a": {"b": [{"c": 1}, 5, [{}]]}, "d/e": {}}
    assert [pointer for pointer, _ in objects(raw)] == ["", "/a", "/a/b/0", "/a/b/2/0", "/d~1e"]
    assert list(objects({"x": 1}, "b.json#")) == [("b.json#", {"x": 1})]
    assert list(objects(5)) == []


def test_data_is_left_out() -> None:
    raw: dict[str, Any] = {
        "example": {"$ref": "x"},
        "default": {},
        "const": {},
        "x-own": {},
        "enum": [{}],
        "examples": [{"$ref": "x"}],
    }
    assert [pointer for pointer, _ in objects(raw)] == [""]


def test_names_of_members_are_no_keywords() -> None:
    raw: dict[str, Any] = {
        "properties": {"example": {}, "x-own": {}, "properties": {"default": {}, "properties": {"value": {}}}}
    }
    assert [pointer for pointer, _ in objects(raw)] == [
        "",
        "/properties",
        "/properties/example",
        "/properties/x-own",
        "/properties/properties",
        "/properties/properties/properties",
        "/properties/properties/properties/value",
    ]


def test_references_to_examples_are_references() -> None:
    raw = {"examples": {"a": {"$ref": "a.json"}, "b": {"value": {"$ref": "data"}}, "c": 5, "d": {"$ref": 1}}}
    found = dict(objects(raw))
    assert found["/examples/a"] == {"$ref": "a.json"}
    assert [pointer for pointer in found if "/b" in pointer or "/d" in pointer] == []

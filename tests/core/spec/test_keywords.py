from __future__ import annotations

import math
from typing import Any

import pytest

from app.core.spec.document import Node
from app.core.spec.keywords import complaint, is_understood, subschemas, with_range


@pytest.mark.parametrize(
    ("keyword", "good", "bad"),
    [
        ("type", ["string", ["string", "null"]], ["strng", [], ["string", 1], 5, None, {}]),
        ("enum", [[1], []], [{}, "a"]),
        ("pattern", ["^a", "["], [1, None]),
        ("format", ["date"], [1]),
        ("required", [["a"], []], [True, "a", [1]]),
        ("dependentRequired", [{"a": ["b"]}, {}], [[], {"a": "b"}, {"a": ["b", "b"]}]),
        ("uniqueItems", [True, False], [1, "true"]),
        ("multipleOf", [1, 0.01], [0, -1, True, "1", math.inf]),
        ("minimum", [0, -1.5, 10**400], ["1", True, None, math.nan]),
        ("maxLength", [0, 5, 5.0], [-1, 1.5, "5", True, math.inf]),
    ],
)
def test_values_are_understood_or_complained_about(keyword: str, good: list[Any], bad: list[Any]) -> None:
    for value in good:
        assert is_understood(keyword, value)
        assert complaint(keyword, value) == ""
    for value in bad:
        assert not is_understood(keyword, value)
        assert complaint(keyword, value).startswith(f"`{keyword}` should be ")


def test_other_keywords_say_nothing_about_validity() -> None:
    assert not is_understood("description", "x")
    assert complaint("description", 5) == ""


def test_types_by_the_names_of_other_languages_are_told_as_what_they_are_read_as() -> None:
    assert complaint("type", "int") == "`int` is no JSON type; it is read as `integer`"
    assert complaint("type", "integr").startswith("`type` should be ")
    assert is_understood("const", None)


def test_subschemas_are_found_under_every_keyword_that_has_them() -> None:
    raw: dict[str, Any] = {
        "properties": {"a": {}, "b/c": True},
        "patternProperties": {"^x": {}},
        "additionalProperties": False,
        "items": {"type": "string"},
        "prefixItems": [{}, {}],
        "allOf": [{}],
        "not": {},
        "dependentSchemas": {"d": {}},
        "oneOf": "broken",
        "contains": 5,
        "type": "object",
        "enum": [{"properties": {}}],
    }
    assert [node.pointer for node in subschemas(Node("/s", raw))] == [
        "/s/properties/a",
        "/s/properties/b~1c",
        "/s/patternProperties/^x",
        "/s/additionalProperties",
        "/s/items",
        "/s/prefixItems/0",
        "/s/prefixItems/1",
        "/s/allOf/0",
        "/s/not",
        "/s/dependentSchemas/d",
    ]
    assert [node.pointer for node in subschemas(Node("", {"items": [{}, {}]}))] == ["/items/0", "/items/1"]
    assert list(subschemas(Node("", True))) == []


@pytest.mark.parametrize(
    ("schema", "limits"),
    [
        ({"format": "int32"}, (-(2**31), 2**31 - 1)),
        ({"format": "uint8"}, (0, 255)),
        ({"format": "int64", "minimum": 1, "maximum": 10**30}, (1, 2**63 - 1)),
        ({"format": "date"}, (None, None)),
        ({}, (None, None)),
    ],
)
def test_formats_that_say_how_many_bits_set_limits(
    schema: dict[str, Any], limits: tuple[int | None, int | None]
) -> None:
    found = with_range(schema)
    assert (found.get("minimum"), found.get("maximum")) == limits

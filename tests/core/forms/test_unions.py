from __future__ import annotations

from typing import Any

import pytest

from app.core.base.json_types import OMIT, FileRef
from app.core.forms.shapes import Shapes
from app.core.forms.unions import Follower, tag_text
from tests.support.forms import document


def follow(schema: Any, value: Any, chosen: int | None = None, **schemas: Any) -> int | None:
    made = document({}, {**schemas, "It": schema})
    shapes = Shapes(made)
    return Follower(shapes).follow(shapes.shape((made.at("/components/schemas/It"),)), value, chosen)


def thing(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


TAGGED = {
    "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
    "discriminator": {"propertyName": "kind", "mapping": {"1": "Cat", "kitty": "Cat", "true": "Dog"}},
}
PETS = {"Cat": thing(kind={}, meow={"type": "integer"}), "Dog": thing(kind={}, bark={"type": "integer"})}


@pytest.mark.parametrize(
    ("value", "chosen", "expected"),
    [
        ({"kind": "kitty"}, None, 0),
        ({"kind": "kitty"}, 1, 0),
        ({"kind": 1, "bark": 2}, 1, 0),
        ({"kind": True}, None, 1),
        ({"kind": "fish", "bark": 1}, None, 1),
        ({"kind": "fish", "bark": 1}, 0, 0),
        ({"bark": 1}, None, 1),
        ({}, 1, 1),
        (OMIT, None, 0),
        (OMIT, 1, 1),
        (None, None, 0),
        (OMIT, 9, 0),
        ({"kind": "kitty"}, -1, 0),
    ],
)
def test_the_tag_decides_then_the_choice_then_the_fit(value: Any, chosen: int | None, expected: int) -> None:
    assert follow(TAGGED, value, chosen, **PETS) == expected


PAYMENTS = {
    "oneOf": [{"$ref": "#/components/schemas/Voucher"}, {"$ref": "#/components/schemas/Card"}],
    "discriminator": {"propertyName": "method"},
}
METHODS = {
    "Voucher": thing(method={"const": "voucher"}, code={"type": "string"}),
    "Card": thing(method={"const": "card"}, number={"type": "string"}, expires={}, cvv={}),
}


@pytest.mark.parametrize(
    ("value", "chosen", "expected"),
    [
        ({"method": "crad"}, None, 1),
        ({"method": "crad", "code": "A"}, None, 1),
        ({"method": "vouchre", "number": "4", "expires": "x"}, None, 0),
        ({"method": "crad"}, 0, 0),
        ({"method": "cash", "number": "4", "expires": "x", "cvv": "1"}, None, 1),
        ({"method": "gold"}, None, 0),
        ({"method": 7}, None, 0),
        ({"number": "4", "expires": "x", "cvv": "1"}, None, 1),
        ("crad", None, 0),
    ],
)
def test_a_misspelt_tag_counts_for_more_than_the_fit(value: Any, chosen: int | None, expected: int) -> None:
    assert follow(PAYMENTS, value, chosen, **METHODS) == expected


def test_of_alternatives_with_equally_like_tags_the_one_that_fits_best() -> None:
    schema = {"oneOf": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}]}
    kinds: dict[str, Any] = {"A": thing(kind={"const": "x10"}, a={}), "B": thing(kind={"const": "x20"}, b={})}
    tagged = {**schema, "discriminator": {"propertyName": "kind"}}
    assert follow(tagged, {"kind": "x30", "b": 1}, **kinds) == 1
    numbered: dict[str, Any] = {"A": thing(kind={"const": "10"}, a={}), "B": thing(kind={"const": "100"}, b={})}
    assert follow(tagged, {"kind": "1000", "a": 1}, **numbered) == 0


SCALARS = {
    "anyOf": [
        {"type": "integer"},
        {"type": "string"},
        {"type": "array", "items": {"type": "integer"}},
        {"type": "array"},
    ]
}


@pytest.mark.parametrize(
    ("value", "chosen", "expected"),
    [
        (5, None, 0),
        ("x", None, 1),
        ("x", 0, 0),
        (5, 1, 1),
        ([1], None, 2),
        (["a"], None, 3),
        ([], None, 2),
        ([1], 0, 2),
        ({"a": 1}, 0, 0),
        (1.5, None, 0),
        (FileRef("a", "a"), None, 1),
    ],
)
def test_single_values_and_lists(value: Any, chosen: int | None, expected: int) -> None:
    assert follow(SCALARS, value, chosen) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"kind": "a"}, 0),
        ({"kind": "b"}, 1),
        ({"kind": "c", "x": 1}, 2),
        ({"kind": None, "y": 1}, 2),
        ({"x": "text"}, 2),
        ({"unknown": 1}, 2),
    ],
)
def test_constants_members_and_types_tell_alternatives_apart(value: Any, expected: int) -> None:
    first = {**thing(kind={"const": "a"}), "additionalProperties": False}
    third = {"type": "object", "properties": {"kind": {"type": ["string", "null"]}, "x": {"type": "integer"}, "y": {}}}
    assert follow({"anyOf": [first, thing(kind={"const": "b"}), third]}, value) == expected


def test_choices_of_scalars_are_compared() -> None:
    schema = {"anyOf": [{"enum": ["a", "b"]}, {"type": "string", "minLength": 3}, {"enum": [1.0]}]}
    assert follow(schema, "a") == 0
    assert follow(schema, "z") == 1
    assert follow(schema, 1) == 2


def test_an_alternative_that_takes_anything_can_be_chosen_for_anything() -> None:
    assert follow({"anyOf": [{"type": "string"}, {}]}, {"a": 1}, 1) == 1
    assert follow({"anyOf": [{"type": "string"}, {}]}, 5) == 1


def test_what_is_no_union_is_not_followed() -> None:
    assert follow({"type": "string"}, "a", 0) is None


def test_tags_are_compared_as_text() -> None:
    assert [tag_text(value) for value in (1, "a", True, None)] == ["1", "a", "true", "None"]


def test_a_null_member_counts_where_it_may_be() -> None:
    first = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["b"]}
    second = {"type": "object", "properties": {"a": {"type": ["string", "null"]}}, "required": ["c"]}
    assert follow({"oneOf": [first, second]}, {"a": None}) == 1


def test_the_only_alternative_that_fits_is_followed() -> None:
    short, long = {"type": "string", "maxLength": 3}, {"type": "string", "minLength": 4}
    assert [follow({"oneOf": [short, long]}, text) for text in ("abc", "abcd")] == [0, 1]
    assert follow({"anyOf": [{"type": "integer", "minimum": 5}, {"type": "integer"}]}, 7) == 0

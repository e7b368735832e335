from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.core.base.field_path import FieldPath, Location
from app.core.base.json_types import OMIT, FileRef
from app.core.forms.edits import ChooseBranch, Omit, SetValue
from app.core.forms.model import FormState, Presence
from app.core.forms.state import apply, apply_all, get
from tests.support.forms import body_form, field, parameter_form

if TYPE_CHECKING:
    from app.core.forms.build import Form

BODY = FieldPath(Location.BODY)


def with_body(form: Form, body: Any) -> FormState:
    return apply(form.default_state(), SetValue(BODY, body))


def member_form(schema: Any, **schemas: Any) -> Form:
    return body_form({"type": "object", "properties": {"a": schema}}, schemas)


# Presence


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "string"}, ""),
        ({"type": "string", "default": "x"}, "x"),
        ({"type": "integer"}, 1),
        ({"type": "integer", "minimum": 5}, 5),
        ({"type": "boolean"}, False),
        ({"type": "array"}, []),
        ({"type": "object"}, {}),
        ({"type": "object", "properties": {"b": {"type": "integer"}}, "required": ["b"]}, {"b": 1}),
        ({"enum": ["x", "y"]}, "x"),
        ({"anyOf": [{"type": "integer"}, {"type": "string"}]}, 1),
        ({}, {}),
    ],
)
def test_a_value_is_made_when_one_is_asked_for(schema: Any, value: Any) -> None:
    form = member_form(schema)
    state = with_body(form, {})
    member = field(form, state, "body/a")
    assert form.presence(member, state) is Presence.OMIT
    state = apply_all(state, form.set_presence(member, Presence.VALUE, state))
    assert get(state, member.path) == value
    assert form.presence(member, state) is Presence.VALUE


def test_null_and_nothing() -> None:
    form = member_form({"type": ["string", "null"]})
    state = with_body(form, {"a": "x"})
    member = field(form, state, "body/a")
    assert form.set_presence(member, Presence.VALUE, state) == ()
    assert form.set_presence(member, Presence.NULL, state) == (SetValue(member.path, None),)
    assert form.set_presence(member, Presence.OMIT, state) == (Omit(member.path),)
    state = with_body(form, {"a": None})
    assert form.presence(member, state) is Presence.NULL
    assert form.set_presence(member, Presence.NULL, state) == ()


def test_a_value_for_a_chosen_alternative() -> None:
    form = member_form({"anyOf": [{"type": "integer"}, {"type": "string"}]})
    state = apply(with_body(form, {}), ChooseBranch(BODY.child("a"), 1))
    assert form.set_presence(field(form, state, "body/a"), Presence.VALUE, state) == (SetValue(BODY.child("a"), ""),)


def test_an_undeclared_member_gets_any_value() -> None:
    form = member_form({})
    state = with_body(form, {"z": None})
    assert form.set_presence(field(form, state, "body/z"), Presence.VALUE, state) == (SetValue(BODY.child("z"), {}),)


@pytest.mark.parametrize("schema", [False, {"type": "null"}])
def test_where_no_value_can_be_none_is_made(schema: Any) -> None:
    form = member_form(schema)
    state = with_body(form, {})
    assert form.set_presence(field(form, state, "body/a"), Presence.VALUE, state) == ()


def test_a_file_has_to_be_chosen() -> None:
    form = body_form({"properties": {"file": {"format": "binary"}}}, media_type="multipart/form-data")
    state = with_body(form, {})
    assert form.set_presence(field(form, state, "body/file"), Presence.VALUE, state) == ()


def test_a_parameter_is_left_out_and_set() -> None:
    form = parameter_form({"name": "limit", "in": "query", "schema": {"type": "integer", "default": 10}})
    state = form.default_state()
    limit = field(form, state, "query/limit")
    assert form.presence(limit, state) is Presence.OMIT
    state = apply_all(state, form.set_presence(limit, Presence.VALUE, state))
    assert state.roots[Location.QUERY] == {"limit": 10}


# Items and members


def test_new_items_and_entries() -> None:
    line = {"type": "object", "properties": {"id": {"type": "integer"}, "n": {"type": "integer"}}, "required": ["id"]}
    body = {
        "properties": {
            "lines": {"type": "array", "items": line},
            "pair": {"prefixItems": [{"type": "string"}, {"type": "boolean"}], "items": False},
            "notes": {"type": "object", "additionalProperties": {"type": "integer"}},
            "free": {"type": "object"},
            "either": {"anyOf": [{"type": "array", "items": {"enum": ["x"]}}, {"type": "string"}]},
        }
    }
    form = body_form(body)
    state = with_body(form, {"pair": ["a"], "lines": [{}]})
    assert form.new_item(field(form, state, "body/lines"), state) == {"id": 1}
    assert form.new_item(field(form, state, "body/pair"), state) is False
    assert form.new_item(field(form, state, "body/pair"), with_body(form, {"pair": [1, 2]})) is OMIT
    assert form.new_item(field(form, state, "body/either"), state) == "x"
    assert form.new_member(field(form, state, "body/notes"), "k", state) == 1
    assert form.new_member(field(form, state, "body/free"), "k", state) == ""
    undeclared = field(form, with_body(form, {"z": [1]}), "body/z")
    assert form.new_item(undeclared, state) == {}
    assert form.new_member(undeclared, "k", state) == ""


# Alternatives


PETS = {
    "Cat": {
        "type": "object",
        "properties": {"kind": {"const": "cat"}, "name": {"type": "string"}, "age": {"type": "integer"}},
        "required": ["kind", "name"],
    },
    "Dog": {
        "type": "object",
        "properties": {"kind": {"const": "dog"}, "name": {"type": "string"}, "age": {"type": "string"}, "bark": {}},
        "required": ["kind", "name"],
    },
    "Loose": {"type": "object", "properties": {"kind": {"type": "string"}}},
}
UNION = {
    "oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in PETS],
    "discriminator": {"propertyName": "kind", "mapping": {"cat": "Cat", "dog": "Dog", "loose": "Loose"}},
}


def test_choosing_sets_the_tag_and_keeps_what_both_know() -> None:
    form = member_form(UNION, **PETS)
    state = with_body(form, {"a": {"kind": "cat", "own": 1, "name": "Tom", "age": 3}})
    edits = form.choose_branch(field(form, state, "body/a"), 1, state)
    assert edits[0] == ChooseBranch(BODY.child("a"), 1)
    state = apply_all(state, edits)
    value = get(state, BODY.child("a"))
    assert value == {"kind": "dog", "name": "Tom", "own": 1}
    assert isinstance(value, dict)
    assert list(value) == ["kind", "name", "own"]
    assert field(form, state, "body/a").branch == 1


def test_a_tag_that_the_schema_does_not_fix_is_set_too() -> None:
    form = member_form(UNION, **PETS)
    state = with_body(form, {"a": {"kind": "cat"}})
    state = apply_all(state, form.choose_branch(field(form, state, "body/a"), 2, state))
    assert get(state, BODY.child("a")) == {"kind": "loose"}
    assert field(form, state, "body/a").branch == 2


def test_choosing_for_a_member_that_is_left_out_makes_it() -> None:
    form = member_form(UNION, **PETS)
    state = with_body(form, {})
    state = apply_all(state, form.choose_branch(field(form, state, "body/a"), 1, state))
    assert get(state, BODY.child("a")) == {"kind": "dog", "name": "name"}


def test_an_alternative_that_cannot_be_filled_is_chosen_with_its_tag() -> None:
    loop = {
        "type": "object",
        "properties": {"kind": {"const": "x"}, "next": {"$ref": "#/components/schemas/Loop"}},
        "required": ["next"],
    }
    union = {
        "oneOf": [{"type": "string"}, {"$ref": "#/components/schemas/Loop"}],
        "discriminator": {"propertyName": "kind", "mapping": {"x": "Loop"}},
    }
    form = member_form(union, Loop=loop)
    state = with_body(form, {})
    state = apply_all(state, form.choose_branch(field(form, state, "body/a"), 1, state))
    assert get(state, BODY.child("a")) == {"kind": "x"}


SCALARS = {
    "anyOf": [
        {"type": "integer"},
        {"type": "string"},
        {"type": "array"},
        {"enum": ["x", "y"]},
        {"type": "number", "minimum": 5, "maximum": 4},
    ]
}


@pytest.mark.parametrize(
    ("before", "index", "after"),
    [
        (5, 1, ""),
        ("text", 0, 1),
        ("text", 1, "text"),
        ("text", 2, []),
        ("text", 3, "x"),
        ([1], 2, []),
        (None, 1, ""),
        (7, 4, 7),
        ("text", 4, "text"),
    ],
)
def test_single_values_stay_where_they_fit(before: Any, index: int, after: Any) -> None:
    form = member_form(SCALARS)
    state = with_body(form, {"a": before})
    state = apply_all(state, form.choose_branch(field(form, state, "body/a"), index, state))
    assert get(state, BODY.child("a")) == after
    assert state.branches == {BODY.child("a"): index}


def test_a_file_stays_for_an_alternative_of_text() -> None:
    form = member_form(SCALARS)
    file = FileRef("a", "a")
    state = with_body(form, {"a": file})
    assert form.choose_branch(field(form, state, "body/a"), 1, state) == (ChooseBranch(BODY.child("a"), 1),)


@pytest.mark.parametrize("index", [-1, 5, 99])
def test_an_alternative_that_is_not_there_changes_nothing(index: int) -> None:
    form = member_form(SCALARS)
    state = with_body(form, {"a": 1})
    assert form.choose_branch(field(form, state, "body/a"), index, state) == ()
    other = member_form({"type": "string"})
    assert other.choose_branch(field(other, state, "body/a"), 0, state) == ()
    assert other.choose_branch(field(other, with_body(other, {"z": 1}), "body/z"), 0, state) == ()


def test_an_object_that_is_chosen_for_a_list_starts_anew() -> None:
    form = member_form({"anyOf": [{"type": "array"}, {"type": "object", "properties": {"b": {}}}]})
    state = with_body(form, {"a": [1]})
    state = apply_all(state, form.choose_branch(field(form, state, "body/a"), 1, state))
    assert get(state, BODY.child("a")) == {}

"""Fields and rules that hold for some values only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.core.base.field_path import FieldPath
from app.core.forms import shapes
from app.core.forms.checks import check
from app.core.forms.edits import SetValue
from app.core.forms.state import apply, get
from tests.support.forms import body_form, field

if TYPE_CHECKING:
    import pytest

    from app.core.forms.build import Form

BODY = FieldPath.parse("body")


def labels(form: Form, value: Any) -> dict[str, bool]:
    """The fields that a value's form shows, and whether they are required."""
    state = apply(form.default_state(), SetValue(BODY, value))
    return {each.label: each.required for each in form.children(field(form, state, "body"), state)}


ADDRESS = {
    "type": "object",
    "properties": {"country": {"type": "string", "enum": ["US", "NL"]}},
    "required": ["country"],
    "if": {"properties": {"country": {"const": "US"}}, "required": ["country"]},
    "then": {"properties": {"zip": {"type": "string", "pattern": "^[0-9]{5}$"}}, "required": ["zip"]},
    "else": {"properties": {"postcode": {"type": "string"}}},
}


def test_the_fields_of_then_and_else_appear_when_they_hold() -> None:
    form = body_form(ADDRESS)
    assert labels(form, {"country": "US"}) == {"country": True, "zip": True}
    assert labels(form, {"country": "NL"}) == {"country": True, "postcode": False}
    assert labels(form, {}) == {"country": True, "postcode": False}


def test_a_new_form_keeps_what_holds_for_its_own_values() -> None:
    form = body_form(ADDRESS)
    state = form.default_state()
    assert get(state, BODY) == {"country": "US", "zip": "11111"}
    assert not check(form, state)


def test_a_condition_without_a_consequence_changes_nothing() -> None:
    form = body_form({"type": "object", "properties": {"a": {}}, "if": {"required": ["a"]}, "then": None})
    assert labels(form, {"a": 1}) == {"a": False}


def test_conditions_bring_conditions() -> None:
    inner = {"if": {"required": ["b"]}, "then": {"required": ["c"], "properties": {"c": {"type": "integer"}}}}
    schema = {"type": "object", "required": ["a"], "properties": {"a": {"const": 1}}, "if": {"required": ["a"]}}
    form = body_form({**schema, "then": {"required": ["b"], "properties": {"b": {"const": 2}}, **inner}})
    assert get(form.default_state(), BODY) == {"a": 1, "b": 2, "c": 1}


def test_what_depends_on_a_member_that_is_there() -> None:
    form = body_form(
        {
            "type": "object",
            "properties": {"card": {"type": "string"}, "billing": {"type": "string"}},
            "dependentRequired": {"card": ["billing"], "other": "no list"},
            "dependentSchemas": {"billing": {"properties": {"vat": {"type": "string"}}}},
        }
    )
    assert labels(form, {}) == {"card": False, "billing": False}
    assert labels(form, {"card": "1"}) == {"card": False, "billing": True}
    assert labels(form, {"billing": "x"}) == {"card": False, "billing": False, "vat": False}


def test_conditions_of_a_chosen_alternative_hold_too() -> None:
    number = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
    form = body_form({"oneOf": [{**number, "dependentRequired": {"n": ["m"]}}, {"type": "string"}]})
    assert labels(form, {"n": 1}) == {"n": True, "m": True}


def test_conditions_are_not_followed_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "MAX_HELD", 0)
    schema: dict[str, Any] = {"required": ["z"]}
    for name in "cba":
        schema = {"dependentSchemas": {name: schema}}
    form = body_form({"type": "object", **schema})
    assert "z" not in labels(form, {"a": 1, "b": 1, "c": 1})

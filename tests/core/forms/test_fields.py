from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.core.base.field_path import FieldPath
from app.core.forms import fields
from app.core.forms.edits import SetValue
from app.core.forms.model import FormState, Presence
from app.core.forms.state import apply
from tests.support.forms import body_form, field

if TYPE_CHECKING:
    import pytest

BODY = FieldPath.parse("body")


def states(*bodies: Any) -> tuple[FormState, ...]:
    form = body_form({})
    return tuple(apply(form.default_state(), SetValue(BODY, body)) for body in bodies)


def test_a_field_is_made_once_and_again_where_it_stands_differently() -> None:
    form = body_form({})
    as_member, as_item = states({"0": 1}, [1])
    first = field(form, as_member, "body/0")
    assert field(form, as_member, "body/0") is first
    assert first.presences == (Presence.OMIT, Presence.NULL, Presence.VALUE)
    assert field(form, as_item, "body/0").presences == (Presence.NULL, Presence.VALUE)
    assert field(form, as_member, "body/0") is first


def test_a_union_is_followed_each_time() -> None:
    form = body_form({"properties": {"a": {"anyOf": [{"type": "integer"}, {"type": "string"}]}}})
    one, two = states({"a": 1}, {"a": "x"})
    assert [field(form, state, "body/a").branch for state in (one, two, one)] == [0, 1, 0]


def test_what_is_remembered_does_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fields, "MAX_KNOWN", 10)
    form = body_form({"type": "array", "items": {"type": "integer"}})
    (state,) = states(list(range(100)))
    assert len(form.children(field(form, state, "body"), state)) == 100
    assert len(form._maker._known) <= 10


def test_limits_that_leave_no_room_are_told() -> None:
    schema = {"type": "string", "minLength": 5, "maxLength": 3}
    form = body_form({"type": "object", "properties": {"a": schema, "b": False, "c": {"$ref": "#/nowhere"}}})
    (state,) = states({"a": ""})
    problems = [field(form, state, f"body/{name}").problem for name in "abc"]
    words = "no value fits: `minLength` 5 is above `maxLength` 3"
    assert problems == [words, "nothing is allowed here", "the reference '#/nowhere' leads nowhere"]
    assert field(form, state, "body/a").hint == words


def test_what_may_be_added_and_how_it_is_named() -> None:
    form = body_form(
        {
            "type": "object",
            "properties": {
                "open": {"type": "object"},
                "closed": {"type": "object", "additionalProperties": False},
                "pattern": {"type": "object", "patternProperties": {"^x-": {}}, "additionalProperties": False},
                "named": {"type": "object", "propertyNames": {"enum": ["a", "b"]}},
                "short": {"type": "object", "propertyNames": {"maxLength": 3}},
                "pair": {"type": "array", "prefixItems": [{}, {}], "items": False},
                "list": {"type": "array"},
            },
        }
    )
    (state,) = states({})
    found = {each.label: each for each in form.children(field(form, state, "body"), state)}
    assert {name for name, each in found.items() if each.can_grow} == {"open", "pattern", "named", "short", "list"}
    assert (found["named"].names, found["pattern"].names_hint) == (("a", "b"), "matches ^x-")
    assert (found["short"].names_hint, found["pair"].fixed_items) == ("≤ 3 characters", 2)


def test_examples_say_what_is_wrong_with_them() -> None:
    schema = {"type": "object", "properties": {"n": {"minimum": 1}}, "examples": [{"n": 1}, {"n": 0}, 5]}
    form = body_form(schema)
    (state,) = states({})
    faults = [example.fault for example in field(form, state, "body").named_examples]
    assert faults == ["", "`n` must be at least 1, is 0", "needs an object, is an integer"]


def test_formats_and_contents_are_told() -> None:
    text = {"type": "string", "format": "date", "contentMediaType": "text/plain"}
    form = body_form({"type": "object", "properties": {"a": text, "b": {"type": "string", "format": "own"}}})
    (state,) = states({"a": ""})
    told = [(each.format_hint, each.content_type) for each in form.children(field(form, state, "body"), state)]
    assert told == [("a date such as 2024-01-31", "text/plain"), ("", "")]


def test_members_that_only_have_to_be_there_are_shown() -> None:
    form = body_form({"type": "object", "properties": {"a": {}}, "required": ["z", "b"]})
    (state,) = states({})
    body = field(form, state, "body")
    assert [(each.label, each.required) for each in form.children(body, state)] == [
        ("a", False),
        ("b", True),
        ("z", True),
    ]


def test_what_is_forbidden_stands_in_the_hint() -> None:
    text = {"type": "string", "maxLength": 5, "not": {"const": "admin"}, "allOf": [{"not": {"const": "admin"}}]}
    form = body_form({"type": "object", "properties": {"a": text}})
    (state,) = states({"a": ""})
    assert field(form, state, "body/a").hint == "≤ 5 characters · not admin"

"""The first values of a form: a part at once, the rest in steps, in the end the same as all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.core.base.field_path import FieldPath, Location
from app.core.base.json_types import OMIT
from app.core.forms.beginning import SEEN_FIRST, Beginning
from app.core.forms.state import get
from app.core.workspace.model import Tab
from tests.support.forms import body_form, form_of, parameter_form

if TYPE_CHECKING:
    from app.core.base.json_types import Omitted, Value
    from app.core.forms.build import Form

BODY = FieldPath(Location.BODY)


def _members(count: int, schema: Any = None) -> dict[str, Any]:
    members = {f"m{number}": schema or {"type": "string", "minLength": 3} for number in range(count)}
    return {"type": "object", "properties": members, "required": list(members)}


def _body(beginning: Beginning) -> Value | Omitted:
    return get(beginning.seen, BODY)


def _missing(beginning: Beginning) -> bool:
    return not beginning.is_whole


def _ended(beginning: Beginning) -> int:
    """How many steps it takes until nothing is missing."""
    steps = 0
    while not beginning.is_whole:
        beginning.go_on()
        steps += 1
    return steps


MANY = 4 * SEEN_FIRST

WIDE: dict[str, Any] = {
    "plain": _members(MANY),
    "nested": {
        "type": "object",
        "properties": {"one": _members(MANY), "two": _members(5), "three": {"type": "integer"}},
        "required": ["one", "two", "three"],
    },
    "of objects": _members(MANY, _members(3)),
    "deep": _members(30, _members(6, _members(2, _members(2, _members(2, _members(2)))))),
    "in an array": {"type": "array", "minItems": 60, "items": _members(10)},
    "of arrays": _members(20, {"type": "array", "minItems": 20, "items": {"type": "boolean"}}),
    "entangled": {**_members(MANY), "not": {"required": ["other"]}, "patternProperties": {"^m1": {"maxLength": 9}}},
    "conditional": {**_members(MANY), "if": {"required": ["m0"]}, "then": {"required": ["more"]}},
    "at least so many": {"type": "object", "minProperties": MANY, "properties": _members(MANY)["properties"]},
    "alternatives": {"oneOf": [_members(MANY), {"type": "string"}]},
    "impossible in part": {
        **_members(MANY),
        "properties": {**_members(MANY)["properties"], "m300": {"type": "string", "minLength": 5, "maxLength": 1}},
    },
    "of alternatives": _members(MANY, {"oneOf": [{"type": "integer", "minimum": 3}, {"type": "boolean"}]}),
}


@pytest.mark.parametrize("name", WIDE)
def test_in_the_end_it_is_what_all_at_once_would_be(name: str) -> None:
    beginning = Beginning(body_form(WIDE[name]))
    assert not beginning.is_whole
    assert _ended(beginning) >= 1
    assert beginning.seen == body_form(WIDE[name]).default_state()
    assert beginning.whole() is beginning.seen


def test_what_is_seen_first_is_the_beginning_of_the_whole() -> None:
    beginning = Beginning(body_form(WIDE["plain"]))
    first = _body(beginning)
    assert isinstance(first, dict)
    assert 0 < len(first) <= SEEN_FIRST
    whole = get(beginning.whole(), BODY)
    assert isinstance(whole, dict)
    assert list(first.items()) == list(whole.items())[: len(first)]
    assert len(whole) == MANY


def test_every_step_reads_only_a_little() -> None:
    beginning = Beginning(body_form(WIDE["plain"]))
    assert _ended(beginning) > 5


def test_the_whole_can_be_had_at_once() -> None:
    beginning = Beginning(body_form(WIDE["plain"]))
    beginning.go_on()
    assert _missing(beginning)
    assert beginning.whole() == body_form(WIDE["plain"]).default_state()
    assert not _missing(beginning)
    beginning.go_on()
    assert not _missing(beginning)


@pytest.mark.parametrize(
    "form",
    [
        body_form(_members(5)),
        body_form({"type": "string"}),
        body_form(_members(5, {"type": "string"}), media_type="text/plain"),
        parameter_form({"name": "q", "in": "query", "required": True, "schema": {"type": "integer"}}),
        form_of({"requestBody": {"content": {"application/json": {"schema": _members(MANY)}}}}),
    ],
)
def test_a_small_form_is_whole_from_the_start(form: Form) -> None:
    beginning = Beginning(form)
    assert beginning.is_whole
    assert beginning.seen == form.default_state()


def test_an_impossible_small_body_holds_the_members_that_can_be_made() -> None:
    schema = {**_members(2), "properties": {"m0": {"type": "string"}, "m1": False}}
    form = body_form(schema)
    assert _body(Beginning(form)) == get(form.default_state(), BODY) == {"m0": "m0"}


def test_a_form_made_before_needs_no_steps() -> None:
    form = body_form(WIDE["plain"])
    whole = form.default_state()
    assert form.default_state() is whole
    assert Beginning(form).seen is whole


def test_recursion_ends() -> None:
    node = {"type": "object", "required": ["next", "name"], "properties": {"next": {"$ref": "#/components/schemas/N"}}}
    schema = {
        **_members(MANY),
        "properties": {**_members(MANY)["properties"], "m1": {"$ref": "#/components/schemas/N"}},
    }
    form = body_form(schema, {"N": node})
    beginning = Beginning(form)
    _ended(beginning)
    assert beginning.seen == body_form(schema, {"N": node}).default_state()


def test_a_tab_tells_what_is_seen_from_what_holds() -> None:
    form = body_form(WIDE["plain"])
    beginning = Beginning(form)
    tab = Tab(1, form.operation, form, beginning)
    assert tab.is_whole is beginning.is_whole
    assert _missing(beginning)
    first = get(tab.seen, BODY)
    assert isinstance(first, dict)
    assert len(first) < MANY
    whole = get(tab.state, BODY)
    assert isinstance(whole, dict)
    assert len(whole) == MANY
    assert not _missing(beginning)
    assert tab.is_whole is beginning.is_whole
    assert tab.seen is tab.state
    assert get(tab.seen, BODY) is not OMIT

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

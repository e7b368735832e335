"""More lines of one header than the document declares, as fields of the form."""

from __future__ import annotations

from app.core.base.field_path import FieldPath
from app.core.forms.edits import SetValue
from app.core.forms.state import apply
from tests.support.forms import field, parameter_form

path = FieldPath.parse


def test_a_header_typed_in_another_case_is_a_line_of_its_own() -> None:
    form = parameter_form({"name": "X-Token", "in": "header", "schema": {"type": "string"}})
    state = apply(form.default_state(), SetValue(path("header/x-token"), "1"))
    assert [str(each.path) for each in form.children(field(form, state, "header"), state)] == [
        "header/X-Token",
        "header/x-token",
    ]
    assert field(form, state, "header/x-token").label == "x-token"
    assert field(form, state, "header/X-TOKEN").path == path("header/X-Token")


def test_further_lines_of_a_header_have_its_name_and_its_secrecy() -> None:
    form = parameter_form({"name": "X-Word", "in": "header", "schema": {"type": "string", "format": "password"}})
    state = apply(form.default_state(), SetValue(path("header/X-Word (2)"), "1"))
    state = apply(state, SetValue(path("header/X-Tag (2)"), "1"))
    first, word, tag = form.children(field(form, state, "header"), state)
    assert first.declared
    assert first.secret
    assert (word.label, word.declared, word.secret) == ("X-Word", False, True)
    assert (tag.label, tag.declared, tag.secret) == ("X-Tag", False, False)


def test_names_elsewhere_are_not_lines() -> None:
    form = parameter_form({"name": "q", "in": "query", "schema": {"type": "string"}})
    state = apply(form.default_state(), SetValue(path("query/q (2)"), "1"))
    assert field(form, state, "query/q (2)").label == "q (2)"

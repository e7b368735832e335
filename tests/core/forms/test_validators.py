from __future__ import annotations

import pytest

from app.core.base.field_path import FieldPath
from app.core.forms.checks import check
from app.core.forms.edits import SetValue
from app.core.forms.state import apply
from app.core.forms.validators import is_base64
from tests.support.forms import body_form


@pytest.mark.parametrize(
    ("text", "fits"), [("", True), ("YWJj", True), ("YWI=", True), ("YWI", False), ("a-b_", False)]
)
def test_base64(text: str, fits: bool) -> None:
    assert is_base64(text) is fits


@pytest.mark.parametrize(
    ("schema", "value", "words"),
    [
        ({"type": "string", "format": "byte"}, "no base64", ["is not base64 text"]),
        ({"type": "string", "format": "byte"}, "YWJj", []),
        ({"type": "integer", "format": "int32"}, 2**31, ["must be at most 2147483647, is 2147483648"]),
        ({"type": "integer", "format": "int32"}, 2**31 - 1, []),
    ],
)
def test_formats_of_openapi_are_checked(schema: dict[str, object], value: str | int, words: list[str]) -> None:
    form = body_form(schema)
    state = apply(form.default_state(), SetValue(FieldPath.parse("body"), value))
    assert [warning.message for warning in check(form, state)] == words
    nodes = form.nodes(form.sections(state)[-1], state)
    assert form.shapes.judge.fits(nodes, value) is not bool(words)
    assert not check(form, form.default_state())

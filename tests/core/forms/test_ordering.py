from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.base.field_path import FieldPath
from app.core.forms.edits import SetValue
from app.core.forms.ordering import FormOrder
from app.core.forms.state import apply
from tests.support.forms import body_form

if TYPE_CHECKING:
    from app.core.base.json_types import Value


def test_paths_are_put_in_the_forms_order() -> None:
    form = body_form({"properties": {"z": {"type": "array"}, "a": {"properties": {"y": {}, "x": {}}}}})
    body: Value = {"free": 1, "a": {}, "z": [*range(12)]}
    order = FormOrder(form, apply(form.default_state(), SetValue(FieldPath.parse("body"), body)))
    wanted = [
        "path/p",
        "query",
        "query/q",
        "body",
        "body/z",
        "body/z/2",
        "body/z/10",
        "body/a",
        "body/a/y",
        "body/a/x",
        "body/free",
        "body/unknown",
        "body/unknown/deeper",
    ]
    paths = [FieldPath.parse(text) for text in wanted]
    assert [str(path) for path in sorted(sorted(paths), key=order.key)] == wanted

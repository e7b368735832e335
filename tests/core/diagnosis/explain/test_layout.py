from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.core.base.field_path import FieldPath
from app.core.forms.edits import SetValue
from tests.support.diagnoses import an_api, an_error, an_object, diagnosed, sent_json

if TYPE_CHECKING:
    from app.core.base.json_types import Value
    from app.core.diagnosis.model import Finding

INT = {"type": "integer"}
STR = {"type": "string"}
ITEM = an_object("name price", name=STR, price=INT)
USER = an_object("email", email=STR, name=STR)
BODY = FieldPath.parse("body")


def _missing(schema: dict[str, Any], sent: Any, *names: str) -> tuple[Finding, ...]:
    errors = [an_error("body", name, kind="missing", input=None) for name in names]
    return diagnosed(an_api(schema), sent_json(sent), *errors).findings


def test_wraps_members_in_the_object_that_knows_most_of_them() -> None:
    schema = an_object("item user importance", item=ITEM, user=USER, importance=INT)
    found = _missing(schema, {"name": "n", "price": 1, "email": "e", "importance": 3}, "item", "user")
    wrapped: Value = {"importance": 3, "item": {"name": "n", "price": 1}, "user": {"email": "e"}}
    assert [finding.fixes[0].edits for finding in found] == [(SetValue(BODY, wrapped),)] * 2
    assert [finding.why.sentence for finding in found if finding.why] == [
        "The API reads `name`, `price` inside an object named `item`; you sent them without it.",
        "The API reads `email` inside an object named `user`; you sent them without it.",
    ]


def test_keeps_members_that_nobody_knows_where_they_are() -> None:
    [finding] = _missing(an_object("item", item=ITEM), {"name": "n", "zz": 1}, "item")
    assert finding.fixes[0].edits == (SetValue(BODY, {"zz": 1, "item": {"name": "n"}}),)


def test_unwraps_what_was_wrapped() -> None:
    found = _missing(ITEM, {"item": {"name": "n"}}, "name", "price")
    assert [finding.why.rule for finding in found if finding.why] == ["D4", "D4"]
    assert found[0].fixes == found[1].fixes
    assert found[0].fixes[0].edits == (SetValue(BODY, {"name": "n"}),)


def test_neither_wraps_nor_unwraps_without_evidence() -> None:
    assert [finding.why for finding in _missing(ITEM, {"item": {"zz": 1, "yy": 2}}, "name", "price")] == [None, None]
    assert [finding.why for finding in _missing(an_object("item", item=ITEM), {"zz": [], "yy": 5}, "item")] == [None]
    assert [finding.why for finding in _missing(an_object("item", item=ITEM), [], "item")] == [None]
    assert [finding.why for finding in _missing(ITEM, {"a": {}, "b": {}}, "name", "price")] == [None, None]


def test_offers_no_made_up_values_beside_the_right_layout() -> None:
    [finding] = _missing(an_object("item", item=ITEM), {"name": "n", "price": 1}, "item")
    assert [fix.label for fix in finding.fixes] == ["Wrap them in item"]

from __future__ import annotations

from typing import Any

from app.core.diagnosis.model import TargetKind
from tests.support.reported import BODY, answered, pinned, sent_order


def _field(path: str, location: str, **more: Any) -> dict[str, Any]:
    return {"type": "field", "msg": f"{path} is wrong", "path": path, "location": location, **more}


def test_reads_version_seven() -> None:
    places = [("lines[0].quantity", "body"), ("page", "query"), ("orderId", "params"), ("x-key", "headers")]
    errors = [*(_field(path, location) for path, location in places), _field("visits", "cookies")]
    diagnosis = answered({"errors": errors})
    assert diagnosis.shape == "express-validator"
    assert list(pinned(diagnosis)) == [
        "path/orderId",
        "query/page",
        "header/X-Key",
        "cookie/visits",
        "body/lines/0/quantity",
    ]


def test_reads_version_six_as_a_list_and_by_name() -> None:
    error = {"msg": "Invalid value", "param": "customer.email", "location": "body", "value": "q"}
    for body in ({"errors": [error]}, [error], {"errors": {"customer.email": error}}):
        assert pinned(answered(body)) == {"body/customer/email": "Invalid value"}


def test_reads_alternatives_by_what_is_in_them() -> None:
    nested = [_field("title", "body"), _field("page", "query")]
    plain = {"type": "alternative", "msg": "none fits", "nestedErrors": nested}
    grouped = {"type": "alternative_grouped", "msg": "none fits", "nestedErrors": [[nested[0]], [nested[1]]]}
    for error in (plain, grouped):
        assert list(pinned(answered({"errors": [error]}))) == ["query/page", "body/title"]


def test_reads_version_six_nested_under_error() -> None:
    error = {"msg": "none fits", "param": "_error", "nestedErrors": []}
    assert pinned(answered({"errors": [error]})) == {"body": "none fits"}


def test_reads_unknown_fields() -> None:
    sent = sent_order({**BODY, "colour": "red"})
    fields = [{"path": "colour", "location": "body", "value": "red"}]
    [finding] = answered(
        {"errors": [{"type": "unknown_fields", "msg": "Unknown", "fields": fields}]}, sent=sent
    ).findings
    assert (str(finding.field), finding.target.kind) == ("body/colour", TargetKind.UNKNOWN_KEY)
    assert [fix.label for fix in finding.fixes] == ["Remove colour"]


def test_takes_messages_that_are_objects() -> None:
    errors = [_field("title", "body", msg={"message": "too short"}), _field("page", "query", msg=5)]
    assert pinned(answered({"errors": errors})) == {
        "body/title": "too short",
        "query/page": "The server gives no reason.",
    }


def test_leaves_other_lists_alone() -> None:
    assert answered({"errors": [{"message": "x"}]}).shape != "express-validator"
    assert answered({"errors": [{"msg": "x"}]}).shape != "express-validator"

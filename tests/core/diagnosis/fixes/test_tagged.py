from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonschema_rs

from app.core.base.field_path import FieldPath
from app.core.forms.build import Form
from app.core.forms.state import apply_all, get
from tests.support.diagnoses import an_api, an_error, an_object, diagnosed, sent_json, state_of

if TYPE_CHECKING:
    from app.core.diagnosis.model import Fix
    from app.core.operations.model import Operation
    from app.core.requests.model import Sent
    from app.core.spec.document import Document

STR = {"type": "string"}
A = FieldPath.parse("body/a")
VOUCHER = an_object("method code", method={"const": "voucher"}, code={**STR, "examples": ["SUMMER"]})
CARD = an_object(
    "method number expires cvv",
    method={"const": "card"},
    number={**STR, "examples": ["4111"]},
    expires={**STR, "pattern": "^[0-9]{2}$"},
    cvv={**STR, "format": "password", "minLength": 3},
    name=STR,
)
PAYMENT = {"oneOf": [VOUCHER, CARD], "discriminator": {"propertyName": "method"}}


def offered(
    schema: dict[str, Any], sent: Any, kind: str = "union_tag_invalid"
) -> tuple[tuple[Document, Operation], Sent, tuple[Fix, ...]]:
    api, request = an_api(an_object(a=schema)), sent_json({"a": sent})
    tag = sent.get("method") if isinstance(sent, dict) else None
    [finding] = diagnosed(api, request, an_error("body", "a", kind=kind, ctx={"tag": tag})).findings
    return api, request, finding.fixes


def test_a_near_tag_brings_along_what_its_alternative_requires() -> None:
    (document, operation), request, fixes = offered(PAYMENT, {"method": "crad", "number": "42"})
    assert [fix.label for fix in fixes] == ["Fix: card and add expires, cvv", "Fix: method voucher and add code"]
    form, state = Form(document, operation), state_of(request)
    # The form shows the alternative that the explanation names, before and after.
    assert form.field_at(A.child("expires"), state) is not None
    mended = apply_all(state, fixes[0].edits)
    assert form.field_at(A.child("expires"), mended) is not None
    assert get(mended, A.child("number")) == "42"
    assert jsonschema_rs.is_valid(PAYMENT, get(mended, A))


def test_a_missing_tag_brings_them_too() -> None:
    _api, request, fixes = offered(PAYMENT, {"code": "A"}, "union_tag_not_found")
    assert [fix.label for fix in fixes] == ["Fix: method voucher", "Fix: method card and add number, expires, cvv"]
    assert get(apply_all(state_of(request), fixes[0].edits), A) == {"method": "voucher", "code": "A"}


def test_leaves_out_what_no_example_can_be_made_of() -> None:
    endless = an_object("method codes", method={"const": "voucher"}, codes={"type": "array", "minItems": 5000})
    _api, request, fixes = offered({**PAYMENT, "oneOf": [endless, CARD]}, {"method": "vouchers"})
    assert fixes[0].label == "Fix: voucher"
    assert get(apply_all(state_of(request), fixes[0].edits), A) == {"method": "voucher"}


def test_what_is_no_object_gets_the_tag_alone() -> None:
    _api, _request, fixes = offered(PAYMENT, 5, "union_tag_not_found")
    assert [fix.label for fix in fixes] == ["Fix: method voucher", "Fix: method card"]

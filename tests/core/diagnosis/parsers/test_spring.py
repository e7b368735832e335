from __future__ import annotations

from typing import Any

from tests.support.reported import answered, pinned, said

BARE: dict[str, Any] = {"timestamp": "t", "status": 400, "error": "Bad Request", "message": "Failed", "path": "/o"}


def test_reads_binding_errors() -> None:
    errors = [
        {"objectName": "order", "field": "title", "code": "NotBlank", "defaultMessage": "must not be blank"},
        {"objectName": "order", "field": "lines[0].unitPrice", "code": "typeMismatch", "defaultMessage": "bad"},
        {"objectName": "order", "defaultMessage": "the order as such"},
        {"objectName": "order", "field": "birthYear", "code": "Min", "defaultMessage": None},
    ]
    diagnosis = answered({**BARE, "errors": errors})
    assert diagnosis.shape == "spring"
    assert pinned(diagnosis) == {
        "body": "the order as such",
        "body/title": "must not be blank",
        "body/birth_year": "Min",
        "body/lines/0/unitPrice": "bad",
    }
    assert {finding.code for finding in diagnosis.findings} == {"NotBlank", "typeMismatch", "Min", ""}
    assert said(diagnosis) == ["Failed"]


def test_tells_how_the_server_would_name_the_fields() -> None:
    diagnosis = answered(BARE)
    assert (diagnosis.shape, diagnosis.findings, said(diagnosis)) == ("spring", (), ["Failed"])
    assert any("include-binding-errors=always" in note for note in diagnosis.notes)
    assert answered({**BARE, "status": 404}, 404).shape == "plain"

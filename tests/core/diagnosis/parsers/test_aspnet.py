from __future__ import annotations

from tests.support.reported import answered, pinned, said

ERRORS = {
    "Title": ["The Title field is required."],
    "Lines[0].UnitPrice": ["range"],
    "$.lines[0].quantity": ["could not be converted to System.Int32"],
    "page": ["The value 'x' is not valid."],
    "BirthYear": ["too early"],
    "": ["something else", 5],
    "order": ["The order field is required."],
}


def test_reads_property_names_and_json_paths() -> None:
    diagnosis = answered({"title": "One or more errors.", "errors": ERRORS, "traceId": "00-"})
    assert diagnosis.shape == "aspnet"
    assert pinned(diagnosis) == {
        "query/page": "The value 'x' is not valid.",
        "body": "something else",
        "body/title": "The Title field is required.",
        "body/birth_year": "too early",
        "body/lines/0/unitPrice": "range",
        "body/lines/0/quantity": "could not be converted to System.Int32",
        "? order": "The order field is required.",
    }
    assert said(diagnosis) == ["One or more errors."]
    assert "The server calls this `BirthYear`; on the wire it is `birth_year`." in diagnosis.findings[3].target.notes


def test_knows_the_shape_by_its_media_type_too() -> None:
    diagnosis = answered({"errors": {"$": "not JSON"}}, 400, "application/problem+json")
    assert (diagnosis.shape, pinned(diagnosis)) == ("aspnet", {"body": "not JSON"})
    assert answered({"errors": {"a": 5}, "traceId": "x"}).shape == "plain"

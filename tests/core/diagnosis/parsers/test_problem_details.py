from __future__ import annotations

from tests.support.reported import answered, pinned, said

PROBLEM = "application/problem+json"


def test_reads_pointers_as_uri_fragments() -> None:
    errors = [
        {"detail": "must be a number", "pointer": "#/lines/0/unitPrice"},
        {"detail": "is too far", "parameter": "page"},
        {"detail": "is unknown", "header": "X-Key"},
        {"detail": "too many", "cookie": "visits"},
        {"detail": "everything is wrong"},
    ]
    diagnosis = answered({"title": "Your request is not valid.", "errors": errors}, 422, PROBLEM)
    assert diagnosis.shape == "problem-details"
    assert pinned(diagnosis) == {
        "query/page": "is too far",
        "header/X-Key": "is unknown",
        "cookie/visits": "too many",
        "body": "everything is wrong",
        "body/lines/0/unitPrice": "must be a number",
    }
    assert said(diagnosis) == ["Your request is not valid."]


def test_reads_the_list_of_rfc_7807() -> None:
    body = {"title": "No", "invalid-params": [{"name": "title", "reason": "must not be empty"}]}
    assert pinned(answered(body, 400, PROBLEM)) == {"body/title": "must not be empty"}
    assert pinned(answered({"invalidParams": [{"name": "page", "reason": "x"}]})) == {"query/page": "x"}


def test_leaves_a_problem_without_a_list_to_the_last_parser() -> None:
    diagnosis = answered({"title": "Out of stock", "detail": "None left."}, 409, PROBLEM)
    assert (diagnosis.shape, said(diagnosis)) == ("plain", ["Out of stock", "None left."])

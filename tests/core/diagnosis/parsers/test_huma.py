from __future__ import annotations

from tests.support.reported import answered, pinned, said


def test_reads_locations() -> None:
    errors = [
        {"message": "expected number", "location": "body.lines[0].unitPrice", "value": "dear"},
        {"message": "invalid integer", "location": "path.orderId", "value": "q"},
        {"message": "expected required property title to be present", "location": "body"},
        {"message": "required", "location": "cookie.visits"},
        {"message": "strange", "location": "page"},
        {"message": "all of them", "location": "query"},
    ]
    body = {"title": "Unprocessable Entity", "status": 422, "detail": "validation failed", "errors": errors}
    diagnosis = answered(body, 422, "application/problem+json")
    assert diagnosis.shape == "huma"
    assert pinned(diagnosis) == {
        "path/orderId": "invalid integer",
        "query": "all of them",
        "query/page": "strange",
        "cookie/visits": "required",
        "body": "expected required property title to be present",
        "body/lines/0/unitPrice": "expected number",
    }
    assert said(diagnosis) == ["validation failed"]

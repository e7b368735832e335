from __future__ import annotations

from typing import Any

import pytest

from tests.support.reported import answered, pinned, said


def fastify(message: str) -> Any:
    return {"statusCode": 400, "code": "FST_ERR_VALIDATION", "error": "Bad Request", "message": message}


@pytest.mark.parametrize(
    ("message", "places"),
    [
        ("body/lines/0/unitPrice must be number", {"body/lines/0/unitPrice": "must be number"}),
        ("body must have required property 'title'", {"body/title": "must have required property 'title'"}),
        ("body/customer must have required property 'email'", {"body/customer/email"}),
        ("querystring/page must be integer", {"query/page": "must be integer"}),
        ("params/orderId must be integer", {"path/orderId": "must be integer"}),
        ("headers must have required property 'x-key'", {"header/X-Key"}),
        ("body/title must be string, query/page must be integer", {"body/title", "query/page"}),
        ("body/labels/a must be string", {"body/labels/a"}),
    ],
)
def test_reads_what_fastify_says(message: str, places: Any) -> None:
    diagnosis = answered(fastify(message))
    assert diagnosis.shape == "ajv"
    found = pinned(diagnosis)
    assert (found if isinstance(places, dict) else set(found)) == places
    assert said(diagnosis) == ["Bad Request"]


@pytest.mark.parametrize("message", ["body is too large", "everybody must be here", "the body must be JSON"])
def test_leaves_other_messages_alone(message: str) -> None:
    assert answered(fastify(message)).shape == "plain"


def test_reads_what_express_openapi_validator_says() -> None:
    code = "type.openapi.validation"
    errors = [
        {"path": "/body/lines/0/unitPrice", "message": "must be number", "errorCode": code},
        {"path": "/query/page", "message": "must be integer", "errorCode": code},
        {"path": "/headers/x-key", "message": "is odd", "errorCode": code},
        {
            "path": "/body/title",
            "message": "must have required property 'title'",
            "errorCode": "required.openapi.validation",
        },
        {"path": 5, "message": "lost"},
    ]
    diagnosis = answered({"message": "request/body/lines/0/unitPrice must be number", "errors": errors})
    assert diagnosis.shape == "ajv"
    assert pinned(diagnosis) == {
        "header/X-Key": "is odd",
        "query/page": "must be integer",
        "body/title": "must have required property 'title'",
        "body/lines/0/unitPrice": "must be number",
    }


def test_leaves_other_lists_alone() -> None:
    assert answered({"errors": [{"path": "/body/title", "message": "x", "errorCode": "other"}]}).shape == "listed"

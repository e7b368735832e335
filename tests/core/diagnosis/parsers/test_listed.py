from __future__ import annotations

from typing import Any

import pytest

from tests.support.reported import answered, pinned, said


@pytest.mark.parametrize(
    "body",
    [
        [{"field": "lines[0].unitPrice", "message": "bad"}],
        {"errors": [{"field": "lines.0.unitPrice", "message": "bad", "code": "E"}]},
        {"violations": [{"propertyPath": "lines[0].unitPrice", "message": "bad"}]},
        {"details": [{"path": ["lines", 0, "unitPrice"], "message": "bad", "type": "number.base"}]},
        {"error": {"issues": [{"path": ["lines", 0, "unitPrice"], "message": "bad", "code": "invalid_type"}]}},
        {"validation": [{"instancePath": "/lines/0/unitPrice", "message": "bad", "keyword": "type"}]},
        {"error": "x", "detail": [{"name": "lines.0.unit_price", "reason": "bad"}]},
        {"violations": [{"field": "create.order.lines[0].unitPrice", "message": "bad"}]},
        {"type": "validation_error", "errors": [{"attr": "lines.0.unitPrice", "detail": "bad", "code": "invalid"}]},
        {"error": {"code": 400, "details": [{"fieldViolations": [{"field": "lines[0].unit_price", "reason": "bad"}]}]}},
        {"error": {"message": "No", "details": {"errors": [{"path": ["lines", 0, "unitPrice"], "message": "bad"}]}}},
        {"error": {"code": "x", "details": [{"target": "lines[0].unitPrice", "message": "bad"}]}},
        {"error": {"type": "invalid_request_error", "param": "lines[0][unitPrice]", "message": "bad"}},
        {"error": {"message": '[{"path": ["lines", 0, "unitPrice"], "message": "bad"}]', "name": "ZodError"}},
        {"invalid_params": [{"name": "lines.0.unitPrice", "reason": "bad"}]},
        {"data": [{"instancePath": "/lines/0/unitPrice", "message": "bad"}], "errors": {}},
        {"message": "No", "errors": [{"resource": "Order", "field": "lines[0].unitPrice", "code": "bad"}]},
    ],
)
def test_reads_any_list_that_names_fields(body: Any) -> None:
    diagnosis = answered(body, 422)
    assert diagnosis.shape == "listed"
    assert pinned(diagnosis) == {"body/lines/0/unitPrice": "bad"}


def test_reads_where_a_field_is() -> None:
    errors = [
        {"field": "page", "in": "query", "message": "a"},
        {"field": "orderId", "location": "params", "message": "b"},
        {"message": "Birth year is too early"},
        {"path": [2**70, "title"], "message": "c"},
        {"path": [None], "message": "d"},
    ]
    diagnosis = answered({"message": "No", "errors": errors})
    assert pinned(diagnosis) == {
        "path/orderId": "b",
        "query/page": "a",
        "body": "d",
        "body/title": "c",
        "body/birth_year": "Birth year is too early",
    }
    assert said(diagnosis) == ["No"]


def test_reads_the_name_of_a_header() -> None:
    errors = [{"detail": "a", "header": "X-Key"}, {"detail": "b", "parameter": "page"}, {"detail": "c", "header": 5}]
    assert pinned(answered({"errors": errors})) | {"body": "c"} == {"header/X-Key": "a", "query/page": "b", "body": "c"}


def test_leaves_messages_that_are_no_list_alone() -> None:
    assert answered({"message": "[not JSON"}).shape == "plain"
    assert answered({"message": f"[{' ' * 1_000_000}]"}).shape == "plain"


def test_leaves_lists_that_name_nothing_alone() -> None:
    assert answered({"errors": [{"message": "x"}]}).shape == "plain"
    assert answered({"errors": [{"field": "title"}]}).shape == "plain"

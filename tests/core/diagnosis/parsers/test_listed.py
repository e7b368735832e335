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


def test_leaves_lists_that_name_nothing_alone() -> None:
    assert answered({"errors": [{"message": "x"}]}).shape == "plain"
    assert answered({"errors": [{"field": "title"}]}).shape == "plain"

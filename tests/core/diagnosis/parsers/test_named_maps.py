from __future__ import annotations

from typing import Any

import pytest

from tests.support.reported import answered, pinned, said


@pytest.mark.parametrize(
    "body",
    [
        {"formErrors": [], "fieldErrors": {"title": ["bad"]}},
        {"error": {"fieldErrors": {"title": ["bad"]}}},
        {"data": {"errors": {"title": ["bad"]}}},
        {"error": {"code": 422, "errors": {"title": "bad"}}},
        {"status": "error", "messages": {"title": ["bad"]}},
        {"errors": {"title": {"message": "bad", "kind": "required", "path": "title"}}},
        {"status": 400, "data": {"title": {"code": "required", "message": "bad"}}},
        {"fields": {"title": {"msg": "bad"}}},
        {"error": {"details": {"title": {"reason": "bad"}}}},
    ],
)
def test_reads_messages_by_field_wherever_they_stand(body: Any) -> None:
    diagnosis = answered(body)
    assert diagnosis.shape == "named-maps"
    assert pinned(diagnosis) == {"body/title": "bad"}


def test_reads_paths_and_what_concerns_the_whole() -> None:
    messages = {"lines": [{"unitPrice": ["a"]}]}
    assert pinned(answered({"message": "No", "validationErrors": messages})) == {"body/lines/0/unitPrice": "a"}
    told = {"lines.0.quantity": {"message": "b"}, "base": {"message": "c"}}
    diagnosis = answered({"error": {"message": "No", "errors": told}})
    assert pinned(diagnosis) == {"body/lines/0/quantity": "b", "body": "c"}
    assert said(diagnosis) == ["No"]


@pytest.mark.parametrize(
    "body",
    [
        {"message": "No", "data": {"title": "an echo of what was sent"}},
        {"message": "No", "fields": {"title": "required"}},
        {"message": "No", "data": {"title": {"message": "x"}, "more": 5}},
        {"message": "No", "meta": {"errors": {}}},
        {"message": "No", "messages": {"title": 5}},
    ],
)
def test_leaves_maps_of_other_things_alone(body: Any) -> None:
    assert answered(body).shape == "plain"

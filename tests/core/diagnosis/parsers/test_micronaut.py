from __future__ import annotations

from tests.support.reported import answered, pinned, said


def test_reads_the_paths_before_the_words() -> None:
    errors = [
        {"message": "order.title: must not be blank"},
        {"message": "order.lines[0].unitPrice: must be greater than 0"},
        {"message": "The birth year is too early"},
        {"path": "/"},
    ]
    diagnosis = answered({"message": "Bad Request", "_embedded": {"errors": errors}})
    assert diagnosis.shape == "micronaut"
    assert pinned(diagnosis) == {
        "body/title": "order.title: must not be blank",
        "body/birth_year": "The birth year is too early",
        "body/lines/0/unitPrice": "order.lines[0].unitPrice: must be greater than 0",
    }
    assert said(diagnosis) == ["Bad Request"]


def test_leaves_other_answers_alone() -> None:
    assert answered({"message": "Bad Request", "_embedded": {"errors": []}}).shape == "plain"
    assert answered({"message": "Bad Request", "_embedded": []}).shape == "plain"

from __future__ import annotations

from tests.support.reported import answered, pinned, said

PROBLEM = "application/problem+json"


def _refused(detail: str) -> dict[str, object]:
    return {"type": "about:blank", "title": "Bad Request", "detail": detail, "status": 400}


def test_reads_the_path_behind_the_words() -> None:
    detail = "'dear' is not of type 'number' - 'lines.0.unitPrice'"
    diagnosis = answered(_refused(detail), 400, PROBLEM)
    assert (diagnosis.shape, pinned(diagnosis)) == ("connexion", {"body/lines/0/unitPrice": detail})
    assert said(diagnosis) == ["Bad Request"]


def test_finds_the_missing_member_of_the_object_that_is_named() -> None:
    detail = "'email' is a required property - 'customer'"
    assert list(pinned(answered(_refused(detail), 400, PROBLEM))) == ["body/customer/email"]


def test_leaves_words_without_a_path_alone() -> None:
    assert answered(_refused("'x' is not of type 'integer'"), 400, PROBLEM).shape == "plain"
    assert answered(_refused("bad - 'title'")).shape == "plain"

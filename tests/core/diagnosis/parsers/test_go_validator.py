from __future__ import annotations

from typing import Any

import pytest

from app.core.base.json_types import OMIT
from app.core.diagnosis.answer import Answer
from app.core.diagnosis.diagnose import diagnose_answer
from tests.support.diagnoses import an_api
from tests.support.reported import ORDER, PARAMETERS, answered, pinned, sent_order


def said(path: str, tag: str) -> str:
    name = path.rpartition(".")[2]
    return f"Key: 'Order.{path}' Error:Field validation for '{name}' failed on the '{tag}' tag"


BOTH = f"{said('Lines[0].UnitPrice', 'gt')}\n{said('Title', 'required')}"


@pytest.mark.parametrize(
    "body", [{"error": BOTH}, {"message": BOTH}, {"errors": BOTH.split("\n")}, BOTH, {"error": 5, "detail": BOTH}]
)
def test_reads_each_sentence(body: Any) -> None:
    diagnosis = answered(body)
    assert diagnosis.shape == "go-validator"
    assert pinned(diagnosis) == {
        "body/title": said("Title", "required"),
        "body/lines/0/unitPrice": said("Lines[0].UnitPrice", "gt"),
    }


def test_reads_plain_text() -> None:
    answer = Answer(400, (("Content-Type", "text/plain"),), OMIT, text=BOTH)
    diagnosis = diagnose_answer(*an_api(ORDER, *PARAMETERS), sent_order(), answer)
    assert diagnosis.shape == "go-validator"
    assert [str(finding.field) for finding in diagnosis.findings] == ["body/title", "body/lines/0/unitPrice"]


def test_leaves_other_words_alone() -> None:
    assert answered({"error": "Key: 'Order.Title' is odd"}).shape == "plain"

"""Answers of other frameworks land where they mean: those of the corpus, and those that real servers gave."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.core.base.json_types import OMIT
from app.core.diagnosis.answer import Answer
from app.core.diagnosis.diagnose import diagnose_answer
from app.core.forms.state import apply_all
from app.core.requests.model import Sent
from app.core.spec.document import Document
from tests.support.diagnoses import sent_json, state_of
from tests.support.error_cases import read_operation

RECORDED: dict[str, Any] = json.loads(Path(__file__).with_name("recorded_answers.json").read_text(encoding="utf-8"))
"""What servers of these frameworks and versions answered to requests that were broken on purpose.

`fields` is where the answer belongs, judged by what was broken; none where the answer says too little.
"""


@pytest.mark.corpora
def test_every_answer_of_the_corpus_lands_where_it_means(corpora: Path) -> None:
    read = json.loads((corpora / "errors" / "other_frameworks.json").read_text(encoding="utf-8"))
    document = Document(read["document"], version="3.1.0")
    operation = read_operation(document, read["operation"])
    sent = sent_json(read["sent"]["body"], path=tuple(read["sent"]["path"].items()))
    for case in read["cases"]:
        answer = Answer(case["status"], (("Content-Type", case["content_type"]),), case["body"])
        targets = [finding.target for finding in diagnose_answer(document, operation, sent, answer).findings]
        pins = [(pin["where"], pin["pointer"]) for pin in case["pins"]]
        assert sorted((target.where, target.value_pointer) for target in targets) == sorted(pins), case["id"]


def _recorded() -> list[Any]:
    return [
        pytest.param(answer, id=f"{server['framework']} {server['version']} {answer['case']}")
        for server in RECORDED["servers"]
        for answer in server["answers"]
    ]


@pytest.mark.parametrize("recorded", _recorded())
def test_every_recorded_answer_lands_where_it_means(recorded: dict[str, Any]) -> None:
    document = Document(RECORDED["document"], version="3.1.0")
    operation = read_operation(document, RECORDED["operation"])
    body = recorded["sent"]
    sent = Sent(
        path=(("order_id", "1"),),
        query=tuple(recorded["query"].items()),
        headers=tuple(recorded["headers"].items()),
        media_type="application/json",
        text=body if isinstance(body, str) else json.dumps(body),
        body=OMIT if isinstance(body, str) else body,
    )
    answer = Answer(recorded["status"], (("content-type", recorded["content_type"]),), recorded["body"])
    diagnosis = diagnose_answer(document, operation, sent, answer)
    assert [str(finding.field) for finding in diagnosis.findings] == recorded["fields"]
    assert diagnosis.findings or any(note.startswith("The server says") for note in diagnosis.notes)
    for finding in diagnosis.findings:
        assert finding.message
        for fix in finding.fixes:
            assert apply_all(state_of(sent), fix.edits) != state_of(sent)

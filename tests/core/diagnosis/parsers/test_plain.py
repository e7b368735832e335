from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from app.core.base.json_types import OMIT
from app.core.diagnosis.answer import Answer
from app.core.diagnosis.diagnose import diagnose_answer
from app.core.diagnosis.parsers.plain import MAX_LENGTH, MAX_TEXTS
from app.core.requests.model import Sent
from app.core.spec.document import Document
from tests.support.diagnoses import an_api, sent_json
from tests.support.error_cases import read_operation

if TYPE_CHECKING:
    from pathlib import Path


def _said(body: Any = OMIT, text: str = "", status: int = 418) -> list[str]:
    diagnosis = diagnose_answer(*an_api(), Sent(), Answer(status, body=body, text=text))
    assert diagnosis.shape == "plain"
    assert diagnosis.findings == ()
    return [note.removeprefix("The server says: ") for note in diagnosis.notes if note.startswith("The server says")]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"detail": "Book 999 not found"}, ["Book 999 not found"]),
        (
            {"error": "insufficient_funds", "balance": 100.0, "message": "Too much."},
            ["error: insufficient_funds", "Too much."],
        ),
        ({"title": "Bad", "status": 400, "type": "https://x", "instance": "/a"}, ["Bad"]),
        ({"fields": {"tags.0": "no", "b": ["x", "  "]}}, ["fields.tags.0: no", "fields.b.0: x"]),
        (["a", {"msg": "b"}], ["0: a", "b"]),
        ("just text", ["just text"]),
        (None, []),
        ({}, []),
        (5, []),
        ({"detail": [{"msg": "no loc"}]}, ["no loc"]),
    ],
)
def test_lists_the_servers_words(body: Any, said: list[str]) -> None:
    assert _said(body) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Internal\n  Server Error", ["Internal Server Error"]),
        ("", []),
        ("<!DOCTYPE html><html><head><title>502 Bad Gateway</title>", ["an HTML page titled “502 Bad Gateway”"]),
        ("  <html><body>x", ["an HTML page"]),
    ],
)
def test_lists_plain_text(text: str, said: list[str]) -> None:
    assert _said(text=text) == said


def test_stops_at_bodies_without_end() -> None:
    deep: Any = "x"
    for _level in range(100):
        deep = {"a": deep}
    assert _said(deep) == []
    notes = diagnose_answer(*an_api(), Sent(), Answer(418, body=["x"] * 10_000)).notes
    assert len(notes) == MAX_TEXTS + 1
    assert notes[-1] == "The server says more; the body shows all of it."
    [said] = _said({"detail": "y" * 10_000})
    assert len(said) == MAX_LENGTH


@pytest.mark.parametrize("status", [200, 302])
def test_says_nothing_of_answers_that_are_no_errors(status: int) -> None:
    assert _said({"detail": "fine"}, status=status) == []


@pytest.mark.corpora
def test_loses_no_word_of_the_frameworks_that_have_no_parser_yet(corpora: Path) -> None:
    read = json.loads((corpora / "errors" / "other_frameworks.json").read_text(encoding="utf-8"))
    document = Document(read["document"], version="3.1.0")
    operation = read_operation(document, read["operation"])
    sent = sent_json(read["sent"]["body"], path=tuple(read["sent"]["path"].items()))
    for case in read["cases"]:
        answer = Answer(case["status"], (("Content-Type", case["content_type"]),), case["body"])
        diagnosis = diagnose_answer(document, operation, sent, answer)
        if case["framework"] == "fastapi":
            assert [str(finding.field) for finding in diagnosis.findings] == ["body/title"]
        else:
            assert any(note.startswith("The server says: ") for note in diagnosis.notes), case["id"]

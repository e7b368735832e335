from __future__ import annotations

from typing import Any

import pytest

from app.core.base.json_types import OMIT
from app.core.diagnosis.answer import Answer
from app.core.diagnosis.diagnose import diagnose_answer
from app.core.diagnosis.model import TargetKind
from app.core.diagnosis.parsers.plain import MAX_TEXTS
from app.core.diagnosis.reports import MAX_LENGTH
from app.core.requests.model import Sent
from tests.support.diagnoses import an_api
from tests.support.reported import answered, pinned, said, sent_order


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
    ],
)
def test_lists_plain_text(text: str, said: list[str]) -> None:
    assert _said(text=text) == said


@pytest.mark.parametrize(
    ("text", "note"),
    [
        (
            "<!DOCTYPE html><html><head><title>502 Bad Gateway</title>",
            "The server sent an HTML page titled “502 Bad Gateway”.",
        ),
        ("  <html><body>x", "The server sent an HTML page."),
    ],
)
@pytest.mark.parametrize("status", [400, 502])
def test_names_a_page_instead_of_quoting_it(text: str, note: str, status: int) -> None:
    assert diagnose_answer(*an_api(), Sent(), Answer(status, text=text)).notes[0] == note


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


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("'title' is a required property", "body/title"),
        ('The "page" parameter is invalid.', "query/page"),
        ("Field `lines[0].unitPrice` is bad", "body/lines/0/unitPrice"),
    ],
)
def test_lands_on_the_field_that_is_quoted_and_says_that_it_guesses(text: str, place: str) -> None:
    diagnosis = answered({"description": text})
    assert pinned(diagnosis) == {place: text}
    assert diagnosis.findings[0].target.notes == ("Guessed from the server's words.",)
    assert said(diagnosis) == [text]


@pytest.mark.parametrize(
    "text", ["the title is bad", "'colour' is bad", "[{'title': ''}] is no object", "'lines.x' is bad"]
)
def test_guesses_no_field_from_less_than_its_name_in_quotes(text: str) -> None:
    assert answered({"detail": text}).findings == ()


def test_guesses_no_field_where_the_request_is_not_what_is_wrong() -> None:
    assert answered({"detail": "no 'title'"}, 404).findings == ()


def test_finds_the_place_in_the_text_where_python_stopped_reading() -> None:
    said_so = "JSON parse error - Expecting value: line 1 column 11 (char 10)"
    [finding] = answered({"detail": said_so}, sent=sent_order('{"title": }')).findings
    assert (finding.target.kind, finding.line, finding.column) == (TargetKind.OFFSET, 1, 11)
    assert finding.why is not None
    assert answered({"detail": said_so}, sent=sent_order("{")).findings == ()
    assert answered({"detail": said_so}, sent=Sent()).findings == ()

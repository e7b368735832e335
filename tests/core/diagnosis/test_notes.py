from __future__ import annotations

from typing import Any

import pytest

from app.core.base.json_types import OMIT
from app.core.diagnosis.answer import Answer
from app.core.diagnosis.diagnose import diagnose_answer
from app.core.requests.model import Sent
from tests.support.diagnoses import a_parameter, an_api, an_error, an_object, diagnosed, sent_json
from tests.support.error_cases import JSON

API = an_api(an_object(a={"type": "integer"}))


def _notes(status: int, body: Any = OMIT, text: str = "", sent: Sent | None = None, **headers: Any) -> list[str]:
    pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    diagnosis = diagnose_answer(*API, sent or Sent(), Answer(status, pairs, body, text))
    return [note for note in diagnosis.notes if not note.startswith("The server says")]


@pytest.mark.parametrize(
    ("status", "location", "note"),
    [
        (201, "/books/22", "It is at /books/22."),
        (307, "/books/", "Go on at /books/."),
        (200, "/x", None),
        (201, "", None),
    ],
)
def test_says_where_to_go_on(status: int, location: str, note: str | None) -> None:
    assert _notes(status, Location=location) == ([note] if note else [])


@pytest.mark.parametrize(
    ("status", "wait", "note"),
    [
        (429, "30", "Try again in 30 seconds."),
        (503, "Wed, 21 Oct 2026 07:28:00 GMT", "Try again after Wed, 21 Oct 2026 07:28:00 GMT."),
        (200, "30", None),
    ],
)
def test_says_when_to_try_again(status: int, wait: str, note: str | None) -> None:
    assert _notes(status, Retry_After=wait) == ([note] if note else [])


def test_doubts_a_response_that_calls_itself_json() -> None:
    assert _notes(418, OMIT, "{oops", Content_Type=JSON) == ["The response says that it is JSON, but it is not."]
    assert _notes(418, OMIT, "oops", Content_Type="text/plain") == []
    assert _notes(418, OMIT, "", Content_Type=JSON) == []
    assert _notes(200, OMIT, "{oops", Content_Type=JSON) == []


def test_warns_that_more_may_follow_only_for_members_of_objects() -> None:
    assert "More errors" in diagnosed(API, sent_json({}), an_error("body", "a", kind="missing")).notes[0]
    assert diagnosed(API, sent_json({}), an_error("body")).notes == ()
    api = an_api(None, a_parameter("query", "q"))
    assert diagnosed(api, Sent(query=(("q", "1"),)), an_error("query", "q")).notes == ()


def test_says_nothing_more_of_success() -> None:
    assert _notes(200, {"detail": "Not Found"}) == []

from __future__ import annotations

import math
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
    ("headers", "words"),
    [
        ({"WWW_Authenticate": "Bearer"}, "The API asks for Bearer credentials; enter them under Auth."),
        ({"WWW_Authenticate": 'Bearer scope="books:write"'}, "It wants the scope books:write."),
        (
            {"www_authenticate": 'Bearer error="invalid_token", error_description="expired"'},
            "the reason invalid_token (expired).",
        ),
    ],
)
def test_reads_the_challenge(headers: dict[str, Any], words: str) -> None:
    [note] = _notes(401, {"detail": "Not authenticated"}, **headers)
    assert words in note


def test_reads_no_challenge_where_there_is_none() -> None:
    assert _notes(401) == []
    assert _notes(401, WWW_Authenticate="") == []
    assert _notes(200, WWW_Authenticate="Bearer") == []


def test_knows_the_refusal_of_older_fastapi() -> None:
    assert "before 0.122" in _notes(403, {"detail": "Not authenticated"})[0]
    assert _notes(403, {"detail": "Invalid API key"}) == []


def test_knows_why_a_body_could_not_be_parsed() -> None:
    assert "UTF-8" in _notes(400, {"detail": "There was an error parsing the body"})[0]
    assert _notes(400, {"detail": "Missing boundary in multipart."}) == []


def test_names_the_methods_that_are_allowed() -> None:
    assert _notes(405, {"detail": "Method Not Allowed"}, Allow="GET, PUT") == ["This address answers to GET, PUT."]
    assert _notes(405) == []


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"detail": "Not Found"}, "No route matches this path."),
        ({"detail": "Book 999 not found"}, "The route exists; what it was asked for does not."),
    ],
)
def test_tells_a_missing_route_from_a_missing_thing(body: Any, words: str) -> None:
    assert _notes(404, body)[0].startswith(words)


@pytest.mark.parametrize(
    ("body", "headers", "words"),
    [
        ({"error": "internal_error", "correlation_id": "abc-1"}, {}, "under the correlation id abc-1."),
        (OMIT, {"X_Correlation_ID": "abc-2"}, "under the correlation id abc-2."),
        (OMIT, {"X_Request_Id": "abc-3"}, "under the correlation id abc-3."),
        ({"correlation_id": None}, {}, "not in this response."),
        (OMIT, {}, "not in this response."),
    ],
)
def test_leads_to_the_servers_log(body: Any, headers: dict[str, Any], words: str) -> None:
    assert _notes(500, body, **headers)[-1].endswith(words)


def test_leads_to_no_log_for_a_gateway() -> None:
    assert _notes(502, {"detail": "Upstream failure"}) == []


@pytest.mark.parametrize("value", [math.nan, [1, {"a": math.inf}]])
def test_knows_the_nan_trap(value: Any) -> None:
    assert _notes(500, sent=sent_json({"a": value}))[0].startswith("The body holds NaN or Infinity.")


def test_looks_for_nan_only_so_far() -> None:
    assert len(_notes(500, sent=sent_json([0.5] * 200_000))) == 1
    assert len(_notes(500, sent=sent_json({"a": 1.5}))) == 1


def test_knows_the_trap_of_bytes() -> None:
    assert "application/octet-stream" in _notes(500, sent=Sent(media_type="application/octet-stream"))[0]
    assert len(_notes(500, sent=Sent(media_type="multipart/form-data; boundary=x"))) == 1
    assert len(_notes(500, sent=Sent(media_type=JSON))) == 1


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


def test_says_which_type_the_document_names() -> None:
    assert _notes(415, sent=Sent(media_type="text/csv")) == [
        "You sent `text/csv`; the document names `application/json`."
    ]
    assert "no Content-Type" in _notes(415)[0]
    diagnosis = diagnose_answer(*an_api(), Sent(), Answer(415))
    assert diagnosis.notes == ()


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


def test_knows_strict_models() -> None:
    api = an_api(an_object(d={"type": "string", "format": "date"}, n={"type": "integer"}))
    strict = an_error("body", "d", kind="date_type")
    assert "strict" in diagnosed(api, sent_json({"d": "2020-01-01"}), strict).notes[-1]
    assert len(diagnosed(api, sent_json({"d": 5}), strict).notes) == 1
    assert len(diagnosed(api, sent_json({}), strict).notes) == 1
    assert len(diagnosed(api, sent_json({"n": 5}), an_error("body", "n", kind="int_type")).notes) == 1


def test_knows_parameters_that_were_sent_twice() -> None:
    api = an_api(None, a_parameter("query", "q", {"type": "integer"}), a_parameter("query", "l", {"type": "array"}))
    twice = Sent(query=(("q", "x"), ("q", "y"), ("l", "1"), ("l", "2")))
    assert diagnosed(api, twice, an_error("query", "q")).notes == (
        "`q` was sent 2 times; the API reads the last one only.",
    )
    assert diagnosed(api, twice, an_error("query", "l")).notes == ()


def test_knows_a_header_model_that_no_client_can_satisfy() -> None:
    api = an_api(None, a_parameter("header", "x-a"))
    assert "no client" in diagnosed(api, Sent(), an_error("header", "host", kind="extra_forbidden")).notes[0]
    sent = Sent(headers=(("x-b", "1"),))
    assert diagnosed(api, sent, an_error("header", "x-b", kind="extra_forbidden")).notes == ()


def test_says_nothing_more_of_success() -> None:
    assert _notes(200, {"detail": "Not Found"}) == []

"""Exchanges, and what an answer of FastAPI's says as a whole."""

from __future__ import annotations

import json
from typing import Any

from app.core.base.json_types import OMIT
from app.core.diagnosis.diagnose import diagnose
from app.core.exchange.model import Exchange, Failure, Phase, Response, ResponseBody
from app.core.requests.model import PreparedRequest, Sent
from tests.support.diagnoses import a_parameter, an_api, an_error, an_object, diagnosed, sent_json

INT = {"type": "integer"}
FORM = "application/x-www-form-urlencoded"
BOOK = an_object(
    "title author year",
    title={"type": "string", "minLength": 1, "maxLength": 200},
    author={"type": "string", "minLength": 2},
    year={"type": "integer", "minimum": 1000, "maximum": 2100},
)


def _exchange(sent: Sent, outcome: Response | Failure) -> Exchange:
    request = PreparedRequest("POST", "http://127.0.0.1/things", "/things", (), None, sent, "0" * 32)
    return Exchange("POST /things", request, outcome, 0.0, 1.0)


def _response(status: int, body: Any, media_type: str = "application/json") -> Response:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Response(status, "", "HTTP/1.1", (("Content-Type", media_type),), ResponseBody(len(data), data))


def test_pins_the_errors_of_the_first_story() -> None:
    sent = sent_json({"title": "", "author": "M", "year": 500})
    detail = [
        an_error("body", "title", kind="string_too_short", input="", ctx={"min_length": 1}),
        an_error("body", "author", kind="string_too_short", input="M", ctx={"min_length": 2}),
        an_error("body", "year", kind="greater_than_equal", input=500, ctx={"ge": 1000}),
    ]
    diagnosis = diagnose(*an_api(BOOK), _exchange(sent, _response(422, {"detail": detail})))
    assert diagnosis is not None
    assert diagnosis.shape == "fastapi"
    assert [str(finding.field) for finding in diagnosis.findings] == ["body/title", "body/author", "body/year"]
    assert [finding.rule for finding in diagnosis.findings] == ["1 … 200 characters", "≥ 2 characters", "1000 … 2100"]
    assert [finding.sent for finding in diagnosis.findings] == ["", "M", 500]
    assert [finding.fixes[0].label for finding in diagnosis.findings] == [
        "Fix: needs 1 more character",
        "Fix: needs 1 more character",
        "Fix: 1000",
    ]
    assert diagnosis.raw == {"detail": detail}


def test_has_nothing_to_say_where_nothing_came_back() -> None:
    failure = Failure(Phase.CONNECT, "Nobody listens there.")
    assert diagnose(*an_api(BOOK), _exchange(Sent(), failure)) is None


def test_reads_a_body_that_is_not_json() -> None:
    diagnosis = diagnose(*an_api(BOOK), _exchange(Sent(), _response(422, b"<html><title>Oops</title>", "text/html")))
    assert diagnosis is not None
    assert (diagnosis.shape, diagnosis.raw) == ("plain", OMIT)
    assert diagnosis.notes == ("The server sent an HTML page titled “Oops”.",)
    diagnosis = diagnose(*an_api(BOOK), _exchange(Sent(), _response(422, b'{"detail": [')))
    assert diagnosis is not None
    assert diagnosis.notes[-1] == "The response says that it is JSON, but it is not."


def test_reads_a_422_whose_body_is_not_fastapis() -> None:
    body = {"errors": [{"field": "title", "message": "must not be blank"}]}
    diagnosis = diagnose(*an_api(BOOK), _exchange(sent_json({}), _response(422, body)))
    assert diagnosis is not None
    [finding] = diagnosis.findings
    assert (str(finding.field), finding.message) == ("body/title", "must not be blank")
    assert diagnosis.headline.startswith("422 Unprocessable Content")


def test_reads_fastapis_shape_under_another_status() -> None:
    [finding] = diagnosed(an_api(BOOK), sent_json({}), an_error("body", "title", kind="missing"), status=400).findings
    assert str(finding.field) == "body/title"


def test_keeps_the_servers_own_location_and_words() -> None:
    finding = diagnosed(
        an_api(BOOK), sent_json({"year": 1}), {"loc": ["body", "year"], "type": "own", "msg": "No."}
    ).findings[0]
    assert (finding.location, finding.message, finding.code) == (("body", "year"), "No.", "own")
    silent = diagnosed(an_api(BOOK), sent_json({}), {"loc": ["body", "year"]}, {"loc": ["x"], "type": "t"}).findings
    assert [finding.message for finding in silent] == ["The server gives no reason.", "t"]


def test_shows_each_fix_once() -> None:
    api = an_api(an_object(a={"enum": ["red", "blue"]}))
    [finding] = diagnosed(api, sent_json({"a": "bleu"}), an_error("body", "a", kind="enum")).findings
    assert [fix.label for fix in finding.fixes] == ["Fix: blue", "Fix: red"]


def test_reads_several_texts_of_one_parameter_as_a_list() -> None:
    api = an_api(None, a_parameter("query", "ids", {"type": "array", "items": INT}))
    sent = Sent(query=(("ids", "1"), ("ids", "x")))
    found = diagnosed(api, sent, an_error("query", "ids"), an_error("query", "ids", 1), an_error("query")).findings
    assert [finding.sent for finding in found] == [OMIT, ["1", "x"], "x"]
    [finding] = diagnosed(api, Sent(query=(("ids", "1"),)), an_error("query", "ids")).findings
    assert finding.sent == ["1"]


def test_reads_form_fields_as_they_were_sent() -> None:
    api = an_api(an_object(tags={"type": "array", "items": INT}, name={"type": "string"}), media_type=FORM)
    body: Any = {"tags": "1", "name": ["a", "b"], "zz": []}
    errors = [an_error("body", "tags"), an_error("body", "name"), an_error("body", "zz"), an_error("body", "gone")]
    found = diagnosed(api, Sent(media_type=FORM, body=body), *errors).findings
    assert [finding.sent for finding in found] == [body, ["1"], ["a", "b"], []]


def test_says_no_key_for_a_key_error_at_the_root() -> None:
    api = an_api({"type": "object", "additionalProperties": INT})
    [finding] = diagnosed(api, sent_json({}), an_error("body", "__key__")).findings
    assert (finding.sent, finding.fixes) == ("", ())


def test_tells_places_as_the_form_names_them() -> None:
    api = an_api(an_object(year=INT), a_parameter("query", "limit"))
    errors = [
        an_error("body", "year", kind="int_parsing"),
        an_error("query", "limit"),
        an_error("else", "where", 1),
        {"type": "odd", "msg": "no place"},
    ]
    places = diagnosed(api, sent_json({"year": "x"}), *errors).places
    assert set(places) == {"query/limit", "body/year", "else/where/1", "the request"}

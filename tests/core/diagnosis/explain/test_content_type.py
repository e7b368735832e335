from __future__ import annotations

from typing import Any

import pytest

from app.core.base.json_types import OMIT
from app.core.forms.edits import SetMediaType
from app.core.requests.model import Sent
from tests.support.diagnoses import a_parameter, an_api, an_error, an_object, diagnosed, sent_json
from tests.support.error_cases import JSON

INT = {"type": "integer"}
FORM = "application/x-www-form-urlencoded"
THING = an_object("a", a=INT)
AS_TEXT = an_error("body", kind="model_attributes_type", input='{"a": 1}')
UNREAD = an_error("body", "a", kind="missing", input=None)


def _sent(media_type: str | None, text: str | None = '{"a": 1}', body: Any = OMIT) -> Sent:
    return Sent(media_type=media_type, text=text, body=body)


@pytest.mark.parametrize(
    ("declared", "sent", "error", "confidence"),
    [
        (JSON, _sent("text/plain; charset=utf-8"), AS_TEXT, 0.97),
        (JSON, _sent(None), AS_TEXT, 0.97),
        (JSON, _sent("text/plain", "a=1"), AS_TEXT, 0.9),
        (JSON, _sent("text/plain", None, {"a": 1}), UNREAD, 0.9),
        (FORM, _sent(JSON), UNREAD, 0.9),
    ],
)
def test_names_the_type_that_is_read(declared: str, sent: Sent, error: dict[str, Any], confidence: float) -> None:
    [finding] = diagnosed(an_api(THING, media_type=declared), sent, error).findings
    assert finding.why is not None
    assert (finding.why.rule, finding.why.confidence) == ("D1", confidence)
    assert finding.why.sentence.endswith(f"; the endpoint reads `{declared}`.")
    assert [fix.edits for fix in finding.fixes] == [(SetMediaType(declared),)]


def test_explains_all_errors_of_the_body_and_none_beside_it() -> None:
    api = an_api(an_object("a b", a=INT, b=INT), a_parameter("query", "q", INT))
    errors = [an_error("query", "q"), UNREAD, an_error("body", "b", kind="missing", input=None)]
    found = diagnosed(api, _sent("text/plain", None, {}), *errors).findings
    assert [finding.why.rule if finding.why else "" for finding in found] == ["", "D1", "D1"]


@pytest.mark.parametrize(
    ("declared", "sent", "error"),
    [
        (JSON, sent_json({}), UNREAD),
        (JSON, _sent("application/vnd.api+json"), UNREAD),
        (JSON, Sent(), UNREAD),
        (FORM, _sent("multipart/form-data; boundary=x"), UNREAD),
        (JSON, _sent("text/plain"), an_error("body", "a", kind="int_parsing", input="x")),
        (JSON, _sent("text/plain"), an_error("body", kind="value_error", input={})),
        (JSON, _sent("text/plain"), an_error("query")),
    ],
)
def test_keeps_silent_where_the_body_was_read(declared: str, sent: Sent, error: dict[str, Any]) -> None:
    [finding] = diagnosed(an_api(THING, media_type=declared), sent, error).findings
    assert finding.why is None or finding.why.rule != "D1"


def test_keeps_silent_where_a_text_is_wanted() -> None:
    api = an_api({"type": "string"})
    [finding] = diagnosed(api, _sent("text/plain", "x"), an_error("body", kind="string_too_short", input="x")).findings
    assert finding.why is None


def test_keeps_silent_without_a_documented_body() -> None:
    [finding] = diagnosed(an_api(), _sent("text/plain", "x"), an_error("body", kind="x", input="x")).findings
    assert finding.why is None

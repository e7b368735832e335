from __future__ import annotations

import math
from typing import Any

import pytest

from app.core.base.json_types import OMIT
from app.core.diagnosis.secrets import HIDDEN, hidden
from tests.support.diagnoses import a_parameter, an_api, an_error, an_object, diagnosed, sent_json

STR = {"type": "string"}


@pytest.mark.parametrize("value", [OMIT, None, ""])
def test_hides_no_absence(value: Any) -> None:
    assert hidden(value, secret=True) == value


def test_hides_members_by_their_names() -> None:
    value: Any = {"user": "ada", "password": "x", "keys": [{"api_key": "y", "n": 1}], "token": {"kind": "z"}}
    expected = {"user": "ada", "password": HIDDEN, "keys": [{"api_key": HIDDEN, "n": 1}], "token": {"kind": "z"}}
    assert hidden(value, secret=False) == expected


@pytest.mark.parametrize("value", [math.nan, [math.nan], {"year": math.nan, "list": [1, {}]}, "text"])
def test_leaves_a_value_without_secrets_the_very_same(value: Any) -> None:
    assert hidden(value, secret=False) is value


@pytest.mark.parametrize("loc", [("body", "year"), ("body",)])
def test_takes_a_number_that_is_none_for_no_secret(loc: tuple[str, ...]) -> None:
    diagnosis = diagnosed(
        an_api(an_object(year={"type": "integer"})),
        sent_json({"year": math.nan}),
        an_error(*loc, kind="finite_number"),
    )
    [finding] = diagnosis.findings
    assert not finding.masked
    assert not any("secret" in note for note in diagnosis.notes)


def test_hides_what_lies_too_deep_to_look_at() -> None:
    value: Any = "deep"
    for _level in range(100):
        value = [value]
    assert "deep" not in str(hidden(value, secret=False))


@pytest.mark.parametrize(
    ("name", "schema", "masked"),
    [
        ("password", STR, True),
        ("pin", {"type": "string", "format": "password"}, True),
        ("access_token", STR, True),
        ("token", {"type": "integer"}, False),
        ("title", STR, False),
    ],
)
def test_marks_findings_whose_value_is_hidden(name: str, schema: dict[str, Any], masked: bool) -> None:
    api = an_api({"type": "object", "properties": {name: schema}})
    diagnosis = diagnosed(
        api, sent_json({name: "hunter2"}), an_error("body", name, kind="string_too_short", ctx={"min_length": 9})
    )
    [finding] = diagnosis.findings
    assert finding.masked is masked
    assert ("hunter2" in str(finding.sent)) is not masked
    assert any("repeat the secret" in note for note in diagnosis.notes) is masked
    assert all("hunter2" not in fix.label for fix in finding.fixes)


def test_hides_secrets_inside_a_whole_body() -> None:
    api = an_api(an_object(password=STR))
    [finding] = diagnosed(api, sent_json({"password": "hunter2"}), an_error("body")).findings
    assert (finding.sent, finding.masked) == ({"password": HIDDEN}, True)


def test_hides_undeclared_parameters_by_their_names() -> None:
    sent = sent_json({}, query=(("api_key", "s3cret"),))
    [finding] = diagnosed(
        an_api(None, a_parameter("query", "q")), sent, an_error("query", "api_key", kind="extra_forbidden")
    ).findings
    assert finding.sent == HIDDEN


def test_names_no_secret_on_the_button() -> None:
    api = an_api(an_object("password", password={"type": "string", "default": "s3cret", "format": "password"}))
    [finding] = diagnosed(api, sent_json({}), an_error("body", "password", kind="missing")).findings
    assert finding.fixes[0].label == "Add password"
    [finding] = diagnosed(api, sent_json({"password": 5}), an_error("body", "password", kind="string_type")).findings
    assert finding.fixes[0].label == "Use another value"

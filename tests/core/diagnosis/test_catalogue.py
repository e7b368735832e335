"""Every real response of the catalogue lands where it belongs, and says something useful there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import jsonschema_rs
import pytest

from app.core.base.json_types import OMIT
from app.core.causes.rules import find_causes
from app.core.diagnosis.answer import Answer
from app.core.diagnosis.diagnose import diagnose_answer
from app.core.diagnosis.items import read_items
from app.core.diagnosis.locate import locate
from app.core.diagnosis.model import Finding, Fix, Target, TargetKind
from app.core.exchange.model import Exchange, Response, ResponseBody
from app.core.forms.edits import Omit, RenameKey, SetMediaType, SetValue
from app.core.forms.state import apply_all, get
from app.core.requests.model import PreparedRequest
from tests.support.diagnoses import state_of
from tests.support.error_cases import ErrorCase, case_parameters, error_case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.causes.model import Cause
    from app.core.diagnosis.model import Diagnosis

pytestmark = pytest.mark.corpora
each_case = pytest.mark.parametrize("case", case_parameters())


@pytest.fixture
def _cases(corpora: object) -> None:
    """Skips single cases where this machine has no corpora."""


def _pin(target: Target) -> dict[str, Any]:
    return {
        "where": target.where,
        "kind": target.kind.value,
        "parameter": target.parameter,
        "value_pointer": target.value_pointer,
        "schema_pointer": target.schema_pointer,
        "branches": list(target.branches),
    }


_RULES = {
    "B13": ["unparsed"],
    "B27": ["wrong-bytes", "failure"],
    "F07": ["expected-file"],
    "F08": ["expected-file"],
    "F09": ["unexpected-file"],
    "H07": ["uncallable"],
    "P03": ["not-found"],
    "Q30": ["empty-text"],
    "Q31": ["repeated"],
    "S08": ["credentials"],
    "S09": ["credentials"],
    "T02": ["nan", "failure"],
    "T04": ["strict"],
    "T08": ["nan", "failure"],
    "V10": ["failure"],
    "V11": ["failure"],
    "V12": ["failure"],
}
"""Which causes the traps of the catalogue have; all other cases have none."""


def _diagnosis(case: ErrorCase) -> Diagnosis:
    return diagnose_answer(case.document, case.operation, case.sent, Answer(case.status, body=case.body))


def _causes(case: ErrorCase) -> tuple[Cause, ...]:
    data = b"" if case.body is OMIT else json.dumps(case.body).encode()
    request = PreparedRequest(case.operation.method, "http://h/x", "/x", (), None, case.sent, "0" * 32)
    response = Response(case.status, "", "HTTP/1.1", (), ResponseBody(len(data), data))
    exchange = Exchange(case.operation.key, request, response, 0.0, 1.0)
    return find_causes(case.document, case.operation, exchange, _diagnosis(case))


@each_case
def test_the_rules_speak_where_they_should_and_nowhere_else(case: ErrorCase) -> None:
    assert [cause.rule for cause in _causes(case)] == _RULES.get(case.name, [])


def _all_findings(findings: tuple[Finding, ...]) -> Iterator[Finding]:
    for finding in findings:
        yield finding
        yield from _all_findings(finding.other_branches)


@each_case
def test_lands_where_it_belongs(case: ErrorCase) -> None:
    items = read_items(case.body) or ()
    targets = locate(case.document, case.operation, case.sent, items)
    assert [_pin(target) for target in targets] == list(case.pins)


@each_case
def test_loses_no_item(case: ErrorCase) -> None:
    diagnosis = _diagnosis(case)
    findings = list(_all_findings(diagnosis.findings))
    assert sum(finding.count for finding in findings) == len(case.pins)
    assert diagnosis.shape == ("fastapi" if case.pins else "plain")
    assert diagnosis.headline.startswith(f"{case.status} ")
    if not case.pins:
        assert case.status < 400 or diagnosis.notes or _causes(case)


@each_case
def test_says_what_was_sent_and_where(case: ErrorCase) -> None:
    state = state_of(case.sent)
    for finding in _all_findings(_diagnosis(case).findings):
        assert finding.message
        if finding.target.kind is not TargetKind.FIELD or finding.masked or finding.field is None:
            continue
        if finding.target.where == "header":
            # These requests were not made by a form, which writes header names as the document does.
            continue
        stands_there = get(state, finding.field)
        assert stands_there in (finding.sent, [finding.sent]) or finding.sent == [stands_there], finding


@each_case
def test_fixes_can_be_done_and_keep_the_rules(case: ErrorCase) -> None:
    for finding in _all_findings(_diagnosis(case).findings):
        for fix in finding.fixes:
            _check(case, finding, fix)


def _check(case: ErrorCase, finding: Finding, fix: Fix) -> None:
    before = state_of(case.sent)
    after = apply_all(before, fix.edits)
    assert after != before, (finding, fix)
    for edit in fix.edits:
        match edit:
            case SetValue(path, new):
                assert get(after, path) == new
            case RenameKey(path, name):
                assert path.parent is not None
                assert get(after, path.parent.child(name)) == get(before, path)
                assert get(after, path) is OMIT
            case Omit(path):
                assert get(after, path) is OMIT
            case SetMediaType(media_type):
                assert after.media_type == media_type
    sets_this = any(isinstance(edit, SetValue) and edit.path == finding.field for edit in fix.edits)
    if finding.target.kind is TargetKind.FIELD and sets_this and finding.field is not None:
        value = get(after, finding.field)
        # What a person typed and we only wrapped or unwrapped may have further faults inside.
        own_words = fix.label.startswith("Fix:") and isinstance(value, dict | list)
        assert list(_problems(case, finding.target.schema_pointer or "", value, deep=not own_words)) == [], fix


def _problems(case: ErrorCase, pointer: str, value: Any, *, deep: bool) -> Iterator[str]:
    """What JSON Schema says against a value, by a validator that is not ours."""
    schema = {
        **case.document.raw,
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": f"#{quote(pointer)}",
    }
    for error in jsonschema_rs.validator_for(schema).iter_errors(value):
        if deep or not error.instance_path:
            yield str(error)


def _summary(diagnosis: Diagnosis) -> list[tuple[str, str]]:
    return [(str(finding.field), finding.why.rule if finding.why else "") for finding in diagnosis.findings]


@pytest.mark.usefixtures("_cases")
@pytest.mark.parametrize(
    ("name", "sentence", "first_fix"),
    [
        ("A01", "The API reads `item_name`; you sent `name`.", "Rename name to item_name"),
        ("A12", "The API reads `item_name`; you sent `name`.", "Rename name to item_name"),
        ("A08", "The API reads `firstName`; you sent `first_name`.", "Rename first_name to firstName"),
        ("U14", "The API reads `petKind`; you sent `kind`.", "Rename kind to petKind"),
        (
            "B04",
            "The API reads `name`, `price` inside an object named `item`; you sent them without it.",
            "Wrap them in item",
        ),
        ("B05", "The API reads these members directly; you sent them inside `item`.", "Unwrap item"),
        ("B14", "You sent `text/plain`; the endpoint reads `application/json`.", "Send as application/json"),
        ("B15", "You sent no Content-Type; the endpoint reads `application/json`.", "Send as application/json"),
        ("Q22", "The API reads the query parameter `pageSize`; you sent `page_size`.", "Rename page_size to pageSize"),
        ("Q26", "The API reads the query parameter `Q-Val`; you sent `q`.", "Rename q to Q-Val"),
    ],
)
def test_gives_the_reason_and_mends_it(name: str, sentence: str, first_fix: str) -> None:
    finding = _diagnosis(error_case(name)).findings[0]
    assert finding.why is not None
    assert (finding.why.sentence, finding.fixes[0].label) == (sentence, first_fix)


@pytest.mark.usefixtures("_cases")
def test_merges_an_alias_with_the_forbidden_extra_it_causes() -> None:
    [finding] = _diagnosis(error_case("A12")).findings
    assert finding.count == 2
    assert finding.more == ("Extra inputs are not permitted",)


@pytest.mark.usefixtures("_cases")
def test_marks_no_reason_where_there_is_none() -> None:
    assert _summary(_diagnosis(error_case("N01"))) == [
        ("body/sub/a", ""),
        ("body/tags/1", ""),
        ("body/meta/k", ""),
        ("body/meta/a.b~1c~0d", ""),
    ]


@pytest.mark.usefixtures("_cases")
def test_shows_line_and_column_of_broken_json_and_repairs_it() -> None:
    [finding] = _diagnosis(error_case("B11")).findings
    assert (finding.line, finding.column, finding.target.offset) == (1, 15, 14)
    assert finding.why is not None
    assert finding.why.sentence.endswith('Put the name in double quotes: "price".')
    state = apply_all(state_of(error_case("B11").sent), finding.fixes[0].edits)
    assert state.body_text == '{"name": "x", "price": 3}'


@pytest.mark.usefixtures("_cases")
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("T07", "repeat the secret"),
        ("V14", "More errors may follow"),
        ("B11", "JSON first"),
    ],
)
def test_warns_of_the_trap(name: str, words: str) -> None:
    assert any(words in note for note in _diagnosis(error_case(name)).notes)


@pytest.mark.usefixtures("_cases")
def test_says_that_a_default_of_the_server_itself_fails() -> None:
    [finding] = _diagnosis(error_case("A13")).findings
    assert "default breaks its rule" in finding.target.notes[-1]
    assert all("bad" not in fix.label for fix in finding.fixes)

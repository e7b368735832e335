from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from app.core.forms.edits import SetBodyText
from app.core.requests.model import Sent
from tests.support.diagnoses import an_api, an_error, an_object, diagnosed
from tests.support.error_cases import JSON

if TYPE_CHECKING:
    from app.core.diagnosis.model import Finding

API = an_api(an_object(a={"type": "integer"}))


def _finding(text: str | None, offset: int, **more: Any) -> Finding:
    error = an_error("body", offset, kind="json_invalid", input={}, **more)
    [finding] = diagnosed(API, Sent(media_type=JSON, text=text), error).findings
    return finding


def _python_offset(text: str) -> int:
    with pytest.raises(json.JSONDecodeError) as caught:
        json.loads(text)
    return caught.value.pos


def test_says_line_column_and_what_to_do() -> None:
    text = '{\n  "a": True\n}'
    finding = _finding(text, _python_offset(text))
    assert (finding.line, finding.column) == (2, 8)
    assert finding.why is not None
    assert finding.why.sentence == (
        "The body is not JSON: line 2, column 8: a value should stand here. JSON writes true in lower case."
    )
    assert finding.why.rule == "D2"
    assert finding.fixes[0].edits == (SetBodyText('{\n  "a": true\n}'),)


def test_counts_characters_not_bytes() -> None:
    text = '{"näme€": "x"'
    finding = _finding(text, _python_offset(text))
    assert (finding.line, finding.column) == (1, 14)


def test_offers_no_repair_where_it_would_be_a_guess() -> None:
    finding = _finding('{"a": }', 6)
    assert finding.fixes == ()
    assert finding.why is not None


def test_believes_the_server_where_our_own_reader_sees_no_fault() -> None:
    finding = _finding('{"a": 1}', 3, ctx={"error": "Too many members"})
    assert finding.why is not None
    assert finding.why.sentence == "The body is not JSON: line 1, column 4: Too many members."
    finding = _finding('{"a": 1}', 3)
    assert finding.why is not None
    assert "line 1, column 4: json_invalid at" in finding.why.sentence
    assert finding.why.confidence == 0.9


def test_says_nothing_about_a_text_that_is_not_known() -> None:
    finding = _finding(None, 3)
    assert (finding.line, finding.column, finding.why) == (None, None, None)


def test_puts_an_offset_beyond_the_text_at_its_end() -> None:
    finding = _finding('{"a": 1', 10_000)
    assert (finding.line, finding.column) == (1, 8)

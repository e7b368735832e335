from __future__ import annotations

from typing import Any

from app.core.diagnosis.answer import Answer
from app.core.diagnosis.parsers.protocol import Parsed, Question
from app.core.diagnosis.parsers.rails import RAILS
from app.core.diagnosis.parsers.shapes import is_error_map, map_reports, text_of
from app.core.diagnosis.reports import MAX_REPORTS
from app.core.diagnosis.schemas import Schemas
from tests.support.diagnoses import an_api
from tests.support.reported import answered, sent_order


def test_looks_at_a_large_map_only_so_far() -> None:
    assert is_error_map({"a": [{"b": ["c"]}] * 100_000})
    assert not is_error_map({"a": [5]})


def test_reads_a_map_in_the_servers_order_and_only_so_deep() -> None:
    assert [report.message for report in map_reports({"a": ["1", "2"], "b": {"c": "3"}, "d": [["4"], None]})] == [
        *"1234"
    ]
    deep: Any = ["x"]
    for _level in range(100_000):
        deep = {"a": deep}
    assert list(map_reports(deep)) == []


def test_takes_the_first_text() -> None:
    assert text_of({"a": 5, "b": "", "c": "x"}, "a", "b", "c") == "x"
    assert text_of({}, "a") == ""


def test_says_when_there_are_more_errors_than_are_read() -> None:
    diagnosis = answered({"errors": {f"name{index}": ["x"] for index in range(MAX_REPORTS + 5)}})
    assert len(diagnosis.findings) == MAX_REPORTS
    assert any("more errors than are shown" in note for note in diagnosis.notes)


def test_parses_another_shape_to_nothing() -> None:
    document, operation = an_api()
    assert RAILS.parse(Answer(400, body={}), Question(Schemas(document), operation, sent_order())) == Parsed()

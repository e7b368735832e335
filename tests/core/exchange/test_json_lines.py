"""Bodies of JSON texts one after the other."""

from __future__ import annotations

import pytest

from app.core.exchange.body import BodyKind, read_body
from app.core.exchange.json_lines import BrokenText, read_json_lines
from tests.support.contracts import a_response


@pytest.mark.parametrize(
    ("text", "is_sequence", "values"),
    [
        ("", False, []),
        ('1\n"a"\r\n\n[2]', False, [1, "a", [2]]),
        ("\x1e1\n\x1e{\n}\n", True, [1, {}]),
        ("1", True, [1]),
    ],
)
def test_reads_the_values_in_order(text: str, is_sequence: bool, values: list[object]) -> None:
    assert read_json_lines(text, is_sequence=is_sequence) == values


def test_names_the_first_text_that_is_no_json() -> None:
    line = read_json_lines("1\n\n{]\n{]", is_sequence=False)
    assert isinstance(line, BrokenText)
    assert str(line).startswith("line 3, column 2: ")
    text = read_json_lines("\x1e1\n\x1e{\n]\n", is_sequence=True)
    assert isinstance(text, BrokenText)
    assert str(text).startswith("text 2, line 2, column 1: ")


def test_one_line_is_no_json_body() -> None:
    reading = read_body(a_response(b'{"id": 1}', media_type="application/x-ndjson"))
    assert (reading.kind, reading.problem) == (BodyKind.TEXT, "")

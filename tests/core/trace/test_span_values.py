"""Values before and after, and the errors about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.trace.model import Span
from app.core.trace.span_values import ErrorLine, ValueLine, error_lines, value_lines

if TYPE_CHECKING:
    from app.core.base.json_types import JsonValue

HIDDEN = "hidden, because its name says that it is secret"
ERROR: dict[str, JsonValue] = {"loc": ["path", "shelf"], "type": "int_parsing", "msg": "No number", "input": "x"}


def _params(place: str, rows: list[JsonValue], *errors: JsonValue) -> Span:
    attributes: dict[str, JsonValue] = {"rows": rows}
    return Span(1, None, "params", place, 0, 1, {**attributes, "errors": list(errors)} if errors else attributes)


def test_values_before_and_after() -> None:
    span = _params(
        "path",
        [
            {"name": "shelf", "key": "shelf", "raw": "x"},
            {"name": "limit", "key": "limit", "value": 10, "type": "int"},
            {"name": "x_role", "key": "x-role", "raw": "a", "value": "a", "type": "str"},
            {"name": "book_name", "key": "bookName", "raw": "b", "value": "b", "type": "str"},
            {"name": "token", "key": "token", "raw": {"~": "redacted"}, "value": {"~": "redacted"}, "type": "str"},
            {},
        ],
        ERROR,
    )
    assert value_lines(span) == (
        ValueLine("path", "shelf", '"x"', "", "", "does not fit", failed=True),
        ValueLine("path", "limit", "", "10", "int", "default"),
        ValueLine("path", "x-role", '"a"', '"a"', "str", ""),
        ValueLine("path", "bookName", '"b"', '"b"', "str", "in the code: book_name"),
        ValueLine("path", "token", HIDDEN, HIDDEN, "str", ""),
        ValueLine("path", "", "", "", "", ""),
    )


def test_a_body_is_one_value_with_errors_inside() -> None:
    inside: JsonValue = {"loc": ["body", "title"], "type": "missing", "msg": "Field required"}
    assert value_lines(_params("body", [{"name": "book", "key": "book"}], inside, "odd")) == (
        ValueLine("body", "book", "the body", "", "", "does not fit", failed=True),
    )
    assert value_lines(_params("body", [{"name": "b", "key": "b", "value": 1, "type": "int"}])) == (
        ValueLine("body", "b", "the body", "1", "int", ""),
    )


def test_errors() -> None:
    assert error_lines([ERROR, "odd", {"type": 5, "msg": None}]) == (
        ErrorLine("path/shelf", "No number", "int_parsing", '"x"'),
        ErrorLine("the request", "", "5", ""),
    )
    assert error_lines(None) == ()


def test_lines_to_be_copied() -> None:
    assert ValueLine("path", "a", "", "10", "int", "default").text == "path a: not sent -> 10 int (default)"
    assert ValueLine("path", "a", '"x"', "", "", "").text == 'path a: "x" -> -'
    assert ErrorLine("body/title", "Field required", "missing", "").text == "body/title: Field required (missing)"

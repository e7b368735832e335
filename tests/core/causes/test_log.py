"""What the log says of a request."""

from __future__ import annotations

import logging
import traceback
from typing import TYPE_CHECKING

import pytest

from app.core.causes.log import Continuation, excerpt

if TYPE_CHECKING:
    from collections.abc import Callable

FAILED = """c-7 failed
Traceback (most recent call last):
  File "a.py", line 7, in divide
ZeroDivisionError: by zero
"""


def printed(error: BaseException) -> list[str]:
    """A traceback as Python prints it, line by line."""
    return "".join(traceback.format_exception(error)).rstrip("\n").split("\n")


def fail() -> None:
    raise KeyError("inner")


def fail_because() -> None:
    try:
        fail()
    except KeyError as error:
        raise ValueError("outer") from error


def fail_together() -> None:
    raise ExceptionGroup("several", [ValueError("one"), KeyError("two")])


def raised(call: Callable[[], None]) -> BaseException:
    try:
        call()
    except Exception as error:  # noqa: BLE001 - whatever it is
        return error
    raise AssertionError("nothing was raised")


def test_the_records_of_a_request_are_quoted_with_the_exception_that_ends_them() -> None:
    lines = ["c-6 done", "c-7 began", FAILED, "c-8 began"]
    assert excerpt(lines, "c-7") == ("c-7 began", "c-7 failed … ZeroDivisionError: by zero")


@pytest.mark.parametrize(
    ("error", "last"), [(raised(fail_because), "ValueError: outer"), (raised(fail_together), "KeyError: 'two'")]
)
def test_a_traceback_that_was_printed_line_by_line_belongs_to_the_record_before_it(
    error: BaseException, last: str
) -> None:
    lines = ["c-6 done", "c-7 failed", *printed(error), "c-8 began", "", "c-9 began"]
    (quoted,) = excerpt(lines, "c-7")
    assert quoted.startswith("c-7 failed … ")
    assert quoted.endswith(last)
    continuation = Continuation()
    heads = [line for line in lines if not continuation.goes_on(line)]
    assert heads == ["c-6 done", "c-7 failed", "c-8 began", "", "c-9 began"]


def test_it_reads_what_logging_itself_prints(capsys: pytest.CaptureFixture[str]) -> None:
    handler = logging.StreamHandler()
    error = raised(fail_because)
    found = (type(error), error, error.__traceback__)
    handler.handle(logging.LogRecord("x", logging.ERROR, "a.py", 1, "c-7 failed", None, found))
    handler.handle(logging.LogRecord("x", logging.ERROR, "a.py", 1, "c-8 began", None, None))
    lines = capsys.readouterr().err.splitlines()
    assert excerpt(lines, "c-7") == ("c-7 failed … ValueError: outer",)
    assert excerpt(lines, "KeyError") == ("c-7 failed … ValueError: outer",)


def test_a_log_that_begins_in_a_traceback_is_read_too() -> None:
    lines = printed(raised(fail_because))
    assert len(excerpt(lines, "ValueError: outer")) == 1


def test_only_the_newest_few_are_quoted() -> None:
    lines = [f"c-7 step {number}" for number in range(9)]
    assert excerpt(lines, "c-7") == ("c-7 step 6", "c-7 step 7", "c-7 step 8")


def test_without_words_nothing_is_found() -> None:
    assert excerpt(["a", ""], "") == ()
    assert excerpt(["a", ""], "c-7") == ()

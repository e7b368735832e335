"""What the log says of a request."""

from __future__ import annotations

from app.core.causes.log import excerpt

FAILED = """c-7 failed
Traceback (most recent call last):
  File "a.py", line 7, in divide
ZeroDivisionError: by zero
"""


def test_the_lines_of_a_request_are_quoted_with_the_exception_that_ends_them() -> None:
    lines = ["c-6 done", "c-7 began", FAILED, "c-8 began"]
    assert excerpt(lines, "c-7") == ("c-7 began", "c-7 failed … ZeroDivisionError: by zero")


def test_only_the_newest_few_are_quoted() -> None:
    assert excerpt([f"c-7 step {number}" for number in range(9)], "c-7") == ("c-7 step 6", "c-7 step 7", "c-7 step 8")


def test_without_words_nothing_is_found() -> None:
    assert excerpt(["a", ""], "") == ()
    assert excerpt(["a", ""], "c-7") == ()

"""Dates, times and durations as text: what is taken apart is put together again."""

from __future__ import annotations

import re
from datetime import date

import pytest

from app.ui.editors.moments import (
    Moment,
    days_of_month,
    duration_words,
    moved_day,
    moved_month,
    now_moment,
    offset_text,
    offsets,
    read_day,
    read_duration,
    read_moment,
    stepped_time,
    write_duration,
    write_moment,
)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-01-31T09:30:00Z", Moment("2024-01-31", "09:30:00", "Z")),
        ("2024-01-31t09:30:00.123456+05:45", Moment("2024-01-31", "09:30:00.123456", "+05:45")),
        ("2024-01-31 09:30", Moment("2024-01-31", "09:30")),
        ("2024-01-31", Moment("2024-01-31")),
        ("09:30:00-0300", Moment("", "09:30:00", "-0300")),
        ("", Moment()),
        ("yesterday", None),
        ("31.1.2024", None),
    ],
)
def test_a_moment_is_taken_apart(text: str, moment: Moment | None) -> None:
    assert read_moment(text) == moment


@pytest.mark.parametrize(
    ("form", "text"), [("date-time", "2024-01-31T09:30:00Z"), ("date", "2024-01-31"), ("time", "09:30:00Z")]
)
def test_each_form_has_its_parts(form: str, text: str) -> None:
    assert write_moment(Moment("2024-01-31", "09:30:00", "Z"), form) == text
    assert write_moment(read_moment(text) or Moment(), form) == text


def test_now_is_a_moment_with_an_offset() -> None:
    for local in (False, True):
        now = now_moment(local=local)
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", now.day)
        assert re.fullmatch(r"\d\d:\d\d:\d\d", now.time)
        assert re.fullmatch(r"Z|[+-]\d\d:\d\d", now.offset)


def test_offsets_run_from_west_to_east_and_begin_with_utc() -> None:
    known = offsets()
    assert known[:2] == ("Z", "-12:00")
    assert known[-1] == "+14:00"
    assert {"+05:30", "+05:45", "-03:30"} <= set(known)
    assert "+00:00" not in known
    assert offset_text(-90) == "-01:30"


def test_days_and_months_end_where_the_calendar_does() -> None:
    assert moved_day(date(2024, 2, 28), 2) == date(2024, 3, 1)
    assert moved_day(date.max, 1) == date.max
    assert moved_day(date.min, -1) == date.min
    assert moved_month(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert moved_month(date(2024, 1, 31), -1) == date(2023, 12, 31)
    assert moved_month(date.max, 1) == date.max
    assert [days_of_month(date(2023, month, 1)) for month in (2, 4, 12)] == [28, 30, 31]
    assert (read_day("2024-02-30"), read_day("2024-02-29")) == (None, date(2024, 2, 29))


@pytest.mark.parametrize(
    ("text", "caret", "count", "result"),
    [
        ("09:30:00", 0, 1, "10:30:00"),
        ("23:30:00", 1, 1, "00:30:00"),
        ("09:00:00", 4, -1, "09:59:00"),
        ("09:30:59.5", 8, 1, "09:30:00.5"),
        ("09:30", 5, 10, "09:40"),
        ("half past", 0, 1, None),
    ],
)
def test_the_part_under_the_caret_steps(text: str, caret: int, count: int, result: str | None) -> None:
    assert stepped_time(text, caret, count) == result


@pytest.mark.parametrize("text", ["P1DT2H", "P1Y2M3DT4H5M6.5S", "-PT90M", "P3W", "PT0S"])
def test_a_duration_is_taken_apart_and_put_together(text: str) -> None:
    parts = read_duration(text)
    assert parts is not None
    assert write_duration(parts) == text


def test_what_is_no_duration_is_told() -> None:
    assert [read_duration(text) for text in ("", "P", "PT", "1 day", "P1H")] == [None] * 5
    assert write_duration({}) == "PT0S"
    assert duration_words("P1DT2H") == "1 day 2 hours"
    assert duration_words("-PT1M") == "minus 1 minute"
    assert duration_words("soon") == ""

"""Cookie dates as servers write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.core.requests.cookie_dates import read_cookie_date


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Wed, 09 Jun 2027 10:18:14 GMT", (2027, 6, 9, 10, 18, 14)),
        ("Wednesday, 09-Jun-27 10:18:14 GMT", (2027, 6, 9, 10, 18, 14)),
        ("Wed Jun  9 10:18:14 2027", (2027, 6, 9, 10, 18, 14)),
        ("9th June 1994 1:2:3am", (1994, 6, 9, 1, 2, 3)),
        ("01 Jan 70 00:00:00", (1970, 1, 1, 0, 0, 0)),
        ("01 Jan 69 00:00:00", (2069, 1, 1, 0, 0, 0)),
        ("Thu, 01-Jan-1970 00:00:01 GMT", (1970, 1, 1, 0, 0, 1)),
    ],
)
def test_reads(text: str, meant: tuple[int, int, int, int, int, int]) -> None:
    assert read_cookie_date(text) == datetime(*meant, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    "text",
    ["", "never", "09 Jun 2027", "10:18:14", "32 Jan 2027 10:00:00", "01 Jan 2027 25:00:00", "01 Jan 1600 10:00:00"],
)
def test_is_no_date(text: str) -> None:
    assert read_cookie_date(text) is None

"""Clocks that disagree are told of, as far as it can be known that they do."""

from __future__ import annotations

import pytest

from app.core.exchange.model import Exchange, Response, ResponseBody
from app.core.requests.model import PreparedRequest, Sent
from app.core.trace.clock import clock_difference, clock_words
from app.core.trace.model import Trace

EXCHANGE = Exchange(
    "GET /x",
    PreparedRequest("GET", "http://127.0.0.1/x", "/x", (), None, Sent(), "t"),
    Response(200, "", "HTTP/1.1", (), ResponseBody(0, b"")),
    1000.0,
    50.0,
)


@pytest.mark.parametrize(
    ("saw", "words"),
    [
        (None, ""),
        (1000.0, ""),
        (1000.05, ""),
        (1000.059, ""),
        (999.995, ""),
        (1003.25, "The server's clock is at least 3.20 s ahead of this computer's."),
        (940.0, "The server's clock is at least 1 min 0 s behind this computer's."),
    ],
)
def test_the_difference_in_words(saw: float | None, words: str) -> None:
    trace = Trace("t", "GET", "/x", 200, 10.0, (), started_at=saw)
    assert clock_words(EXCHANGE, trace) == words


def test_behind_is_below_zero() -> None:
    assert clock_difference(EXCHANGE, Trace("t", "GET", "/x", 200, 1.0, (), started_at=999.0)) == pytest.approx(-1000)

"""The waterfall: what the client measured, and what the server tells in headers and spans."""

from __future__ import annotations

from dataclasses import replace

from app.core.exchange.model import Exchange
from app.core.requests.model import PreparedRequest, Sent
from app.core.trace.journey import journey
from app.core.trace.otlp.build import build_trace
from app.features.response.timing import SPANS_SHOWN, timing_facts, timing_rows
from tests.support.exchanges import PHASES, answer
from tests.support.telemetry import EPOCH_MS, TRACE, group, sent, server_span, span

REQUEST = PreparedRequest("GET", "http://127.0.0.1/books/9", "/books/9", (), None, Sent(), TRACE)


def _exchange(*headers: tuple[str, str], started_at: float = EPOCH_MS / 1000) -> Exchange:
    response = answer(b"", 200, "", *headers)
    return Exchange("GET /x", REQUEST, response, started_at, 12.0, PHASES)


def test_server_timing_is_drawn_from_where_the_client_waits() -> None:
    exchange = _exchange(("Server-Timing", 'db;dur=3.5;desc="Database", cache;desc=HIT, app;dur=2'))
    rows = [row for row in timing_rows(exchange, None, None) if row.server]
    assert [(row.name, row.start_ms, row.duration_ms) for row in rows] == [("Database", 2.0, 3.5), ("app", 2.0, 2.0)]
    facts = {fact.name: fact.words for fact in timing_facts(exchange, None)}
    assert facts["cache"] == "HIT"
    assert "not when" in facts["Server-Timing"]


def test_broken_server_timing_is_told() -> None:
    (fact,) = timing_facts(_exchange(("server-timing", "a;dur=fast")), None)[1:]
    assert (fact.danger, "'fast'" in fact.words) == (True, True)


def test_nothing_told_nothing_shown() -> None:
    exchange = _exchange()
    assert (len(timing_rows(exchange, None, None)), timing_facts(exchange, None)) == (len(PHASES), ())
    from app.core.exchange.model import Failure, Phase

    failed = replace(exchange, outcome=Failure(Phase.WAIT, "Gone."), phases=())
    assert (timing_rows(failed, None, None), timing_facts(failed, None)) == ((), ())


def test_spans_of_opentelemetry_are_bars() -> None:
    spans = [span(index, 1, f"work {index}", at=index) for index in range(2, SPANS_SHOWN + 5)]
    trace = build_trace(TRACE, sent(group(server_span(1, took=6.0), *spans)))
    exchange = _exchange()
    rows = [row for row in timing_rows(exchange, trace, journey(exchange, trace)) if row.server]
    assert (len(rows), rows[0].name, rows[1].name) == (SPANS_SHOWN, "Server", "work 2")
    # The server's six ms lie in the middle of eight that the client waited.
    assert (rows[0].start_ms, rows[0].duration_ms) == (3.0, 6.0)
    assert timing_facts(exchange, trace) == ()


def test_a_clock_that_is_off_is_told() -> None:
    trace = build_trace(TRACE, sent(group(server_span(1))))
    (fact,) = timing_facts(_exchange(started_at=EPOCH_MS / 1000 + 60), trace)
    assert fact.words == "The server's clock is at least 1 min 0 s behind this computer's."

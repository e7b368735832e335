"""The bars of the waterfall: the client's phases, and what the server tells of its own work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.core.exchange.model import Phase
from app.core.exchange.server_timing import read_server_timing
from app.core.exchange.travel_words import Fact
from app.core.trace.clock import clock_words
from app.core.trace.model import StageName, TraceOrigin
from app.core.trace.placing import place
from app.core.trace.span_words import title_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.exchange.model import Exchange
    from app.core.trace.model import Journey, Trace

SPANS_SHOWN: Final = 20
"""Spans of OpenTelemetry in the waterfall; the Trace page has all of them."""

_NO_STARTS: Final = "`Server-Timing` tells how long, not when: its bars begin where the client began to wait."


@dataclass(frozen=True, slots=True)
class TimingRow:
    """One bar of the waterfall.

    Attributes:
        start_ms, duration_ms: On the exchange's axis.
        server: Whether the server told it.
    """

    name: str
    start_ms: float
    duration_ms: float
    server: bool = False


def timing_rows(exchange: Exchange, trace: Trace | None, journey: Journey | None) -> tuple[TimingRow, ...]:
    """All bars.

    The server's clock is not ours: `app.core.trace.placing` says where its stages belong.
    """
    rows = [TimingRow(phase.phase.value, phase.start_ms, phase.duration_ms) for phase in exchange.phases]
    if trace is not None and trace.origin is TraceOrigin.TELEMETRY:
        rows += _spans(exchange, trace)
    elif trace is not None and journey is not None:
        rows += _stages(exchange, trace, journey)
    return (*rows, *_told(exchange))


def timing_facts(exchange: Exchange, trace: Trace | None) -> tuple[Fact, ...]:
    """What the server tells that is no bar, and how far its times can be trusted."""
    facts = []
    clock = clock_words(exchange, trace) if trace is not None else ""
    if clock:
        facts.append(Fact("Clock", clock))
    told = read_server_timing(exchange.response.headers if exchange.response is not None else ())
    for metric in told.metrics:
        if metric.duration_ms is None:
            facts.append(Fact(metric.name, metric.description or "told by the server, without a duration"))
    if any(metric.duration_ms is not None for metric in told.metrics):
        facts.append(Fact("Server-Timing", _NO_STARTS.replace("`", "")))
    if told.problem:
        facts.append(Fact("Server-Timing", told.problem.replace("`", "'"), danger=True))
    return tuple(facts)


def _stages(exchange: Exchange, trace: Trace, journey: Journey) -> Iterator[TimingRow]:
    at = place(exchange, trace).at_ms
    for stage in journey.stages:
        if stage.duration_ms is None:
            continue
        # Of the request the client tells itself.
        if stage.name is not StageName.REQUEST:
            yield TimingRow(f"server: {stage.name.value.lower()}", at, stage.duration_ms, server=True)
        at += stage.duration_ms


def _spans(exchange: Exchange, trace: Trace) -> Iterator[TimingRow]:
    at = place(exchange, trace).at_ms
    for span in trace.spans[:SPANS_SHOWN]:
        # What a clock puts before the press on Send has no place on this axis.
        yield TimingRow(title_of(span), max(0.0, at + span.start_ms), span.duration_ms, server=True)


def _told(exchange: Exchange) -> Iterator[TimingRow]:
    if exchange.response is None:
        return
    wait = next((phase for phase in exchange.phases if phase.phase is Phase.WAIT), None)
    at = wait.start_ms if wait is not None else 0.0
    for metric in read_server_timing(exchange.response.headers).metrics:
        if metric.duration_ms is not None:
            yield TimingRow(metric.description or metric.name, at, metric.duration_ms, server=True)

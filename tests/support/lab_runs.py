"""Runs of the lab as they come home, written in ms on one axis."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.core.exchange.model import Phase, PhaseTiming
from app.core.lab.model import Outcome, Plan, Portion, Run, Shot
from tests.support.spans import make_trace

if TYPE_CHECKING:
    from app.core.trace.model import Trace

ORIGIN = 1_800_000_000.0
"""When each of these runs began, seconds since the epoch."""

KEY = "GET /lab/x"
FILE = {"file": "/srv/shop/lab.py", "line": 17}


def over(
    start: float, sent: float, first_byte: float | None, end: float, status: int | None = 200, **facts: Any
) -> Outcome:
    """What the client knows of a request: when it began, was sent, had its first byte, and ended."""
    phases = [
        PhaseTiming(Phase.CONNECT, 0.0, (sent - start) / 2),
        PhaseTiming(Phase.SEND, (sent - start) / 2, (sent - start) / 2),
    ]
    if first_byte is not None:
        phases += [
            PhaseTiming(Phase.WAIT, sent - start, first_byte - sent),
            PhaseTiming(Phase.RECEIVE, first_byte - start, end - first_byte),
        ]
    return Outcome(ORIGIN + start / 1000, end - start, tuple(phases), status, **facts)


def on_loop(seen: float, begin: float, end: float) -> Trace:
    """A trace of an `async def` endpoint that ran from `begin` to `end`."""
    attributes = {"where": "event loop", **FILE}
    return told(seen, end + 1 - seen, (1, "endpoint", "shop.lab.sleep_blocking", begin - seen, end - seen, attributes))


def in_thread(seen: float, queued: float, begin: float, end: float, taken: float | None = None) -> Trace:
    """A trace of a `def` endpoint that waited for a thread from `queued` to `begin` and ran in it until `end`."""
    back = (end if taken is None else taken) - seen
    job = {"queue_ms": begin - queued, "run_ms": end - begin}
    return told(
        seen,
        back + 1,
        (1, "endpoint", "shop.lab.sleep_in_thread", queued - seen, back, {"where": "thread pool", **FILE}),
        (2, "thread", "sleep_in_thread", queued - seen, back, job),
    )


def told(seen: float, length: float, *spans: tuple[Any, ...], **values: Any) -> Trace:
    """A trace whose server first saw the request at `seen`."""
    made = make_trace((0, "server", "GET /lab/x", 0.0, length), *spans, ms=length, headers_ms=length, **values)
    return replace(made, started_at=ORIGIN + seen / 1000)


def a_run(*requests: tuple[Outcome | None, Trace | None], keys: tuple[str, ...] = (), running: bool = False) -> Run:
    """A run of these requests, numbered from 1."""
    shots = tuple(
        Shot(
            number,
            keys[number - 1] if keys else KEY,
            f"{number:032x}",
            None if outcome is None else outcome.started_at,
            outcome,
            trace,
        )
        for number, (outcome, trace) in enumerate(requests, 1)
    )
    portions = tuple(
        Portion(1, key, sum(shot.operation_key == key for shot in shots)) for key in dict.fromkeys(keys or (KEY,))
    )
    return Run(1, Plan(portions), ORIGIN, shots, running)


def staircase(count: int, each: float = 300.0) -> tuple[tuple[Outcome, Trace], ...]:
    """Requests that an endpoint served one after another on the event loop."""
    return tuple(
        (
            over(0, 2, 4 + (index + 1) * each, 5 + (index + 1) * each),
            on_loop(3 + index * each, 3.5 + index * each, 3 + (index + 1) * each),
        )
        for index in range(count)
    )


def side_by_side(count: int, each: float = 300.0) -> tuple[tuple[Outcome, Trace], ...]:
    """Requests that an endpoint served while it awaited."""
    return tuple(
        (
            over(index, index + 2, index + each + 6, index + each + 7),
            on_loop(index + 3, index + 3.5, index + each + 3.5),
        )
        for index in range(count)
    )

"""A request's time is cut into stages that do not overlap and lose nothing."""

from __future__ import annotations

import random
from typing import Any

import pytest

from app.core.trace.model import Span, StageName, Trace
from app.core.trace.timing import stage_times, stages_of_spans
from tests.support.spans import make_trace

_R, _O, _D, _V, _E, _A = StageName


def _times(trace: Trace) -> dict[StageName, float]:
    times = stage_times(trace)
    assert sum(times.values()) == pytest.approx(trace.duration_ms)
    return {name: round(ms, 6) for name, ms in times.items() if ms}


WHOLE: list[tuple[Any, ...]] = [
    (0, "server", "GET", 0, 12),
    (1, "middleware", "m", 0.5, 11.5),
    (2, "router", "router", 1, 11),
    (3, "body", "read", 2, 2.5),
    (3, "solve", "read_book", 3, 6),
    (4, "dependency", "get_db", 3.5, 4.5),
    (5, "params", "query", 3.6, 3.8),
    (5, "thread", "get_db", 4, 4.4),
    (4, "params", "path", 5, 5.5),
    (3, "endpoint", "read_book", 6.5, 8),
    (4, "thread", "read_book", 6.6, 7.9),
    (3, "serialize", "response model", 8, 8.5),
    (4, "validate", "validate", 8.1, 8.2),
    (3, "teardown", "get_db", 9.2, 9.4),
    (3, "background", "note", 10.2, 10.9),
]


def test_a_whole_request() -> None:
    assert _times(make_trace(*WHOLE)) == {
        _R: 2.0,  # In front of the router, the body, and the moment before the next stage begins.
        _O: 1.0,
        _D: 2.8,  # Without the values that were checked meanwhile.
        _V: 0.7,
        _E: 1.5,
        _A: 2.0,
    }


def test_without_dependencies_solving_is_validation() -> None:
    spans = [(0, "server", "", 0, 10), (1, "router", "", 1, 10), (2, "solve", "", 2, 5), (2, "endpoint", "", 5, 9)]
    assert _times(make_trace(*spans)) == {_R: 1.0, _O: 1.0, _V: 3.0, _E: 4.0, _A: 1.0}


def test_no_route() -> None:
    spans = [(0, "server", "", 0, 10), (1, "router", "", 2, 4), (1, "handler", "", 5, 8)]
    assert _times(make_trace(*spans, endpoint="", route="")) == {_R: 2.0, _O: 3.0, _A: 5.0}


def test_a_middleware_that_answers() -> None:
    spans = [(0, "server", "", 0, 10), (1, "middleware", "", 2, 9)]
    assert _times(make_trace(*spans, endpoint="", headers_ms=6.0)) == {_R: 6.0, _A: 4.0}
    assert _times(make_trace(*spans, endpoint="", headers_ms=None)) == {_R: 10.0}


def test_a_plain_endpoint_without_spans_of_its_own() -> None:
    spans = [(0, "server", "", 0, 10), (1, "router", "", 2, 9)]
    assert _times(make_trace(*spans, headers_ms=6.0)) == {_R: 2.0, _E: 4.0, _A: 4.0}


def test_without_middleware_spans_the_stages_are_still_found() -> None:
    spans = [(0, "server", "", 0, 10), (1, "solve", "", 2, 5), (1, "endpoint", "", 6, 8)]
    assert _times(make_trace(*spans)) == {_R: 2.0, _V: 4.0, _E: 2.0, _A: 2.0}


def test_what_happens_inside_an_endpoint_belongs_to_it() -> None:
    spans = [
        (0, "server", "", 0, 10),
        (1, "router", "", 1, 10),
        (2, "solve", "", 2, 3),
        (2, "endpoint", "", 3, 9),
        (3, "router", "", 4, 8),
        (4, "solve", "", 5, 6),
        (5, "params", "", 5.2, 5.8),
        (4, "handler", "", 6, 7),
        (3, "body", "read", 8, 8.5),
    ]
    assert _times(make_trace(*spans)) == {_R: 1.0, _O: 1.0, _V: 1.0, _E: 6.0, _A: 1.0}


def test_a_body_read_by_a_dependency_is_its_time() -> None:
    spans = [(0, "server", "", 0, 4), (1, "solve", "", 0, 3), (2, "dependency", "", 1, 3), (3, "body", "", 1, 2)]
    assert stages_of_spans(make_trace(*spans, ms=4)) == {1: None, 2: _D, 3: _D, 4: _D}


def test_a_moment_between_two_stages_belongs_to_the_earlier_one() -> None:
    spans = [(0, "server", "", 0, 10), (1, "router", "", 1, 10), (2, "params", "", 2, 3), (2, "endpoint", "", 5, 6)]
    assert _times(make_trace(*spans)) == {_R: 1.0, _O: 1.0, _V: 3.0, _E: 1.0, _A: 4.0}


def test_spans_that_end_after_the_last_byte_are_cut() -> None:
    spans = [
        (0, "server", "", 0, 99),
        (1, "endpoint", "", 5, 50),
        (1, "background", "", 50, 99),
        (1, "thread", "", -1, 2),
    ]
    assert _times(make_trace(*spans, headers_ms=60)) == {_R: 5.0, _E: 5.0}


def test_a_trace_without_spans_and_without_length() -> None:
    assert _times(make_trace(headers_ms=None, endpoint="")) == {_R: 10.0}
    assert stage_times(make_trace(ms=0.0)) == dict.fromkeys(StageName, 0.0)


def test_a_parent_that_was_dropped_does_no_harm() -> None:
    trace = make_trace((0, "server", "", 0, 10), (1, "router", "", 1, 9))
    orphan = Span(9, 7, "endpoint", "x", 3, 2)
    assert _times(Trace(**{**_fields(trace), "spans": (*trace.spans, orphan)}))[_E] == 2.0


def _fields(trace: Trace) -> dict[str, Any]:
    return {name: getattr(trace, name) for name in Trace.__dataclass_fields__}


@pytest.mark.parametrize("seed", range(50))
def test_whatever_the_spans_nothing_is_lost(seed: int) -> None:
    dice = random.Random(seed)
    kinds = [
        "server",
        "middleware",
        "router",
        "params",
        "body",
        "solve",
        "dependency",
        "endpoint",
        "thread",
        "handler",
        "odd",
    ]
    spans = []
    for number in range(1, dice.randint(2, 60)):
        start = dice.uniform(-1, 12)
        parent = dice.choice([None, *range(1, number)])
        spans.append(Span(number, parent, dice.choice(kinds), "", start, dice.uniform(0, 5)))
    headers = dice.choice([None, dice.uniform(0, 15)])
    trace = Trace("t", "GET", "/", 200, 10.0, tuple(spans), headers_ms=headers, endpoint=dice.choice(["", "a:b"]))
    times = stage_times(trace)
    assert sum(times.values()) == pytest.approx(10.0)
    assert min(times.values()) >= 0

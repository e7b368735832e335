"""Spans gather while they arrive, within bounds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.core.trace.otlp import gather
from app.core.trace.otlp.gather import Gatherer
from tests.support.telemetry import group, sent, server_span, span

if TYPE_CHECKING:
    import pytest

    from app.core.trace.model import Trace
    from app.core.trace.otlp.model import SentSpan


def _spans(trace: int, *numbers: int) -> tuple[SentSpan, ...]:
    found: tuple[SentSpan, ...] = sent(group(*(span(number, trace_id=f"{trace:032x}") for number in numbers)))
    return found


def _take(gatherer: Gatherer, spans: tuple[SentSpan, ...]) -> tuple[Trace, ...]:
    gatherer.keep(spans)
    return gatherer.take_grown()


def test_a_trace_grows() -> None:
    gatherer = Gatherer()
    (first,) = _take(gatherer, sent(group(span(2, 1, "late parent", at=1))))
    assert len(first.spans) == 1
    (grown,) = _take(gatherer, sent(group(server_span(1))))
    assert [one.parent for one in grown.spans] == [None, 1]
    assert _take(gatherer, sent(group(server_span(1)))) == ()
    assert _take(gatherer, ()) == ()


def test_each_trace_that_grew_is_told_once() -> None:
    grown = _take(Gatherer(), (*_spans(1, 1, 2), *_spans(2, 1), *_spans(1, 3)))
    assert [(one.trace_id, len(one.spans)) for one in grown] == [(f"{1:032x}", 3), (f"{2:032x}", 1)]


def test_what_grows_in_many_pieces_is_built_once() -> None:
    gatherer = Gatherer()
    for number in range(1, 6):
        gatherer.keep(_spans(1, number))
    (trace,) = gatherer.take_grown()
    assert (len(trace.spans), gatherer.take_grown()) == (5, ())


def test_a_trace_has_a_most_of_spans(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather, "SPAN_LIMIT", 3)
    gatherer = Gatherer()
    (trace,) = _take(gatherer, _spans(1, 1, 2, 3, 4, 5))
    assert (len(trace.spans), trace.dropped) == (3, 2)
    # One that is there already is renewed all the same.
    renewed = replace(_spans(1, 2)[0], name="renewed")
    assert _take(gatherer, (renewed,))[0].spans[1].name == "renewed"


def test_a_trace_has_a_most_of_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    light, heavy = _spans(1, 1)[0], replace(_spans(1, 2)[0], weight=5000)
    monkeypatch.setattr(gather, "TRACE_WEIGHT_LIMIT", light.weight + 100)
    (trace,) = _take(Gatherer(), (light, heavy))
    assert (len(trace.spans), trace.dropped) == (1, 1)
    assert _take(Gatherer(), (heavy,)) == ()


def test_all_traces_have_a_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather, "TRACE_LIMIT", 2)
    gatherer = Gatherer()
    _take(gatherer, (*_spans(1, 1), *_spans(2, 1)))
    _take(gatherer, _spans(1, 2))
    _take(gatherer, _spans(3, 1))
    # The second one grew longest ago.
    assert len(_take(gatherer, _spans(1, 3))[0].spans) == 3
    assert len(_take(gatherer, _spans(2, 2))[0].spans) == 1
    assert gatherer.weight == 4 * _spans(1, 1)[0].weight


def test_all_bytes_have_a_most(monkeypatch: pytest.MonkeyPatch) -> None:
    weight = _spans(1, 1)[0].weight
    monkeypatch.setattr(gather, "WEIGHT_LIMIT", 2 * weight)
    gatherer = Gatherer()
    grown = _take(gatherer, (*_spans(1, 1), *_spans(2, 1), *_spans(3, 1)))
    assert [one.trace_id for one in grown] == [f"{2:032x}", f"{3:032x}"]
    assert gatherer.weight == 2 * weight

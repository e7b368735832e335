"""Spans gather while they arrive, within bounds."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from app.core.trace.otlp import gather
from app.core.trace.otlp.gather import EXPECTED_LIMIT, ExpectedTraces, Gatherer
from tests.support.telemetry import TRACE, group, sent, server_span, span

if TYPE_CHECKING:
    import pytest

    from app.core.trace.otlp.model import SentSpan


def _spans(trace: int, *numbers: int) -> tuple[SentSpan, ...]:
    found: tuple[SentSpan, ...] = sent(group(*(span(number, trace_id=f"{trace:032x}") for number in numbers)))
    return found


def test_only_requests_of_ours_are_expected() -> None:
    expected = ExpectedTraces()
    assert not expected.is_ours(TRACE)
    expected.expect(TRACE)
    assert expected.is_ours(TRACE)


def test_old_requests_are_forgotten() -> None:
    expected = ExpectedTraces()
    for number in range(EXPECTED_LIMIT + 1):
        expected.expect(f"{number:032x}")
    assert (expected.is_ours(f"{0:032x}"), expected.is_ours(f"{1:032x}")) == (False, True)


def test_expecting_from_many_threads() -> None:
    expected = ExpectedTraces()

    def expect(begin: int) -> None:
        for number in range(begin, begin + 200):
            expected.expect(f"{number:032x}")

    threads = [threading.Thread(target=expect, args=(200 * index,)) for index in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(expected.is_ours(f"{number:032x}") for number in range(800))


def test_a_trace_grows() -> None:
    gatherer = Gatherer()
    (first,) = gatherer.take(sent(group(span(2, 1, "late parent", at=1))))
    assert len(first.spans) == 1
    (grown,) = gatherer.take(sent(group(server_span(1))))
    assert [one.parent for one in grown.spans] == [None, 1]
    assert gatherer.take(sent(group(server_span(1)))) == ()
    assert gatherer.take(()) == ()


def test_each_trace_that_grew_is_told_once() -> None:
    grown = Gatherer().take((*_spans(1, 1, 2), *_spans(2, 1), *_spans(1, 3)))
    assert [(one.trace_id, len(one.spans)) for one in grown] == [(f"{1:032x}", 3), (f"{2:032x}", 1)]


def test_a_trace_has_a_most_of_spans(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather, "SPAN_LIMIT", 3)
    gatherer = Gatherer()
    (trace,) = gatherer.take(_spans(1, 1, 2, 3, 4, 5))
    assert (len(trace.spans), trace.dropped) == (3, 2)
    # One that is there already is renewed all the same.
    renewed = replace(_spans(1, 2)[0], name="renewed")
    assert gatherer.take((renewed,))[0].spans[1].name == "renewed"


def test_a_trace_has_a_most_of_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    light, heavy = _spans(1, 1)[0], replace(_spans(1, 2)[0], weight=5000)
    monkeypatch.setattr(gather, "TRACE_WEIGHT_LIMIT", light.weight + 100)
    (trace,) = Gatherer().take((light, heavy))
    assert (len(trace.spans), trace.dropped) == (1, 1)
    assert Gatherer().take((heavy,)) == ()


def test_all_traces_have_a_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather, "TRACE_LIMIT", 2)
    gatherer = Gatherer()
    gatherer.take((*_spans(1, 1), *_spans(2, 1)))
    gatherer.take(_spans(1, 2))
    gatherer.take(_spans(3, 1))
    # The second one grew longest ago.
    assert len(gatherer.take(_spans(1, 3))[0].spans) == 3
    assert len(gatherer.take(_spans(2, 2))[0].spans) == 1
    assert gatherer.weight == 4 * _spans(1, 1)[0].weight


def test_all_bytes_have_a_most(monkeypatch: pytest.MonkeyPatch) -> None:
    weight = _spans(1, 1)[0].weight
    monkeypatch.setattr(gather, "WEIGHT_LIMIT", 2 * weight)
    gatherer = Gatherer()
    grown = gatherer.take((*_spans(1, 1), *_spans(2, 1), *_spans(3, 1)))
    assert [one.trace_id for one in grown] == [f"{2:032x}", f"{3:032x}"]
    assert gatherer.weight == 2 * weight

"""The spans of a trace as a tree, whatever order and parents they came with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.trace.model import Span, Trace


class SpanTree:
    """Parents and children.

    A span whose parent is missing stands at the top, and so does one of a ring, as broken instrumentation makes them.
    Children are in the order in which they began.

    Attributes:
        trace: The trace itself.
        tops: The spans that nothing encloses.
    """

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self._spans = {span.number: span for span in trace.spans}
        self._children: dict[int, list[Span]] = {}
        tops: list[Span] = []
        for span in sorted(self._spans.values(), key=_order):
            if span.parent in self._spans and span.parent != span.number:
                self._children.setdefault(span.parent, []).append(span)
            else:
                tops.append(span)
        seen = {span.number for span, _ in self._walk(tops)}
        for span in sorted(self._spans.values(), key=_order):
            if span.number not in seen and span.parent is not None:
                self._children[span.parent].remove(span)
                tops.append(span)
                seen |= {inner.number for inner, _ in self._walk([span])}
        self.tops = tuple(sorted(tops, key=_order))

    def children(self, number: int) -> tuple[Span, ...]:
        """What happened inside a span."""
        return tuple(self._children.get(number, ()))

    def span(self, number: int | None) -> Span | None:
        """The span of that number."""
        return self._spans.get(number) if number is not None else None

    def walk(self) -> Iterator[tuple[Span, int]]:
        """Every span after the one that encloses it, each with its depth."""
        return self._walk(list(self.tops))

    def below(self, number: int) -> Iterator[Span]:
        """Everything inside a span."""
        return (span for span, _ in self._walk(list(self.children(number))))

    def _walk(self, tops: list[Span]) -> Iterator[tuple[Span, int]]:
        waiting = [(span, 0) for span in reversed(tops)]
        while waiting:
            span, depth = waiting.pop()
            yield span, depth
            waiting += [(child, depth + 1) for child in reversed(self._children.get(span.number, ()))]


def _order(span: Span) -> tuple[float, int]:
    return span.start_ms, span.number


def own_pieces(span: Span, children: tuple[Span, ...]) -> tuple[tuple[float, float], ...]:
    """When a span worked itself: the parts of it that none of its children covers, as (start, end) in ms."""
    pieces: list[tuple[float, float]] = []
    now, end = span.start_ms, span.start_ms + span.duration_ms
    for child in sorted(children, key=_order):
        if child.start_ms > now:
            pieces.append((now, min(child.start_ms, end)))
        now = max(now, child.start_ms + child.duration_ms)
        if now >= end:
            return tuple(pieces)
    return (*pieces, (now, end))

"""The spans of one request, of however many services, → its `Trace`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.core.exchange.words import duration_words
from app.core.trace.model import Span, Trace, TraceOrigin
from app.core.trace.otlp.model import Role
from app.core.trace.otlp.semantics import (
    FILE,
    FUNCTION,
    LINE,
    METHOD,
    ROUTE,
    SIZE,
    STATEMENT,
    STATUS,
    error_of,
    kind_of,
    name_of,
    path_of,
    peer_of,
    raised_of,
    text_at,
    whole_at,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.core.base.json_types import JsonValue
    from app.core.trace.otlp.model import SentSpan, SpanEvent, SpanLink

SKEW_NS: Final = 1_000_000
"""Clocks of two machines that differ by less are not worth a word: 1 ms."""


def build_trace(trace_id: str, sent: Iterable[SentSpan], dropped: int = 0) -> Trace:
    """All that has arrived of a trace so far; at least one span.

    Times are as the services told them. Where the clocks of two services contradict each other, that is told and
    nothing is moved.

    Args:
        trace_id: As in our request; its last 16 digits are the span id that our request named as parent.
        dropped: Spans that were not kept because of a limit.
    """
    tree = _Tree(trace_id, sent)
    main = tree.main()
    origin_ns = main.start_ns
    numbers = {span.span_id: number for number, span in enumerate(tree.ordered, 1)}
    spans = tuple(_make_span(span, tree, numbers, origin_ns) for span in tree.ordered)
    status = whole_at(main, STATUS)
    duration = _ms(max(0, main.end_ns - main.start_ns))
    return Trace(
        trace_id=trace_id,
        method=text_at(main, METHOD),
        path=path_of(main),
        status=status,
        duration_ms=duration,
        spans=spans,
        route=next((route for span in tree.entrances() if (route := text_at(span, ROUTE))), ""),
        endpoint=next((name for span in (main, *tree.endpoints()) if (name := text_at(span, FUNCTION))), ""),
        dropped=dropped,
        headers_ms=duration if status is not None else None,
        size=whole_at(main, SIZE) or 0,
        started_at=origin_ns / 1e9,
        origin=TraceOrigin.TELEMETRY,
        services=tuple(dict.fromkeys(span.sender.service for span in tree.ordered if span.sender.service)),
        notes=_notes(tree, dropped),
    )


class _Tree:
    """Spans with their parents; whatever the parents are, each span stands in it once, after its parent.

    Attributes:
        ordered: Each after its parent, siblings as they began.
        orphans: Ids of spans whose parent has not arrived, or that are their own ancestors.
    """

    def __init__(self, trace_id: str, sent: Iterable[SentSpan]) -> None:
        self._client = trace_id[-16:]
        # An exporter that got no answer sends again: the later one counts.
        self._by_id = {span.span_id: span for span in sent}
        self._children: dict[str, list[SentSpan]] = {}
        self._parents: dict[str, SentSpan | None] = {}
        self.ordered: list[SentSpan] = []
        self.orphans: set[str] = set()
        sorted_spans = sorted(self._by_id.values(), key=_order)
        for span in sorted_spans:
            if span.parent_id in self._by_id:
                self._children.setdefault(span.parent_id, []).append(span)
        for span in sorted_spans:
            if span.parent_id not in self._by_id:
                self._walk(span)
        # What is left is in rings, as broken instrumentation makes them: each is cut where it began first.
        for span in sorted_spans:
            if span.span_id not in self._parents:
                self._walk(span)

    def _walk(self, top: SentSpan) -> None:
        if top.parent_id not in {"", self._client}:
            self.orphans.add(top.span_id)
        waiting: list[tuple[SentSpan, SentSpan | None]] = [(top, None)]
        while waiting:
            span, parent = waiting.pop()
            if span.span_id not in self._parents:
                self._parents[span.span_id] = parent
                self.ordered.append(span)
                waiting += [(child, span) for child in reversed(self._children.get(span.span_id, ()))]

    def parent(self, span: SentSpan) -> SentSpan | None:
        """The span around one; None at the top."""
        return self._parents[span.span_id]

    def main(self) -> SentSpan:
        """The server's own account of our request; after redirects, which carry the same ids, of the last one."""
        tops = [span for span in self.ordered if self._parents[span.span_id] is None]
        asked = [span for span in tops if span.parent_id == self._client]
        for candidates in (asked, tops):
            servers = [span for span in candidates if span.role is Role.SERVER]
            if servers:
                return max(servers, key=_order)
        return min(asked or tops, key=_order)

    def entrances(self) -> list[SentSpan]:
        """Every server that the request came to, the main one first."""
        main = self.main()
        return [main, *(span for span in self.ordered if span.role is Role.SERVER and span is not main)]

    def endpoints(self) -> list[SentSpan]:
        """The main server's spans that stand for an endpoint's run, where its framework tells of it."""
        main = self.main()
        return [span for span in self.ordered if kind_of(span) == "endpoint" and self._parents[span.span_id] is main]

    def skew_ns(self, span: SentSpan) -> int:
        """How far a span's beginning lies outside the call by which another service caused it; 0 where all fits."""
        parent = self._parents[span.span_id]
        if parent is None or parent.sender.resource == span.sender.resource:
            return 0
        early = parent.start_ns - span.start_ns
        late = span.start_ns - parent.end_ns if span.role is Role.SERVER and parent.role is Role.CLIENT else 0
        off = max(early, late)
        return off if off > SKEW_NS else 0


def _make_span(span: SentSpan, tree: _Tree, numbers: dict[str, int], origin_ns: int) -> Span:
    parent = tree.parent(span)
    return Span(
        number=numbers[span.span_id],
        parent=numbers[parent.span_id] if parent is not None else None,
        kind=kind_of(span),
        name=name_of(span),
        start_ms=_ms(span.start_ns - origin_ns),
        duration_ms=_ms(max(0, span.end_ns - span.start_ns)),
        attributes={
            name: value for name, value in _attributes(span, tree, origin_ns) if value not in ("", None, [], {})
        },
        error=error_of(span),
    )


def _attributes(span: SentSpan, tree: _Tree, origin_ns: int) -> Iterator[tuple[str, JsonValue]]:
    """What else is known, under the names that the recorder uses for the same things."""
    parent, raised = tree.parent(span), raised_of(span)
    yield "service", span.sender.service
    yield "scope", span.sender.scope
    yield "function", text_at(span, FUNCTION)
    yield "span_id", span.span_id
    yield "file", text_at(span, FILE)
    yield "line", whole_at(span, LINE) if text_at(span, FILE) else None
    yield "peer", peer_of(span) if span.role is Role.CLIENT else ""
    yield "statement", text_at(span, STATEMENT)
    if raised is not None:
        where: dict[str, JsonValue] = {"file": raised.file, "line": raised.line} if raised.file else {}
        yield "exception", {"type": raised.type, "message": raised.message, "stack": raised.stack, **where}
    yield "orphan", True if span.span_id in tree.orphans else None
    yield "clock_ms", _ms(tree.skew_ns(span)) or None
    yield "left_out", span.left_out or None
    yield "attributes", span.attributes
    # The exception that it failed of stands above, with its stack trace.
    told = span.events[
        : -1 if raised is not None and span.events[-1:] and span.events[-1].name == "exception" else None
    ]
    yield "events", [_event(event, origin_ns) for event in told]
    yield "links", [_link(link) for link in span.links]
    if parent is None or parent.sender.resource != span.sender.resource:
        yield "resource", span.sender.resource


def _event(event: SpanEvent, origin_ns: int) -> JsonValue:
    return {"name": event.name, "at_ms": _ms(event.at_ns - origin_ns), "attributes": event.attributes}


def _link(link: SpanLink) -> JsonValue:
    return {"trace_id": link.trace_id, "span_id": link.span_id, "attributes": link.attributes}


def _notes(tree: _Tree, dropped: int) -> tuple[str, ...]:
    notes = []
    if tree.orphans:
        many = len(tree.orphans)
        whose = "1 span names a parent" if many == 1 else f"{many:,} spans name parents"
        notes.append(f"{whose} that did not arrive (yet).")
    skewed = [(span, off) for span in tree.ordered if (off := tree.skew_ns(span))]
    if skewed:
        span, off = max(skewed, key=_by_skew)
        name = f"`{span.sender.service}`" if span.sender.service else "another service"
        differ = f"differ by at least {duration_words(_ms(off))}"
        notes.append(f"The clocks of {name} and its caller {differ}: its spans are where its own clock puts them.")
    if dropped:
        notes.append(
            f"{dropped:,} further {'span was' if dropped == 1 else 'spans were'} not kept: there were too many."
        )
    return tuple(notes)


def _by_skew(found: tuple[SentSpan, int]) -> int:
    return found[1]


def _order(span: SentSpan) -> tuple[int, str]:
    return span.start_ns, span.span_id


def _ms(nanoseconds: int) -> float:
    return round(nanoseconds / 1e6, 4)

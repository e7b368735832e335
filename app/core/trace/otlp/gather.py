"""Keeps the spans of our requests while they arrive, which batch exporters make them do late and in pieces."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from app.core.trace.otlp.build import build_trace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.core.trace.model import Trace
    from app.core.trace.otlp.model import SentSpan

EXPECTED_LIMIT: Final = 2_000
"""Requests whose spans are taken; of older ones nobody looks at the trace any more."""

TRACE_LIMIT: Final = 200
SPAN_LIMIT: Final = 2_000
"""Spans of one trace."""

WEIGHT_LIMIT: Final = 64 * 1024 * 1024
"""Bytes of all traces together, as `SentSpan.weight` counts; the trace that grew longest ago goes first."""

TRACE_WEIGHT_LIMIT: Final = 8 * 1024 * 1024


class ExpectedTraces:
    """The trace ids of our requests; may be used from any thread."""

    def __init__(self) -> None:
        self._gate = threading.Lock()
        self._ids: OrderedDict[str, None] = OrderedDict()

    def expect(self, trace_id: str) -> None:
        """A request with that id (32 hex digits) goes out now."""
        with self._gate:
            self._ids[trace_id] = None
            while len(self._ids) > EXPECTED_LIMIT:
                self._ids.popitem(last=False)

    def is_ours(self, trace_id: str) -> bool:
        """Whether a request of ours carried that id."""
        with self._gate:
            return trace_id in self._ids


@dataclass(slots=True)
class _Gathered:
    """What has arrived of one trace, by span id."""

    spans: dict[str, SentSpan] = field(default_factory=dict)
    dropped: int = 0
    weight: int = 0


class Gatherer:
    """Puts spans together as they arrive; for one thread.

    Attributes:
        weight: Bytes of all that is kept.
    """

    def __init__(self) -> None:
        self._traces: OrderedDict[str, _Gathered] = OrderedDict()
        self.weight = 0

    def take(self, spans: Iterable[SentSpan]) -> tuple[Trace, ...]:
        """The traces that grew, each with all that has arrived of it so far."""
        grown = dict.fromkeys(span.trace_id for span in spans if self._keep(span))
        while self._traces and (len(self._traces) > TRACE_LIMIT or self.weight > WEIGHT_LIMIT):
            self.weight -= self._traces.popitem(last=False)[1].weight
        found = ((trace_id, self._traces.get(trace_id)) for trace_id in grown)
        return tuple(
            build_trace(trace_id, gathered.spans.values(), gathered.dropped)
            for trace_id, gathered in found
            if gathered is not None
        )

    def _keep(self, span: SentSpan) -> bool:
        gathered = self._traces.setdefault(span.trace_id, _Gathered())
        self._traces.move_to_end(span.trace_id)
        before = gathered.spans.get(span.span_id)
        if before == span:
            return False
        more = span.weight - (before.weight if before is not None else 0)
        too_many = before is None and len(gathered.spans) >= SPAN_LIMIT
        if too_many or gathered.weight + more > TRACE_WEIGHT_LIMIT:
            gathered.dropped += 1
            return bool(gathered.spans)
        gathered.spans[span.span_id] = span
        gathered.weight += more
        self.weight += more
        return True

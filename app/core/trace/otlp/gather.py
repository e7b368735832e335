"""Keeps the spans of our requests while they arrive, which batch exporters make them do late and in pieces."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from app.core.trace.otlp.build import build_trace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.core.trace.model import Trace
    from app.core.trace.otlp.model import SentSpan

TRACE_LIMIT: Final = 200
SPAN_LIMIT: Final = 2_000
"""Spans of one trace."""

WEIGHT_LIMIT: Final = 64 * 1024 * 1024
"""Bytes of all traces together, as `SentSpan.weight` counts; the trace that grew longest ago goes first."""

TRACE_WEIGHT_LIMIT: Final = 8 * 1024 * 1024


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
        self._grown: dict[str, None] = {}
        self.weight = 0

    def keep(self, spans: Iterable[SentSpan]) -> None:
        """Adds what has arrived."""
        for span in spans:
            if self._keep(span):
                self._grown[span.trace_id] = None
        while self._traces and (len(self._traces) > TRACE_LIMIT or self.weight > WEIGHT_LIMIT):
            gone, gathered = self._traces.popitem(last=False)
            self.weight -= gathered.weight
            self._grown.pop(gone, None)

    def take_grown(self) -> tuple[Trace, ...]:
        """The traces that grew since this was asked last, each with all that has arrived of it so far."""
        grown = [(trace_id, self._traces[trace_id]) for trace_id in self._grown]
        self._grown.clear()
        return tuple(build_trace(trace_id, one.spans.values(), one.dropped) for trace_id, one in grown)

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

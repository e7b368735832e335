"""How long each stage of a journey took: the request's time cut into pieces that do not overlap and lose nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.trace.model import StageName

if TYPE_CHECKING:
    from app.core.trace.model import Span, Trace

_RESPONSE_KINDS = frozenset({"serialize", "validate", "teardown", "handler", "background"})


def stage_times(trace: Trace) -> dict[StageName, float]:
    """Milliseconds per stage; together they are the trace's duration.

    Every moment belongs to the innermost span that covers it, and so to that span's stage. Moments that only the
    server, a middleware or the router covers belong to the stage before or after them.
    """
    stages = stages_of_spans(trace)
    gaps = _Gaps(trace, stages)
    times = dict.fromkeys(StageName, 0.0)
    latest: StageName | None = None
    for start, end, span in _pieces(trace):
        stage = stages[span.number] if span is not None else None
        latest = stage or gaps.stage_at(start, latest)
        times[latest] += end - start
    return times


def stages_of_spans(trace: Trace) -> dict[int, StageName | None]:
    """The stage of each span by its number; None for the server, middlewares and the router around the others."""
    has_dependencies = any(span.kind == "dependency" for span in trace.spans)
    solving = StageName.DEPENDENCIES if has_dependencies else StageName.VALIDATION
    stages: dict[int, StageName | None] = {}
    for span in sorted(trace.spans, key=lambda span: span.number):
        outer = stages.get(span.parent) if span.parent is not None else None
        stages[span.number] = _stage_within(outer, span.kind, solving)
    return stages


def _stage_within(outer: StageName | None, kind: str, solving: StageName) -> StageName | None:
    """What happens inside an endpoint or a response belongs to it, whatever it is."""
    if outer in {StageName.ENDPOINT, StageName.RESPONSE}:
        return outer
    if kind in _RESPONSE_KINDS:
        return StageName.RESPONSE
    if kind == "solve":
        return outer or solving
    if kind == "body":
        return outer or StageName.REQUEST
    own = {
        "endpoint": StageName.ENDPOINT,
        "dependency": StageName.DEPENDENCIES,
        "params": StageName.VALIDATION,
    }
    return own.get(kind, outer)


def _depths(trace: Trace) -> dict[int, int]:
    depths: dict[int, int] = {}
    for span in sorted(trace.spans, key=lambda span: span.number):
        depths[span.number] = depths.get(span.parent, 0) + 1 if span.parent is not None else 0
    return depths


def _pieces(trace: Trace) -> list[tuple[float, float, Span | None]]:
    """The time from first sight to last byte as (start, end, innermost span)."""
    depths = _depths(trace)
    active: dict[int, Span] = {}
    pieces: list[tuple[float, float, Span | None]] = []
    now = 0.0
    for moment, span in _marks(trace):
        if moment > now:
            innermost = max(active.values(), key=lambda span: (depths[span.number], span.start_ms), default=None)
            pieces.append((now, moment, innermost))
            now = moment
        if span is not None and active.pop(span.number, None) is None:
            active[span.number] = span
    return pieces


def _marks(trace: Trace) -> list[tuple[float, Span | None]]:
    """Every moment at which something begins or ends; of spans of no length nothing is seen."""
    marks: list[tuple[float, Span | None]] = [(trace.duration_ms, None)]
    if trace.headers_ms is not None:
        marks.append((min(trace.headers_ms, trace.duration_ms), None))
    for span in trace.spans:
        end = min(span.start_ms + span.duration_ms, trace.duration_ms)
        if end > span.start_ms >= 0:
            marks += [(span.start_ms, span), (end, span)]
    return sorted(marks, key=lambda mark: mark[0])


class _Gaps:
    """Tells the stage of a moment outside all stages by what has happened before it and what still comes."""

    def __init__(self, trace: Trace, stages: dict[int, StageName | None]) -> None:
        inside = [span for span in trace.spans if stages[span.number] is not None]
        work = [span.start_ms for span in inside if stages[span.number] is not StageName.RESPONSE]
        self._entered = min((span.start_ms for span in inside), default=trace.duration_ms)
        self._last_work = max(work, default=-1.0)
        self._router = min((span.start_ms for span in trace.spans if span.kind == "router"), default=self._entered)
        self._headers = trace.duration_ms if trace.headers_ms is None else trace.headers_ms
        self._routing = StageName.ENDPOINT if trace.endpoint and not work else StageName.ROUTE

    def stage_at(self, start: float, latest: StageName | None) -> StageName:
        """On the way in, in the router, in a plain endpoint without spans, between two stages, or on the way out."""
        if start >= self._headers:
            return StageName.RESPONSE
        if start < self._router:
            return StageName.REQUEST
        if start < self._entered:
            return self._routing
        if start < self._last_work and latest is not None:
            return latest
        return StageName.RESPONSE

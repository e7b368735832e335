"""An exchange and its trace as rows on one time axis: the client's phases, and the server's spans placed among them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from app.core.exchange.model import Phase
from app.core.trace.facts import flag_of, is_own_layer
from app.core.trace.model import StageName
from app.core.trace.placing import Placing, place
from app.core.trace.span_tree import SpanTree, own_pieces
from app.core.trace.span_words import has_failed, note_of, title_of, waited_ms
from app.core.trace.timing import stages_of_spans

if TYPE_CHECKING:
    from app.core.exchange.model import Exchange
    from app.core.trace.model import Span, Trace

Piece = tuple[float, float]

PHASE_TITLES: Final = {
    Phase.QUEUE: "Wait for its turn",
    Phase.PREPARE: "Prepare the request",
    Phase.DNS: "Look up the name",
    Phase.CONNECT: "Connect",
    Phase.TLS: "Agree on TLS",
    Phase.SEND: "Send the request",
    Phase.WAIT: "Wait for the server",
    Phase.RECEIVE: "Receive the response",
}


_CORNER: Final = 0.35


class Tint(StrEnum):
    """What a bar is about; the window gives each a colour."""

    CLIENT = "client"
    LAYER = "layer"
    ROUTE = "route"
    VALUES = "values"
    DEPENDENCY = "dependency"
    ENDPOINT = "endpoint"
    RESPONSE = "response"
    AFTER = "after"
    OTHER = "other"


_TINTS: Final = {
    "server": Tint.LAYER,
    "middleware": Tint.LAYER,
    "router": Tint.LAYER,
    "body": Tint.VALUES,
    "solve": Tint.VALUES,
    "params": Tint.VALUES,
    "dependency": Tint.DEPENDENCY,
    "teardown": Tint.DEPENDENCY,
    "endpoint": Tint.ENDPOINT,
    "serialize": Tint.RESPONSE,
    "validate": Tint.RESPONSE,
    "handler": Tint.RESPONSE,
    "background": Tint.AFTER,
}


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One line: what ran, and when.

    Attributes:
        key: `client`, `phase:wait`, `span:12`, `route:10`; unique, and the same for the same span of a trace.
        parent: Index of the row that encloses it, None at the top; always smaller than its own.
        title: What ran.
        note: Quiet words beside it.
        start_ms, duration_ms: On the client's axis, or on the server's own where there is no exchange.
        own: When it worked itself and nothing inside it did, as (start, end).
        waits: When it only waited, for a thread or for the other side.
        failed: Whether something went wrong in it.
        stage: The stage of the journey that it belongs to; None for the client, the server and its layers.
        span: The recorded span; None for what is not recorded but follows.
        phase: The client's phase.
    """

    key: str
    parent: int | None
    title: str
    note: str
    tint: Tint
    start_ms: float
    duration_ms: float
    own: tuple[Piece, ...] = ()
    waits: tuple[Piece, ...] = ()
    failed: bool = False
    stage: StageName | None = None
    span: Span | None = None
    phase: Phase | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """All rows on one axis.

    Attributes:
        rows: Each after the one that encloses it.
        length_ms: Where the axis ends.
        placing: Where the server's spans are on it; None without a trace.
        dropped: Spans that the server left out because there were too many.
        hidden: FastAPI's own layers that are not among the rows.
    """

    rows: tuple[TimelineRow, ...] = ()
    length_ms: float = 0.0
    placing: Placing | None = None
    dropped: int = 0
    hidden: int = 0

    def index_of(self, key: str) -> int | None:
        """Where the row of that key is."""
        return next((index for index, row in enumerate(self.rows) if row.key == key), None)

    def first_view(self) -> tuple[float, float]:
        """Start and length in ms of what to look at first: all, or the server's part where that is but a corner."""
        server = next((row for row in self.rows if row.span is not None), None)
        wait = next((row for row in self.rows if row.phase is Phase.WAIT), None)
        if server is None or server.duration_ms >= self.length_ms * _CORNER:
            return 0.0, self.length_ms
        seen = [row for row in (server, wait) if row is not None]
        start = min(row.start_ms for row in seen)
        return start, max(row.start_ms + row.duration_ms for row in seen) - start

    def row_of_stage(self, stage: StageName) -> TimelineRow | None:
        """The row that shows a stage: where something failed in it, else where it began, else what stands around it."""
        server = next((row for row in self.rows if row.span is not None), None)
        if server is None:
            phases = {StageName.REQUEST: Phase.SEND, StageName.RESPONSE: Phase.RECEIVE}
            return next((row for row in self.rows if row.phase is phases.get(stage, Phase.WAIT)), None)
        rows = [row for row in self.rows if row.stage is stage]
        # What was gathered for an endpoint is shown by what stands in it.
        inner = [row for row in rows if row.span is None or row.span.kind != "solve"]
        failed = next((row for row in (*_called(inner), *inner, *rows) if row.failed), None)
        if failed is not None and (failed in inner or not inner):
            return failed
        if stage is StageName.REQUEST:
            return self._last_layer() or server
        body = next((row for row in self.rows if row.failed and row.span is not None and row.span.kind == "body"), None)
        around = {
            StageName.VALIDATION: body,
            StageName.ENDPOINT: self._of_kind("router"),
            StageName.RESPONSE: server,
        }
        return next(iter((*inner, *rows)), around.get(stage))

    def _last_layer(self) -> TimelineRow | None:
        """The middleware beyond which the request did not get; None where it got through all of them."""
        layers = [row for row in self.rows if row.span is not None and row.span.kind == "middleware"]
        return layers[-1] if layers and self._of_kind("router") is None else None

    def _of_kind(self, kind: str) -> TimelineRow | None:
        return next((row for row in reversed(self.rows) if row.span is not None and row.span.kind == kind), None)


def _called(rows: list[TimelineRow]) -> tuple[TimelineRow, ...]:
    """Without what was not called because something in it failed."""
    return tuple(row for row in rows if row.span is None or not flag_of(row.span, "skipped"))


def make_timeline(exchange: Exchange | None, trace: Trace | None, *, layers: bool = False) -> Timeline:
    """The rows of an exchange, of a trace, or of both.

    Args:
        layers: Whether the middlewares that FastAPI puts around every app are shown.
    """
    builder = _Builder()
    if exchange is not None:
        builder.add_client(exchange, folded=trace is not None)
    if trace is None:
        return Timeline(tuple(builder.rows), builder.end)
    placing = place(exchange, trace)
    hidden = builder.add_server(trace, placing.at_ms, layers=layers)
    return Timeline(tuple(builder.rows), builder.end, placing, trace.dropped, hidden)


class _Builder:
    """Collects rows."""

    def __init__(self) -> None:
        self.rows: list[TimelineRow] = []

    @property
    def end(self) -> float:
        """Where the last bar ends."""
        return max((row.start_ms + row.duration_ms for row in self.rows), default=0.0)

    def add_client(self, exchange: Exchange, *, folded: bool) -> None:
        """The client as one row with its phases inside, or the phases alone."""
        parent = None
        if folded and exchange.phases:
            waits = tuple(_piece(t.start_ms, t.duration_ms) for t in exchange.phases if t.phase in _WAITING)
            own = tuple(_piece(t.start_ms, t.duration_ms) for t in exchange.phases if t.phase not in _WAITING)
            note = exchange.request.method
            start = min(timing.start_ms for timing in exchange.phases)
            length = exchange.elapsed_ms - start
            self.rows.append(TimelineRow("client", None, "Client", note, Tint.CLIENT, start, length, own, waits))
            parent = 0
        for timing in exchange.phases:
            piece = (_piece(timing.start_ms, timing.duration_ms),)
            waits, own = (piece, ()) if timing.phase in _WAITING else ((), piece)
            self.rows.append(
                TimelineRow(
                    f"phase:{timing.phase.value}",
                    parent,
                    PHASE_TITLES[timing.phase],
                    "",
                    Tint.CLIENT,
                    timing.start_ms,
                    timing.duration_ms,
                    own,
                    waits,
                    phase=timing.phase,
                )
            )

    def add_server(self, trace: Trace, at: float, *, layers: bool) -> int:
        """Every span that is shown, each below the nearest shown one around it; returns how many are not."""
        tree = SpanTree(trace)
        stages = stages_of_spans(trace)
        shown = {span.number for span in trace.spans if layers or not _is_quiet_layer(span, tree)}
        places: dict[int, int] = {}
        above: dict[int, int | None] = {}
        tints: dict[int, Tint] = {}
        visible = _visible_children(tree, shown)
        for span, _depth in tree.walk():
            outer = span.parent if tree.span(span.parent) is not None else None
            parent = above.get(outer) if outer is not None else None
            tints[span.number] = _tint(span, tints.get(outer) if outer is not None else None)
            if span.number not in shown:
                above[span.number] = parent
                continue
            places[span.number] = above[span.number] = len(self.rows)
            children = tuple(visible.get(span.number, ()))
            self.rows.append(_span_row(span, parent, children, tints[span.number], stages.get(span.number), at))
            if span.kind == "router" and children:
                self.rows.append(_route_row(span, places[span.number], children[0], trace, at))
        return len(trace.spans) - len(shown)


_WAITING: Final = frozenset({Phase.QUEUE, Phase.WAIT})


def _piece(start: float, length: float) -> Piece:
    return start, start + length


def _is_quiet_layer(span: Span, tree: SpanTree) -> bool:
    """One of FastAPI's own layers that passed the request on; one that answered by itself is worth seeing.

    A router inside such a layer of another router is the same one, for whoever sees no layers.
    """
    if is_own_layer(span):
        return bool(tree.children(span.number))
    outer = tree.span(span.parent) if span.kind == "router" else None
    around = tree.span(outer.parent) if outer is not None and is_own_layer(outer) else None
    return around is not None and around.kind == "router"


def _visible_children(tree: SpanTree, shown: set[int]) -> dict[int, list[Span]]:
    """For each shown span the nearest shown ones inside it."""
    found: dict[int, list[Span]] = {}
    nearest: dict[int, int | None] = {}
    for span, depth in tree.walk():
        outer = nearest[span.parent] if depth and span.parent is not None else None
        nearest[span.number] = span.number if span.number in shown else outer
        if outer is not None and span.number in shown:
            found.setdefault(outer, []).append(span)
    return found


def _tint(span: Span, outer: Tint | None) -> Tint:
    """A thread looks like what it works for; a kind that is not known is somebody else's work."""
    if span.kind == "thread":
        return outer or Tint.OTHER
    return _TINTS.get(span.kind, Tint.OTHER)


def _span_row(
    span: Span, parent: int | None, children: tuple[Span, ...], tint: Tint, stage: StageName | None, at: float
) -> TimelineRow:
    wait = min(waited_ms(span), span.duration_ms)
    begin = children[0].start_ms if span.kind == "router" and children else span.start_ms + wait
    own = [(max(start, begin), end) for start, end in own_pieces(span, children)]
    return TimelineRow(
        key=f"span:{span.number}",
        parent=parent,
        title=title_of(span),
        note=note_of(span),
        tint=tint,
        start_ms=at + span.start_ms,
        duration_ms=span.duration_ms,
        own=tuple((at + start, at + end) for start, end in own if end > start),
        waits=((at + span.start_ms, at + span.start_ms + wait),) if wait else (),
        failed=has_failed(span),
        stage=StageName.ROUTE if span.kind == "router" and not children else stage,
        span=span,
    )


def _route_row(router: Span, parent: int, first: Span, trace: Trace, at: float) -> TimelineRow:
    """Finding the route leaves no span; it is what the router does before anything inside it begins."""
    start, length = at + router.start_ms, max(0.0, first.start_ms - router.start_ms)
    return TimelineRow(
        key=f"route:{router.number}",
        parent=parent,
        title="Find the route",
        note=trace.route,
        tint=Tint.ROUTE,
        start_ms=start,
        duration_ms=length,
        own=(_piece(start, length),),
        stage=StageName.ROUTE,
    )

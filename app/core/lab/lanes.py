"""Requests of a run → lanes on one axis: the client's phases, and inside them what the server told.

Client and server count from clocks of their own. On one machine these agree; where they do not, or cannot, the server's
account is laid so that it ends with the first byte of the answer.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from app.core.exchange.model import Phase
from app.core.lab.holding import mark_waits
from app.core.lab.model import Lane, Piece, PieceKind
from app.core.trace.facts import place_text
from app.core.trace.loop_words import place_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.core.lab.model import Outcome, Run, Shot
    from app.core.trace.model import Span, Trace

_CLOCK_SLACK_MS: Final = 20.0
"""How far two clocks of one machine may be apart; the wall clock of some systems moves in steps of 16 ms."""

_BEFORE_WAITING: Final = frozenset({Phase.QUEUE, Phase.PREPARE, Phase.DNS, Phase.CONNECT, Phase.TLS, Phase.SEND})

_RANK: Final = (PieceKind.THREAD, PieceKind.THREAD_WAIT, PieceKind.LOOP_WAIT, PieceKind.LOOP, PieceKind.SERVER)
"""Which kind a moment has that several spans cover: the one that says most."""


def lay_lanes(run: Run) -> tuple[Lane, ...]:
    """A lane for each request, by number; those that did not begin yet have no times."""
    return mark_waits(tuple(_lane(shot, run.origin) for shot in run.shots))


def _lane(shot: Shot, origin: float) -> Lane:
    lane = Lane(shot.number, shot.operation_key)
    if shot.started_at is None and shot.outcome is None:
        return lane
    if shot.outcome is None:
        return replace(lane, start_ms=max(0.0, ((shot.started_at or origin) - origin) * 1000))
    return replace(_ended(lane, shot.outcome, shot.trace, origin), held_at=_held_at(shot))


def _held_at(shot: Shot) -> str:
    place = shot.block.place if shot.block is not None and not shot.block.gil else None
    if place is None:
        return ""
    # A comment behind it explains nothing here.
    code = place.text.strip().partition("  #")[0].replace("`", "'")
    return f"{place_words(place)} `{code}`" if code else place_words(place)


def _ended(lane: Lane, outcome: Outcome, trace: Trace | None, origin: float) -> Lane:
    start = max(0.0, (outcome.started_at - origin) * 1000)
    end = start + outcome.elapsed_ms
    before = [timing.start_ms + timing.duration_ms for timing in outcome.phases if timing.phase in _BEFORE_WAITING]
    sent = min(end, start + max(before, default=0.0))
    received = [timing.start_ms for timing in outcome.phases if timing.phase is Phase.RECEIVE]
    first_byte = min(end, start + received[0]) if received else None
    lane = replace(
        lane,
        start_ms=start,
        sent_ms=sent,
        first_byte_ms=first_byte,
        end_ms=end,
        status=outcome.status,
        problem=outcome.problem,
        cancelled=outcome.cancelled,
    )
    answered = end if first_byte is None else first_byte
    if trace is None or sent >= end:
        parts = (PieceKind.CLIENT, start, sent), (PieceKind.UNTOLD, sent, answered), (PieceKind.RECEIVE, answered, end)
        return replace(lane, pieces=_cut(*parts))
    seen = _first_sight(trace, origin, lane)
    inside = tuple((kind, seen + begin, min(answered, seen + stop)) for kind, begin, stop in _work(trace))
    over = max((stop for _, _, stop in inside), default=seen)
    pieces = _cut(
        (PieceKind.CLIENT, start, min(sent, seen)),
        (PieceKind.LOOP_WAIT, min(sent, seen), seen),
        *inside,
        (PieceKind.RECEIVE, over, end),
    )
    return replace(lane, pieces=pieces, told=True, place=_place(trace))


def _cut(*parts: tuple[PieceKind, float, float]) -> tuple[Piece, ...]:
    """The parts that have a length, neighbours of one kind joined."""
    pieces: list[Piece] = []
    for kind, start, end in parts:
        if end <= start:
            continue
        if pieces and pieces[-1].kind is kind:
            pieces[-1] = replace(pieces[-1], end_ms=end)
        else:
            pieces.append(Piece(kind, start, end))
    return tuple(pieces)


def _first_sight(trace: Trace, origin: float, lane: Lane) -> float:
    """When the server first saw the request, on the run's axis; between the client's beginning and its answer."""
    start, sent, end = lane.start_ms or 0.0, lane.sent_ms or 0.0, lane.end_ms or 0.0
    answered = end if lane.first_byte_ms is None else lane.first_byte_ms
    length = trace.duration_ms if trace.headers_ms is None else trace.headers_ms
    if trace.started_at is not None:
        seen = (trace.started_at - origin) * 1000
        # A client that gave up does not see when the server came to its end.
        over = seen if lane.first_byte_ms is None else seen + length
        if start - _CLOCK_SLACK_MS <= seen and over <= answered + _CLOCK_SLACK_MS:
            return min(max(seen, start), answered)
    return min(max(answered - length, sent), answered)


def _work(trace: Trace) -> Iterable[tuple[PieceKind, float, float]]:
    """What the server did from first sight to handing the answer over, in pieces that lose nothing."""
    end = trace.duration_ms if trace.headers_ms is None else min(trace.headers_ms, trace.duration_ms)
    marks: list[tuple[float, PieceKind, int]] = [(0.0, PieceKind.SERVER, 1), (end, PieceKind.SERVER, -1)]
    for kind, begin, stop in _told(trace):
        begin, stop = max(0.0, begin), min(stop, end)
        if stop > begin:
            marks += [(begin, kind, 1), (stop, kind, -1)]
    marks.sort(key=lambda mark: mark[0])
    open_now = dict.fromkeys(_RANK, 0)
    now = 0.0
    for moment, kind, step in marks:
        if moment > now:
            yield next(each for each in _RANK if open_now[each]), now, moment
            now = moment
        open_now[kind] += step


def _told(trace: Trace) -> Iterable[tuple[PieceKind, float, float]]:
    for span in trace.spans:
        if span.kind == "thread":
            yield from _thread_pieces(span)
        elif _is_on_loop(span):
            yield PieceKind.LOOP, span.start_ms, span.start_ms + span.duration_ms


def _thread_pieces(span: Span) -> Iterable[tuple[PieceKind, float, float]]:
    """Waiting for a thread, running in it, and waiting until the event loop takes the result."""
    queued, ran = span.attributes.get("queue_ms"), span.attributes.get("run_ms")
    end = span.start_ms + span.duration_ms
    if not isinstance(queued, int | float) or not isinstance(ran, int | float):
        yield PieceKind.THREAD_WAIT, span.start_ms, end
        return
    begun, done = span.start_ms + queued, span.start_ms + queued + ran
    yield PieceKind.THREAD_WAIT, span.start_ms, begun
    yield PieceKind.THREAD, begun, done
    yield PieceKind.LOOP_WAIT, done, end


def _is_on_loop(span: Span) -> bool:
    """Endpoints that do not say otherwise, and dependencies: of one in a thread, the thread's span says more."""
    return span.kind == "dependency" or (span.kind == "endpoint" and span.attributes.get("where") == "event loop")


def _place(trace: Trace) -> str:
    """What took longest of the app's own functions: `sleep_blocking (lab.py:17)`; may be empty."""
    own = [span for span in trace.spans if span.kind in {"endpoint", "dependency"}]
    longest = max(own, key=lambda span: span.duration_ms, default=None)
    if longest is None:
        return trace.endpoint.rpartition(":")[2].rpartition(".")[2]
    file = longest.attributes.get("file")
    name = file.replace("\\", "/").rpartition("/")[2] if isinstance(file, str) else ""
    where = place_text(name, longest.attributes.get("line"))
    function = longest.name.rpartition(".")[2]
    return f"{function} ({where})" if where else function

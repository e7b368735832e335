"""What a run shows, in plain words: judged from what was measured, never from what an operation is called."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from typing import TYPE_CHECKING, Final

from app.core.exchange.words import duration_words
from app.core.lab.holding import holders
from app.core.lab.model import PieceKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.core.lab.model import Lane, Piece

SHORT_MS: Final = 10.0
"""Requests that work less cannot show whom they wait for: starting them takes as long."""

BUSY_MS: Final = 50.0
"""A wait for the event loop from which it counts as busy, where nobody in particular held it."""

_ONE: Final = 1.3
"""So many at work at a time, on average, count as one after another."""

_ALIKE: Final = 1.6
_ALIKE_MS: Final = 20.0
"""A slow one takes at most so many times as long as the fastest, and a little, where nobody waited for another."""

_FULL: Final = 0.9
"""This share of the most threads that were ever at work counts as all of them."""

_HANDED_OVER_MS: Final = 15.0
"""So long it may take from one call's end to the next one's beginning in the same thread."""

_NOTABLE_SHARE: Final = 0.1
_FIRST_ERROR: Final = 400
"""RFC 9110 section 15: errors from 400."""


class Manner(StrEnum):
    """How requests of one operation went along with each other."""

    UNANSWERED = "unanswered"
    ALONE = "alone"
    APART = "apart"
    SHORT = "short"
    BLOCKED = "blocked"
    HELD_UP = "held up"
    BUSY = "busy"
    THREADS = "threads"
    QUEUED = "queued"
    TOGETHER = "together"
    SERIAL = "serial"
    GROUPS = "groups"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the requests of one operation show.

    Attributes:
        took_ms: From the first beginning to the last end.
        each_ms: What one of them works, in the middle; what the fastest took where the server tells nothing.
        sentence: All of it, for a person.
    """

    operation_key: str
    manner: Manner
    count: int
    took_ms: float
    each_ms: float
    sentence: str


@dataclass(frozen=True, slots=True)
class _Measures:
    """What was measured of the answered requests of one operation.

    Attributes:
        told: Whether the server told of all of them how long they worked.
        works: Milliseconds that each worked; from sent to answered where that is not told.
        peak: How many were under way at a time, sent and not answered, at most.
        window_ms: From the first one sent to the last one answered.
    """

    lanes: tuple[Lane, ...]
    told: bool
    works: tuple[float, ...]
    peak: int
    took_ms: float
    window_ms: float

    @property
    def each_ms(self) -> float:
        """What one of them works: in the middle; of those that do not tell, the fastest, which waited least."""
        return median(self.works) if self.told else min(self.works)

    @property
    def at_work(self) -> float:
        """How many worked at a time, if each needs as long as the fastest."""
        return min(self.works) * len(self.works) / self.window_ms if self.window_ms else float(self.peak)


def judge(lanes: Sequence[Lane]) -> tuple[Verdict, ...]:
    """One verdict for each operation, in the order in which they began; for a run that is over."""
    held = holders(lanes)
    keys = dict.fromkeys(lane.operation_key for lane in lanes if lane.start_ms is not None)
    return tuple(_judge_operation(key, lanes, held.keys()) for key in keys)


def _judge_operation(key: str, lanes: Sequence[Lane], held: Iterable[int]) -> Verdict:
    own = [lane for lane in lanes if lane.operation_key == key and lane.start_ms is not None]
    answered = tuple(lane for lane in own if lane.answered)
    if not answered:
        problem = next((lane.problem for lane in own if lane.problem), "")
        sentence = f"None of {_count(len(own))} was answered. {problem}".strip()
        return Verdict(key, Manner.UNANSWERED, len(own), _took(own), 0.0, sentence)
    measures = _measure(answered)
    manner = _manner(measures, set(held), lanes)
    sentence = f"{_head(manner, measures)} {_explain(manner, measures, lanes, set(held))}{_beside(own, answered)}"
    return Verdict(key, manner, len(own), measures.took_ms, measures.each_ms, sentence)


def _measure(lanes: tuple[Lane, ...]) -> _Measures:
    works = tuple(lane.time_in(PieceKind.LOOP, PieceKind.THREAD) for lane in lanes)
    # An endpoint that leaves no span of its own works elsewhere in the server.
    told = all(lane.told for lane in lanes) and any(works)
    window = max(lane.end_ms or 0.0 for lane in lanes) - min(lane.sent_ms or 0.0 for lane in lanes)
    waited = tuple(_waited(lane) for lane in lanes)
    return _Measures(lanes, told, works if told else waited, _peak(lanes), _took(lanes), window)


def _waited(lane: Lane) -> float:
    """From the request sent to the answer's end."""
    return (lane.end_ms or 0.0) - (lane.sent_ms or 0.0)


def _took(lanes: Iterable[Lane]) -> float:
    times = [(lane.start_ms or 0.0, lane.end_ms or 0.0) for lane in lanes]
    return max(end for _, end in times) - min(start for start, _ in times)


def _peak(lanes: Iterable[Lane], *kinds: PieceKind) -> int:
    """How many lanes were in pieces of these kinds at a time; without kinds: sent and not answered."""
    marks: list[tuple[float, int]] = []
    for lane in lanes:
        spans = [(piece.start_ms, piece.end_ms) for piece in lane.pieces if piece.kind in kinds]
        for start, end in spans if kinds else [(lane.sent_ms or 0.0, lane.end_ms or 0.0)]:
            marks += [(start, 1), (end, -1)]
    most = now = 0
    for _, step in sorted(marks):
        now += step
        most = max(most, now)
    return most


def _manner(measures: _Measures, held: set[int], lanes: Sequence[Lane]) -> Manner:
    own = measures.lanes
    holding = held & {lane.number for lane in own}
    if len(lanes) == 1:
        return Manner.ALONE
    # Of many in a row the last one has nobody who waits for it, so that one less is as good as all.
    if holding and len(holding) >= (len(own) - 1) / 2:
        return Manner.BLOCKED
    if held and _notable(_waits(own, PieceKind.LOOP_WAIT), measures):
        return Manner.HELD_UP
    if measures.peak <= 1:
        return Manner.APART
    if measures.each_ms < SHORT_MS:
        return Manner.SHORT
    if _notable(_queued(own), measures):
        return Manner.QUEUED
    if max(_waits(own, PieceKind.LOOP_WAIT)) >= max(BUSY_MS, measures.each_ms):
        return Manner.BUSY
    return _by_numbers(measures)


def _by_numbers(measures: _Measures) -> Manner:
    works = sorted(measures.works)
    # Not the slowest: one of many may have been slow for a reason of its own.
    slow = works[min(len(works) - 1, len(works) * 3 // 4)]
    if slow > _ALIKE * works[0] + _ALIKE_MS:
        return Manner.SERIAL if measures.at_work <= _ONE else Manner.GROUPS
    threads = sum(_waits(measures.lanes, PieceKind.THREAD))
    return Manner.THREADS if threads > sum(_waits(measures.lanes, PieceKind.LOOP)) else Manner.TOGETHER


def _waits(lanes: Iterable[Lane], kind: PieceKind) -> list[float]:
    return [lane.time_in(kind) for lane in lanes]


def _queued(lanes: Sequence[Lane]) -> list[float]:
    """For each lane how long it waited behind others: about as many as ever were at work, until one of them was done.

    All other waiting is for something else: for a new thread to start, or for its turn to compute.
    """
    full = _full_times(lanes)
    ends = sorted(piece.end_ms for lane in lanes for piece in lane.pieces if piece.kind is PieceKind.THREAD)
    return [
        sum(
            max(0.0, min(piece.end_ms, end) - max(piece.start_ms, start))
            for piece in lane.pieces
            if piece.kind is PieceKind.THREAD_WAIT and _is_handed_over(piece, ends)
            for start, end in full
        )
        for lane in lanes
    ]


def _is_handed_over(wait: Piece, ends: Sequence[float]) -> bool:
    """Whether a worker thread became free just before a wait for one was over."""
    return bisect_left(ends, wait.end_ms - _HANDED_OVER_MS) < bisect_right(ends, wait.end_ms)


def _full_times(lanes: Iterable[Lane]) -> list[tuple[float, float]]:
    """When nearly as many worker threads as ever were at work."""
    pieces = [piece for lane in lanes for piece in lane.pieces if piece.kind is PieceKind.THREAD]
    marks = sorted(mark for piece in pieces for mark in ((piece.start_ms, 1), (piece.end_ms, -1)))
    enough = _FULL * _peak(lanes, PieceKind.THREAD)
    full: list[tuple[float, float]] = []
    now, since = 0, 0.0
    for moment, step in marks:
        if now >= enough > now + step:
            full.append((since, moment))
        elif now < enough <= now + step:
            since = moment
        now += step
    return full


def _notable(waits: Iterable[float], measures: _Measures) -> list[float]:
    """The waits that matter beside what a request works."""
    return [wait for wait in waits if wait >= max(SHORT_MS, _NOTABLE_SHARE * measures.each_ms)]


def _head(manner: Manner, measures: _Measures) -> str:
    count, took = _count(len(measures.lanes)), duration_words(measures.took_ms)
    each = duration_words(measures.each_ms)
    # The work of those that were held up has somebody else's in it.
    if len(measures.lanes) == 1 or manner is Manner.HELD_UP:
        return f"{count} took {took}."
    if measures.told:
        return f"{count} of {each} each took {took}."
    return f"{count}, of which the fastest took {each}, took {took}."


def _explain(manner: Manner, measures: _Measures, lanes: Sequence[Lane], held: set[int]) -> str:
    own = measures.lanes
    place = next((lane.place for lane in own if lane.place), "")
    who, at_work = place or "the endpoint", max(1, round(measures.at_work))
    held_at = next((lane.held_at for lane in own if lane.held_at), "")
    line = f", at {held_at}" if held_at else ""
    longest = duration_words(max(_waits(own, PieceKind.LOOP_WAIT)))
    sentences = {
        Manner.ALONE: "Send several at once to see whom they wait for.",
        Manner.APART: "Never were two of them under way at the same time, so none could wait for another.",
        Manner.SHORT: "They are too short to show whom they wait for; choose something that takes longer.",
        Manner.BLOCKED: f"One after another: {who} runs on the event loop and does not let go of it while it "
        f"works{line}, so nobody else is served meanwhile.",
        Manner.HELD_UP: f"They had to wait for the event loop, up to {longest}: {_culprits(lanes, held)} held it.",
        Manner.BUSY: f"They had to wait for the event loop, up to {longest}: it had too much else to do.",
        Manner.QUEUED: _queue_words(measures),
        Manner.THREADS: f"Side by side: {who} runs in worker threads, each request in one of its own.",
        Manner.TOGETHER: f"They waited together: {who} awaits, so that the event loop serves the others meanwhile.",
        Manner.SERIAL: f"One after another: inside {who} they wait for something that only one can have at a time.",
        Manner.GROUPS: f"About {at_work} at a time: inside {who} they wait for something that so many can have.",
    }
    return sentences[manner] if measures.told else _OUTSIDE.get(manner, sentences[manner]).format(at_work)


_OUTSIDE: Final = {
    Manner.TOGETHER: "They went side by side.",
    Manner.SERIAL: "They went one after another, although they were sent at once. Why, this server does not tell.",
    Manner.GROUPS: "About {} went at a time, although all were sent at once. Why, this server does not tell.",
}
"""What can be said of requests whose server tells nothing."""


def _queue_words(measures: _Measures) -> str:
    waits = _notable(_queued(measures.lanes), measures)
    if not waits:
        return ""
    abreast = _peak(measures.lanes, PieceKind.THREAD)
    return (
        f"At most {abreast} ran side by side in worker threads; {len(waits)} had to wait for one, "
        f"up to {duration_words(max(waits))}."
    )


def _culprits(lanes: Sequence[Lane], held: set[int]) -> str:
    keys = dict.fromkeys(lane.operation_key for lane in lanes if lane.number in held)
    return " and ".join(keys)


def _beside(own: Sequence[Lane], answered: Sequence[Lane]) -> str:
    """What else is to be told: errors, and those without an answer."""
    words = ""
    errors = [lane.status for lane in answered if lane.status is not None and lane.status >= _FIRST_ERROR]
    if errors:
        words += f" {_count(len(errors))} ended in {', '.join(map(str, sorted(set(errors))))}."
    missing = [lane for lane in own if not lane.answered]
    if missing:
        problem = next((lane.problem for lane in missing if lane.problem), "")
        words += f" {_count(len(missing))} got no answer: {problem}"
    return words


def _count(count: int) -> str:
    return f"{count:,} request{'' if count == 1 else 's'}"

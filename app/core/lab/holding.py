"""Who held the event loop: an endpoint that ran on it while others waited and nothing of anyone's moved."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from app.core.lab.model import Piece, PieceKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.core.lab.model import Lane

SHORTEST_MS: Final = 5.0
"""A shorter run is over before anybody could tell that the loop was held."""

_EDGE_MS: Final = 1.0
"""What happens so near the ends of a run may have happened before or after it."""


def holders(lanes: Sequence[Lane]) -> dict[int, tuple[Piece, ...]]:
    """For each lane that held the event loop, by number, the pieces in which it did.

    A piece on the event loop held it where in all its time no other request moved on (everything but work in a thread
    needs the loop to begin and to end), although at least one that was sent already waited for the loop until its end.
    """
    moments = sorted(_moments(lanes))
    times = [moment for moment, _ in moments]
    waits = _waits(lanes)
    found: dict[int, tuple[Piece, ...]] = {}
    for lane in lanes:
        held = tuple(
            piece
            for piece in lane.pieces
            if piece.kind is PieceKind.LOOP
            and piece.duration_ms >= SHORTEST_MS
            and _is_quiet(piece, lane.number, moments, times)
            and _has_witness(piece, lane.number, waits)
        )
        if held:
            found[lane.number] = held
    return found


def mark_waits(lanes: tuple[Lane, ...]) -> tuple[Lane, ...]:
    """The same, where what looks like work elsewhere in the server is waiting for a loop that another lane held."""
    held = holders(lanes)
    if not held:
        return lanes
    spans = sorted((piece.start_ms, piece.end_ms, number) for number, pieces in held.items() for piece in pieces)
    return tuple(_marked(lane, spans) for lane in lanes)


def _marked(lane: Lane, held: Sequence[tuple[float, float, int]]) -> Lane:
    pieces: list[Piece] = []
    for piece in lane.pieces:
        if piece.kind is PieceKind.SERVER:
            # Nobody holds the loop while another does, so at most one that began before reaches into the piece.
            first = max(0, bisect_left(held, (piece.start_ms,)) - 1)
            others = held[first : bisect_right(held, (piece.end_ms,))]
            pieces += _split(piece, ((start, end) for start, end, number in others if number != lane.number))
        else:
            pieces.append(piece)
    return replace(lane, pieces=tuple(pieces))


def _split(piece: Piece, held: Iterable[tuple[float, float]]) -> Iterable[Piece]:
    """A piece cut at the borders of what others held."""
    now = piece.start_ms
    for start, end in held:
        begin, stop = max(now, start), min(piece.end_ms, end)
        if stop <= begin:
            continue
        if begin > now:
            yield Piece(piece.kind, now, begin)
        yield Piece(PieceKind.LOOP_WAIT, begin, stop)
        now = stop
    if piece.end_ms > now:
        yield Piece(piece.kind, now, piece.end_ms)


def _moments(lanes: Iterable[Lane]) -> Iterable[tuple[float, int]]:
    """When something of a lane began or ended that needs the event loop."""
    for lane in lanes:
        for piece in lane.pieces:
            if piece.kind in {PieceKind.LOOP, PieceKind.SERVER}:
                yield piece.start_ms, lane.number
                yield piece.end_ms, lane.number


def _waits(lanes: Iterable[Lane]) -> tuple[tuple[float, float, int], ...]:
    """From when to when a request that was sent waited until the loop came to its work; only of those that tell."""
    begins = {PieceKind.LOOP, PieceKind.THREAD_WAIT, PieceKind.THREAD}
    found = []
    for lane in lanes:
        begun = next((piece for piece in lane.pieces if piece.kind in begins), None)
        if begun is not None and lane.sent_ms is not None:
            found.append((lane.sent_ms, begun.start_ms, lane.number))
    return tuple(found)


def _is_quiet(piece: Piece, number: int, moments: Sequence[tuple[float, int]], times: Sequence[float]) -> bool:
    first = bisect_left(times, piece.start_ms + _EDGE_MS)
    last = bisect_right(times, piece.end_ms - _EDGE_MS)
    return all(owner == number for _, owner in moments[first:last])


def _has_witness(piece: Piece, number: int, waits: Iterable[tuple[float, float, int]]) -> bool:
    middle = (piece.start_ms + piece.end_ms) / 2
    return any(sent <= middle and begun >= piece.end_ms - _EDGE_MS for sent, begun, owner in waits if owner != number)

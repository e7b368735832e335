"""A run of many requests: what was asked for, what is known of each request, and the lane that is drawn of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from app.core.exchange.model import Failure

if TYPE_CHECKING:
    from app.core.exchange.model import Exchange, PhaseTiming
    from app.core.trace.loop import LoopBlock
    from app.core.trace.model import Trace

MOST_REQUESTS: Final = 200
"""Requests of one run."""

MOST_STAGGER_MS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Portion:
    """How many requests of one tab.

    Attributes:
        tab: Its identity.
        operation_key: `GET /lab/async`.
    """

    tab: int
    operation_key: str
    count: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run shall do.

    Attributes:
        portions: At least one request in all, at most `MOST_REQUESTS`.
        at_once: How many requests may be under way at a time.
        stagger_ms: Pause between two beginnings.
    """

    portions: tuple[Portion, ...]
    at_once: int = MOST_REQUESTS
    stagger_ms: float = 0.0

    @property
    def total(self) -> int:
        """Requests in all."""
        return sum(portion.count for portion in self.portions)

    def order(self) -> tuple[Portion, ...]:
        """The portion of each request, in the order in which they begin: the operations take turns."""
        left = [portion.count for portion in self.portions]
        turns: list[Portion] = []
        while any(left):
            for index, portion in enumerate(self.portions):
                if left[index]:
                    left[index] -= 1
                    turns.append(portion)
        return tuple(turns)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the client knows of one request that is over.

    Attributes:
        started_at: Seconds since the epoch; of the first round where there were several.
        elapsed_ms: Until the last byte, or the failure.
        phases: In ms from `started_at`.
        status: None where no whole answer came.
        problem: Why not, one sentence.
        cancelled: The person stopped it.
        size: Bytes of the body.
        rounds: How many were needed (challenges, redirects).
    """

    started_at: float
    elapsed_ms: float
    phases: tuple[PhaseTiming, ...] = ()
    status: int | None = None
    problem: str = ""
    cancelled: bool = False
    size: int = 0
    rounds: int = 1


def outcome_of(exchange: Exchange) -> Outcome:
    """What of an exchange is kept; its body is not."""
    result, response = exchange.outcome, exchange.response
    first = exchange.hops[0].exchange.started_at if exchange.hops else exchange.started_at
    late = (exchange.started_at - first) * 1000
    failed = isinstance(result, Failure)
    return Outcome(
        started_at=first,
        elapsed_ms=late + exchange.elapsed_ms,
        phases=tuple(replace(timing, start_ms=timing.start_ms + late) for timing in exchange.phases),
        status=None if response is None or failed else response.status,
        problem=result.message if isinstance(result, Failure) else "",
        cancelled=isinstance(result, Failure) and result.cancelled,
        size=response.body.size if response is not None else 0,
        rounds=len(exchange.hops) + 1,
    )


@dataclass(frozen=True, slots=True)
class Shot:
    """One request of a run.

    Attributes:
        number: From 1, in the order in which they begin.
        started_at: Seconds since the epoch, None before it began.
        outcome: None while it is under way.
        trace: What the server recorded, None where it told nothing (yet).
        block: How it held the event loop, as far as the loop was watched; None where it was not seen to.
    """

    number: int
    operation_key: str
    trace_id: str
    started_at: float | None = None
    outcome: Outcome | None = None
    trace: Trace | None = None
    block: LoopBlock | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One run.

    Attributes:
        number: From 1, counted by the workspace.
        started_at: When it was begun, seconds since the epoch.
        shots: By number.
        running: Whether requests are still to come or under way.
        stopped: Why it ended before its time, one sentence; empty where it did not.
    """

    number: int
    plan: Plan
    started_at: float
    shots: tuple[Shot, ...]
    running: bool = True
    stopped: str = ""

    @property
    def origin(self) -> float:
        """When its first request began, seconds since the epoch: all are prepared before."""
        return min((shot.started_at for shot in self.shots if shot.started_at is not None), default=self.started_at)

    @property
    def ended(self) -> int:
        """How many requests are over."""
        return sum(shot.outcome is not None for shot in self.shots)


class PieceKind(StrEnum):
    """What a request did during a piece of its time; the values are read by people."""

    CLIENT = "connecting and sending"
    UNTOLD = "waiting for the answer"
    LOOP_WAIT = "waiting for the event loop"
    THREAD_WAIT = "waiting for a thread"
    LOOP = "on the event loop"
    THREAD = "in a worker thread"
    SERVER = "elsewhere in the server"
    RECEIVE = "receiving"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a request's time, in ms from the run's beginning."""

    kind: PieceKind
    start_ms: float
    end_ms: float

    @property
    def duration_ms(self) -> float:
        """How long it is."""
        return self.end_ms - self.start_ms


@dataclass(frozen=True, slots=True)
class Lane:
    """One request on the common axis; all times in ms from the run's beginning.

    Attributes:
        start_ms: None before it began.
        sent_ms: When the request was out, as far as that is known.
        first_byte_ms: When the first byte of the answer came; None where none did.
        end_ms: None while it is under way.
        pieces: Without gaps from start to end.
        told: Whether the server told what it did.
        place: What of the app took longest, for example `sleep_blocking (lab.py:17)`; empty where that is not told.
        held_at: The line at which it was seen to hold the event loop, with its code in backticks; else empty.
        status, problem, cancelled: As in `Outcome`.
    """

    number: int
    operation_key: str
    start_ms: float | None = None
    sent_ms: float | None = None
    first_byte_ms: float | None = None
    end_ms: float | None = None
    pieces: tuple[Piece, ...] = ()
    told: bool = False
    place: str = ""
    held_at: str = ""
    status: int | None = None
    problem: str = ""
    cancelled: bool = False

    @property
    def answered(self) -> bool:
        """Whether a whole answer came."""
        return self.status is not None

    @property
    def duration_ms(self) -> float:
        """From start to end; 0 while it is under way."""
        return self.end_ms - self.start_ms if self.start_ms is not None and self.end_ms is not None else 0.0

    def time_in(self, *kinds: PieceKind) -> float:
        """Milliseconds spent in pieces of these kinds."""
        return sum(piece.duration_ms for piece in self.pieces if piece.kind in kinds)

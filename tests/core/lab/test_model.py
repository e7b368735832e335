"""Plans, runs and what is kept of an exchange."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.core.exchange.model import Exchange, Failure, Hop, Phase
from app.core.lab.model import Lane, Piece, PieceKind, Plan, Portion, outcome_of
from app.core.requests.model import PreparedRequest, Sent
from tests.support.exchanges import PHASES, answer
from tests.support.lab_runs import ORIGIN, a_run, over

REQUEST = PreparedRequest("GET", "http://127.0.0.1:9/x", "/x", (), None, Sent(), "a" * 32)


def test_operations_take_turns() -> None:
    plan = Plan((Portion(1, "A", 3), Portion(2, "B", 1), Portion(3, "C", 0)))
    assert [portion.operation_key for portion in plan.order()] == ["A", "B", "A", "A"]
    assert plan.total == 4


def test_of_an_exchange_times_and_status_are_kept() -> None:
    outcome = outcome_of(Exchange("GET /x", REQUEST, answer(b"four"), ORIGIN, 12.0, PHASES))
    assert (outcome.status, outcome.size, outcome.problem, outcome.rounds) == (200, 4, "", 1)
    assert (outcome.started_at, outcome.elapsed_ms, outcome.phases) == (ORIGIN, 12.0, PHASES)


def test_of_a_failure_its_words_are_kept_and_no_status() -> None:
    failure = Failure(Phase.RECEIVE, "The answer broke off.", partial=answer(b"fo"))
    outcome = outcome_of(Exchange("GET /x", REQUEST, failure, ORIGIN, 12.0, PHASES))
    assert (outcome.status, outcome.size, outcome.problem, outcome.cancelled) == (
        None,
        2,
        "The answer broke off.",
        False,
    )
    nothing = Failure(Phase.CONNECT, "Stopped.", cancelled=True)
    outcome = outcome_of(Exchange("GET /x", REQUEST, nothing, ORIGIN, 12.0))
    assert (outcome.size, outcome.cancelled) == (0, True)


def test_rounds_before_the_last_belong_to_its_time() -> None:
    first = Exchange("GET /x", REQUEST, answer(status=401), ORIGIN, 10.0, PHASES)
    last = Exchange("GET /x", REQUEST, answer(), ORIGIN + 0.02, 5.0, PHASES, hops=(Hop(first, "challenged"),))
    outcome = outcome_of(last)
    assert (outcome.started_at, outcome.rounds) == (ORIGIN, 2)
    assert outcome.elapsed_ms == pytest.approx(25.0, abs=0.01)
    assert outcome.phases[0].start_ms == pytest.approx(20.0, abs=0.01)


def test_a_run_counts_from_its_first_request() -> None:
    run = a_run((over(50, 51, 60, 61), None), (over(40, 41, 60, 61), None), (None, None))
    assert run.origin == pytest.approx(ORIGIN + 0.04)
    assert run.ended == 2
    assert replace(run, shots=run.shots[2:]).origin == ORIGIN


def test_a_lane_sums_its_pieces() -> None:
    pieces = (Piece(PieceKind.LOOP, 1, 3), Piece(PieceKind.SERVER, 3, 4), Piece(PieceKind.LOOP, 4, 5))
    lane = Lane(1, "A", start_ms=0, end_ms=6, pieces=pieces, status=204)
    assert lane.time_in(PieceKind.LOOP) == 3
    assert lane.time_in(PieceKind.LOOP, PieceKind.SERVER) == 4
    assert (lane.duration_ms, lane.answered) == (6, True)
    assert (Lane(1, "A", start_ms=0).duration_ms, Lane(1, "A").answered) == (0.0, False)

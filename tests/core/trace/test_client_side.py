"""Without a trace a journey tells what the client knows, and that the rest is unknown."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from app.core.exchange.model import Exchange, Failure, Outcome, Phase, PhaseTiming, Response, ResponseBody
from app.core.requests.model import PreparedRequest, Sent
from app.core.trace.journey import journey
from app.core.trace.model import StageName, StageState

REQUEST = PreparedRequest("GET", "http://127.0.0.1/x", "/x", (), None, Sent(), "t")
PHASES = (
    PhaseTiming(Phase.QUEUE, 0, 0.5),
    PhaseTiming(Phase.CONNECT, 0.5, 1),
    PhaseTiming(Phase.WAIT, 2, 5),
    PhaseTiming(Phase.RECEIVE, 7, 1),
)
UNKNOWN, PASSED, STOPPED, UNREACHED = StageState.UNKNOWN, StageState.PASSED, StageState.STOPPED, StageState.NOT_REACHED


@dataclass(frozen=True)
class Decided:
    decision: str
    sentence: str = "because"
    status: int | None = None


def _response(status: int = 200, reason: str = "OK") -> Response:
    return Response(status, reason, "HTTP/1.1", (), ResponseBody(0, b""))


def _exchange(outcome: Outcome, phases: tuple[PhaseTiming, ...] = PHASES) -> Exchange:
    return Exchange("GET /x", REQUEST, outcome, 0.0, 8.0, phases)


def test_an_answer_says_nothing_of_the_inside() -> None:
    told = journey(_exchange(_response()))
    assert [stage.name for stage in told.stages] == list(StageName)
    assert [stage.state for stage in told.stages] == [PASSED, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, PASSED]
    assert (told.stopped_at, told.known) == (None, False)
    assert "Unknown" in told.stages[2].sentence
    assert told.summary == "The server answered 200 OK. What happened inside is unknown."
    assert [stage.duration_ms for stage in told.stages] == [1.5, None, None, None, None, 6.0]


def test_an_outcome_alone_has_no_times() -> None:
    assert {stage.duration_ms for stage in journey(_response()).stages} == {None}
    assert {stage.duration_ms for stage in journey(_exchange(_response(), ())).stages} == {None}


@pytest.mark.parametrize("phase", [Phase.QUEUE, Phase.PREPARE, Phase.DNS, Phase.CONNECT, Phase.TLS, Phase.SEND])
def test_a_network_failure_stops_at_the_request(phase: Phase) -> None:
    told = journey(_exchange(Failure(phase, "Nothing listens there.", detail="ConnectError")))
    assert told.stopped_at is StageName.REQUEST
    assert [stage.state for stage in told.stages] == [STOPPED, *[UNREACHED] * 5]
    assert (told.stages[0].sentence, told.stages[0].detail) == ("Nothing listens there.", "ConnectError")
    assert told.summary == "Stopped at Request: Nothing listens there."
    assert not told.known


def test_cancelled_before_sending() -> None:
    told = journey(Failure(Phase.QUEUE, "Cancelled.", cancelled=True))
    assert told.stages[0].sentence == "You cancelled it before it was sent."


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        (Failure(Phase.WAIT, "No answer within 5 s."), "The response did not come: No answer within 5 s."),
        (Failure(Phase.RECEIVE, "The connection was reset."), "The response broke off: The connection was reset."),
        (Failure(Phase.WAIT, "x", cancelled=True), "The response did not come: you cancelled it."),
    ],
)
def test_no_answer_leaves_the_inside_unknown(failure: Failure, sentence: str) -> None:
    told = journey(_exchange(failure))
    assert told.stopped_at is StageName.RESPONSE
    assert [stage.state for stage in told.stages] == [PASSED, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, STOPPED]
    assert told.stages[-1].sentence == sentence
    assert told.summary == f"The request was sent. {sentence}"


def test_known_routes_tell_the_route_stage() -> None:
    told = journey(_response(), routing=Decided("matched", "Route 3 matches."))
    assert (told.stages[1].state, told.stages[1].sentence) == (PASSED, "Route 3 matches.")
    assert (told.stages[2].state, told.stopped_at) == (UNKNOWN, None)
    waiting = journey(Failure(Phase.WAIT, "Slow."), routing=Decided("matched"))
    assert waiting.stages[1].state is PASSED


def test_known_routes_tell_that_none_matches() -> None:
    told = journey(_response(404, "Not Found"), routing=Decided("not found", "No route matches.", 404))
    assert told.stopped_at is StageName.ROUTE
    assert [stage.state for stage in told.stages] == [PASSED, STOPPED, UNREACHED, UNREACHED, UNREACHED, PASSED]
    assert told.summary == "Stopped at Route: No route matches."


def test_an_answer_that_the_router_would_not_give_came_from_elsewhere() -> None:
    told = journey(_response(), routing=Decided("not found", "No route matches.", 404))
    assert (told.stages[1].state, told.stopped_at) == (UNKNOWN, None)


def test_an_unnamed_status_is_told_by_its_number() -> None:
    assert journey(_response(299, "")).stages[-1].sentence == "The server answered 299."
    assert journey(_response(299, "Odd")).stages[-1].sentence == "The server answered 299 Odd."
    old_name = journey(_response(422, "Unprocessable Entity")).stages[-1].sentence
    assert old_name == "The server answered 422 Unprocessable Content."

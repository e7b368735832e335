"""The server's spans are placed inside the client's wait, and how sure that is is told."""

from __future__ import annotations

import pytest

from app.core.exchange.model import Exchange, Failure, Outcome, Phase, PhaseTiming, Response, ResponseBody
from app.core.requests.model import PreparedRequest, Sent
from app.core.trace.placing import place
from tests.support.spans import make_trace

REQUEST = PreparedRequest("GET", "http://127.0.0.1/x", "/x", (), None, Sent(), "t")
ANSWER = Response(200, "OK", "HTTP/1.1", (), ResponseBody(0, b""))
SENT = PhaseTiming(Phase.SEND, 1.0, 4.0)
WAITED = PhaseTiming(Phase.WAIT, 5.0, 12.0)
SERVER = (0, "server", "GET /x", 0, 10)


def _exchange(*phases: PhaseTiming, outcome: Outcome = ANSWER) -> Exchange:
    return Exchange("GET /x", REQUEST, outcome, 0.0, 20.0, phases)


def test_half_of_what_is_left_of_the_wait_is_the_way_there() -> None:
    placed = place(_exchange(SENT, WAITED), make_trace(SERVER, headers_ms=9.0))
    assert (placed.at_ms, placed.slack_ms) == (6.5, 1.5)
    assert placed.words == (
        "The server's clock is not ours: its spans are placed in the middle of the client's wait, give or take 1.50 ms."
    )


def test_what_comes_after_the_headers_is_not_part_of_the_wait() -> None:
    placed = place(_exchange(SENT, WAITED), make_trace(SERVER, ms=500.0, headers_ms=12.0))
    assert (placed.at_ms, placed.slack_ms) == (5.0, 0.0)


def test_a_server_that_began_while_the_body_was_sent_is_placed_by_the_end_of_the_wait() -> None:
    placed = place(_exchange(SENT, WAITED), make_trace(SERVER, headers_ms=14.0))
    assert placed.at_ms == 3.0
    assert "began before the whole request was sent" in placed.words


@pytest.mark.parametrize(("phases", "at"), [((SENT, WAITED), 1.0), ((WAITED,), 5.0)])
def test_it_never_saw_the_request_before_it_was_sent(phases: tuple[PhaseTiming, ...], at: float) -> None:
    assert place(_exchange(*phases), make_trace(SERVER, headers_ms=400.0)).at_ms == at


@pytest.mark.parametrize("headers_ms", [None, 9.0])
def test_without_an_answer_it_stands_where_the_wait_began(headers_ms: float | None) -> None:
    failed = _exchange(SENT, WAITED, outcome=Failure(Phase.WAIT, "You cancelled it.", cancelled=True))
    placed = place(failed, make_trace(SERVER, headers_ms=headers_ms))
    assert placed.at_ms == 5.0
    assert placed.words.startswith("No answer arrived")


def test_without_phases_nothing_is_known() -> None:
    assert place(_exchange(), make_trace(SERVER)).words.startswith("When the server began is not known")


def test_a_trace_alone_has_its_own_axis() -> None:
    placed = place(None, make_trace(SERVER))
    assert (placed.at_ms, placed.words) == (0.0, "")

"""The journey as far as the client alone can know it: it sent something, and something came back or did not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.exchange.model import Exchange, Failure, Phase
from app.core.exchange.statuses import status_line, status_name
from app.core.trace.model import Journey, Stage, StageName, StageState

if TYPE_CHECKING:
    from app.core.exchange.model import Outcome, Response

_INSIDE = (StageName.ROUTE, StageName.DEPENDENCIES, StageName.VALIDATION, StageName.ENDPOINT)
_SENDING = (Phase.QUEUE, Phase.PREPARE, Phase.DNS, Phase.CONNECT, Phase.TLS, Phase.SEND)
_UNKNOWN = "Unknown: the server told nothing about its inside."


def client_journey(done: Exchange | Outcome, route: Stage | None) -> Journey:
    """The journey without a trace.

    Args:
        done: The exchange, or only its response or failure.
        route: The route stage where the server's routes are known otherwise, else None.
    """
    outcome = done.outcome if isinstance(done, Exchange) else done
    exchange = done if isinstance(done, Exchange) else None
    if not isinstance(outcome, Failure):
        return _answered(outcome, exchange, route)
    if outcome.phase in _SENDING:
        return _never_arrived(outcome, exchange)
    return _no_answer(outcome, exchange, route)


def _never_arrived(failure: Failure, exchange: Exchange | None) -> Journey:
    """Whatever went wrong before the last byte was sent, the server did not get a whole request."""
    sentence = "You cancelled it before it was sent." if failure.cancelled else failure.message
    request = Stage(StageName.REQUEST, StageState.STOPPED, sentence, _sending_ms(exchange), failure.detail)
    rest = tuple(
        Stage(name, StageState.NOT_REACHED, "Not reached: the server never got the whole request.")
        for name in (*_INSIDE, StageName.RESPONSE)
    )
    return Journey((request, *rest), StageName.REQUEST, known=False, summary=f"Stopped at Request: {sentence}")


def _no_answer(failure: Failure, exchange: Exchange | None, route: Stage | None) -> Journey:
    came = "broke off" if failure.phase is Phase.RECEIVE else "did not come"
    why = "you cancelled it." if failure.cancelled else failure.message
    sentence = f"The response {came}: {why}"
    response = Stage(StageName.RESPONSE, StageState.STOPPED, sentence, _waiting_ms(exchange), failure.detail)
    return _assembled(exchange, route, response, StageName.RESPONSE, f"The request was sent. {sentence}")


def _answered(response: Response, exchange: Exchange | None, route: Stage | None) -> Journey:
    # The name that the status has everywhere else in the window; servers write old ones, or their own.
    named = status_line(response.status)
    answer = named if status_name(response.status) else f"{named} {response.reason}".strip()
    sentence = f"The server answered {answer}."
    stage = Stage(StageName.RESPONSE, StageState.PASSED, sentence, _waiting_ms(exchange))
    stopped = StageName.ROUTE if route is not None and route.state is StageState.STOPPED else None
    return _assembled(exchange, route, stage, stopped, f"{sentence} What happened inside is unknown.")


def _assembled(
    exchange: Exchange | None, route: Stage | None, response: Stage, stopped: StageName | None, summary: str
) -> Journey:
    request = Stage(StageName.REQUEST, StageState.PASSED, "The request was sent.", _sending_ms(exchange))
    inside = [Stage(name, StageState.UNKNOWN, _UNKNOWN) for name in _INSIDE]
    if route is not None:
        inside[0] = route
    if stopped is StageName.ROUTE and route is not None:
        unreached = "Not reached: no route took the request."
        inside[1:] = [Stage(name, StageState.NOT_REACHED, unreached) for name in _INSIDE[1:]]
        summary = f"Stopped at Route: {route.sentence}"
    return Journey((request, *inside, response), stopped, known=False, summary=summary)


def _sending_ms(exchange: Exchange | None) -> float | None:
    return _phases_ms(exchange, _SENDING)


def _waiting_ms(exchange: Exchange | None) -> float | None:
    """Waiting and receiving: all that the client sees of the server's work."""
    return _phases_ms(exchange, (Phase.WAIT, Phase.RECEIVE))


def _phases_ms(exchange: Exchange | None, phases: tuple[Phase, ...]) -> float | None:
    found = [timing.duration_ms for timing in exchange.phases if timing.phase in phases] if exchange is not None else []
    return round(sum(found), 4) if found else None

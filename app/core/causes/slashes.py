"""A path with one slash too many or too few: redirects that lose something, and 404 where nothing redirects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

from app.core.causes.model import Cause, Look
from app.core.routes.lookup import routes_at

if TYPE_CHECKING:
    from app.core.causes.model import Evidence
    from app.core.exchange.model import Exchange
    from app.core.requests.model import PreparedRequest

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_NOT_FOUND: Final = 404


def trailing_slash(evidence: Evidence) -> Cause | None:
    """307 to the same path with its last slash changed, or 404 where only that path is there.

    Starlette's router redirects so unless `redirect_slashes` is off.
    """
    rounds = [*(hop.exchange for hop in evidence.exchange.hops), evidence.exchange]
    for number, one in enumerate(rounds):
        moved = _moved(one)
        if moved is not None:
            following = rounds[number + 1].request if number + 1 < len(rounds) else None
            return _redirected(evidence, one, moved, following)
    return _missed(evidence) if evidence.status == _NOT_FOUND else None


def _moved(exchange: Exchange) -> str | None:
    """Where a redirect leads that changes the last slash alone, else None."""
    response = exchange.response
    location = response.header("location") if response is not None and response.status in _REDIRECTS else None
    if location is None:
        return None
    before = urlsplit(exchange.request.url).path
    try:
        after = urlsplit(urljoin(exchange.request.url, location)).path
    except ValueError:
        return None
    return after if before != after and before.rstrip("/") == after.rstrip("/") else None


def _redirected(evidence: Evidence, exchange: Exchange, moved: str, following: PreparedRequest | None) -> Cause | None:
    asked, status = urlsplit(exchange.request.url).path, exchange.response.status if exchange.response else 0
    lost = _lost(exchange.request, following) if following is not None else []
    if following is not None and not lost and not evidence.is_error:
        return None
    sentence = f"`{asked}` is not what the server has: it has `{moved}`, and sent the client there with {status}."
    if lost:
        sentence += f" On the way {' and '.join(lost)}."
    advice = f"Call `{moved}` at once"
    if following is None:
        advice += ", or follow the redirect (the settings can do it by themselves)"
    slash = "with" if moved.endswith("/") else "without"
    advice += f". In FastAPI the route is declared {slash} the last slash; declare it as clients call it."
    return Cause("trailing-slash", "Redirected for one slash", sentence, advice)


def _lost(before: PreparedRequest, after: PreparedRequest) -> list[str]:
    lost = []
    if before.method != after.method:
        lost.append(f"{before.method} became {after.method}")
    if before.body is not None and after.body is None:
        lost.append("the body was lost")
    names = {name.lower() for name, _ in before.headers} - {name.lower() for name, _ in after.headers}
    if names & {"authorization", "cookie"} or (before.authentication.places and not after.authentication.places):
        lost.append("the credentials were left out, because it is another origin")
    return lost


def _missed(evidence: Evidence) -> Cause | None:
    table = evidence.routes
    if table is None or (evidence.facts is not None and evidence.facts.reached_route):
        return None
    method, path = evidence.exchange.request.method, urlsplit(evidence.exchange.request.url).path
    other = path.rstrip("/") if path.endswith("/") else f"{path}/"
    if not other or routes_at(table, path):
        return None
    near = next((route for route in routes_at(table, other) if method in route.methods), None)
    if near is None:
        return None
    sentence = (
        f"No route has `{path}`, but route {near.number} has it with the last slash changed, and the server does not "
        "redirect (`redirect_slashes` is off, or it is no FastAPI app)."
    )
    return Cause(
        "trailing-slash",
        "One slash decides",
        sentence,
        f"Call `{other}`.",
        certain=not table.simulated,
        look=Look.ROUTES,
        words=f"{method} {other}",
    )

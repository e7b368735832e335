"""Which route answered, and why none or another did: 404, 405, and documents that promise another handler."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from app.core.causes.model import Cause, Look
from app.core.operations.listing import entry_of
from app.core.routes.explain import fix_for, join_names, label
from app.core.routes.lookup import may_be_inside, routes_at
from app.core.routes.model import RouteKind
from app.core.routes.promises import DocumentedRoutes, handler_name
from app.core.trace.facts import place_text

if TYPE_CHECKING:
    from app.core.causes.model import Evidence
    from app.core.routes.model import Route, RouteTable, Shadow

_NOT_FOUND: Final = 404
_NOT_ALLOWED: Final = 405
_MISLED: Final = frozenset({404, 405, 422})
"""What another handler says of a request that was not meant for it."""


def other_handler(evidence: Evidence) -> Cause | None:
    """The route that answers is not the one that the document promises for the operation."""
    table = evidence.routes
    if table is None:
        return None
    if table.simulated:
        return _maybe_other(evidence, table)
    promised = DocumentedRoutes(table).route_of(entry_of(evidence.operation))
    if promised is None:
        return None
    answering = _answering(evidence, table, promised)
    if answering is None:
        return None
    sentence = (
        f"The document promises `{handler_name(promised)}` here; `{handler_name(answering)}` answered, because "
        f"{label(answering)} comes first."
    )
    shadow = _shadow(table, promised, evidence.operation.method)
    advice = fix_for(table, shadow) if shadow is not None else f"Move {label(promised)} above {label(answering)}."
    place = place_text(answering.file, answering.line)
    return _at_routes(evidence, Cause("other-handler", "Another handler answered", sentence, advice, place=place))


def _answering(evidence: Evidence, table: RouteTable, promised: Route) -> Route | None:
    """The route that took the request in place of the promised one: by the trace, else by what is sure without."""
    facts, method = evidence.facts, evidence.operation.method
    if facts is not None and facts.trace.endpoint:
        if facts.trace.endpoint == promised.endpoint:
            return None
        earlier = (route for route in table.routes[: promised.number - 1] if method in route.methods)
        return next((route for route in earlier if route.endpoint == facts.trace.endpoint), None)
    shadow = _shadow(table, promised, method) if facts is None else None
    return table.route(shadow.winner) if shadow is not None else None


def _shadow(table: RouteTable, route: Route, method: str) -> Shadow | None:
    found = (shadow for shadow in table.never_reachable if (shadow.number, shadow.method) == (route.number, method))
    return next(found, None)


def _maybe_other(evidence: Evidence, table: RouteTable) -> Cause | None:
    if evidence.status not in _MISLED or table.caution:
        return None
    method, path = evidence.operation.method, evidence.operation.path
    hidden = next((route for route in table.routes if route.path == path and method in route.methods), None)
    shadow = _shadow(table, hidden, method) if hidden is not None else None
    winner = table.route(shadow.winner) if shadow is not None else None
    if winner is None:
        return None
    sentence = (
        f"Perhaps `{winner.path}` answered in place of `{evidence.operation.path}`: it stands first in the document, "
        "and many servers, FastAPI among them, take the first match."
    )
    advice = f"If the server is yours, declare `{evidence.operation.path}` first."
    title = "Perhaps another handler answered"
    return _at_routes(evidence, Cause("other-handler", title, sentence, advice, certain=False))


def method_not_allowed(evidence: Evidence) -> Cause | None:
    """405: the path is there, the method is not (RFC 9110 section 15.5.6)."""
    if evidence.status != _NOT_ALLOWED:
        return None
    method, allow = evidence.exchange.request.method, evidence.response.header("allow") or ""
    named = [name.strip().upper() for name in allow.split(",") if name.strip()]
    known = _methods_at(evidence)
    listed = sorted({*named, *known})
    if not listed:
        return None
    sentence = f"The path is there, but not for {method}: it answers to {join_names(listed)}."
    missing = [name for name in known if name not in named]
    if named and missing:
        sentence += (
            f" `Allow` names {join_names(named)} alone, because FastAPI tells there of the first route with this path."
        )
    cause = Cause("method-not-allowed", "Another method", sentence, _method_advice(method, listed))
    return _at_routes(evidence, cause)


def _method_advice(method: str, listed: list[str]) -> str:
    if method == "HEAD" and "GET" in listed:
        return "FastAPI gives a GET route no HEAD: ask with GET, or declare HEAD as well."
    if method == "OPTIONS":
        return "A preflight is answered by CORSMiddleware, and only with Origin and Access-Control-Request-Method."
    return f"Send {join_names(listed).replace(' and ', ' or ')}."


def _methods_at(evidence: Evidence) -> list[str]:
    table = evidence.routes
    found = routes_at(table, urlsplit(evidence.exchange.request.url).path) if table is not None else []
    return sorted({method for route in found for method in route.methods})


def not_found(evidence: Evidence) -> Cause | None:
    """404: no route, a route of another kind, or an answer that a handler gave on purpose."""
    if evidence.status != _NOT_FOUND:
        return None
    facts = evidence.facts
    if facts is not None and facts.reached_route:
        name = facts.trace.endpoint.rpartition(":")[2].rpartition("<locals>.")[2]
        if not name or facts.failed_dependency is not None:
            return None
        sentence = f"The route is there, and `{name}` answered that what it was asked for is not."
        return Cause("not-found", "Not there", sentence, "Ask for something that exists.")
    path = urlsplit(evidence.exchange.request.url).path
    at_path = routes_at(evidence.routes, path) if evidence.routes is not None else []
    if any(route.kind is RouteKind.WEBSOCKET for route in at_path) and not any(route.methods for route in at_path):
        sentence = f"At `{path}` is a WebSocket route; a plain HTTP request gets 404 there."
        return Cause("not-found", "A WebSocket is there", sentence, "Open it with a WebSocket client.")
    if evidence.detail == "Not Found":
        return _no_route(evidence, path, at_path)
    if isinstance(evidence.detail, str):
        sentence = "The API gave its own words for it, so a route answered: what it was asked for is not there."
        return Cause("not-found", "Not there", sentence, "Ask for something that exists.", certain=False)
    return None


def _no_route(evidence: Evidence, path: str, at_path: list[Route]) -> Cause | None:
    facts, table = evidence.facts, evidence.routes
    if facts is not None and not facts.reached_router:
        return None  # A middleware answered by itself.
    known = table is not None and not table.simulated and not may_be_inside(table, path)
    sure = facts is not None or (known and not at_path)
    words = f"No route of the server matches `{path}`." if sure else f"Most likely no route matches `{path}`."
    if not sure:
        words += " FastAPI says just this then; a handler may say it too."
    advice = (
        "Look at the base URL and its prefix, at the spelling, at a slash at the end, and at typed parts: a route with "
        "`{id:int}` answers 404, not 422, to anything but a number."
    )
    return _at_routes(evidence, Cause("not-found", "No route", words, advice, certain=sure))


def _at_routes(evidence: Evidence, cause: Cause) -> Cause:
    """The cause with the way to the routes, where they are known."""
    if evidence.routes is None:
        return cause
    request = evidence.exchange.request
    return replace(cause, look=Look.ROUTES, words=f"{request.method} {urlsplit(request.url).path}")

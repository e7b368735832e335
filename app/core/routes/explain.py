"""What a router's decision means, in words: why a route won, why another was never tried, and what to do about it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from app.core.routes.model import Encounter, RouteKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.core.routes.model import MatchResult, Route, RouteTable, Shadow

_CONVERTORS = {"int": ("int", "whole numbers"), "float": ("float", "numbers"), "uuid.UUID": ("uuid", "UUIDs")}
"""Python type of a path parameter → Starlette's convertor that makes the router insist on it."""

_TAKES = {"int": r"[0-9]+", "float": r"[0-9]+(\.[0-9]+)?", "uuid": r"[0-9a-fA-F-]{32,36}"}


def label(route: Route, *, capital: bool = False) -> str:
    """A route as a sentence names it: "route 7 `/shelf/{name}`", "mount 3 `/static`"."""
    kinds = {RouteKind.MOUNT: "mount", RouteKind.HOST: "host", RouteKind.WEBSOCKET: "WebSocket route"}
    text = f"{kinds.get(route.kind, 'route')} {route.number} `{route.path or '/'}`"
    return text[0].upper() + text[1:] if capital else text


def explain_decision(table: RouteTable, result: MatchResult) -> str:
    """One sentence: what the router does with this request and why."""
    request = f"`{result.method} {result.target}`"
    match result.decision:
        case "matched":
            return _explain_match(table, result)
        case "method not allowed":
            return _explain_methods(table, result, request)
        case "redirect":
            near = table.route(result.near)
            other = label(near, capital=True) if near is not None else "A route"
            return f"{other} matches {request} with the last slash changed: 307, try again at `{result.redirect_to}`."
        case "error":
            return f"A route failed while the router asked it whether {request} matches: the server answers 500."
        case _:
            return _explain_not_found(table, result, request)


def fix_for(table: RouteTable, shadow: Shadow) -> str:
    """What to do about a shadow; a convertor is proposed only where it would let the right requests through."""
    route, winner = table.route(shadow.number), table.route(shadow.winner)
    if route is None or winner is None:
        return ""
    if route.regex == winner.regex and route.parent == winner.parent and route.kind is winner.kind:
        return (
            f"The same path stands twice: remove one of routes {winner.number} and {route.number}, or rename its path."
        )
    if winner.kind in {RouteKind.MOUNT, RouteKind.HOST}:
        return f"Register it before {label(winner)}, or give that {winner.kind} another path."
    move = f"Move it above {label(winner)}"
    modules = {route.endpoint.partition(":")[0], winner.endpoint.partition(":")[0]}
    if len(modules) == 2:
        move += ", or include its router earlier"
    convertor = _helpful_convertor(route, winner)
    return f"{move}, or {convertor}." if convertor else f"{move}."


def _helpful_convertor(route: Route, winner: Route) -> str:
    """Where the winner's parameter has a narrow Python type and faces a word that is none of that type."""
    own, other = route.path.split("/"), winner.path.split("/")
    if len(own) != len(other):
        return ""
    types = dict(winner.param_types)
    for mine, theirs in zip(own, other, strict=True):
        name = re.fullmatch(r"\{(\w+)\}", theirs)
        kind = _CONVERTORS.get(types.get(name[1], "")) if name else None
        if name and kind and "{" not in mine and not re.fullmatch(_TAKES[kind[0]], mine):
            return f"let {winner.number} take only {kind[1]} by `{{{name[1]}:{kind[0]}}}`"
    return ""


def _explain_match(table: RouteTable, result: MatchResult) -> str:
    winner = table.route(result.winner)
    if winner is None:
        return f"`{result.method} {result.target}` is answered by a route that this table does not have."
    params = next((step.path_params for step in result.steps if step.number == winner.number), ())
    taken = ", ".join(f"{name} = {value}" for name, value in params)
    first = f"{label(winner, capital=True)} is the first that matches" + (f", with {taken}" if taken else "")
    hidden = _hidden_by(table, result, winner)
    if hidden is None:
        return f"{first}."
    return f"{first}, so `{hidden.path}` ({hidden.number}) was never tried."


def _hidden_by(table: RouteTable, result: MatchResult, winner: Route) -> Route | None:
    """A later route that a person most likely meant: the one with exactly this path."""
    path = unquote(result.target.partition("?")[0])
    for step in result.steps[winner.number :]:
        route = table.route(step.number)
        fits = route is not None and route.path == path and route.kind is winner.kind
        if fits and route is not None and (not route.methods or result.method in route.methods):
            return route
    return None


def _explain_methods(table: RouteTable, result: MatchResult, request: str) -> str:
    missed = [table.route(step.number) for step in result.steps if step.encounter is Encounter.WRONG_METHOD]
    methods = sorted({method for route in missed if route is not None for method in route.methods})
    near = table.route(result.near)
    where = f" ({label(near)})" if near is not None else ""
    return f"The path of {request} is there{where}, but only for {join_names(methods)}: 405 Method Not Allowed."


def _explain_not_found(table: RouteTable, result: MatchResult, request: str) -> str:
    refused = result.method == "WEBSOCKET"
    answer = "the handshake is refused with 403" if refused else "404 Not Found"
    mount = table.route(result.taken_by)
    if mount is not None:
        return f"{label(mount, capital=True)} takes {request}, but nothing inside it matches: {answer}."
    if not table.routes:
        return f"The server has no routes at all, so nothing matches {request}: {answer}."
    return f"None of the {len(table.routes)} routes matches {request}: {answer}."


def join_names(names: Sequence[str]) -> str:
    """`GET, POST and PUT`."""
    if not names:
        return "other methods"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"

"""What a simulation by a document's order means, in words that claim no more than a document can tell."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from app.core.routes.explain import join_names, label
from app.core.routes.model import Encounter
from app.core.routes.templates import parse_template

if TYPE_CHECKING:
    from app.core.routes.model import MatchResult, Route, RouteTable, Shadow


SIMULATED: Final = "Simulated by the document's order; the server may try its routes otherwise."
"""Said wherever a simulated table is shown."""


class Why(StrEnum):
    """What tells OpenAPI's choice from the first match."""

    SLASH = "where `%2F` is no slash"
    FIXED = "where fixed paths come first"
    OPEN = "which leaves open which of several templates is meant"


@dataclass(frozen=True, slots=True)
class Ruling:
    """What OpenAPI's own rule makes of a request.

    Attributes:
        chosen: The routes of the path that it chooses, whatever their method.
        winner: The one with the request's method, None where none has it.
        why: What the rule goes by: `%2F` in the path, a fixed path, or nothing, because OpenAPI leaves it open.
    """

    chosen: tuple[int, ...]
    winner: int | None
    why: Why


def explain_simulated(table: RouteTable, result: MatchResult, ruling: Ruling) -> str:
    """One or two sentences: what the first match is, and what OpenAPI's rule says where that is something else."""
    request = f"`{result.method} {result.target}`"
    if ruling.winner == result.winner:
        return _first_match(table, result, request, "By the document's order {request} is {route}.")
    first = "A server that takes the first match, as FastAPI does, answers with {route}."
    return f"{_by_rule(table, ruling, request)} {_first_match(table, result, request, first)}"


def _by_rule(table: RouteTable, ruling: Ruling, request: str) -> str:
    route, chosen = table.route(ruling.winner), table.route(next(iter(ruling.chosen), None))
    if route is not None:
        meant = "may be" if ruling.why is Why.OPEN else "is"
        return f"By OpenAPI, {ruling.why}, {request} {meant} {_named(route)}."
    if chosen is None:
        return f"By OpenAPI, {ruling.why}, no path matches {request}."
    return f"By OpenAPI, {ruling.why}, {request} means `{chosen.path}`, which has no such method: 405."


def _first_match(table: RouteTable, result: MatchResult, request: str, sentence: str) -> str:
    winner, near = table.route(result.winner), table.route(result.near)
    if winner is not None:
        return sentence.format(request=request, route=_with_values(result, winner))
    if result.method == "WEBSOCKET":
        return f"A document cannot describe WebSockets, so nothing is known of {request}."
    if result.decision == "redirect" and near is not None:
        return (
            f"{label(near, capital=True)} matches {request} with the last slash changed: FastAPI answers 307 and sends "
            f"the client to `{result.redirect_to}`, other servers may answer 404."
        )
    if near is not None:
        missed = (table.route(step.number) for step in result.steps if step.encounter is Encounter.WRONG_METHOD)
        methods = sorted({method for route in missed if route is not None for method in route.methods})
        return f"The document has the path of {request}, but only for {join_names(methods)}: 405 Method Not Allowed."
    if not table.routes:
        return f"The document has no paths, so nothing is known of {request}."
    return f"None of the {len(table.routes):,} operations of the document matches {request}: 404 Not Found."


def _with_values(result: MatchResult, route: Route) -> str:
    step = result.step(route.number)
    params = ", ".join(f"{name} = {value}" for name, value in step.path_params) if step is not None else ""
    return f"{_named(route)}, with {params}" if params else _named(route)


def _named(route: Route) -> str:
    return label(route) + (f" ({route.name})" if route.name else "")


def simulated_fix(table: RouteTable, shadow: Shadow) -> str:
    """What to do about a route that is hidden where the first match wins."""
    route, winner = table.route(shadow.number), table.route(shadow.winner)
    if route is None or winner is None:
        return ""
    if parse_template(route.path).shape == parse_template(winner.path).shape:
        return (
            "OpenAPI does not allow two templates that differ in the names of their parameters alone: "
            f"remove one of routes {winner.number} and {route.number}, or change its path."
        )
    return f"Declare it above {label(winner)}."

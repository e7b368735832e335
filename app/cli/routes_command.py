"""`routeglass routes SOURCE`: the routes in match order, what can never be reached, how a path would match."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from app.cli.output import plain, print_json
from app.cli.routing import routes_of
from app.cli.source import add_source_arguments, open_source
from app.core.routes.model import Encounter
from app.core.routes.promises import broken_promises, promise_words
from app.core.routes.simulated_words import SIMULATED

if TYPE_CHECKING:
    import argparse

    from app.core.routes.model import MatchResult, Route, RouteTable, Shadow


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the command's arguments."""
    add_source_arguments(parser)
    parser.add_argument("--try", dest="attempt", metavar="REQUEST", help="for example 'GET /books/featured'")
    parser.add_argument("--check", action="store_true", help="exit with 1 when a route can never be reached")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run_command(arguments: argparse.Namespace) -> int:
    """Prints the table; 1 with `--check` when something is unreachable."""
    allowed, python = arguments.allowed_hosts, arguments.python
    with open_source(arguments.source, allowed_hosts=allowed, python=python) as source:
        table, inspector = routes_of(source)
        result = inspector.try_path(*_request(arguments.attempt)) if arguments.attempt else None
        promises = broken_promises(table, source.api.entries)
    broken = {key: plain(promise_words(promise)) for key, promise in promises.items()}
    if arguments.json:
        print_json(_as_json(table, result, broken))
    else:
        _print_table(table, result)
        for key, words in broken.items():
            print(f"\n{key}: {words}")
    return 1 if arguments.check and table.never_reachable else 0


def _request(text: str) -> tuple[str, str]:
    method, _, target = text.strip().partition(" ")
    return (method.upper(), target.strip()) if target else ("GET", method)


def _as_json(table: RouteTable, result: MatchResult | None, broken: dict[str, str]) -> dict[str, Any]:
    shadows = [_shadow_json(table, shadow) for shadow in table.shadows]
    value: dict[str, Any] = {
        "simulated": table.simulated,
        "caution": table.caution,
        "broken_promises": broken,
        "routes": [_route_json(route) for route in table.routes],
        "never_reachable": [shadow for shadow in shadows if shadow["always"]],
        "partly_hidden": [shadow for shadow in shadows if not shadow["always"]],
    }
    if result is not None:
        value["try"] = {
            "method": result.method,
            "target": result.target,
            "decision": result.decision,
            "status": result.status,
            "winner": result.winner,
            "by_document": result.by_document,
            "sentence": plain(result.sentence),
            "redirect_to": result.redirect_to,
            "steps": [
                {"number": step.number, "encounter": step.encounter.value, "path_params": dict(step.path_params)}
                for step in result.steps
            ],
        }
    return value


def _route_json(route: Route) -> dict[str, Any]:
    return {
        "number": route.number,
        "kind": route.kind.value,
        "methods": list(route.methods),
        "path": route.path,
        "name": route.name,
        "endpoint": route.endpoint,
        "file": route.file,
        "line": route.line,
        "dependencies": [asdict(dependency) for dependency in route.dependencies],
        "in_schema": route.in_schema,
        "parent": route.parent,
    }


def _shadow_json(table: RouteTable, shadow: Shadow) -> dict[str, Any]:
    route, winner = table.route(shadow.number), table.route(shadow.winner)
    return {
        "number": shadow.number,
        "method": shadow.method,
        "path": route.path if route else "",
        "winner": {"number": shadow.winner, "path": winner.path if winner else ""},
        "witness": shadow.witness,
        "always": shadow.always,
        "fix": plain(shadow.fix),
    }


def _endpoint(route: Route) -> str:
    place = f"  {PurePath(route.file).name}:{route.line}" if route.file else ""
    return f"{route.endpoint or route.name}{place}" + ("" if route.in_schema else "  (not in the document)")


def _words_of_steps(table: RouteTable, result: MatchResult) -> dict[int, str]:
    """What happened at each route; "never reached" is said only of a route that no request reaches."""
    unreachable = {shadow.number for shadow in table.never_reachable}
    return {
        step.number: "not tried"
        if step.encounter is Encounter.NEVER_REACHED and step.number not in unreachable
        else step.encounter.value
        for step in result.steps
    }


def _print_table(table: RouteTable, result: MatchResult | None) -> None:
    if table.simulated:
        print(f"{SIMULATED} {table.caution}".strip() + "\n")
    met = _words_of_steps(table, result) if result else {}
    width = max((len(route.path) for route in table.routes), default=0)
    for route in table.routes:
        methods = ",".join(route.methods) or route.kind.value
        light = f"{met[route.number]:<14}" if met else ""
        print(f"{route.number:>3}  {light}{methods:<10} {route.path:<{width}}  {_endpoint(route)}")
    if result is not None:
        print(f"\n{plain(result.sentence)}")
    for shadow in table.shadows:
        hidden, winner = table.route(shadow.number), table.route(shadow.winner)
        if hidden is not None and winner is not None:
            much = "can never be reached" if shadow.always else "is partly hidden"
            much = "is hidden where the first match wins" if table.simulated else much
            print(f"\nwarning: {shadow.method} {hidden.path} (route {hidden.number}) {much}:")
            print(f"  {winner.path} (route {winner.number}) is tried first and takes {shadow.witness}.")
            print(f"  {plain(shadow.fix)}")

"""Random requests to random apps, through the real router and through the simulation, and where the two differ.

`python -m tests.support.route_proof 200 150` does it with whatever FastAPI the interpreter has: 200 apps, 150 requests
to each; it prints what it compared, and exits with 1 where something differs.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from app.adapters.tracing import payload
from tests.support.route_tables import Answer, RouteTableMaker, ask

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.adapters.tracing.payload.routes import Node

_DECISIONS = {404: "not found", 405: "method not allowed", 307: "redirect", 403: "not found"}


@dataclass
class Proof:
    """What was compared.

    Attributes:
        wrong: The differences, in words.
        decisions: How often the router decided what.
        winners: How often a route of a kind answered.
        dead: How many routes were called never reachable.
    """

    requests: int = 0
    wrong: list[str] = field(default_factory=list)
    decisions: Counter[str] = field(default_factory=Counter)
    winners: Counter[str] = field(default_factory=Counter)
    dead: int = 0


def prove(seeds: Iterable[int], requests: int, frontend: Path | None) -> Proof:
    """Makes an app of each seed and sends it so many requests."""
    proof = Proof()
    for seed in seeds:
        _prove_app(proof, RouteTableMaker(seed, frontend), requests, seed)
    return proof


def _prove_app(proof: Proof, maker: RouteTableMaker, requests: int, seed: int) -> None:
    app = maker.app()
    routes = payload.RouteMap(app)
    dead = {(item["number"], item["method"]) for item in payload.find_shadows_in(routes) if item["always"]}
    proof.dead += len(dead)
    asked = [maker.request() for _ in range(requests)]
    answers = asyncio.run(_ask_all(app, asked))
    for number, real in enumerate(answers):
        method, target, host = asked[number]
        told = payload.simulate_in(routes, method, target, [("host", host)])
        problems = _differences(maker, routes, told, real)
        if (told["winner"], "" if method == "WEBSOCKET" else method) in dead:
            problems.append(f"{told['winner']} was called never reachable")
        proof.requests += 1
        proof.decisions[told["decision"]] += 1
        if told["winner"] is not None:
            node = routes.nodes[told["winner"] - 1]
            proof.winners["frontend" if node.specificity is not None else node.kind] += 1
        proof.wrong += [f"seed {seed}: {method} {target} at {host}: {problem}" for problem in problems]


async def _ask_all(app: Any, requests: list[tuple[str, str, str]]) -> list[Answer]:
    return [await ask(app, *request) for request in requests]


def _marker_of(maker: RouteTableMaker, node: Node) -> int | None:
    if node.specificity is not None:
        return -1
    target = getattr(node.route, "endpoint", None) or getattr(node.route, "app", None)
    return maker.markers.get(target)


def _differences(maker: RouteTableMaker, routes: payload.RouteMap, told: dict[str, Any], real: Answer) -> list[str]:
    if real.marker is None:
        return _unanswered(routes, told, real)
    if told["winner"] is None:
        return [f"{told['decision']} for {real}"]
    node = routes.nodes[told["winner"] - 1]
    found = []
    if _marker_of(maker, node) != real.marker:
        found.append(f"winner {node.path} for marker {real.marker}")
    params = dict(told["steps"][node.number - 1]["path_params"])
    if real.marker != -1 and params != real.path_params:
        found.append(f"{params} for {real.path_params}")
    return found


def _unanswered(routes: payload.RouteMap, told: dict[str, Any], real: Answer) -> list[str]:
    if _DECISIONS.get(real.status) == told["decision"]:
        location = urlsplit(real.location)
        where = location.path + (f"?{location.query}" if location.query else "")
        return [f"{told['redirect_to']} for {where}"] if where != told["redirect_to"] else []
    late = told["winner"] is not None and routes.nodes[told["winner"] - 1].specificity is not None
    answered = late and real.status in {200, 307, 404, 405}  # By the files: HEAD, a folder, no such file.
    return [] if answered else [f"{told['decision']} for {real.status}"]


def main(tables: int, requests: int) -> int:
    """Prints the proof of this interpreter's FastAPI."""
    import fastapi
    import starlette

    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "index.html").write_text("frontend")
        proof = prove(range(tables), requests, Path(folder))
    print(f"FastAPI {fastapi.__version__}, Starlette {starlette.__version__}, {sys.version.split()[0]}")
    print(f"{tables} apps, {proof.requests} requests: {dict(proof.decisions)}, answered by {dict(proof.winners)}")
    print(f"{proof.dead} routes called never reachable; {len(proof.wrong)} differences")
    print("\n".join(proof.wrong[:20]))
    return 1 if proof.wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:3])))

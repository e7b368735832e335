"""The simulated router against the real one: 200 random route tables, no difference."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from app.adapters.tracing import payload
from tests.support.route_tables import Answer, RouteTableMaker, ask

if TYPE_CHECKING:
    from pathlib import Path

    from app.adapters.tracing.payload.routes import Node

TABLES = 200
REQUESTS = 40
_DECISIONS = {404: "not found", 405: "method not allowed", 307: "redirect"}


def _marker_of(maker: RouteTableMaker, node: Node) -> int | None:
    if node.specificity is not None:
        return -1
    target = getattr(node.route, "endpoint", None) or getattr(node.route, "app", None)
    return maker.markers.get(target)


def _differences(maker: RouteTableMaker, routes: payload.RouteMap, told: dict[str, Any], real: Answer) -> list[str]:
    if real.marker is None:
        wanted = _DECISIONS.get(real.status)
        if wanted == told["decision"]:
            location = urlsplit(real.location)
            where = location.path + (f"?{location.query}" if location.query else "")
            return [f"{told['redirect_to']} for {where}"] if where != told["redirect_to"] else []
        late = told["winner"] is not None and routes.nodes[told["winner"] - 1].specificity is not None
        answered = late and real.status in {200, 307, 404, 405}  # By the files: HEAD, a folder, no such file.
        return [] if answered else [f"{told['decision']} for {real.status}"]
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


@pytest.fixture(scope="module")
def frontend(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("frontend")
    (folder / "index.html").write_text("frontend")
    return folder


@pytest.mark.parametrize("block", range(10))
def test_the_simulation_agrees_with_the_real_router(block: int, frontend: Path) -> None:
    """20 tables per block, 40 requests each; and no request reaches what is called never reachable."""
    wrong: list[str] = []
    winners: set[int] = set()
    for seed in range(block * TABLES // 10, (block + 1) * TABLES // 10):
        maker = RouteTableMaker(seed, frontend)
        app = maker.app()
        routes = payload.RouteMap(app)
        dead = {(item["number"], item["method"]) for item in payload.find_shadows_in(routes) if item["always"]}
        requests = [maker.request() for _ in range(REQUESTS)]
        answers = asyncio.run(_ask_all(app, requests))
        for (method, target, host), real in zip(requests, answers, strict=True):
            told = payload.simulate_in(routes, method, target, [("host", host)])
            problems = _differences(maker, routes, told, real)
            if (told["winner"], method) in dead:
                problems.append(f"{told['winner']} was called never reachable")
            wrong += [f"seed {seed}: {method} {target} at {host}: {problem}" for problem in problems]
            winners.add(told["winner"] or 0)
    assert wrong == []
    assert len(winners) > 5


async def _ask_all(app: Any, requests: list[tuple[str, str, str]]) -> list[Answer]:
    return [await ask(app, *request) for request in requests]


def test_passing_over_routes_unasked_changes_no_verdict(frontend: Path) -> None:
    """Shadows are looked for in a hurry: routes whose path begins otherwise are not asked."""
    prefixes = 0
    for seed in range(100):
        routes = payload.RouteMap(RouteTableMaker(seed, frontend).app())
        hurried = payload.find_shadows_in(routes)
        for node in routes.nodes:
            prefixes += bool(node.prefix)
            node.prefix = ""
        assert payload.find_shadows_in(routes) == hurried
    assert prefixes > 100


def test_the_random_tables_contain_every_kind_of_outcome(frontend: Path) -> None:
    """Otherwise their agreement would prove little."""
    seen: dict[str, int] = {}
    shadows = [0, 0]
    for seed in range(40):
        maker = RouteTableMaker(seed, frontend)
        routes = payload.RouteMap(maker.app())
        for node in routes.nodes:
            seen[node.kind] = seen.get(node.kind, 0) + 1
        for item in payload.find_shadows_in(routes):
            shadows[item["always"]] += 1
        for _ in range(REQUESTS):
            method, target, host = maker.request()
            told = payload.simulate_in(routes, method, target, [("host", host)])
            seen[told["decision"]] = seen.get(told["decision"], 0) + 1
            seen["late"] = seen.get("late", 0) + any(
                node.specificity is not None and node.number == told["winner"] for node in routes.nodes
            )
    kinds = {"http", "websocket", "mount", "host", "matched", "method not allowed", "redirect", "not found", "late"}
    assert all(seen.get(kind, 0) > 5 for kind in kinds), seen
    assert min(shadows) > 2, shadows

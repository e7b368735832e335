"""The simulated router against the real one: 200 random route tables, 30,000 requests, no difference."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from app.adapters.tracing import payload
from app.adapters.tracing.payload import simulation
from app.adapters.tracing.payload.routes import Node
from tests.support.corpora import ROOT
from tests.support.fastapis import CURRENT, interpreter, made
from tests.support.route_proof import prove
from tests.support.route_tables import RouteTableMaker

if TYPE_CHECKING:
    from pathlib import Path

OTHERS = [name for name in made() if name != CURRENT]
BLOCKS = 10
TABLES = 20
REQUESTS = 150


@pytest.fixture(scope="module")
def frontend(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("frontend")
    (folder / "index.html").write_text("frontend")
    return folder


@pytest.mark.parametrize("block", range(BLOCKS))
def test_the_simulation_agrees_with_the_real_router(block: int, frontend: Path) -> None:
    """30,000 requests in all; and none of them reaches what is called never reachable."""
    proof = prove(range(block * TABLES, (block + 1) * TABLES), REQUESTS, frontend)
    assert proof.wrong == []
    assert proof.requests == TABLES * REQUESTS
    assert min(proof.winners[kind] for kind in ("http", "mount")) > 10, proof


def test_a_difference_would_be_found(frontend: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A simulation that forgets redirects, and one that passes over the first route, differ from the router."""
    with monkeypatch.context() as patch:
        patch.setattr(simulation, "_redirect", lambda *_: False)
        assert any("not found for 307" in words for words in prove(range(5), 100, frontend).wrong)
    match = Node.match

    def forgetful(node: Node, scope: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        return ("NONE", {}) if node.number == 1 else match(node, scope)

    monkeypatch.setattr(Node, "match", forgetful)
    assert prove(range(5), 100, frontend).wrong


@pytest.mark.parametrize("name", OTHERS)
def test_so_it_is_with_other_versions_of_fastapi(name: str) -> None:
    command = [interpreter(name), "-m", "tests.support.route_proof", str(BLOCKS * TABLES), str(REQUESTS)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{BLOCKS * TABLES * REQUESTS} requests" in done.stdout


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
    for seed in range(100):
        maker = RouteTableMaker(seed, frontend)
        routes = payload.RouteMap(maker.app())
        for node in routes.nodes:
            seen[node.kind] = seen.get(node.kind, 0) + 1
        for item in payload.find_shadows_in(routes):
            shadows[item["always"]] += 1
        for _ in range(40):
            method, target, host = maker.request()
            told = payload.simulate_in(routes, method, target, [("host", host)])
            seen[told["decision"]] = seen.get(told["decision"], 0) + 1
            seen["late"] = seen.get("late", 0) + any(
                node.specificity is not None and node.number == told["winner"] for node in routes.nodes
            )
    kinds = {"http", "websocket", "mount", "host", "matched", "method not allowed", "redirect", "not found", "late"}
    assert all(seen.get(kind, 0) > 5 for kind in kinds), seen
    assert min(shadows) > 2, shadows

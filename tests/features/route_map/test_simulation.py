"""Whose routes the workspace gets: the server's own, or simulated ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.core.operations.read import read_api
from app.core.routes.model import RouteTable
from app.core.workspace.model import Source, SourceStatus
from app.core.workspace.workspace import Workspace
from app.features.route_map.simulation import RouteSimulation
from tests.support.forms import document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from app.core.spec.document import Document
    from app.jobs.runner import Runner

ELSEWHERE = Source("Elsewhere", SourceStatus.RUNNING, "http://h/v1/", key="http://h")


def made(*paths: str) -> Document:
    return document({path: {"get": {"responses": {}}} for path in paths})


@pytest.fixture
def workspace() -> Workspace:
    return Workspace()


@pytest.fixture
def simulation(workspace: Workspace, runner: Runner) -> Iterator[RouteSimulation]:
    simulation = RouteSimulation(workspace, runner)
    yield simulation
    simulation.deleteLater()


def paths(workspace: Workspace) -> list[str]:
    return [route.path for route in workspace.routes.routes] if workspace.routes is not None else []


@pytest.mark.usefixtures("simulation")
def test_a_foreign_document_becomes_routes(workspace: Workspace, qtbot: QtBot) -> None:
    first = made("/a/{x}", "/a/b")
    workspace.open_source(ELSEWHERE, first, read_api(first))
    qtbot.waitUntil(lambda: workspace.routes is not None)
    assert workspace.routes is not None
    assert workspace.routes.simulated
    assert workspace.routes.base_path == "/v1"
    assert workspace.inspector is not None
    assert workspace.inspector.try_path("GET", "/v1/a/b").by_document == 2

    workspace.destinations.choose("http://h/v2")
    assert workspace.routes.base_path == "/v2"
    known = workspace.routes
    workspace.destinations.agree("http://h/v2")
    assert workspace.routes is known

    second = made("/c")
    workspace.open_document(second, read_api(second))
    qtbot.waitUntil(lambda: paths(workspace) == ["/c"])


@pytest.mark.usefixtures("simulation")
def test_a_server_that_tells_its_routes_is_left_alone(workspace: Workspace, runner: Runner) -> None:
    opened = made("/a")
    workspace.open_source(Source("Own", SourceStatus.RUNNING, "http://h", inside=True), opened, read_api(opened))
    assert not runner.running
    table = RouteTable(())
    workspace.set_routes(table)
    workspace.destinations.choose("http://h/v2")
    assert workspace.routes is table


@pytest.mark.usefixtures("simulation")
def test_what_was_simulated_for_a_source_that_was_left_is_dropped(
    workspace: Workspace, runner: Runner, qtbot: QtBot
) -> None:
    opened = made(*(f"/r{number}/{{x}}" for number in range(3000)))
    workspace.open_source(ELSEWHERE, opened, read_api(opened))
    assert runner.running
    own = made("/a")
    workspace.open_source(Source("Own", SourceStatus.RUNNING, "http://h", inside=True), own, read_api(own))
    qtbot.waitUntil(lambda: not runner.running)
    assert workspace.routes is None

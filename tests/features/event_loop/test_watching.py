"""The server in view measures while somebody looks, and no other one does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.core.routes.model import RouteTable
from app.features.event_loop.watching import LoopWatching

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.core.routes.model import MatchResult
    from app.core.workspace.workspace import Workspace
    from app.jobs.runner import Runner


class Router:
    """A server that tells its routes only."""

    def try_path(self, method: str, target: str) -> MatchResult:
        raise NotImplementedError


class Meter(Router):
    """One that can also measure."""

    def __init__(self) -> None:
        self.told: list[bool] = []

    def watch_loop(self, *, on: bool) -> None:
        self.told.append(on)


@pytest.fixture(autouse=True)
def watching(workspace: Workspace, runner: Runner) -> LoopWatching:
    return LoopWatching(workspace, runner, runner)


def test_the_server_in_view_is_told(workspace: Workspace, qtbot: QtBot) -> None:
    meter = Meter()
    workspace.set_routes(RouteTable(()), None, meter)
    workspace.event_loop.watch(on=True)
    qtbot.waitUntil(lambda: meter.told == [True])
    workspace.event_loop.watch(on=False)
    qtbot.waitUntil(lambda: meter.told == [True, False])


def test_another_server_in_view_takes_over(workspace: Workspace, qtbot: QtBot) -> None:
    first, second = Meter(), Meter()
    workspace.event_loop.watch(on=True)
    workspace.set_routes(RouteTable(()), None, first)
    workspace.set_routes(RouteTable(()), None, second)
    qtbot.waitUntil(lambda: (first.told, second.told) == ([True, False], [True]))
    workspace.set_routes(None)
    qtbot.waitUntil(lambda: second.told == [True, False])


def test_a_server_that_was_started_anew_is_told_again(workspace: Workspace, qtbot: QtBot) -> None:
    meter = Meter()
    workspace.event_loop.watch(on=True)
    workspace.set_routes(RouteTable(()), None, meter)
    workspace.set_routes(RouteTable(()), None, meter)
    qtbot.waitUntil(lambda: meter.told == [True, True])


def test_a_server_that_cannot_measure_is_left_alone(workspace: Workspace, runner: Runner) -> None:
    workspace.set_routes(RouteTable(()), None, Router())
    workspace.event_loop.watch(on=True)
    workspace.event_loop.watch(on=False)
    assert runner.running == 0

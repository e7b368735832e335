"""What is prepared once the source runs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from app.core.workspace.model import Source, SourceStatus
from app.core.workspace.workspace import Workspace
from app.jobs.runner import Runner
from app.warming import NEEDED_SOON, Warming

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QCoreApplication
    from pytestqt.qtbot import QtBot


class Watcher:
    """Remembers what was done, in order."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def settled(self) -> None:
        self.done.append("settled")

    def worker(self) -> None:
        self.done.append("worker")

    def first(self) -> None:
        self.done.append("first")

    def second(self) -> None:
        self.done.append("second")


@pytest.fixture
def runner(qapp: QCoreApplication) -> Iterator[Runner]:
    made = Runner()
    yield made
    assert made.stop()


def announce(workspace: Workspace, status: SourceStatus) -> None:
    workspace.set_source(Source("Bookstore", status))


@pytest.mark.parametrize("ending", [SourceStatus.RUNNING, SourceStatus.FAILED])
def test_everything_is_done_once_the_source_has_settled(runner: Runner, qtbot: QtBot, ending: SourceStatus) -> None:
    workspace, watcher = Workspace(), Watcher()
    Warming(workspace, runner, watcher.worker, (watcher.first, watcher.second), watcher.settled)
    announce(workspace, SourceStatus.STARTING)
    assert not watcher.done
    announce(workspace, ending)
    assert watcher.done == ["settled"]
    announce(workspace, SourceStatus.RUNNING)
    qtbot.waitUntil(lambda: len(watcher.done) == 4 and runner.running == 0)
    assert sorted(watcher.done) == ["first", "second", "settled", "worker"]
    assert watcher.done.index("first") < watcher.done.index("second")
    assert set(NEEDED_SOON) <= set(sys.modules)


@pytest.mark.parametrize("running", [True, False])
def test_after_its_stop_nothing_begins(runner: Runner, qtbot: QtBot, running: bool) -> None:
    workspace, watcher = Workspace(), Watcher()
    warming = Warming(workspace, runner, watcher.worker, (watcher.first,), watcher.settled)
    if running:
        announce(workspace, SourceStatus.RUNNING)
    warming.stop()
    announce(workspace, SourceStatus.RUNNING)
    qtbot.wait(200)
    assert watcher.done == (["settled"] if running else [])
    assert runner.running == 0

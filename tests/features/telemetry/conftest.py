"""A receiver without a network, switched by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from app.core.trace.otlp.receiving import USUAL_PORT, ReceiverPhase, ReceiverState
from app.core.workspace.events import Notified
from app.core.workspace.workspace import Workspace
from app.features.telemetry.presenter import TelemetryPresenter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from app.core.workspace.model import Notice
    from app.jobs.runner import Runner

URL = f"http://127.0.0.1:{USUAL_PORT}"


@dataclass
class FakeReceiver:
    """Starts as it is told to."""

    answer: ReceiverState = field(default_factory=lambda: ReceiverState(ReceiverPhase.ON, URL))
    state: ReceiverState = field(default_factory=ReceiverState)
    stops: int = 0

    def start(self, port: int = USUAL_PORT) -> ReceiverState:
        assert port == USUAL_PORT
        self.state = self.answer
        return self.answer

    def stop(self) -> ReceiverState:
        self.stops += 1
        self.state = ReceiverState()
        return self.state


@dataclass
class FakeKeeper:
    """Remembers for the length of a test."""

    on: bool = False

    def load_receiving(self) -> bool:
        return self.on

    def save_receiving(self, *, on: bool) -> None:
        self.on = on


class Bench:
    """A presenter with a receiver and a keeper of its own."""

    def __init__(self, runner: Runner, qtbot: QtBot) -> None:
        self.workspace = Workspace()
        self.receiver = FakeReceiver()
        self.keeper = FakeKeeper()
        self.presenter = TelemetryPresenter(self.workspace, runner, self.make, self.keeper, runner)
        self.notices: list[Notice] = []
        self.workspace.events.subscribe(Notified, self._note)
        self._qtbot = qtbot

    def make(self) -> FakeReceiver:
        return self.receiver

    def _note(self, event: Notified) -> None:
        self.notices.append(event.notice)

    def wait_for(self, phase: ReceiverPhase) -> None:
        self._qtbot.waitUntil(lambda: self.workspace.telemetry.state.phase is phase)

    def wait_until_stopped(self) -> None:
        self._qtbot.waitUntil(lambda: self.receiver.state.phase is ReceiverPhase.OFF)


@pytest.fixture
def bench(runner: Runner, qtbot: QtBot) -> Iterator[Bench]:
    made = Bench(runner, qtbot)
    yield made
    made.presenter.close()

"""The receiver of spans as the window knows it."""

from __future__ import annotations

import pytest

from app.core.trace.otlp.receiving import ReceiverPhase, ReceiverState
from app.core.workspace.events import TelemetryAsked, TelemetryChanged
from app.core.workspace.workspace import Workspace


def test_asking_is_told_where_it_changes_something() -> None:
    workspace, asked = Workspace(), list[TelemetryAsked]()
    workspace.events.subscribe(TelemetryAsked, asked.append)
    workspace.telemetry.ask(on=False, by="test")
    workspace.telemetry.ask(on=True, by="test")
    workspace.telemetry.take(ReceiverState(ReceiverPhase.STARTING))
    workspace.telemetry.ask(on=True, by="test")
    workspace.telemetry.ask(on=False, by="test")
    assert asked == [TelemetryAsked(on=True, by="test"), TelemetryAsked(on=False, by="test")]


@pytest.mark.parametrize(
    ("phase", "is_on"),
    [
        (ReceiverPhase.OFF, False),
        (ReceiverPhase.STARTING, True),
        (ReceiverPhase.ON, True),
        (ReceiverPhase.FAILED, False),
    ],
)
def test_when_it_is_on(phase: ReceiverPhase, is_on: bool) -> None:
    workspace = Workspace()
    workspace.telemetry.take(ReceiverState(phase))
    assert workspace.telemetry.is_on is is_on


def test_only_news_is_told() -> None:
    workspace, told = Workspace(), list[TelemetryChanged]()
    workspace.events.subscribe(TelemetryChanged, told.append)
    for _ in range(2):
        workspace.telemetry.take(ReceiverState(ReceiverPhase.ON, "http://127.0.0.1:4318"))
    assert len(told) == 1

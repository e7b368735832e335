"""A running receiver, and what it has told."""

from __future__ import annotations

import socket
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from app.adapters.tracing.otlp.connection import Patience
from app.adapters.tracing.otlp.receiver import OtlpReceiver
from app.core.trace.model import Trace
from app.core.trace.otlp.expected import ExpectedTraces
from app.core.trace.otlp.receiving import ReceiverPhase, ReceiverState
from tests.support.telemetry import TRACE
from tests.support.telemetry_servers import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Start = Callable[[Patience], "Heard"]


@dataclass
class Heard:
    """A receiver and all that it told, in order."""

    receiver: OtlpReceiver = field(init=False)
    expected: ExpectedTraces = field(default_factory=ExpectedTraces)
    port: int = 0
    traces: list[Trace] = field(default_factory=list)
    states: list[ReceiverState] = field(default_factory=list)

    told: threading.Condition = field(default_factory=threading.Condition)

    def take(self, item: object) -> None:
        """Gets everything, on the receiver's thread."""
        with self.told:
            if isinstance(item, ReceiverState):
                self.states.append(item)
            else:
                assert isinstance(item, Trace)
                self.traces.append(item)
            self.told.notify_all()

    def wait_for_traces(self, many: int) -> None:
        """Waits until so many were told."""
        with self.told:
            assert self.told.wait_for(lambda: len(self.traces) >= many, 30)

    def connect(self) -> socket.socket:
        """A connection that fails a test rather than hang it."""
        return socket.create_connection(("127.0.0.1", self.port), 30)


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts receivers that expect the spans of `TRACE`."""
    heard: list[Heard] = []

    def begin(patience: Patience) -> Heard:
        one = Heard()
        one.expected.expect(TRACE)
        one.receiver = OtlpReceiver(one.expected, one.take, one.take, patience)
        state = one.receiver.start(free_port())
        assert (state.phase, state.note) == (ReceiverPhase.ON, "")
        one.port = urlsplit(state.url).port or 0
        heard.append(one)
        return one

    yield begin
    for one in heard:
        one.receiver.stop()


@pytest.fixture
def heard(start: Start) -> Heard:
    return start(Patience())

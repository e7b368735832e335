"""Requests that could not go on while the loop was held, told apart by whether they were there before."""

from __future__ import annotations

import queue
import socket
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from app.adapters.embedded_server.model import ServerHooks
from app.adapters.embedded_server.server import EmbeddedServer
from app.adapters.tracing import payload
from app.core.trace.loop import LoopBlock, LoopRequest, read_block
from tests.support.served_apps import Gate, make_gated

if TYPE_CHECKING:
    from collections.abc import Iterator


class Served:
    """An app whose event loop a test holds, and the blocks that are told."""

    def __init__(self) -> None:
        self.gate = Gate()
        self.told: queue.Queue[LoopBlock] = queue.Queue()
        self.watchdog = payload.Watchdog(self._hear)
        self.server = EmbeddedServer(lambda: make_gated(self.gate), ServerHooks(wrap=self._wrap))
        self._sockets: list[socket.socket] = []
        self.server.start()
        self.url = self.server.wait_until_running()

    def send(self, target: str, trace: str = "") -> socket.socket:
        """Sends a request and waits for nothing; it has reached the server's machine when this returns."""
        parts = urlsplit(self.url)
        connection = socket.create_connection((parts.hostname or "", parts.port or 0), timeout=30)
        self._sockets.append(connection)
        header = f"x-routeglass-trace: {trace}\r\n" if trace else ""
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: t\r\nConnection: close\r\n{header}\r\n".encode())
        return connection

    def next_block(self) -> LoopBlock:
        """The next block that has ended."""
        while True:
            block = self.told.get(timeout=30)
            if not block.lasts:
                return block

    def close(self) -> None:
        """Ends it."""
        self.gate.opened.set()
        for connection in self._sockets:
            connection.close()
        self.server.stop()
        self.watchdog.close()

    def _wrap(self, app: Any) -> Any:
        return payload.TraceApp(app, _ignore, self.watchdog)

    def _hear(self, event: dict[str, Any]) -> None:
        if event["ev"] == "block":
            self.told.put(read_block(event))


def _ignore(_trace: dict[str, Any]) -> None:
    """Nobody asked for it."""


@pytest.fixture
def served() -> Iterator[Served]:
    running = Served()
    yield running
    running.close()


def test_who_came_meanwhile_and_who_was_under_way(served: Served) -> None:
    stream = served.send("/stream", "t-stream")
    assert stream.recv(1)
    served.send("/blocking", "t-guilty")
    assert served.gate.entered.wait(30)
    first = served.told.get(timeout=30)
    late = [served.send("/", f"t-{number}") for number in range(3)]
    served.gate.opened.set()
    for each in late:
        assert each.recv(1)
    ended = served.next_block()
    if len(ended.waited) < 4:
        ended = served.next_block()
    assert first.lasts
    assert (first.request, first.waited) == (
        LoopRequest("t-guilty", "GET", "/blocking"),
        (LoopRequest("t-stream", "GET", "/stream"),),
    )
    assert (ended.number, ended.at_s, ended.request) == (first.number, first.at_s, first.request)
    assert ended.waited[0] == LoopRequest("t-stream", "GET", "/stream")
    assert {(each.trace_id, each.arrived) for each in ended.waited[1:]} == {(f"t-{n}", True) for n in range(3)}
    assert ended.place is not None
    assert ended.place.name == "pass_through"


def test_a_server_that_ends_leaves_no_thread_and_another_one_is_watched(served: Served) -> None:
    served.server.restart()
    served.send("/blocking", "t-2")
    assert served.gate.entered.wait(30)
    assert served.told.get(timeout=30).trace_id == "t-2"

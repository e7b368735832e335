"""The life of the receiver: its port, its connections, its end."""

from __future__ import annotations

import http.client
import socket
import threading
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from app.adapters.tracing.otlp import receiver as receiver_room
from app.adapters.tracing.otlp.receiver import OtlpReceiver
from app.core.trace.otlp.expected import ExpectedTraces
from app.core.trace.otlp.receiving import ReceiverPhase, ReceiverState
from tests.support.telemetry_servers import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.adapters.tracing.otlp.conftest import Heard


@pytest.fixture
def receiver() -> Iterator[OtlpReceiver]:
    made = OtlpReceiver(ExpectedTraces(), lambda _trace: None, lambda _state: None)
    yield made
    made.stop()


def _answers(url: str) -> int:
    with closing(http.client.HTTPConnection(url.removeprefix("http://"), timeout=30)) as client:
        client.request("POST", "/v1/traces", b"{}", {"Content-Type": "application/json"})
        return client.getresponse().status


def test_it_listens_on_loopback_alone(receiver: OtlpReceiver) -> None:
    state = receiver.start(free_port())
    assert state.url.startswith("http://127.0.0.1:")
    assert _answers(state.url) == 200
    assert receiver.state.phase is ReceiverPhase.ON


def test_before_and_after_it_is_off(receiver: OtlpReceiver) -> None:
    assert receiver.state == ReceiverState()
    url = receiver.start(free_port()).url
    assert receiver.stop() == receiver.stop() == receiver.state == ReceiverState()
    with pytest.raises(ConnectionRefusedError):
        _answers(url)


def test_starting_twice_changes_nothing(receiver: OtlpReceiver) -> None:
    assert receiver.start(free_port()).url == receiver.start(free_port()).url


def test_it_can_be_started_again_at_the_same_port(receiver: OtlpReceiver) -> None:
    port = free_port()
    for _ in range(3):
        assert _answers(receiver.start(port).url) == 200
        receiver.stop()


@pytest.mark.parametrize("host", ["127.0.0.1", ""])
def test_a_taken_port_is_told_and_another_one_used(
    receiver: OtlpReceiver, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    spare = free_port()
    with socket.create_server((host, 0)) as other:
        taken = other.getsockname()[1]
        monkeypatch.setattr(receiver_room, "OTHER_PORTS", (taken, spare))
        state = receiver.start(taken)
        assert (state.phase, state.url) == (ReceiverPhase.ON, f"http://127.0.0.1:{spare}")
        assert f"Port {taken} cannot be used" in state.note
        assert f"received on port {spare} instead" in state.note
        assert _answers(state.url) == 200


def test_without_any_port_it_fails_in_words(receiver: OtlpReceiver, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        monkeypatch.setattr(receiver_room, "OTHER_PORTS", (taken,))
        state = receiver.start(taken)
    assert (state.phase, state.url) == (ReceiverPhase.FAILED, "")
    assert (state.problem, bool(state.hint)) == ("The port is already in use.", True)
    assert receiver.start(99_999).phase is ReceiverPhase.ON or receiver.state.note


def test_it_ends_with_connections_open(receiver: OtlpReceiver) -> None:
    port = int(receiver.start(free_port()).url.rpartition(":")[2])
    connections = [socket.create_connection(("127.0.0.1", port), 30) for _ in range(20)]
    connections[0].sendall(b"POST /v1/traces HTTP/1.1\r\nContent-Le")
    connections[1].sendall(
        b"POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nContent-Type: application/json\r\n\r\n{"
    )
    receiver.stop()
    assert "otlp-receiver" not in {thread.name for thread in threading.enumerate()}
    for connection in connections:
        connection.close()


def test_idle_connections_make_room(heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiver_room, "CONNECTION_LIMIT", 4)
    idle = [heard.connect() for _ in range(4)]
    assert _answers(f"http://127.0.0.1:{heard.port}") == 200
    for connection in idle:
        connection.close()


def test_too_many_busy_connections_are_turned_away(heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiver_room, "CONNECTION_LIMIT", 2)
    busy = [heard.connect() for _ in range(2)]
    for connection in busy:
        connection.sendall(b"POST /v1/traces HTTP/1.1\r\n")
    statuses = set()
    while 503 not in statuses:  # a connection whose first bytes were not read yet still counts as idle
        with heard.connect() as extra:
            extra.sendall(b"POST /v1/traces HTTP/1.1\r\n")
            extra.settimeout(0.2)
            try:
                statuses.add(int(extra.recv(100).split(b" ")[1] or b"0"))
            except (OSError, IndexError):
                statuses.add(0)
    for connection in busy:
        connection.close()
    while True:
        try:
            if _answers(f"http://127.0.0.1:{heard.port}") == 200:
                break
        except (http.client.HTTPException, OSError):
            continue

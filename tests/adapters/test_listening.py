from __future__ import annotations

import errno
import socket

import pytest

from app.adapters.listening import open_listener
from app.core.base.errors import SourceError


def test_zero_gives_a_free_port_on_loopback_alone() -> None:
    with open_listener(0) as first, open_listener(0) as second:
        assert first.getsockname()[0] == "127.0.0.1"
        assert first.getsockname()[1] != second.getsockname()[1]


def test_connections_wait_in_the_queue_before_anybody_serves() -> None:
    with open_listener(0) as listener, socket.create_connection(listener.getsockname(), timeout=2) as client:
        client.sendall(b"hello")
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.recv(5) == b"hello"


def test_the_socket_names_its_protocol_so_that_asyncio_turns_nagle_off() -> None:
    with open_listener(0) as listener:
        assert listener.proto == socket.IPPROTO_TCP


def test_a_port_is_free_again_at_once() -> None:
    with open_listener(0) as listener:
        port = listener.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            listener.accept()[0].close()
    with open_listener(port) as again:
        assert again.getsockname()[1] == port


def test_a_port_in_use_says_where_and_what_to_do() -> None:
    with open_listener(0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(SourceError) as caught:
            open_listener(port)
    assert caught.value.what == "The port is already in use."
    assert caught.value.where == f"127.0.0.1:{port}"
    assert "or stop the program that listens there" in caught.value.hint


@pytest.mark.parametrize("port", [-1, 65536, 10**9])
def test_what_is_no_port_is_refused(port: int) -> None:
    with pytest.raises(SourceError, match="ports go from 0 to 65535"):
        open_listener(port)


class RefusingSocket(socket.socket):
    """What the system says to a port that it keeps to itself; the tests may run as root, whom it refuses nothing."""

    reason = errno.EACCES

    def bind(self, address: object) -> None:
        raise OSError(self.reason, "refused")


@pytest.mark.parametrize(
    ("reason", "words"),
    [(errno.EACCES, "does not allow this port"), (errno.EADDRNOTAVAIL, "cannot listen here: refused")],
)
def test_other_refusals_are_told_too(monkeypatch: pytest.MonkeyPatch, reason: int, words: str) -> None:
    monkeypatch.setattr(RefusingSocket, "reason", reason)
    monkeypatch.setattr(socket, "socket", RefusingSocket)
    with pytest.raises(SourceError, match=words):
        open_listener(80)

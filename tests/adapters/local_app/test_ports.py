"""A port is free where nobody listens."""

from __future__ import annotations

import socket

from app.adapters.local_app.ports import is_free


def test_a_port_is_free_when_its_server_has_gone() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert not is_free(port)
        with socket.create_connection(("127.0.0.1", port)) as client, server.accept()[0]:
            assert client.getpeername()[1] == port
    assert is_free(port)

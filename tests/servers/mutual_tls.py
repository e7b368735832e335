"""A server that demands client certificates and says what it thinks of them, as OpenSSL's own servers do."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import TYPE_CHECKING

from tests.servers.catalogue import response

if TYPE_CHECKING:
    import ssl
    from types import TracebackType


class MutualTls:
    """Answers each connection once with hello; asyncio's servers would close before their alert is out."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="mutual-tls", daemon=True)
        self.url = f"https://127.0.0.1:{self._socket.getsockname()[1]}"

    def __enter__(self) -> MutualTls:
        self._thread.start()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._closing = True
        # Closing a listening socket does not end its accept everywhere; a connection does.
        socket.create_connection(self._socket.getsockname()).close()
        self._thread.join(10)
        self._socket.close()

    def _run(self) -> None:
        while True:
            connection, _ = self._socket.accept()
            if self._closing:
                connection.close()
                return
            connection.settimeout(10)
            with contextlib.suppress(OSError):
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        with self._context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False) as wrapped:
            try:
                wrapped.do_handshake()
            except OSError:
                _hang_up(wrapped)
                return
            while b"\r\n\r\n" not in wrapped.recv(65536):
                pass
            wrapped.sendall(response(b"hello", "Connection: close"))


def _hang_up(wrapped: socket.socket) -> None:
    """Reads what still comes before closing: a reset would overtake the alert."""
    with socket.socket(fileno=wrapped.detach()) as bare:
        bare.settimeout(10)
        bare.shutdown(socket.SHUT_WR)
        while bare.recv(65536):
            pass

"""The socket on which a server listens, opened by whoever starts it: its port is known before the server runs."""

from __future__ import annotations

import errno
import socket
import sys

from app.core.base.errors import SourceError

HOST = "127.0.0.1"

_BACKLOG = 128
_FREE_PORT = "Choose another port, or 0 for any free one"


def open_listener(port: int) -> socket.socket:
    """A listening socket on loopback; connections wait in its queue until the server accepts them.

    Args:
        port: 0 lets the system choose a free one.

    Raises:
        SourceError: The port is taken, not allowed, or no port at all.
    """
    where = f"{HOST}:{port}"
    if not 0 <= port <= 65535:
        what = f"{port} is not a port; ports go from 0 to 65535."
        raise SourceError(what, where=where, hint=f"{_FREE_PORT}.")
    # asyncio sets TCP_NODELAY only where the socket names its protocol; without it an answer may wait 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        # Windows would let two programs share the port with SO_REUSEADDR; elsewhere it means "do not wait for
        # connections of the last server to time out".
        exclusive = getattr(socket, "SO_EXCLUSIVEADDRUSE", None) if sys.platform == "win32" else None
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR if exclusive is None else exclusive, 1)
        listener.bind((HOST, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise _explain(error, where) from error
    return listener


def _explain(error: OSError, where: str) -> SourceError:
    if error.errno == errno.EADDRINUSE:
        return SourceError(
            "The port is already in use.", where=where, hint=f"{_FREE_PORT}, or stop the program that listens there."
        )
    if error.errno == errno.EACCES:
        return SourceError("The system does not allow this port.", where=where, hint=f"{_FREE_PORT}, above 1023.")
    return SourceError(f"The server cannot listen here: {error.strerror}.", where=where, hint=f"{_FREE_PORT}.")

"""Whether a loopback port is free for a server."""

from __future__ import annotations

import socket
import sys


def is_free(port: int) -> bool:
    """Whether nobody listens there; connections of a server that has gone do not count."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as attempt:
        if sys.platform != "win32":
            # There it would let two programs share the port.
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind(("127.0.0.1", port))
            attempt.listen(1)
        except OSError:
            return False
    return True

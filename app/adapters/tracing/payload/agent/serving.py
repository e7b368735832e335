"""The server: the user's own uvicorn, else a borrowed one, on a socket that we bind ourselves."""

from __future__ import annotations

import contextlib
import errno
import importlib
import inspect
import os
import socket
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterator

GRACE_SECONDS = 3
"""How long requests under way may go on after `stop`; then they are cancelled."""

LENT_NEEDS = (3, 10)
"""The oldest Python for the server that we lend."""

_RETRY_SECONDS = 0.05


def import_uvicorn(vendor: str) -> Any:
    """The uvicorn of the interpreter; where it has none, the one in the folder `vendor`, whose place is the path's end.

    Raises:
        ImportError: There is none at all, or this Python cannot run it.
    """
    try:
        return importlib.import_module("uvicorn")
    except ModuleNotFoundError as error:
        if error.name != "uvicorn" or not vendor:
            raise
    if sys.version_info[:2] < LENT_NEEDS:
        needed = ".".join(map(str, LENT_NEEDS))
        raise ModuleNotFoundError(f"uvicorn is not installed here, and the one we could lend needs Python {needed}")
    sys.path.append(vendor)
    return importlib.import_module("uvicorn")


@contextlib.contextmanager
def running_ignored(uvicorn: Any) -> Iterator[None]:
    """Lets `uvicorn.run(…)` do nothing: a module that calls it while being imported would serve and never return."""
    original = uvicorn.run

    def run(*args: Any, **kwargs: Any) -> None:
        sys.stderr.write("routeglass: uvicorn.run() in the app's module is ignored; the app is served by Routeglass\n")

    uvicorn.run = run
    try:
        yield
    finally:
        uvicorn.run = original


def make_config(uvicorn: Any, host: str) -> Any:
    """uvicorn's configuration as `uvicorn module:app` makes it, with its set-up of the log; the app comes later."""
    wanted = {"host": host, "lifespan": "auto", "timeout_graceful_shutdown": GRACE_SECONDS}
    known = inspect.signature(uvicorn.Config).parameters
    return uvicorn.Config(None, **{name: value for name, value in wanted.items() if name in known})


def make_server(uvicorn: Any, config: Any, on_ready: Callable[[], None]) -> Any:
    """A `uvicorn.Server` that tells, on the loop's thread, when it answers."""

    class Server(uvicorn.Server):  # type: ignore[misc]
        async def startup(self, *args: Any, **kwargs: Any) -> None:
            await super().startup(*args, **kwargs)
            if self.started:
                on_ready()

    return Server(config)


def bind(host: str, port: int, patience: float, give_up: threading.Event) -> socket.socket:
    """A bound socket; the loop will listen on it.

    Args:
        host: The address, of either family.
        port: 0 for any.
        patience: Seconds for which a port in use is tried again, while the server before lets go of it.
        give_up: Ends the trying early.

    Raises:
        OSError: The port is taken, or the address is none of this machine.
    """
    family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]
    until = time.monotonic() + patience
    while True:
        try:
            return _bind_once(family, host, port)
        except OSError as error:
            if error.errno != errno.EADDRINUSE or time.monotonic() >= until or give_up.wait(_RETRY_SECONDS):
                raise


def _bind_once(family: int, host: str, port: int) -> socket.socket:
    # The protocol is named because asyncio switches Nagle's algorithm off only then: else answers take 40 ms more.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        # On Windows SO_REUSEADDR lets two servers share a port, so there the opposite is asked for.
        exclusive = getattr(socket, "SO_EXCLUSIVEADDRUSE", None)
        option = socket.SO_REUSEADDR if os.name == "posix" or exclusive is None else exclusive
        listener.setsockopt(socket.SOL_SOCKET, option, 1)
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    return listener


def url_of(listener: socket.socket) -> str:
    """Where a client on this machine reaches a listener."""
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - read, not bound
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

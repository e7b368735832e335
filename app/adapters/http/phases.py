"""The phases of one exchange, taken from httpcore's trace events."""

from __future__ import annotations

import asyncio
import socket
import time
from typing import Any, Final

from app.core.base.hosts import is_address
from app.core.exchange.model import Phase, PhaseTiming

_BEGINS: Final = {
    "connect_tcp.started": Phase.CONNECT,
    "start_tls.started": Phase.TLS,
    "send_request_headers.started": Phase.SEND,
    "send_request_body.complete": Phase.WAIT,
    "receive_response_headers.complete": Phase.RECEIVE,
}
_PROXIES: Final = frozenset({"proxy", "socks"})
"""Whose TLS is the server's: that of a proxy itself is the connection's."""

_SEND_FAILED: Final = frozenset({"send_request_headers.failed", "send_request_body.failed"})


class PhaseClock:
    """Knows which phase an exchange is in and how long each one took.

    Attributes:
        current: The phase it is in.
        connected: It needed a new connection.
        stream: The connection that was opened last, httpcore's; None where none was.
        peer: Host and port that were last connected to (a proxy's, where one is used); empty and 0 before that.
        beyond: What goes on is about the server itself and no longer about the proxy on the way to it.
        send_failed: The server stopped listening before the whole request was out.
        lookup_limit: Seconds that a name lookup may take.
    """

    def __init__(self, *, pressed_at: float | None, lookup_limit: float) -> None:
        now = time.perf_counter()
        self._origin = min(pressed_at, now) if pressed_at is not None else now
        self._began = self._origin
        self._timings: list[PhaseTiming] = []
        self.current = Phase.QUEUE
        self.connected = False
        self.stream: Any = None
        self.peer: tuple[str, int] = ("", 0)
        self.beyond = False
        self.send_failed = False
        self.lookup_limit = lookup_limit

    @property
    def elapsed_ms(self) -> float:
        """Milliseconds since the press on Send."""
        return (time.perf_counter() - self._origin) * 1000

    def begin(self, phase: Phase) -> None:
        """Ends the current phase and begins another."""
        self._close()
        self.current = phase

    def finish(self) -> tuple[PhaseTiming, ...]:
        """Ends the current phase; all phases so far, in order."""
        self._close()
        return tuple(self._timings)

    async def trace(self, event: str, info: dict[str, Any]) -> None:
        """httpcore's `trace` extension; `event` reads like `http11.send_request_body.complete`.

        Raises:
            OSError: The host's name leads to no address; httpcore passes it on.
            TimeoutError: The lookup took longer than `lookup_limit`.
        """
        who, _, step = event.partition(".")
        self.beyond = self.beyond or (who in _PROXIES and step == "start_tls.started")
        if step == "connect_tcp.started":
            self.connected, self.beyond = True, False
            self.peer = (str(info["host"]), int(info["port"]))
            await self._look_up(*self.peer)
        if step == "connect_tcp.complete":
            self.stream = info["return_value"]
        if step in _SEND_FAILED:
            self.send_failed = True
        if step in _BEGINS:
            self.begin(_BEGINS[step])

    async def look_up_server(self, host: str, port: int) -> str:
        """The address of a server behind a proxy that is told no names; raises as `trace` does."""
        self.beyond = True
        return await self._look_up(host, port)

    async def _look_up(self, host: str, port: int) -> str:
        # httpcore looks names up inside its connect step; asked first here, the lookup gets a phase of its own,
        # and the second answer comes from the resolver's cache.
        if is_address(host):
            return host
        self.begin(Phase.DNS)
        async with asyncio.timeout(self.lookup_limit):
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return str(found[0][4][0])

    def _close(self) -> None:
        now = time.perf_counter()
        start, duration = (self._began - self._origin) * 1000, (now - self._began) * 1000
        self._timings.append(PhaseTiming(self.current, start, duration))
        self._began = now

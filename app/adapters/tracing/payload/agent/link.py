"""The connection to the window: JSON objects, one a line, both ways.

Out goes `{"ev": …}`, in comes `{"do": …}`. A line is at most 1 MiB long; an event that is longer, the routes of a huge
app for example, travels in pieces: `{"ev": "part", "of": NUMBER, "last": BOOL, "data": TEXT}`, whose texts together are
the event's JSON. A trace that is longer is only told as `too-big`.

Whoever sends only appends to a queue; a thread of the link renders and writes. Traces wait in a queue of 4,000 which
loses its oldest first (`lost` tells how many), so a window that reads slowly costs memory once and the app nothing. A
connection that breaks is left alone: `alive` is False from then on.
"""

from __future__ import annotations

import collections
import itertools
import json
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

LINE_LIMIT = 1 << 20
"""Bytes of a line, in either direction."""

PIECE = 200_000
"""Characters of a piece; escaped into a line it stays below the limit."""

TOTAL_LIMIT = 64 << 20
"""Characters of an event in pieces."""

TRACE_LIMIT = 4_000
EVENT_LIMIT = 2_000

CONNECT_SECONDS = 10.0


class Link:
    """The agent's end of the connection; `send` and `send_trace` may be called from any thread and never block.

    Attributes:
        alive: Whether anybody still listens.
    """

    def __init__(self, connection: socket.socket) -> None:
        self.alive = True
        self._socket = connection
        self._events: collections.deque[dict[str, Any]] = collections.deque(maxlen=EVENT_LIMIT)
        self._traces: collections.deque[Callable[[], dict[str, Any]]] = collections.deque()
        self._lost = 0
        self._numbers = itertools.count(1)
        self._wake = threading.Condition()
        self._closing = False
        self._each_second: list[Callable[[], None]] = []
        self._sender = threading.Thread(target=self._send_all, name="routeglass-sender", daemon=True)

    @classmethod
    def connect(cls, port: int) -> Link:
        """Connects to the window on this machine.

        Raises:
            OSError: Nobody listens there.
        """
        connection = socket.create_connection(("127.0.0.1", port), timeout=CONNECT_SECONDS)
        connection.settimeout(None)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return cls(connection)

    def start(self, on_command: Callable[[dict[str, Any]], None]) -> None:
        """Starts to send what waits, and to hand each command to `on_command` on a thread of the link."""
        self._sender.start()
        threading.Thread(target=self._read_all, args=(on_command,), name="routeglass-reader", daemon=True).start()

    def each_second(self, action: Callable[[], None]) -> None:
        """Calls `action` on the sender's thread about once a second, for events that sum up; before `start`."""
        self._each_second.append(action)

    def send(self, event: dict[str, Any]) -> None:
        """Queues an event, of which only a flood is lost."""
        if self.alive:
            with self._wake:
                self._events.append(event)
                self._wake.notify()

    def send_trace(self, render: Callable[[], dict[str, Any]]) -> None:
        """Queues a trace that is rendered where it is sent; the oldest is lost when too many wait."""
        if self.alive:
            with self._wake:
                if len(self._traces) >= TRACE_LIMIT:
                    self._traces.popleft()
                    self._lost += 1
                self._traces.append(render)
                self._wake.notify()

    def close(self, seconds: float) -> None:
        """Sends what waits, at most this long, and hangs up; harmless on a dead link and when called twice."""
        with self._wake:
            self._closing = True
            self._wake.notify()
        if self._sender.is_alive() and self._sender is not threading.current_thread():
            self._sender.join(seconds)
        self._hang_up()

    def _hang_up(self) -> None:
        self.alive = False
        with self._wake:
            self._events.clear()
            self._traces.clear()
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # It is gone already.
        finally:
            self._socket.close()

    # The sender's thread

    def _send_all(self) -> None:
        due = time.monotonic() + 1
        try:
            while self.alive:
                event = self._next(max(0.0, due - time.monotonic()))
                if event is not None:
                    self._write(event)
                elif self._closing:
                    return
                if time.monotonic() >= due:
                    due = time.monotonic() + 1
                    failure = self._guarded(self._tick)
                    if failure is not None:
                        self._write(failure)
        except OSError:
            self._hang_up()

    def _next(self, seconds: float) -> dict[str, Any] | None:
        """The next event; None after that time without one, or when all is sent and the link is being closed."""
        with self._wake:
            if not self._events and not self._traces and not self._closing:
                self._wake.wait(seconds)
            if self._events:
                return self._events.popleft()
            if self._lost:
                lost, self._lost = self._lost, 0
                return {"ev": "lost", "n": lost}
            render = self._traces.popleft() if self._traces else None
        return None if render is None else self._guarded(lambda: {"ev": "req", "trace": render()})

    def _tick(self) -> None:
        for action in self._each_second:
            action()

    def _guarded(self, action: Callable[[], Any]) -> Any:
        """Our own mistakes are told, not raised: the thread has to live."""
        try:
            return action()
        except Exception as error:  # noqa: BLE001 - see above
            return {"ev": "agent-error", "type": type(error).__name__, "message": str(error)[:500]}

    def _write(self, event: dict[str, Any]) -> None:
        text = self._guarded(lambda: json.dumps(event, separators=(",", ":")))
        if not isinstance(text, str):
            text = json.dumps(text)
        if len(text) < LINE_LIMIT:
            self._socket.sendall(text.encode("ascii") + b"\n")
        elif event["ev"] == "req" or len(text) > TOTAL_LIMIT:
            self._write(_too_big(event, len(text)))
        else:
            self._write_pieces(text)

    def _write_pieces(self, text: str) -> None:
        number = next(self._numbers)
        for start in range(0, len(text), PIECE):
            last = start + PIECE >= len(text)
            piece = {"ev": "part", "of": number, "last": last, "data": text[start : start + PIECE]}
            self._socket.sendall(json.dumps(piece).encode("ascii") + b"\n")

    # The reader's thread

    def _read_all(self, on_command: Callable[[dict[str, Any]], None]) -> None:
        rest = b""
        while self.alive:
            try:
                data = self._socket.recv(65536)
            except OSError:
                data = b""
            if not data or len(rest) > LINE_LIMIT:
                self._hang_up()
                return
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                self._take(line, on_command)

    def _take(self, line: bytes, on_command: Callable[[dict[str, Any]], None]) -> None:
        try:
            command = json.loads(line.decode("utf-8"))
            if isinstance(command, dict):
                on_command(command)
        except Exception as error:  # noqa: BLE001 - a command that cannot be read must not end the thread
            self.send({"ev": "agent-error", "type": type(error).__name__, "message": str(error)[:500]})


def _too_big(event: dict[str, Any], size: int) -> dict[str, Any]:
    trace = event.get("trace") or {}
    return {"ev": "too-big", "of": event["ev"], "id": event.get("id", trace.get("id")), "bytes": size}

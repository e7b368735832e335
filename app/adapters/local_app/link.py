"""This end of the link to the process that runs an app: newline-delimited JSON over loopback, one trusted connection.

Whoever connects has to send the token first, within three seconds; everybody else is turned away. Once the process is
known the listener is closed. A token in the first line of standard input is in no process list and no environment.
"""

from __future__ import annotations

import contextlib
import hmac
import json
import logging
import secrets
import selectors
import socket
import threading
import time
from typing import TYPE_CHECKING, Any, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable

_logger = logging.getLogger(__name__)

AUTH_SECONDS: Final = 3.0
LONGEST_LINE: Final = 2 * 1024 * 1024
"""Bytes of a line from the known process, which cuts longer messages into pieces: the routes of a very large app."""

LONGEST_MESSAGE: Final = 80 * 1024 * 1024
"""Characters of a message in pieces."""

_LONGEST_GREETING: Final = 4096
_MOST_STRANGERS: Final = 16
_CHUNK: Final = 256 * 1024
_SEND_SECONDS: Final = 2.0


class AgentLink:
    """Waits for the process on a free loopback port and then reads what it says, on a thread of its own.

    Attributes:
        token: What the process proves itself with.
        port: Where it connects to.
    """

    def __init__(self, on_event: Callable[[dict[str, Any]], None]) -> None:
        """Begins to listen.

        Args:
            on_event: Called on the link's thread with each message after the greeting; `{"ev": "unreadable"}` stands
                for a line that is no message.

        Raises:
            OSError: No port can be had.
        """
        self.token = secrets.token_hex(32)
        self._on_event = on_event
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.setblocking(False)  # noqa: FBT003 - the name says it
        self.port: int = self._listener.getsockname()[1]
        self._wake, self._waker = socket.socketpair()
        self._closing = False
        self._draining = False
        self._connection: socket.socket | None = None
        self._pieces: list[str] = []
        self._pieces_size = 0
        self._sending = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="local-app-link", daemon=True)
        self._thread.start()

    def send(self, message: dict[str, Any]) -> bool:
        """Sends one message; False where nobody is there to take it."""
        data = json.dumps(message).encode() + b"\n"
        connection = self._connection
        if connection is None:
            return False
        with self._sending:
            try:
                connection.sendall(data)
            except OSError:
                return False
        return True

    def drain(self, seconds: float) -> None:
        """The process has ended: waits until everything that it said has been delivered."""
        self._draining = True
        self._wake_up()
        self._thread.join(seconds)

    def close(self) -> None:
        """Ends the link; what has not been read is lost."""
        self._closing = True
        self._wake_up()
        if self._thread is not threading.current_thread():
            self._thread.join()

    def _wake_up(self) -> None:
        with contextlib.suppress(OSError):
            self._waker.send(b"x")

    def _run(self) -> None:
        try:
            with selectors.DefaultSelector() as selector:
                selector.register(self._wake, selectors.EVENT_READ)
                found = _Reception(self._listener, selector, self.token).wait_for_guest(self._is_over)
                self._listener.close()
                if found is not None:
                    self._attend(selector, *found)
        finally:
            for each in (self._listener, self._wake, self._waker):
                each.close()

    def _is_over(self, busy: bool) -> bool:  # noqa: FBT001 - a callback with one meaning
        return self._closing or (self._draining and not busy)

    def _attend(self, selector: selectors.BaseSelector, connection: socket.socket, rest: bytes) -> None:
        with connection:
            connection.settimeout(_SEND_SECONDS)
            selector.register(connection, selectors.EVENT_READ)
            self._connection = connection
            lines = _Lines(self._take)
            lines.feed(rest)
            while True:
                selector.select()
                if self._closing:
                    break
                try:
                    chunk = connection.recv(_CHUNK)
                except OSError:
                    break
                if not chunk:
                    break
                lines.feed(chunk)
            self._connection = None

    def _take(self, line: bytes | None) -> None:
        event = _decoded(line)
        if isinstance(event, dict) and event.get("ev") == "part":
            if not self._add_piece(event):
                return
            event = _decoded("".join(self._pieces))
            self._pieces, self._pieces_size = [], 0
        try:
            self._on_event(event if isinstance(event, dict) else {"ev": "unreadable"})
        except Exception:
            _logger.exception("What the app's process said could not be taken in")

    def _add_piece(self, event: dict[str, Any]) -> bool:
        """Takes in a piece of a message; whether it was the last. Of one that is too long nothing is kept."""
        self._pieces_size += len(str(event.get("data")))
        if self._pieces_size <= LONGEST_MESSAGE:
            self._pieces.append(str(event.get("data")))
        else:
            self._pieces.clear()
        return bool(event.get("last"))


def _decoded(text: bytes | str | None) -> Any:
    """The JSON value; None where there is none."""
    if text is not None:
        with contextlib.suppress(msgspec.DecodeError, RecursionError):
            return msgspec.json.decode(text)
    return None


class _Lines:
    """Cuts a stream into lines; None stands for one that is too long."""

    def __init__(self, deliver: Callable[[bytes | None], None]) -> None:
        self._deliver = deliver
        self._parts: list[bytes] = []
        self._size = 0

    def feed(self, chunk: bytes) -> None:
        """Takes the next bytes in."""
        first, *others = chunk.split(b"\n")
        self._add(first)
        for part in others:
            self._deliver(b"".join(self._parts) if self._size <= LONGEST_LINE else None)
            self._parts, self._size = [], 0
            self._add(part)

    def _add(self, part: bytes) -> None:
        self._size += len(part)
        if self._size <= LONGEST_LINE:
            self._parts.append(part)
        else:
            self._parts.clear()


class _Reception:
    """Finds out which of those who connect knows the token."""

    def __init__(self, listener: socket.socket, selector: selectors.BaseSelector, token: str) -> None:
        self._listener = listener
        self._selector = selector
        self._token = token
        self._strangers: dict[socket.socket, tuple[bytearray, float]] = {}

    def wait_for_guest(self, is_over: Callable[[bool], bool]) -> tuple[socket.socket, bytes] | None:
        """The connection that knows the token and what it has sent after it.

        Args:
            is_over: Told whether somebody has connected or spoken just now; ends the waiting.

        Returns:
            None where it was over before.
        """
        self._selector.register(self._listener, selectors.EVENT_READ)
        guest: tuple[socket.socket, bytes] | None = None
        busy = True
        while guest is None and not is_over(busy):
            ready = [
                key.fileobj for key, _events in self._selector.select(AUTH_SECONDS / 4 if self._strangers else None)
            ]
            busy = self._listener in ready or any(stranger in ready for stranger in self._strangers)
            if self._listener in ready:
                self._admit()
            for stranger in [each for each in self._strangers if each in ready]:
                guest = guest or self._listen_to(stranger)
            self._dismiss(time.monotonic())
        self._dismiss(float("inf"))
        self._selector.unregister(self._listener)
        return guest

    def _admit(self) -> None:
        try:
            connection, _address = self._listener.accept()
        except OSError:
            return
        connection.setblocking(False)  # noqa: FBT003 - the name says it
        if len(self._strangers) >= _MOST_STRANGERS:
            self._turn_away(next(iter(self._strangers)))
        self._strangers[connection] = (bytearray(), time.monotonic() + AUTH_SECONDS)
        self._selector.register(connection, selectors.EVENT_READ)

    def _listen_to(self, stranger: socket.socket) -> tuple[socket.socket, bytes] | None:
        try:
            chunk = stranger.recv(_CHUNK)
        except OSError:
            chunk = b""
        said = self._strangers[stranger][0]
        said += chunk
        greeting, ends, rest = bytes(said).partition(b"\n")
        if ends and self._is_known(greeting):
            del self._strangers[stranger]
            self._selector.unregister(stranger)
            return stranger, rest
        if ends or not chunk or len(said) > _LONGEST_GREETING:
            self._turn_away(stranger)
        return None

    def _is_known(self, greeting: bytes) -> bool:
        try:
            said = json.loads(greeting)
        except (ValueError, RecursionError):
            return False
        token = said.get("token") if isinstance(said, dict) and said.get("ev") == "auth" else None
        return isinstance(token, str) and hmac.compare_digest(token.encode(errors="replace"), self._token.encode())

    def _dismiss(self, now: float) -> None:
        for stranger, (_said, deadline) in list(self._strangers.items()):
            if deadline < now:
                self._turn_away(stranger)

    def _turn_away(self, stranger: socket.socket) -> None:
        del self._strangers[stranger]
        self._selector.unregister(stranger)
        stranger.close()

"""Waits on loopback for the browser to come back from a sign-in (RFC 8252 section 7.3)."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from app.core.exchange.steps import Listening, Returned

if TYPE_CHECKING:
    from app.core.exchange.steps import Browse, Listen

HOST: Final = "127.0.0.1"
REQUEST_SECONDS: Final = 10.0
"""How long one connection may take to say what it wants."""

_HEAD_LIMIT: Final = 64 * 1024
_PAGE: Final = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>Routeglass</title>"
    "<body style='font-family:sans-serif;margin:4em auto;max-width:32em'><h1>{title}</h1><p>{words}</p>"
)
_DONE: Final = ("200 OK", "Back in Routeglass", "You can close this page and go on in the window.")
_STRANGE: Final = (
    "400 Bad Request",
    "Not this sign-in",
    "This answer does not belong to the sign-in that is under way.",
)
_NOWHERE: Final = ("404 Not Found", "Nothing here", "This address only waits for a sign-in to come back.")


class RedirectListener:
    """One sign-in's listener; it answers nothing but its own path, and ends with the first answer there."""

    def __init__(self) -> None:
        self._server: asyncio.Server | None = None
        self._state = self._path = ""
        self._returned: asyncio.Future[Returned] | None = None
        self._connections: set[asyncio.Task[None]] = set()

    async def open(self, listen: Listen) -> Listening:
        """Opens the port, on 127.0.0.1 alone. Never raises."""
        self._state, self._path = listen.state, listen.path
        self._returned = asyncio.get_running_loop().create_future()
        try:
            self._server = await asyncio.start_server(self._accept, HOST, listen.port, limit=_HEAD_LIMIT)
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or error
            return Listening(problem=f"Port {listen.port} of {HOST} cannot be opened: {reason}.")
        port = self._server.sockets[0].getsockname()[1]
        return Listening(f"http://{HOST}:{port}{listen.path}")

    async def wait(self, browse: Browse) -> Returned:
        """Waits for the browser, then closes; cancelling it closes too."""
        assert self._returned is not None, "opened before"  # noqa: S101 - an invariant
        try:
            async with asyncio.timeout(browse.seconds):
                return await self._returned
        except TimeoutError:
            return Returned(None)
        finally:
            await self.close()

    async def close(self) -> None:
        """Closes the port and every connection; closing twice is harmless."""
        server, self._server = self._server, None
        if server is not None:
            server.close()
        for task in tuple(self._connections):
            task.cancel()
        if self._connections:
            await asyncio.wait(tuple(self._connections))

    def is_closed(self) -> bool:
        """Whether its port is free."""
        return self._server is None

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A task of our own: asyncio logs the end of its own ones as an error when they are cancelled.
        task = asyncio.create_task(self._serve(reader, writer))
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        returned: Returned | None = None
        try:
            async with asyncio.timeout(REQUEST_SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
                page, returned = self._judge(head)
                writer.write(_response(*page))
                await writer.drain()
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
        if returned is not None and self._returned is not None and not self._returned.done():
            self._returned.set_result(returned)

    def _judge(self, head: bytes) -> tuple[tuple[str, str, str], Returned | None]:
        method, _, rest = head.partition(b"\r\n")[0].decode("latin-1").partition(" ")
        path, _, query = rest.partition(" ")[0].partition("?")
        if method != "GET" or path != self._path:
            return _NOWHERE, None
        parameters = tuple(parse_qsl(query, keep_blank_values=True))
        fits = dict(parameters).get("state") == self._state
        return (_DONE if fits else _STRANGE), Returned(parameters)


def _response(status: str, title: str, words: str) -> bytes:
    body = _PAGE.format(title=title, words=words).encode()
    headers = (
        f"HTTP/1.1 {status}",
        "Content-Type: text/html; charset=utf-8",
        f"Content-Length: {len(body)}",
        # The address holds the code: no page it leads to shall learn it.
        "Referrer-Policy: no-referrer",
        "Cache-Control: no-store",
        "Connection: close",
    )
    return "\r\n".join(headers).encode() + b"\r\n\r\n" + body

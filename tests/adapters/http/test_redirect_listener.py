"""The listener that a browser comes back to: what it takes, what it refuses, and that nothing of it stays."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from app.adapters.http import redirect_listener
from app.adapters.http.redirect_listener import RedirectListener
from app.core.exchange.steps import Browse, Listen, Listening, Returned

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

PATIENT = Browse("http://id", 30.0)


def run(use: Callable[[RedirectListener, int], Awaitable[None]]) -> None:
    async def whole() -> None:
        listener = RedirectListener()
        try:
            found = await listener.open(Listen(0, "/callback", "s"))
            parts = urlsplit(found.redirect_uri)
            assert (parts.hostname, parts.path) == ("127.0.0.1", "/callback")
            assert parts.port
            await use(listener, parts.port)
        finally:
            await listener.close()
        assert len(asyncio.all_tasks()) == 1

    asyncio.run(whole())


async def ask(port: int, target: str, method: str = "GET") -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"{method} {target} HTTP/1.1\r\nHost: h\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer.decode()


async def is_open(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except ConnectionRefusedError:
        return False
    writer.close()
    await writer.wait_closed()
    return True


def test_the_first_answer_ends_it_and_the_port_is_free_at_once() -> None:
    async def use(listener: RedirectListener, port: int) -> None:
        waiting = asyncio.create_task(listener.wait(PATIENT))
        page = await ask(port, "/callback?code=a%20b&state=s&empty=")
        assert page.startswith("HTTP/1.1 200 OK\r\n")
        assert "Referrer-Policy: no-referrer" in page
        assert "go on in the window" in page
        assert "a b" not in page
        assert await waiting == Returned((("code", "a b"), ("state", "s"), ("empty", "")))
        assert not await is_open(port)

    run(use)


def test_other_paths_and_methods_are_not_taken() -> None:
    async def use(listener: RedirectListener, port: int) -> None:
        waiting = asyncio.create_task(listener.wait(PATIENT))
        for target, method in (("/favicon.ico", "GET"), ("/", "GET"), ("/callback?state=s&code=c", "POST"), ("", "")):
            assert (await ask(port, target, method)).startswith("HTTP/1.1 404 ")
        assert not waiting.done()
        assert (await ask(port, "/callback?state=other&code=c")).startswith("HTTP/1.1 400 ")
        assert dict((await waiting).parameters or ())["state"] == "other"

    run(use)


def test_it_is_bounded_in_time_and_cancellable() -> None:
    async def use(listener: RedirectListener, port: int) -> None:
        assert await listener.wait(Browse("http://id", 0.0)) == Returned(None)
        assert not await is_open(port)

    run(use)

    async def give_up(listener: RedirectListener, port: int) -> None:
        waiting = asyncio.create_task(listener.wait(PATIENT))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert not await is_open(port)

    run(give_up)


@pytest.mark.parametrize("sent", [b"", b"GET /callback", b"\xff" * 100, b"G" * 200_000])
def test_whoever_says_nothing_useful_is_dropped(sent: bytes) -> None:
    async def use(_listener: RedirectListener, port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(sent)
        writer.write_eof()
        # A connection whose bytes were not read is reset.
        with contextlib.suppress(ConnectionError):
            assert await reader.read() == b""
        writer.close()

    run(use)


def test_whoever_keeps_a_connection_open_is_dropped_when_it_closes() -> None:
    async def use(listener: RedirectListener, port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /call")
        # The listener's own task has taken the connection once another one was answered.
        await ask(port, "/")
        await listener.close()
        assert await reader.read() == b""
        writer.close()

    run(use)


def test_a_slow_one_is_dropped_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redirect_listener, "REQUEST_SECONDS", 0.01)

    async def use(_listener: RedirectListener, port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        assert await reader.read() == b""
        writer.close()

    run(use)


@pytest.mark.parametrize("taken", [True, False])
def test_a_port_that_cannot_be_had_is_told(taken: bool) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1] if taken else 70_000
        found = asyncio.run(RedirectListener().open(Listen(port, "/callback", "s")))
    assert found.redirect_uri == ""
    assert found.problem.startswith(f"Port {port} of 127.0.0.1 cannot be opened: ")
    assert found == Listening(problem=found.problem)

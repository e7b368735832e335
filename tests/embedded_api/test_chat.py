"""The chat room itself, with guests that behave badly."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.websockets import WebSocket

from embedded_api.chat import ChatRoom


class Guest:
    """The two ASGI callables behind a WebSocket, in our hands."""

    def __init__(self, *, listens: bool = True) -> None:
        self.heard: list[str] = []
        self.heard_more = asyncio.Event()
        self._listens = listens
        self._incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._incoming.put_nowait({"type": "websocket.connect"})

    def say(self, text: str) -> None:
        self._incoming.put_nowait({"type": "websocket.receive", "text": text})

    def hang_up(self) -> None:
        self._incoming.put_nowait({"type": "websocket.disconnect", "code": 1001})

    async def until_heard(self, text: str) -> None:
        while text not in self.heard:
            self.heard_more.clear()
            await self.heard_more.wait()

    def websocket(self) -> WebSocket:
        return WebSocket({"type": "websocket", "path": "/chat", "headers": []}, self._incoming.get, self._send)

    async def _send(self, message: Any) -> None:
        if message["type"] == "websocket.send":
            if not self._listens:
                await asyncio.Event().wait()
            self.heard.append(message["text"])
            self.heard_more.set()


def test_a_guest_who_does_not_listen_is_shown_out() -> None:
    async def story() -> list[str]:
        room, ada, deaf = ChatRoom(), Guest(), Guest(listens=False)
        first = asyncio.create_task(room.host(ada.websocket(), "ada"))
        await ada.until_heard("ada joined, 1 here")
        second = asyncio.create_task(room.host(deaf.websocket(), "deaf"))
        await ada.until_heard("deaf joined, 2 here")
        ada.say("hello")
        await asyncio.wait_for(ada.until_heard("ada: hello"), 10)
        ada.hang_up()
        deaf.hang_up()
        await asyncio.gather(first, second)
        return ada.heard

    assert asyncio.run(story()) == ["ada joined, 1 here", "deaf joined, 2 here", "ada: hello"]


def test_a_cancelled_guest_leaves_the_room() -> None:
    async def story() -> list[str]:
        room, ada, grace = ChatRoom(), Guest(), Guest()
        first = asyncio.create_task(room.host(ada.websocket(), "ada"))
        await ada.until_heard("ada joined, 1 here")
        second = asyncio.create_task(room.host(grace.websocket(), "grace"))
        await ada.until_heard("grace joined, 2 here")
        second.cancel()
        await asyncio.gather(second, return_exceptions=True)
        ada.say("alone")
        await ada.until_heard("ada: alone")
        ada.hang_up()
        await first
        return grace.heard

    assert asyncio.run(story()) == ["grace joined, 2 here"]

"""Small apps for servers under test, and requests to them from other threads."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import TYPE_CHECKING

import httpx2
from fastapi import FastAPI, WebSocket
from fastapi.responses import StreamingResponse

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from app.adapters.embedded_server.model import ServerState
    from app.adapters.embedded_server.server import EmbeddedServer


class Gate:
    """Lets a test and a request in another thread wait for each other."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.opened = threading.Event()

    def pass_through(self) -> None:
        self.entered.set()
        assert self.opened.wait(30)


def make_plain() -> FastAPI:
    app = FastAPI()

    @app.get("/")
    async def root() -> str:
        return "hello"

    return app


def make_gated(gate: Gate) -> FastAPI:
    app = make_plain()

    @app.get("/sync")
    def sync() -> str:
        gate.pass_through()
        return "done"

    @app.get("/blocking")
    async def blocking() -> str:
        gate.pass_through()
        return "done"

    @app.get("/stream")
    async def stream() -> StreamingResponse:
        async def endless() -> AsyncIterator[str]:
            while True:
                yield "data: tick\n\n"
                await asyncio.sleep(0.01)

        return StreamingResponse(endless(), media_type="text/event-stream")

    @app.websocket("/ws")
    async def ws(websocket: WebSocket) -> None:
        await websocket.accept()
        async for text in websocket.iter_text():
            await websocket.send_text(text)

    return app


def get(url: str) -> httpx2.Response:
    return httpx2.get(url, trust_env=False)


class Call(threading.Thread):
    """A request in a thread of its own."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.outcome: object = None

    def run(self) -> None:
        try:
            response = get(self.url)
            self.outcome = response.json() if response.is_success else response.status_code
        except httpx2.HTTPError as error:
            self.outcome = error


def timed_stop(server: EmbeddedServer, patience: float = 4.0) -> tuple[ServerState, float]:
    started = time.monotonic()
    state = server.stop(patience)
    return state, time.monotonic() - started

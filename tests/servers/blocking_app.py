"""An app that blocks its event loop in every way there is, and in ways that only look like it.

Run it by hand: `python -m uvicorn tests.servers.blocking_app:app`.
No `from __future__ import annotations` here: FastAPI reads the annotations of these functions at run time.
"""
# ruff: noqa: ASYNC251 - the mistakes are what it is for

import asyncio
import hashlib
import json
import re
import sqlite3
import time
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import BackgroundTasks, Depends, FastAPI, Request, Response
from pydantic import BaseModel

LONG = 0.12
"""Seconds of processor time that each single call takes at least."""


def _calibrated(work: Callable[[int], object], size: int, grow: Callable[[int], int]) -> int:
    while True:
        began = time.thread_time()
        work(size)
        if time.thread_time() - began >= LONG:
            return size
        size = grow(size)


def _match(size: int) -> object:
    return re.match(r"(?:a|a)+$", "a" * size + "b")


def _numbers(size: int) -> str:
    return "[" + "1," * size + "1]"


def _read(size: int) -> object:
    return json.loads(_numbers(size))


def _query(size: int) -> object:
    with sqlite3.connect(":memory:") as database:
        text = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT ?) SELECT sum(x) FROM n"
        return database.execute(text, (size,)).fetchone()


LETTERS = _calibrated(_match, 16, lambda size: size + 1)
ITEMS = _calibrated(_read, 100_000, lambda size: size * 2)
ROWS = _calibrated(_query, 50_000, lambda size: size * 2)
TEXT = _numbers(ITEMS)


class Row(BaseModel):
    number: int
    text: str


app = FastAPI()


class Unmarked:
    """A middleware in plain ASGI."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.app(scope, receive, send)


@app.middleware("http")
async def pass_on(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Runs the rest of the app in a task of its own."""
    return await call_next(request)


app.add_middleware(Unmarked)


def spin(seconds: float) -> int:
    """Computes in Python for so much time of a processor."""
    end, turns = time.thread_time() + seconds, 0
    while time.thread_time() < end:
        turns += 1  # here the time goes
    return turns


def slow_helper(seconds: float) -> None:
    time.sleep(seconds)  # in a helper


async def blocking_dependency(seconds: float = 0.1) -> float:
    time.sleep(seconds)  # in a dependency
    return seconds


@app.get("/sleep")
async def sleep(seconds: float = 0.1) -> str:
    time.sleep(seconds)  # in the endpoint
    return "slept"


@app.get("/helper")
async def helper(seconds: float = 0.1) -> str:
    slow_helper(seconds)
    return "slept"


@app.get("/late")
async def late(seconds: float = 0.1) -> str:
    await asyncio.sleep(0.2)
    time.sleep(seconds)  # after an await
    return "slept"


@app.get("/dependency")
async def dependency(seconds: Annotated[float, Depends(blocking_dependency)]) -> float:
    return seconds


@app.get("/spin")
async def compute(seconds: float = 0.1) -> int:
    return spin(seconds)


@app.get("/regex")
async def regex() -> str:
    re.match(r"(?:a|a)+$", "a" * LETTERS + "b")  # one call into C
    return "matched"


@app.get("/json")
async def read_json() -> int:
    return len(json.loads(TEXT))


@app.get("/database")
async def database() -> str:
    _query(ROWS)
    return "queried"


@app.get("/forever")
async def forever() -> str:
    re.match(r"(?:a|a)+$", "a" * 60 + "b")  # it never returns
    return "never"


@app.get("/background")
async def background(tasks: BackgroundTasks, seconds: float = 0.1) -> str:
    tasks.add_task(_block_later, seconds)
    return "later"


async def _block_later(seconds: float) -> None:
    time.sleep(seconds)  # after the response


@app.get("/spawned")
async def spawned(seconds: float = 0.1) -> str:
    asyncio.get_running_loop().call_later(0.05, slow_helper, seconds)
    await asyncio.sleep(0.1 + seconds)
    return "done"


@app.get("/large")
async def large() -> list[Row]:
    return [Row(number=number, text="x" * 20) for number in range(60_000)]


@app.get("/async")
async def wait(seconds: float = 0.1) -> str:
    await asyncio.sleep(seconds)
    return "waited"


@app.get("/thread")
def in_thread(seconds: float = 0.1) -> str:
    time.sleep(seconds)
    return "slept in a thread"


@app.get("/busy-thread")
def in_busy_thread(seconds: float = 0.3) -> int:
    return spin(seconds)


@app.get("/quick")
async def quick() -> str:
    return hashlib.sha256(b"x" * 1000).hexdigest()


@app.get("/quick-thread")
def quick_thread() -> str:
    return hashlib.sha256(b"x" * 1000).hexdigest()

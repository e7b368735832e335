"""Three ways to wait. Send two requests at once and see which ones wait for each other."""

import asyncio
import threading
import time
from typing import Annotated

from fastapi import APIRouter, Query

from embedded_api.models.answers import Nap

router = APIRouter(prefix="/lab", tags=["lab"])

Seconds = Annotated[float, Query(ge=0, le=5, description="How long; five seconds at most.", examples=[1])]


@router.get(
    "/blocking",
    summary="Sleep inside async def: everything stops",
    response_description="How long it slept, and where.",
)
async def sleep_blocking(seconds: Seconds = 1.0) -> Nap:
    """Calls `time.sleep` in an `async def`. The event loop has one thread: until it returns, nobody else is served."""
    time.sleep(seconds)  # noqa: ASYNC251 - the mistake that this endpoint shows
    return _nap(seconds, "Every other request had to wait.")


@router.get("/async", summary="Await a sleep: nobody notices", response_description="How long it slept, and where.")
async def sleep_awaiting(seconds: Seconds = 1.0) -> Nap:
    """Awaits `asyncio.sleep` in an `async def`. While this request waits, the event loop serves all others."""
    await asyncio.sleep(seconds)
    return _nap(seconds, "The event loop served other requests meanwhile.")


@router.get(
    "/thread", summary="Sleep inside def: a worker thread waits", response_description="How long it slept, and where."
)
def sleep_in_thread(seconds: Seconds = 1.0) -> Nap:
    """Calls `time.sleep` in a plain `def`, which FastAPI runs in a worker thread. There are forty of them."""
    time.sleep(seconds)
    return _nap(seconds, "One of forty worker threads was busy; the event loop was free.")


def _nap(seconds: float, lesson: str) -> Nap:
    return Nap(slept=seconds, thread=threading.current_thread().name, lesson=lesson)

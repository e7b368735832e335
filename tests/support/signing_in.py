"""Walks sign-ins and rounds against real servers, a browser played by an HTTP client."""

from __future__ import annotations

import asyncio
import secrets
import time
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import httpx2

from app.adapters.http.client import HttpClient
from app.adapters.http.redirect_listener import RedirectListener
from app.core.exchange.steps import Browse, Call, Chance, Listen, Walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.exchange.steps import Flow, Step

T = TypeVar("T")

CHANCE = Chance(time.time, partial(secrets.token_hex, 32))


def browse(url: str) -> None:
    """What a browser does: opens an address and follows where it leads."""
    httpx2.get(url, follow_redirects=True, trust_env=False)


def walk(flow: Flow[T], *, browser: Callable[[str], None] = browse, waits: list[float] | None = None) -> T:
    """Does what each step says, without ever sleeping.

    Args:
        waits: Gets the seconds that a flow wanted to wait.
    """
    return asyncio.run(_walk(Walk(flow), browser, waits if waits is not None else []))


async def _walk(walking: Walk[T], browser: Callable[[str], None], waits: list[float]) -> T:
    client, listener = HttpClient(), RedirectListener()
    try:
        while walking.step is not None:
            walking.answer(await _do(walking.step, client, listener, browser, waits))
    finally:
        await listener.close()
        await client.close()
    assert walking.result is not None
    return walking.result


async def _do(
    step: Step, client: HttpClient, listener: RedirectListener, browser: Callable[[str], None], waits: list[float]
) -> object:
    match step:
        case Call(request=request, label=label):
            return await client.send(request, label)
        case Listen():
            return await listener.open(step)
        case Browse():
            waiting = asyncio.create_task(listener.wait(step))
            await asyncio.to_thread(browser, step.url)
            return await waiting
        case _:
            waits.append(step.seconds)
            return None

"""The life of the watchdog's thread."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

from app.adapters.tracing import payload
from tests.support.agent_child import until


def watching() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "routeglass-watchdog"]


def ignore(_event: dict[str, Any]) -> None:
    """Nobody listens."""


def test_closing_waits_for_the_thread_of_a_loop_that_has_ended() -> None:
    watchdog = payload.Watchdog(ignore)

    async def live() -> None:
        watchdog.loop_started(asyncio.get_running_loop())
        watchdog.loop_ended(asyncio.get_running_loop())

    asyncio.run(live())
    watchdog.close()
    assert watching() == []


def test_a_request_that_comes_after_closing_starts_no_thread() -> None:
    watchdog = payload.Watchdog(ignore)
    watchdog.close()

    async def live() -> None:
        watchdog.end(watchdog.begin("", {"type": "http", "path": "/", "method": "GET"}))

    asyncio.run(live())
    assert watching() == []
    watchdog.close()


def test_another_loop_takes_over() -> None:
    watchdog = payload.Watchdog(ignore)

    async def live() -> None:
        watchdog.loop_started(asyncio.get_running_loop())
        watchdog.loop_started(asyncio.get_running_loop())

    for _ in range(2):
        asyncio.run(live())
    watchdog.close()
    assert watching() == []


def test_a_request_wakes_who_watches_an_idle_loop() -> None:
    """Else a block that begins with it would be over before the next look."""
    watchdog = payload.Watchdog(ignore)
    traffic = watchdog.traffic

    async def live() -> None:
        watchdog.turn(live=True)
        watchdog.loop_started(asyncio.get_running_loop())
        await asyncio.to_thread(until, lambda: traffic.asleep)
        request = watchdog.begin("", {"type": "http", "path": "/", "method": "GET"})
        assert traffic.wake.is_set() or not traffic.asleep
        watchdog.end(request)

    asyncio.run(live())
    watchdog.close()

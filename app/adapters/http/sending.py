"""One exchange from the press on Send to its last byte or its failure."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from app.adapters.http.failures import Scene, cancelled, explain
from app.adapters.http.phases import PhaseClock
from app.adapters.http.reception import Reception
from app.adapters.http.wire import Wire
from app.core.exchange.model import Exchange

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.adapters.http.model import ClientSettings
    from app.core.exchange.model import Outcome
    from app.core.requests.model import PreparedRequest


class Sender:
    """Sends requests over one `Wire`."""

    def __init__(self, settings: ClientSettings, folder: Callable[[], Path]) -> None:
        self._settings = settings
        self._folder = folder
        self._wire = Wire(settings)

    async def close(self) -> None:
        """Closes the connections."""
        await self._wire.close()

    async def send(
        self,
        request: PreparedRequest,
        operation_key: str,
        *,
        pressed_at: float | None,
        memory_limit: int,
        most: int | None = None,
    ) -> Exchange:
        """Sends one request; never raises, see `HttpClient.send`. A body of more than `most` bytes is a failure."""
        started_at = time.time()
        clock = PhaseClock(pressed_at=pressed_at, lookup_limit=self._settings.timeouts.connect_s)
        reception = Reception(memory_limit, self._folder, most)
        outcome = await self._outcome(request, clock, reception)
        phases = clock.finish()
        started_at -= phases[0].duration_ms / 1000
        return Exchange(operation_key, request, outcome, started_at, clock.elapsed_ms, phases)

    async def _outcome(self, request: PreparedRequest, clock: PhaseClock, reception: Reception) -> Outcome:
        try:
            try:
                await self._wire.exchange(request, clock, reception)
            finally:
                reception.close()
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is not None:
                task.uncancel()
            return cancelled(self._scene(request, clock, reception))
        except Exception as error:  # noqa: BLE001 - whatever it is, a person is told in words
            return explain(error, self._scene(request, clock, reception))
        response = reception.response
        assert response is not None, "an exchange without an error has a response"  # noqa: S101 - an invariant
        return response

    def _scene(self, request: PreparedRequest, clock: PhaseClock, reception: Reception) -> Scene:
        host, port = clock.peer
        peer = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        return Scene(
            clock.current,
            peer if host else request.url,
            self._settings.timeouts,
            clock.elapsed_ms,
            clock.send_failed,
            reception.response,
            request.url.startswith("https:"),
        )

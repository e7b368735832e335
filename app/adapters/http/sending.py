"""One exchange from the press on Send to its last byte or its failure."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from app.adapters.http.failures import Scene, cancelled, explain
from app.adapters.http.phases import PhaseClock
from app.adapters.http.reception import Reception
from app.adapters.http.wire import Trip, Wire
from app.core.exchange.connection import host_and_port
from app.core.exchange.model import Exchange

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.adapters.http.model import ClientSettings
    from app.core.exchange.connection import ConnectionSettings
    from app.core.exchange.model import Outcome
    from app.core.requests.model import PreparedRequest


class Sender:
    """Sends requests over one `Wire`.

    Attributes:
        connection: How what is sent from now on travels.
    """

    def __init__(self, settings: ClientSettings, folder: Callable[[], Path]) -> None:
        self.connection: ConnectionSettings = settings.connection
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
        clock = PhaseClock(pressed_at=pressed_at, lookup_limit=self.connection.connect_s)
        trip = Trip(request, self.connection, clock, Reception(memory_limit, self._folder, most))
        outcome = await self._outcome(trip)
        phases = clock.finish()
        started_at -= phases[0].duration_ms / 1000
        return Exchange(operation_key, request, outcome, started_at, clock.elapsed_ms, phases, travel=trip.travel)

    async def _outcome(self, trip: Trip) -> Outcome:
        try:
            try:
                await self._wire.exchange(trip)
            finally:
                trip.reception.close()
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is not None:
                task.uncancel()
            return cancelled(_scene(trip))
        except Exception as error:  # noqa: BLE001 - whatever it is, a person is told in words
            return explain(error, _scene(trip))
        response = trip.reception.response
        assert response is not None, "an exchange without an error has a response"  # noqa: S101 - an invariant
        return response


def _scene(trip: Trip) -> Scene:
    host, port = host_and_port(trip.request.url) if trip.clock.beyond else trip.clock.peer
    peer = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return Scene(
        trip.clock.current,
        peer if host else trip.request.url,
        trip.connection,
        trip.clock.elapsed_ms,
        trip.clock.send_failed,
        trip.reception.response,
        trip.request.url.startswith("https:"),
        trip.travel.proxy,
        trip.clock.beyond,
    )

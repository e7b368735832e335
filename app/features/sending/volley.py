"""Many requests at once, each prepared and sent as one of a tab is; runs on the jobs loop, tells as it goes."""

from __future__ import annotations

import asyncio
import time
import traceback
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.core.lab.model import Outcome, outcome_of
from app.core.requests.credentials import Grant, OAuthCredential
from app.features.sending.order import begin_rounds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.core.lab.model import Plan, Shot
    from app.core.requests.credentials import Credential
    from app.features.sending.order import Departure, Order, Sender


@dataclass(frozen=True, slots=True)
class Told:
    """What has become of one request of a run: it began, or it is over."""

    run: int
    shot: Shot


@dataclass(frozen=True, slots=True)
class Volley:
    """One run.

    Attributes:
        run: Its number.
        orders: What each request sends, beside the request.
        tell: Gets each `Told`; called on the loop's thread.
    """

    run: int
    plan: Plan
    orders: tuple[tuple[Shot, Order], ...]
    tell: Callable[[Told], None]

    async def fire(self, sender: Sender) -> None:
        """Prepares all, then sends all; cancelling ends those that are under way, and none begins any more."""
        ready = [await self._prepare(shot, order, sender) for shot, order in self.orders]
        room = asyncio.Semaphore(max(1, self.plan.at_once))
        tasks = [
            asyncio.create_task(self._one(index, shot, departure, room, sender))
            for index, (shot, departure) in enumerate(ready)
            if departure is not None
        ]
        try:
            if tasks:
                await asyncio.wait(tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _prepare(self, shot: Shot, order: Order, sender: Sender) -> tuple[Shot, Departure | None]:
        # Whoever waits may want to stop.
        await asyncio.sleep(0)
        try:
            return shot, begin_rounds(order, sender)
        except Exception:  # noqa: BLE001 - one request that cannot be prepared must not cost the others their lanes
            self._fail(replace(shot, started_at=time.time()))
            return shot, None

    async def _one(self, index: int, shot: Shot, departure: Departure, room: asyncio.Semaphore, sender: Sender) -> None:
        await asyncio.sleep(index * self.plan.stagger_ms / 1000)
        async with room:
            began = replace(shot, started_at=time.time())
            self.tell(Told(self.run, began))
            try:
                exchange = (await departure.send()).exchange
            except Exception:  # noqa: BLE001 - as above
                self._fail(began)
                return
            self.tell(Told(self.run, replace(began, outcome=outcome_of(exchange))))
        if exchange.files():
            # A run keeps no bodies.
            await asyncio.to_thread(sender.discard, exchange)

    def _fail(self, shot: Shot) -> None:
        last = traceback.format_exc().strip().rpartition("\n")[2]
        words = f"It could not be prepared; this is a mistake of Routeglass: {last}"
        self.tell(Told(self.run, replace(shot, outcome=Outcome(shot.started_at or 0.0, 0.0, problem=words))))


def steady(credentials: Mapping[str, Credential]) -> dict[str, Credential]:
    """The credentials as they go out in a run: its requests renew no token, or each of them would do so at once."""
    return {key: _steady(credential) for key, credential in credentials.items()}


def _steady(credential: Credential) -> Credential:
    if not isinstance(credential, OAuthCredential) or credential.token is None:
        return credential
    token = replace(credential.token, refresh_token="")
    return replace(credential, settings=replace(credential.settings, grant=Grant.AUTHORIZATION_CODE), token=token)

"""Sends the requests of one order: cookies go along with each, and redirects are followed after the last."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from app.core.exchange.model import Failure, Phase
from app.core.exchange.redirects import follow
from app.core.exchange.steps import Call, Walk
from app.core.requests.cookies import with_cookies
from app.core.workspace.model import Received

if TYPE_CHECKING:
    from app.core.exchange.model import Exchange
    from app.core.requests.model import PreparedRequest
    from app.features.sending.order import Order, Sender

PATIENCE_SECONDS = 3.0
"""How long a request waits for an app that starts anew."""

RETRY_SECONDS = 0.1
"""Between two attempts."""


class Courier:
    """Sends for one order.

    Attributes:
        received: Every answer so far.
        notes: What could not be done, one sentence each.
    """

    def __init__(self, order: Order, sender: Sender) -> None:
        self._order = order
        self._sender = sender
        self._jar = order.cookies
        self._pressed_at = order.pressed_at
        self.received: tuple[Received, ...] = ()
        self.notes: tuple[str, ...] = ()

    async def send(self, request: PreparedRequest) -> Exchange:
        """Sends one request with the cookies that are for it, those of the answers before it included."""
        uses_cookies = self._order.connection.use_cookies
        if uses_cookies:
            request = with_cookies(request, self._jar, time.time())
        exchange = await self._send_patiently(request)
        self._pressed_at = None
        response = exchange.response
        if uses_cookies and response is not None:
            received = Received(response.headers, request.url, time.time())
            self._jar, _ = self._jar.receive(received.headers, received.url, received.at)
            self.received = (*self.received, received)
        return exchange

    async def _send_patiently(self, request: PreparedRequest) -> Exchange:
        """Sends; while the app behind the address starts anew, what found nobody there is sent again for a while."""
        key, is_restarting = self._order.operation.key, self._order.is_restarting
        exchange = await self._sender.send(request, key, pressed_at=self._pressed_at)
        deadline = time.monotonic() + PATIENCE_SECONDS
        # One more attempt than the restart lasts: it may have ended while this one was on its way.
        goes_on = is_restarting is not None
        while goes_on and is_restarting is not None and _reached_nobody(exchange) and time.monotonic() < deadline:
            try:
                await asyncio.sleep(RETRY_SECONDS)
            except asyncio.CancelledError:
                stopped = Failure(Phase.CONNECT, "Stopped while the app started anew.", cancelled=True)
                return replace(exchange, outcome=stopped)
            goes_on = is_restarting()
            exchange = await self._sender.send(request, key, pressed_at=self._pressed_at)
        return exchange

    async def follow(self, exchange: Exchange) -> Exchange:
        """Follows the redirects of an answer, where the order says so; the rounds before the last become its hops."""
        if not self._order.connection.follow_redirects:
            return exchange
        walk = Walk(follow(exchange))
        while walk.step is not None:
            assert isinstance(walk.step, Call), "redirects only call"  # noqa: S101 - an invariant
            walk.answer(await self.send(walk.step.request))
        assert walk.result is not None, "the walk is over"  # noqa: S101 - an invariant
        self.notes = (*self.notes, *walk.result.notes)
        return walk.result.exchange


def _reached_nobody(exchange: Exchange) -> bool:
    outcome = exchange.outcome
    return isinstance(outcome, Failure) and outcome.phase is Phase.CONNECT and not outcome.cancelled

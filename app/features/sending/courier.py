"""Sends the requests of one order: cookies go along with each, and redirects are followed after the last."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from app.core.exchange.redirects import follow
from app.core.exchange.steps import Call, Walk
from app.core.requests.cookies import with_cookies
from app.core.workspace.model import Received

if TYPE_CHECKING:
    from app.core.exchange.model import Exchange
    from app.core.requests.model import PreparedRequest
    from app.features.sending.order import Order, Sender


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
        exchange = await self._sender.send(request, self._order.operation.key, pressed_at=self._pressed_at)
        self._pressed_at = None
        response = exchange.response
        if uses_cookies and response is not None:
            received = Received(response.headers, request.url, time.time())
            self._jar, _ = self._jar.receive(received.headers, received.url, received.at)
            self.received = (*self.received, received)
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

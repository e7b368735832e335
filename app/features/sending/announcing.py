"""Tells whose spans may come before a request goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.core.exchange.model import Exchange
    from app.core.requests.model import PreparedRequest
    from app.core.trace.otlp.expected import ExpectedTraces
    from app.features.sending.order import Sender


class AnnouncingSender:
    """A sender whose requests are expected to come back as spans, wherever they are sent from."""

    def __init__(self, sender: Sender, expected: ExpectedTraces) -> None:
        self._sender = sender
        self._expected = expected

    async def send(self, request: PreparedRequest, operation_key: str, *, pressed_at: float | None = None) -> Exchange:
        """As the sender itself."""
        self._expected.expect(request.trace_id)
        return await self._sender.send(request, operation_key, pressed_at=pressed_at)

    def discard(self, exchange: Exchange) -> None:
        """As the sender itself."""
        self._sender.discard(exchange)

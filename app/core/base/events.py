"""Typed events: features meet here and nowhere else.

A hub belongs to its owner (the workspace); there is no global one. Handlers run on the publishing thread,
in the order of subscription; the workspace lives on the main thread, so handlers may touch widgets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

EventT = TypeVar("EventT")


@dataclass(frozen=True, slots=True)
class Subscription:
    """A handle that ends the delivery of one event type to one handler."""

    _hub: EventHub
    _event_type: type
    _handler: Callable[[Any], None]

    def cancel(self) -> None:
        """Ends the subscription; cancelling twice is harmless."""
        self._hub._remove(self._event_type, self._handler)


class EventHub:
    """Delivers events to the handlers subscribed for exactly their type."""

    def __init__(self) -> None:
        self._handlers: dict[type, list[Callable[[Any], None]]] = {}

    def subscribe(self, event_type: type[EventT], handler: Callable[[EventT], None]) -> Subscription:
        """Calls `handler` with each later event of `event_type`."""
        self._handlers.setdefault(event_type, []).append(handler)
        return Subscription(self, event_type, handler)

    def publish(self, event: object) -> None:
        """Delivers one event; a handler subscribed while it runs gets only later events."""
        for handler in tuple(self._handlers.get(type(event), ())):
            handler(event)

    def _remove(self, event_type: type, handler: Callable[[Any], None]) -> None:
        handlers = self._handlers.get(event_type, [])
        if handler in handlers:
            handlers.remove(handler)

"""Whether spans of OpenTelemetry are received, and from where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.trace.otlp.receiving import ReceiverPhase, ReceiverState
from app.core.workspace import events as ev

if TYPE_CHECKING:
    from app.core.base.events import EventHub


class Telemetry:
    """The receiver of spans as the window knows it.

    Attributes:
        state: How it is doing.
    """

    def __init__(self, events: EventHub) -> None:
        self._events = events
        self.state = ReceiverState()

    @property
    def is_on(self) -> bool:
        """Whether spans are received, or will be in a moment."""
        return self.state.phase in {ReceiverPhase.STARTING, ReceiverPhase.ON}

    def ask(self, *, on: bool, by: str) -> None:
        """Asks for the receiver to be switched on or off (`TelemetryAsked`)."""
        if on is not self.is_on:
            self._events.publish(ev.TelemetryAsked(on, by))

    def take(self, state: ReceiverState) -> None:
        """Takes over how it is doing."""
        if state != self.state:
            self.state = state
            self._events.publish(ev.TelemetryChanged())

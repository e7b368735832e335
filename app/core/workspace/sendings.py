"""What becomes of the requests of tabs: wanted, under way, answered, joined with the server's account."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.core.workspace import events as ev

if TYPE_CHECKING:
    from app.core.base.events import EventHub
    from app.core.trace.model import Journey, Trace
    from app.core.workspace.model import SendResult, Tab
    from app.core.workspace.open_tabs import OpenTabs


class Sendings:
    """The requests of the open tabs."""

    def __init__(self, tabs: OpenTabs, events: EventHub) -> None:
        self._tabs = tabs
        self._events = events

    def request(self, identity: int, *, by: str) -> None:
        """Asks for a tab's request to be sent; while one is under way nothing happens."""
        tab = self._tabs.get(identity)
        if tab is not None and not tab.sending:
            self._events.publish(ev.SendRequested(identity, by))

    def cancel(self, identity: int) -> None:
        """Asks for a tab's request to be stopped."""
        tab = self._tabs.get(identity)
        if tab is not None and tab.sending:
            self._events.publish(ev.CancelRequested(identity))

    def begin(self, identity: int) -> None:
        """Marks a tab as sending."""
        tab = self._tabs.get(identity)
        if tab is not None:
            self._tabs.put(replace(tab, sending=True))
            self._events.publish(ev.SendStarted(identity))

    def finish(self, identity: int, result: SendResult) -> None:
        """Takes over what came back; a result for a tab closed meanwhile is dropped."""
        tab = self._tabs.get(identity)
        if tab is None:
            self._tabs.drop(result.exchange)
            return
        # What lives on as a hop of the new exchange is no exchange to compare with.
        follows = tab.exchange is not None and result.exchange.keeps(tab.exchange)
        self._tabs.put(
            replace(
                tab,
                sending=False,
                previous=tab.previous if follows else tab.snapshot(),
                exchange=result.exchange,
                reading=result.reading,
                pretty=result.pretty,
                diagnosis=result.diagnosis,
                contract=result.contract,
                journey=result.journey,
                trace=None,
            )
        )
        self._events.publish(ev.SendFinished(identity))
        if not follows and tab.previous is not None:
            self._tabs.drop(tab.previous.exchange)

    def abandon(self, identity: int) -> None:
        """Ends the sending state without a result, when the request could not even be prepared."""
        tab = self._tabs.get(identity)
        if tab is not None and tab.sending:
            self._tabs.put(replace(tab, sending=False))
            self._events.publish(ev.SendFinished(identity))

    def tab_of_trace(self, trace_id: str) -> Tab | None:
        """The tab whose last exchange carries that trace id."""
        for tab in self._tabs.all():
            if tab.exchange is not None and tab.exchange.request.trace_id == trace_id:
                return tab
        return None

    def attach_trace(self, identity: int, trace: Trace, journey: Journey) -> None:
        """Joins the server's account to a tab's exchange."""
        tab = self._tabs.get(identity)
        if tab is not None:
            self._tabs.put(replace(tab, trace=trace, journey=journey))
            self._events.publish(ev.TraceArrived(identity))

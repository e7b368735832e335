"""The open tabs: their order, the one in front, those closed lately, and the forms they show."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.core.forms.beginning import Beginning
from app.core.workspace import events as ev
from app.core.workspace.model import Tab

if TYPE_CHECKING:
    from app.core.base.events import EventHub
    from app.core.exchange.model import Exchange
    from app.core.forms.build import Form
    from app.core.forms.model import FormState
    from app.core.forms.shapes import Shapes
    from app.core.operations.model import Api, Operation
    from app.core.spec.document import Document

CLOSED_LIMIT = 20
"""Closed tabs that can be reopened."""


class OpenTabs:
    """The tabs of the document in view.

    Attributes:
        active: Identity of the tab in front, None without tabs.
    """

    def __init__(self, events: EventHub) -> None:
        self._events = events
        self.active: int | None = None
        self._tabs: dict[int, Tab] = {}
        self._closed: list[tuple[str, FormState]] = []
        self._next = 1
        self._shapes: Shapes | None = None

    def all(self) -> tuple[Tab, ...]:
        """The open tabs in their order."""
        return tuple(self._tabs.values())

    def get(self, identity: int | None) -> Tab | None:
        """The tab of that identity, None where it is closed."""
        return self._tabs.get(identity) if identity is not None else None

    def put(self, tab: Tab) -> None:
        """Takes over another state of an open tab."""
        self._tabs[tab.identity] = tab

    def open(self, document: Document, operation: Operation, state: FormState | None) -> Tab:
        """Opens a tab for an operation that has none; without a state with the values that its form begins with."""
        form = self._make_form(document, operation)
        tab = Tab(self._next, operation, form, state if state is not None else Beginning(form))
        self._next += 1
        self.put(tab)
        self._events.publish(ev.TabOpened(tab.identity))
        self.activate(tab.identity)
        return tab

    def front(self, key: str) -> Tab | None:
        """Brings the tab of an operation to the front; None where it has none."""
        tab = next((tab for tab in self._tabs.values() if tab.operation.key == key), None)
        if tab is not None:
            self.activate(tab.identity)
        return tab

    def activate(self, identity: int) -> None:
        """Brings a tab to the front."""
        if identity in self._tabs and identity != self.active:
            self.active = identity
            self._events.publish(ev.TabActivated(identity))

    def close(self, identity: int) -> None:
        """Closes a tab, stopping its request; what was typed can be reopened."""
        tab = self._tabs.get(identity)
        if tab is None:
            return
        if tab.sending:
            self._events.publish(ev.CancelRequested(identity))
        order = list(self._tabs)
        place = order.index(identity)
        del self._tabs[identity]
        self.drop(tab.exchange)
        self.drop(tab.previous.exchange if tab.previous is not None else None)
        self._closed = [*self._closed, (tab.operation.key, tab.state)][-CLOSED_LIMIT:]
        self._events.publish(ev.TabClosed(identity))
        if self.active == identity:
            order.remove(identity)
            self.active = order[min(place, len(order) - 1)] if order else None
            self._events.publish(ev.TabActivated(self.active))

    def close_all(self) -> None:
        """Closes every tab for good: none of them can be reopened."""
        for tab in self.all():
            self.close(tab.identity)
        self._closed = []

    def take_closed(self) -> tuple[str, FormState] | None:
        """The operation key and the values of the tab that was closed last; None where none is left."""
        return self._closed.pop() if self._closed else None

    def carry_over(self, document: Document, api: Api) -> None:
        """Gives every tab its form in another edition of the document; what was typed stays."""
        self._shapes = None
        for tab in self.all():
            operation = api.operation(tab.operation.key)
            if operation is None:
                self.put(replace(tab, gone=True))
            else:
                self.put(replace(tab, operation=operation, form=self._make_form(document, operation), gone=False))

    def drop(self, exchange: Exchange | None) -> None:
        """Tells that an exchange is shown no more."""
        if exchange is not None:
            self._events.publish(ev.ExchangeDropped(exchange))

    def _make_form(self, document: Document, operation: Operation) -> Form:
        """A form that shares what has been read of the document's schemas with the forms made before."""
        from app.core.forms.build import Form  # noqa: PLC0415 - the first frame shows no form and does not wait for this

        shapes = self._shapes if self._shapes is not None and self._shapes.document is document else None
        form = Form(document, operation, shapes)
        self._shapes = form.shapes
        return form

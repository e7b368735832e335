"""The one mutable object: what is open, what is entered, what came back.

It lives on the main thread. Features read it, call its verbs, and hear of changes through `events`;
they never hear of each other.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from app.core.base.events import EventHub
from app.core.workspace import events as ev
from app.core.workspace.model import Source, SourceStatus, Tab

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.core.base.field_path import FieldPath
    from app.core.exchange.model import Exchange
    from app.core.forms.build import Form
    from app.core.forms.edits import Edit
    from app.core.forms.model import FormState
    from app.core.forms.shapes import Shapes
    from app.core.operations.model import Api, Operation
    from app.core.requests.credentials import Credential
    from app.core.routes.model import MatchResult, RouteTable
    from app.core.spec.document import Document
    from app.core.spec.problems import Problem
    from app.core.trace.model import Journey, Trace
    from app.core.workspace.destinations import Destinations
    from app.core.workspace.model import LogLine, Notice, Opening, SendResult, SignIn
    from app.core.workspace.travelling import Travelling

LOG_LIMIT = 10_000
"""Log lines kept; older ones fall out."""

CLOSED_LIMIT = 20
"""Closed tabs that can be reopened."""


class Workspace:
    """What the window is working on.

    Attributes:
        events: Where changes are announced.
        source: The API in view.
        opening: What shall take its place, None while nothing does.
        problems: What is wrong with its document.
        document, api: The open document and what it offers; None before one is open.
        credentials: Per security scheme key; in memory alone, and each source has its own.
        sign_ins: Per security scheme key how getting a token is going, or how it ended.
        routes: The server's route table; None where the server tells none.
        log: The newest `LOG_LIMIT` log lines.
        active: Identity of the tab in front, None without tabs.
    """

    def __init__(self) -> None:
        self.events = EventHub()
        self.source = Source("", SourceStatus.STOPPED)
        self.opening: Opening | None = None
        self.problems: tuple[Problem, ...] = ()
        self.document: Document | None = None
        self.api: Api | None = None
        self.credentials: dict[str, Credential] = {}
        self.sign_ins: dict[str, SignIn] = {}
        self._shapes: Shapes | None = None
        self.routes: RouteTable | None = None
        self.names: Mapping[str, Mapping[str, str]] = {}
        self.log: deque[LogLine] = deque(maxlen=LOG_LIMIT)
        self.active: int | None = None
        self._tabs: dict[int, Tab] = {}
        self._closed: list[tuple[str, FormState]] = []
        self._next = 1
        self._other_credentials: dict[str, dict[str, Credential]] = {}

    @cached_property
    def destinations(self) -> Destinations:
        """Where requests of the source in view go."""
        from app.core.workspace.destinations import Destinations  # noqa: PLC0415 - made when first asked for, after the first frame

        return Destinations(self)

    @cached_property
    def travelling(self) -> Travelling:
        """How requests travel, and the cookies of the source in view."""
        from app.core.workspace.travelling import Travelling  # noqa: PLC0415 - as above

        return Travelling(self.events)

    # Source and document

    def set_source(self, source: Source) -> None:
        """Announces another state of the source."""
        self.source = source
        self.events.publish(ev.SourceChanged())

    def set_opening(self, opening: Opening | None) -> None:
        """Announces how far the opening of another source is."""
        if opening != self.opening:
            self.opening = opening
            self.events.publish(ev.OpeningChanged())

    def set_problems(self, problems: tuple[Problem, ...]) -> None:
        """Takes over what is wrong with the document."""
        if problems != self.problems:
            self.problems = problems
            self.events.publish(ev.ProblemsChanged())

    def open_source(self, source: Source, document: Document, api: Api) -> None:
        """Puts another source into view: tabs close, its own credentials take the place of those in use."""
        if self.document is not None:
            self.events.publish(ev.SourceLeft())
        for tab in self.tabs:
            self.close_tab(tab.identity)
        self._closed = []
        # Another API may call its schemes as this one does; it shall not get what was entered here.
        left = self.source.key
        self._other_credentials[left] = self.credentials
        self.credentials, self.sign_ins = self._other_credentials.pop(source.key, {}), {}
        self.source, self.document, self.api = source, document, api
        self.destinations.forget()
        self.set_opening(None)
        self.set_problems(())
        if self.routes is not None:
            self.set_routes(None)
        self.events.publish(ev.SourceChanged())
        self.events.publish(ev.CredentialsChanged("workspace"))
        self.travelling.turn(left, source.key)
        self.events.publish(ev.ApiChanged())

    def open_document(self, document: Document, api: Api) -> None:
        """Opens another edition of the document; what was typed stays, also where its operation is gone."""
        self.document, self.api, self._shapes = document, api, None
        for tab in self.tabs:
            operation = api.operation(tab.operation.key)
            if operation is None:
                self._put(replace(tab, gone=True))
            else:
                self._put(replace(tab, operation=operation, form=self._make_form(document, operation), gone=False))
        self.events.publish(ev.ApiChanged())

    def set_routes(self, routes: RouteTable | None, names: Mapping[str, Mapping[str, str]] | None = None) -> None:
        """Takes over the route table, and the Python names behind wire names where the server tells them."""
        self.routes = routes
        self.names = names or {}
        self.events.publish(ev.RoutesChanged())

    # Tabs

    @property
    def tabs(self) -> tuple[Tab, ...]:
        """The open tabs in their order."""
        return tuple(self._tabs.values())

    def tab(self, identity: int | None) -> Tab | None:
        """The tab of that identity, None where it is closed."""
        return self._tabs.get(identity) if identity is not None else None

    @property
    def current(self) -> Tab | None:
        """The tab in front."""
        return self.tab(self.active)

    def open_operation(self, key: str, state: FormState | None = None) -> Tab | None:
        """Opens a tab for an operation, or brings its tab to the front; None where there is no such operation."""
        existing = next((tab for tab in self.tabs if tab.operation.key == key), None)
        if existing is not None:
            self.activate(existing.identity)
            return existing
        operation = self.api.operation(key) if self.api else None
        if operation is None or self.document is None:
            return None
        form = self._make_form(self.document, operation)
        tab = Tab(self._next, operation, form, state if state is not None else form.default_state())
        self._next += 1
        self._put(tab)
        self.events.publish(ev.TabOpened(tab.identity))
        self.activate(tab.identity)
        return tab

    def activate(self, identity: int) -> None:
        """Brings a tab to the front."""
        if identity in self._tabs and identity != self.active:
            self.active = identity
            self.events.publish(ev.TabActivated(identity))

    def close_tab(self, identity: int) -> None:
        """Closes a tab, stopping its request; what was typed can be reopened."""
        tab = self._tabs.get(identity)
        if tab is None:
            return
        if tab.sending:
            self.events.publish(ev.CancelRequested(identity))
        order = list(self._tabs)
        place = order.index(identity)
        del self._tabs[identity]
        self._drop(tab.exchange)
        self._closed = [*self._closed, (tab.operation.key, tab.state)][-CLOSED_LIMIT:]
        self.events.publish(ev.TabClosed(identity))
        if self.active == identity:
            order.remove(identity)
            self.active = order[min(place, len(order) - 1)] if order else None
            self.events.publish(ev.TabActivated(self.active))

    def close_current(self) -> None:
        """Closes the tab in front."""
        if self.active is not None:
            self.close_tab(self.active)

    def reopen_tab(self) -> Tab | None:
        """Opens the tab that was closed last with what was typed; None where there is none."""
        while self._closed:
            key, state = self._closed.pop()
            tab = self.open_operation(key, state)
            if tab is not None:
                return tab
        return None

    # Values

    def edit(self, identity: int, edits: Iterable[Edit], *, by: str) -> None:
        """Carries edits out on a tab's form."""
        tab = self._tabs.get(identity)
        if tab is None:
            return
        from app.core.forms.state import apply_all  # noqa: PLC0415 - see _make_form
        from app.core.workspace.changes import changed_paths  # noqa: PLC0415 - see _make_form

        done = tuple(edits)
        self.set_state(identity, apply_all(tab.state, done), by=by, paths=changed_paths(done))

    def set_state(self, identity: int, state: FormState, *, by: str, paths: tuple[FieldPath, ...] = ()) -> None:
        """Replaces a tab's values; `paths` names what changed, empty for everything."""
        tab = self._tabs.get(identity)
        if tab is None or tab.state == state:
            return
        self._put(replace(tab, state=state))
        self.events.publish(ev.FormChanged(identity, paths, by))

    def reveal(self, identity: int, path: FieldPath, *, by: str) -> None:
        """Asks for a field to be shown and focused."""
        if identity in self._tabs:
            self.activate(identity)
            self.events.publish(ev.RevealRequested(identity, path, by))

    def reveal_node(self, identity: int, tokens: tuple[str, ...], *, by: str) -> None:
        """Asks for a node of a tab's response body to be shown."""
        if identity in self._tabs:
            self.activate(identity)
            self.events.publish(ev.NodeRevealRequested(identity, tokens, by))

    def focus_finding(self, identity: int, index: int, *, by: str) -> None:
        """Makes one finding of a tab's diagnosis the current one; an index out of range is ignored."""
        tab = self._tabs.get(identity)
        if tab is not None and tab.diagnosis is not None and 0 <= index < len(tab.diagnosis.findings):
            self.events.publish(ev.FindingFocused(identity, index, by))

    # Sending

    def request_send(self, identity: int, *, by: str) -> None:
        """Asks for a tab's request to be sent; while one is under way nothing happens."""
        tab = self._tabs.get(identity)
        if tab is not None and not tab.sending:
            self.events.publish(ev.SendRequested(identity, by))

    def request_cancel(self, identity: int) -> None:
        """Asks for a tab's request to be stopped."""
        tab = self._tabs.get(identity)
        if tab is not None and tab.sending:
            self.events.publish(ev.CancelRequested(identity))

    def send_current(self) -> None:
        """Asks for the request of the tab in front to be sent."""
        if self.active is not None:
            self.request_send(self.active, by="keys")

    def cancel_current(self) -> None:
        """Asks for the request of the tab in front to be stopped."""
        if self.active is not None:
            self.request_cancel(self.active)

    def begin_send(self, identity: int) -> None:
        """Marks a tab as sending."""
        tab = self._tabs.get(identity)
        if tab is not None:
            self._put(replace(tab, sending=True))
            self.events.publish(ev.SendStarted(identity))

    def finish_send(self, identity: int, result: SendResult) -> None:
        """Takes over what came back; a result for a tab closed meanwhile is dropped."""
        tab = self._tabs.get(identity)
        if tab is None:
            self._drop(result.exchange)
            return
        self._put(
            replace(
                tab,
                sending=False,
                exchange=result.exchange,
                reading=result.reading,
                pretty=result.pretty,
                diagnosis=result.diagnosis,
                contract=result.contract,
                journey=result.journey,
                trace=None,
            )
        )
        self.events.publish(ev.SendFinished(identity))
        self._drop(tab.exchange, result.exchange)

    def abandon_send(self, identity: int) -> None:
        """Ends the sending state without a result, when the request could not even be prepared."""
        tab = self._tabs.get(identity)
        if tab is not None and tab.sending:
            self._put(replace(tab, sending=False))
            self.events.publish(ev.SendFinished(identity))

    def tab_of_trace(self, trace_id: str) -> Tab | None:
        """The tab whose last exchange carries that trace id."""
        for tab in self.tabs:
            if tab.exchange is not None and tab.exchange.request.trace_id == trace_id:
                return tab
        return None

    def attach_trace(self, identity: int, trace: Trace, journey: Journey) -> None:
        """Joins the server's account to a tab's exchange."""
        tab = self._tabs.get(identity)
        if tab is not None:
            self._put(replace(tab, trace=trace, journey=journey))
            self.events.publish(ev.TraceArrived(identity))

    # The rest

    def set_credential(self, scheme: str, credential: Credential | None, *, by: str) -> None:
        """Remembers or forgets the credential of a security scheme."""
        if credential is None:
            self.credentials.pop(scheme, None)
        else:
            self.credentials[scheme] = credential
        self.events.publish(ev.CredentialsChanged(by))

    def set_sign_in(self, scheme: str, sign_in: SignIn | None, *, by: str) -> None:
        """Tells how getting a token is going; None forgets it."""
        if sign_in is None:
            self.sign_ins.pop(scheme, None)
        else:
            self.sign_ins[scheme] = sign_in
        self.events.publish(ev.CredentialsChanged(by))

    def choose_auth(self, identity: int, choice: int | None, *, by: str) -> None:
        """Chooses a security alternative of a tab's operation by hand (`Tab.auth_choice`)."""
        tab = self._tabs.get(identity)
        if tab is not None:
            self._put(replace(tab, auth_choice=choice))
            self.events.publish(ev.CredentialsChanged(by))

    def append_log(self, lines: tuple[LogLine, ...]) -> None:
        """Takes over lines of the server's log."""
        if lines:
            self.log.extend(lines)
            self.events.publish(ev.LogAppended(lines))

    def clear_log(self) -> None:
        """Forgets the log lines."""
        self.log.clear()

    def show_log(self, words: str = "", *, by: str) -> None:
        """Asks for the server's log to be shown, narrowed to some words."""
        self.events.publish(ev.LogRequested(words, by))

    def show_page(self, page: str, *, by: str) -> None:
        """Asks for a page of the drawer to be shown."""
        self.events.publish(ev.PageRequested(page, by))

    def tried(self, result: MatchResult, *, by: str) -> None:
        """Tells how a path met the router."""
        self.events.publish(ev.RouteTried(result, by))

    def notify(self, notice: Notice) -> None:
        """Tells the person something."""
        self.events.publish(ev.Notified(notice))

    def _drop(self, exchange: Exchange | None, newer: Exchange | None = None) -> None:
        if exchange is not None and not (newer is not None and newer.keeps(exchange)):
            self.events.publish(ev.ExchangeDropped(exchange))

    def _put(self, tab: Tab) -> None:
        self._tabs[tab.identity] = tab

    def _make_form(self, document: Document, operation: Operation) -> Form:
        """A form that shares what has been read of the document's schemas with the forms made before."""
        from app.core.forms.build import Form  # noqa: PLC0415 - the first frame shows no form and does not wait for this

        shapes = self._shapes if self._shapes is not None and self._shapes.document is document else None
        form = Form(document, operation, shapes)
        self._shapes = form.shapes
        return form

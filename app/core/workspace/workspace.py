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
from app.core.workspace.model import Source, SourceStatus
from app.core.workspace.open_tabs import OpenTabs
from app.core.workspace.sendings import Sendings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.core.base.field_path import FieldPath
    from app.core.forms.edits import Edit
    from app.core.forms.model import FormState
    from app.core.operations.model import Api
    from app.core.requests.credentials import Credential
    from app.core.routes.inspector import Inspector
    from app.core.routes.model import MatchResult, RouteTable
    from app.core.spec.document import Document
    from app.core.spec.problems import Problem
    from app.core.trace.model import Journey, StageName, Trace
    from app.core.workspace.destinations import Destinations
    from app.core.workspace.event_loop import EventLoop
    from app.core.workspace.lab import Lab
    from app.core.workspace.model import LogLine, Notice, Opening, SendResult, SignIn, Tab
    from app.core.workspace.own_app import OwnApp
    from app.core.workspace.promises import Promises
    from app.core.workspace.telemetry import Telemetry
    from app.core.workspace.travelling import Travelling

LOG_LIMIT = 10_000
"""Log lines kept; older ones fall out."""


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
        routes: The server's route table, or one simulated by its document; None where there is none (yet).
        inspector: Who can say how a request would go through those routes.
        log: The newest `LOG_LIMIT` log lines.
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
        self.routes: RouteTable | None = None
        self.inspector: Inspector | None = None
        self.names: Mapping[str, Mapping[str, str]] = {}
        self.log: deque[LogLine] = deque(maxlen=LOG_LIMIT)
        self._tabs = OpenTabs(self.events)
        self._sendings = Sendings(self._tabs, self.events)
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

    @cached_property
    def own_app(self) -> OwnApp:
        """The person's own app, where that is the source in view or on its way."""
        from app.core.workspace.own_app import OwnApp  # noqa: PLC0415 - as above

        return OwnApp(self.events)

    @cached_property
    def promises(self) -> Promises:
        """Where the document of the source in view promises what another handler answers."""
        from app.core.workspace.promises import Promises  # noqa: PLC0415 - as above

        return Promises(self)

    @cached_property
    def lab(self) -> Lab:
        """Many requests at once, and what became of them."""
        from app.core.workspace.lab import Lab  # noqa: PLC0415 - as above

        return Lab(self.events)

    @cached_property
    def event_loop(self) -> EventLoop:
        """What was seen of the event loop of the server in view."""
        from app.core.workspace.event_loop import EventLoop  # noqa: PLC0415 - as above

        return EventLoop(self.events)

    @cached_property
    def telemetry(self) -> Telemetry:
        """Whether spans of OpenTelemetry are received."""
        from app.core.workspace.telemetry import Telemetry  # noqa: PLC0415 - as above

        return Telemetry(self.events)

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
        self._tabs.close_all()
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
        self.event_loop.forget()
        self.events.publish(ev.ApiChanged())

    def open_document(self, document: Document, api: Api) -> None:
        """Opens another edition of the document; what was typed stays, also where its operation is gone."""
        self.document, self.api = document, api
        self._tabs.carry_over(document, api)
        self.events.publish(ev.ApiChanged())

    def set_routes(
        self,
        routes: RouteTable | None,
        names: Mapping[str, Mapping[str, str]] | None = None,
        inspector: Inspector | None = None,
    ) -> None:
        """Takes over the route table, who answers for it, and the Python names where the server tells them."""
        self.routes, self.names, self.inspector = routes, names or {}, inspector
        self.events.publish(ev.RoutesChanged())

    # Tabs

    @property
    def tabs(self) -> tuple[Tab, ...]:
        """The open tabs in their order."""
        return self._tabs.all()

    @property
    def active(self) -> int | None:
        """Identity of the tab in front, None without tabs."""
        return self._tabs.active

    @property
    def current(self) -> Tab | None:
        """The tab in front."""
        return self._tabs.get(self._tabs.active)

    def tab(self, identity: int | None) -> Tab | None:
        """The tab of that identity, None where it is closed."""
        return self._tabs.get(identity)

    def open_operation(self, key: str, state: FormState | None = None) -> Tab | None:
        """Opens a tab for an operation, or brings its tab to the front; None where there is no such operation."""
        existing = self._tabs.front(key)
        if existing is not None:
            return existing
        operation = self.api.operation(key) if self.api else None
        if operation is None or self.document is None:
            return None
        return self._tabs.open(self.document, operation, state)

    def activate(self, identity: int) -> None:
        """Brings a tab to the front."""
        self._tabs.activate(identity)

    def close_tab(self, identity: int) -> None:
        """Closes a tab, stopping its request; what was typed can be reopened."""
        self._tabs.close(identity)

    def close_current(self) -> None:
        """Closes the tab in front."""
        if self.active is not None:
            self._tabs.close(self.active)

    def reopen_tab(self) -> Tab | None:
        """Opens the tab that was closed last with what was typed; None where there is none."""
        while (closed := self._tabs.take_closed()) is not None:
            tab = self.open_operation(*closed)
            if tab is not None:
                return tab
        return None

    # Values

    def edit(self, identity: int, edits: Iterable[Edit], *, by: str) -> None:
        """Carries edits out on a tab's form."""
        tab = self._tabs.get(identity)
        if tab is None:
            return
        from app.core.forms.state import apply_all  # noqa: PLC0415 - the first frame shows no form and does not wait for this
        from app.core.workspace.changes import changed_paths  # noqa: PLC0415 - as above

        done = tuple(edits)
        self.set_state(identity, apply_all(tab.state, done), by=by, paths=changed_paths(done))

    def set_state(self, identity: int, state: FormState, *, by: str, paths: tuple[FieldPath, ...] = ()) -> None:
        """Replaces a tab's values; `paths` names what changed, empty for everything."""
        tab = self._tabs.get(identity)
        if tab is None or tab.state == state:
            return
        self._tabs.put(replace(tab, entered=state))
        self.events.publish(ev.FormChanged(identity, paths, by))

    def reveal(self, identity: int, path: FieldPath, *, by: str) -> None:
        """Asks for a field to be shown and focused."""
        if self._tabs.get(identity) is not None:
            self.activate(identity)
            self.events.publish(ev.RevealRequested(identity, path, by))

    def reveal_node(self, identity: int, tokens: tuple[str, ...], *, by: str) -> None:
        """Asks for a node of a tab's response body to be shown."""
        if self._tabs.get(identity) is not None:
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
        self._sendings.request(identity, by=by)

    def request_cancel(self, identity: int) -> None:
        """Asks for a tab's request to be stopped."""
        self._sendings.cancel(identity)

    def send_current(self) -> None:
        """Asks for the request of the tab in front to be sent."""
        if self.active is not None:
            self._sendings.request(self.active, by="keys")

    def cancel_current(self) -> None:
        """Asks for the request of the tab in front to be stopped."""
        if self.active is not None:
            self._sendings.cancel(self.active)

    def begin_send(self, identity: int) -> None:
        """Marks a tab as sending."""
        self._sendings.begin(identity)

    def finish_send(self, identity: int, result: SendResult) -> None:
        """Takes over what came back; a result for a tab closed meanwhile is dropped."""
        self._sendings.finish(identity, result)

    def abandon_send(self, identity: int) -> None:
        """Ends the sending state without a result, when the request could not even be prepared."""
        self._sendings.abandon(identity)

    def tab_of_trace(self, trace_id: str) -> Tab | None:
        """The tab whose last exchange carries that trace id."""
        return self._sendings.tab_of_trace(trace_id)

    def attach_trace(self, identity: int, trace: Trace, journey: Journey) -> None:
        """Joins the server's account to a tab's exchange."""
        self._sendings.attach_trace(identity, trace, journey)

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
            self._tabs.put(replace(tab, auth_choice=choice))
            self.events.publish(ev.CredentialsChanged(by))

    def append_log(self, lines: tuple[LogLine, ...]) -> None:
        """Takes over lines of the server's log."""
        if lines:
            self.log.extend(lines)
            self.events.publish(ev.LogAppended(lines))

    def log_keys(self) -> frozenset[str]:
        """Whose lines of the log belong to what is in view: its server, and the app that is being opened."""
        own = self.own_app.order
        return frozenset(("", self.source.key, *((own.key,) if own is not None else ())))

    def clear_log(self) -> None:
        """Forgets the log lines."""
        self.log.clear()

    def show_log(self, words: str = "", *, by: str) -> None:
        """Asks for the server's log to be shown, narrowed to some words."""
        self.events.publish(ev.LogRequested(words, by))

    def show_page(self, page: str, *, by: str) -> None:
        """Asks for a page of the drawer to be shown."""
        self.events.publish(ev.PageRequested(page, by))

    def show_stage(self, stage: StageName, *, by: str) -> None:
        """Asks for a stage of the journey of the tab in front to be shown where its spans are."""
        self.events.publish(ev.StageRequested(stage, by))

    def show_code(self, file: str, line: int, *, by: str) -> None:
        """Asks for a line of source code to be shown in the person's own editor."""
        self.events.publish(ev.CodeRequested(file, line, by))

    def tried(self, result: MatchResult, *, by: str) -> None:
        """Tells how a path met the router."""
        self.events.publish(ev.RouteTried(result, by))

    def notify(self, notice: Notice) -> None:
        """Tells the person something."""
        self.events.publish(ev.Notified(notice))

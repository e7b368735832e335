"""Brings APIs into view: the Bookstore, a person's own app, and whatever else a person names.

What is in view stays usable until the next is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.core.base.references import BOOKSTORE
from app.core.operations.opening import Opened, OpenRequest
from app.core.projects.project import Project, usable
from app.core.workspace.events import AppActionAsked
from app.core.workspace.model import AppAction, Level, Notice, SourceStatus
from app.features.sources.app_choice import AppChooser
from app.features.sources.orders import Kind, Order, of_app
from app.features.sources.own_apps import AppTools, OwnApps
from app.features.sources.own_server import OwnServer, read_over_http
from app.features.sources.ports import Trouble, trouble_of
from app.features.sources.projects import open_or_look
from app.features.sources.showing import Showing

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.projects.project import ProjectFinder
    from app.core.workspace.workspace import Workspace
    from app.features.sources.own_server import Ready
    from app.features.sources.ports import (
        AppKeeper,
        AppMaker,
        AppNews,
        DocumentFetcher,
        Looked,
        Opener,
        ResettableBackend,
    )
    from app.features.sources.recents import Recents
    from app.jobs.model import JobDone, JobHandle
    from app.jobs.runner import Runner

BOOKSTORE_ORDER = Order(Kind.BOOKSTORE, BOOKSTORE, "This is the Bookstore that comes with Routeglass.")


@dataclass(frozen=True, slots=True)
class Means:
    """What sources are reached with.

    Attributes:
        backend: The server of our own.
        fetcher: Fetches its document.
        opener: Opens every other document.
        recents: What was opened lately.
        finder: Looks for apps on disk.
        make_app: Makes what runs them.
        keeper: Knows how they were run.
    """

    backend: ResettableBackend
    fetcher: DocumentFetcher
    opener: Opener
    recents: Recents
    finder: ProjectFinder
    make_app: AppMaker
    keeper: AppKeeper


class SourcePresenter(QObject):
    """Owns the way from what a person names to a list of operations.

    Args:
        first: What `start` opens.

    Attributes:
        recents: What was opened lately.
        showing: What is in view and on its way.
        apps: The person's own apps that run.
        chooser: What asks which app of a folder to run, and how.
    """

    def __init__(
        self,
        workspace: Workspace,
        runner: Runner,
        means: Means,
        parent: QObject | None = None,
        *,
        first: Order = BOOKSTORE_ORDER,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._runner = runner
        self._means = means
        read = partial(read_over_http, means.fetcher)
        self.bookstore = OwnServer(runner, means.backend, read, self, BOOKSTORE_ORDER, self)
        self.recents = means.recents
        self.showing = Showing(workspace, runner, means.opener, first, self)
        tools = AppTools(runner, means.opener, means.make_app, means.keeper)
        self.apps = OwnApps(workspace, self.showing, tools, self, self)
        self.chooser = AppChooser(runner, means.finder, means.keeper, self, self)
        self._ask: Callable[[Project], None] | None = None
        self._job: JobHandle | None = None
        self._is_holding = False
        self._held: JobDone | None = None
        workspace.events.subscribe(AppActionAsked, self._act)
        workspace.set_source(self.showing.starting(first))

    def listen(self, listener: Callable[[], None]) -> None:
        """Calls `listener` when another document is in view, or more is known of it (`opened`)."""
        self.showing.listen(listener)

    def ask_with(self, ask: Callable[[Project], None]) -> None:
        """Calls `ask` where a person has to choose what of a project to run."""
        self._ask = ask

    @property
    def in_view(self) -> Order | None:
        """How the source in view was asked for; None before the first is there."""
        return self.showing.in_view

    @property
    def opened(self) -> Opened | None:
        """Its document; None for the Bookstore."""
        return self.showing.opened

    @property
    def key(self) -> str:
        """What the source in view is kept under."""
        return self._workspace.source.key

    # What a person does

    def begin(self) -> None:
        """Begins to open the first source where that is a document, so that it is there when `start` shows it."""
        if self.showing.wanted.kind not in {Kind.BOOKSTORE, Kind.NOTHING, Kind.REFUSED}:
            self._is_holding = True
            self._submit(self.showing.wanted)

    def start(self) -> None:
        """Opens the first source."""
        if not self._is_holding:
            self.open(self.showing.wanted)
            return
        self._is_holding = False
        self.showing.under_way()
        if self._held is not None:
            self._came(self._held)
            self._held = None

    def open(self, order: Order) -> None:
        """Opens a source; whatever was being opened is left off."""
        if order.kind in {Kind.NOTHING, Kind.REFUSED}:
            return
        self._leave_off()
        self._is_holding, self._held = False, None
        self.showing.wanted = order
        if order.kind is Kind.BOOKSTORE:
            self._open_bookstore()
        elif order.app is not None:
            self._open_app(order)
        else:
            self.showing.under_way()
            self._submit(order)

    def open_bookstore(self) -> None:
        """Opens the server of our own."""
        self.open(BOOKSTORE_ORDER)

    def cancel(self) -> None:
        """Leaves off opening; what was in view stays."""
        self._leave_off()
        if self.in_view is not None:
            self.dismiss()
        else:
            words = "Open it again, or something else."
            self.showing.trouble(Trouble(f"Opening {self.showing.wanted.label} was stopped.", words, ""))

    def dismiss(self) -> None:
        """Forgets a source that could not be opened."""
        if self.in_view is not None:
            self.showing.wanted = self.in_view
        self.apps.keep_only(self.in_view)
        self._workspace.set_opening(None)

    def retry(self) -> None:
        """Tries again what failed."""
        if self._workspace.opening is None and self._workspace.source.inside:
            self.restart()
        else:
            self.open(self.showing.wanted)

    def restart(self) -> None:
        """Starts the server in view anew; what was typed stays."""
        order = self.in_view or self.showing.wanted
        if order.kind is Kind.BOOKSTORE:
            self.bookstore.restart()
        else:
            self.apps.restart(order)

    def stop(self) -> None:
        """Stops the person's own app in view; `restart` starts it again."""
        if self.in_view is not None:
            self.apps.stop(self.in_view)

    def _act(self, event: AppActionAsked) -> None:
        if event.action is AppAction.START:
            self.retry()
        elif event.action is AppAction.STOP:
            self.cancel() if self._workspace.opening is not None else self.stop()

    def reset(self) -> None:
        """Restores the Bookstore's seed data."""
        label = self.bookstore.label
        self.bookstore.do(
            self._means.backend.reset, f"{label} is as new: the seed data is back.", f"{label} was not reset."
        )

    def fail(self, trouble: Trouble) -> None:
        """Takes over that the Bookstore's server died by itself."""
        self.bookstore.fail(trouble)

    def take_news(self, news: AppNews) -> None:
        """Takes over what a person's own app told."""
        self.apps.take(news)

    def allow_hosts(self, hosts: frozenset[str]) -> None:
        """Opens the document in view again, with references allowed to more hosts as long as it is in view."""
        if self.in_view is not None:
            self.open(self.in_view.with_hosts(hosts))

    # Documents and projects

    def _submit(self, order: Order) -> None:
        request = OpenRequest(order.reference, order.text, order.allowed_hosts)
        work = partial(open_or_look, self._means.opener, self._means.finder, order, request)
        self._job = self._runner.submit(work, self, self._came)

    def _came(self, done: JobDone) -> None:
        if self._is_holding:
            self._held = done
            return
        if self._job is None or done.handle_id != self._job.id:
            return
        self._job = None
        wanted = self.showing.wanted
        if isinstance(done.result, Opened):
            source = self.showing.document(wanted, done.result)
            self.apps.keep_only(None)
            self.recents.add(wanted, source.key, source.label)
        elif isinstance(done.result, Project):
            self._choose(done.result)
        elif done.error is not None:
            self.showing.trouble(trouble_of(done.error, f"{wanted.label} could not be opened."))

    def _choose(self, project: Project) -> None:
        """Runs what was meant, as it was run last; asks where that is a question."""
        settled = project.settled()
        if settled is not None:
            order = of_app(settled)
            kept = self._means.keeper.load_app(order.key)
            is_fit = kept is not None and kept.interpreter in usable(project.interpreters)
            self.open(of_app(kept) if kept is not None and is_fit else order)
            return
        if self.in_view is None:
            title = f"Which app of {self.showing.wanted.label} shall run, and with which Python?"
            self.showing.trouble(Trouble(title, "Choose them in the panel below its name.", ""))
        else:
            self.dismiss()
        if self._ask is not None:
            self._ask(project)

    def replace(self, opened: Opened) -> None:
        """Shows another edition of the document in view."""
        self.showing.replace(opened)

    # Servers of our own

    def _open_bookstore(self) -> None:
        ready, in_view = self.bookstore.ready, self.showing.is_at(BOOKSTORE_ORDER)
        if ready is None:
            if not in_view:
                self.showing.under_way()
            self.bookstore.start()
        elif not in_view:
            self._show_server(self.bookstore, ready)
        else:
            self.dismiss()

    def _open_app(self, order: Order) -> None:
        server = self.apps.server_of(order)
        if server is not None and server.ready is not None and self._is_in_view(order):
            self.dismiss()
            return
        if not self.showing.is_at(order):
            self.showing.under_way()
        self.apps.begin(order)

    def _is_in_view(self, order: Order) -> bool:
        """Whether exactly that is in view, to be run in this way."""
        return self.in_view is not None and self.in_view.app == order.app

    def _show_server(self, server: OwnServer, ready: Ready) -> None:
        self.showing.server(server, ready)
        self.apps.keep_only(server.order)
        self.recents.add(server.order, server.order.key, self._workspace.source.label)

    def on_server_starting(self, server: OwnServer, base_url: str) -> None:
        """Says so where it is in view."""
        if self.showing.is_at(server.order):
            self.showing.status(SourceStatus.STARTING, base_url)

    def on_server_ready(self, server: OwnServer, ready: Ready) -> None:
        """Shows it where it is in view or wanted."""
        again = self.showing.is_at(server.order) and self.in_view is not None
        if again:
            self.showing.server_again(server, ready)
        elif self.showing.wanted.key == server.order.key:
            self._show_server(server, ready)
        self.apps.was_read(server, ready, again=again)

    def on_server_looked(self, server: OwnServer, looked: Looked) -> None:
        """Shows its routes where it is in view."""
        if self.showing.is_at(server.order):
            self.showing.looked(looked)

    def on_server_failed(self, server: OwnServer, trouble: Trouble) -> None:
        """Tells why where it is in view or wanted."""
        in_view = self.showing.is_at(server.order)
        if in_view or self.showing.wanted.key == server.order.key:
            self.showing.trouble(trouble, in_view=in_view)

    def on_server_told(self, _server: OwnServer, title: str, trouble: Trouble | None) -> None:
        """Passes it on."""
        if trouble is None:
            self._workspace.notify(Notice(Level.OK, title))
            return
        level = Level.ERROR if "reset" in title else Level.WARN
        self._workspace.notify(Notice(level, title, f"{trouble.problem} {trouble.hint}", trouble.detail))

    def _leave_off(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.cancel()
        self.apps.keep_only(self.in_view)

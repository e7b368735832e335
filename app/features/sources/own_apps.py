"""Runs the person's own apps: the one in view, and the one that shall take its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from app.core.base.errors import RouteglassError
from app.core.projects.model import AppPhase
from app.core.workspace.events import AppChanged
from app.core.workspace.model import Level, Notice, SourceStatus
from app.features.sources.app_options import without_secrets
from app.features.sources.app_words import crash_trouble
from app.features.sources.own_server import OwnServer, read_app
from app.features.sources.ports import trouble_of

if TYPE_CHECKING:
    from app.core.projects.model import AppOrder, AppState
    from app.core.workspace.workspace import Workspace
    from app.features.sources.orders import Order
    from app.features.sources.own_server import Ready, ServerListener
    from app.features.sources.ports import AppBackend, AppKeeper, AppMaker, AppNews, Opener
    from app.features.sources.showing import Showing
    from app.jobs.model import JobDone
    from app.jobs.runner import Runner

SAFE_METHODS: Final = frozenset(("GET", "HEAD", "OPTIONS", "TRACE", "QUERY"))
"""What changes nothing at the server (RFC 9110 section 9.2.1; QUERY by its own RFC)."""

_DEAD: Final = frozenset((AppPhase.FAILED, AppPhase.CRASHED, AppPhase.SILENT))


@dataclass(slots=True, eq=False)
class AppRun:
    """One app, from its first start until it is left.

    Attributes:
        server: Its way to a document.
        reader: Knows of which code the document is.
        state: What it told last; None before it told anything.
    """

    order: AppOrder
    backend: AppBackend
    server: OwnServer
    reader: _Reader
    state: AppState | None = None


class OwnApps(QObject):
    """Starts apps, follows their states, and ends those that nobody looks at any more.

    Args:
        listener: Hears of the servers of all of them.
    """

    def __init__(
        self, workspace: Workspace, showing: Showing, tools: AppTools, listener: ServerListener, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._showing = showing
        self._tools = tools
        self._listener = listener
        self._runs: dict[int, AppRun] = {}
        self._ending: dict[int, AppBackend] = {}
        self._next = 1
        self._told_dead = False
        workspace.events.subscribe(AppChanged, self._keep_switch)

    # What is running

    def server_of(self, order: Order) -> OwnServer | None:
        """The server of an app that runs or is being started; None where it does neither."""
        run = self._run_of(order)
        return run.server if run is not None else None

    def begin(self, order: Order) -> OwnServer:
        """Starts the app of an order anew; one that was on its way is left off."""
        assert order.app is not None, "it is settled how to run it"  # noqa: S101 - an invariant
        for number, run in tuple(self._runs.items()):
            if run.server.order.key == order.key or not self._showing.is_at(run.server.order):
                self._end(number)
        number, self._next = self._next, self._next + 1
        backend = self._tools.make(order.app, number)
        reader = _Reader(self._tools.opener, backend)
        server = OwnServer(self._tools.runner, backend, reader, self._listener, order, self)
        self._runs[number] = AppRun(order.app, backend, server, reader)
        self._told_dead = False
        self._workspace.own_app.resends = self._tools.keeper.load_resends()
        self._workspace.own_app.begin(order.app)
        self._tools.keeper.save_app(without_secrets(order.app))
        server.start()
        return server

    def keep_only(self, order: Order | None) -> None:
        """Ends every app but this one."""
        for number, run in tuple(self._runs.items()):
            if order is None or run.server.order.key != order.key:
                self._end(number)
        left = next(iter(self._runs.values()), None)
        own = self._workspace.own_app
        if own.order != (left.order if left is not None else None):
            own.begin(left.order if left is not None else None)
            if left is not None and left.state is not None:
                own.take(left.state)

    def restart(self, order: Order) -> None:
        """Starts an app anew; its states tell how that goes."""
        run = self._run_of(order)
        if run is not None:
            self._tools.runner.submit_blocking(run.backend.restart, self, self._changed)

    def _changed(self, done: JobDone) -> None:
        if done.error is not None and not isinstance(done.error, RouteglassError):
            trouble = trouble_of(done.error, "It is as it was.")
            title = "What was asked of the app could not be done."
            self._workspace.notify(Notice(Level.ERROR, title, trouble.hint, trouble.detail))

    def stop(self, order: Order) -> None:
        """Stops an app; it can be started again."""
        run = self._run_of(order)
        if run is not None:
            self._tools.runner.submit_blocking(run.backend.stop, self, self._changed)

    def _keep_switch(self, _event: AppChanged) -> None:
        if self._runs:
            self._tools.keeper.save_resends(on=self._workspace.own_app.resends)

    # What they tell

    def take(self, news: AppNews) -> None:
        """Takes over a state; of an app that was left it is not."""
        run = self._runs.get(news.run)
        if run is None:
            return
        run.state = news.state
        own = self._workspace.own_app
        if own.order == run.order:
            own.take(news.state)
        self._follow(run, news.state)

    def was_read(self, server: OwnServer, ready: Ready, *, again: bool) -> None:
        """Takes over that the document of an app is in view: `again` where it was before."""
        run = self._run_of(server.order)
        if run is None:
            return
        self._told_dead = False
        if again:
            self._tell_reloaded(run, ready)
        self._read_newer(run)

    def _follow(self, run: AppRun, state: AppState) -> None:
        if state.phase in _DEAD and state.crash is not None:
            run.server.fail_again(crash_trouble(run.order, state.crash))
            if not self._told_dead:
                self._told_dead = True
                self._workspace.show_page("app", by="sources")
        elif not self._showing.is_at(run.server.order) or self._showing.in_view is None:
            if state.phase in {AppPhase.STARTING, AppPhase.RESTARTING}:
                # After a failure it starts by itself when a file changes.
                self._showing.under_way()
            self._read_newer(run)
        elif state.phase is AppPhase.RESTARTING:
            self._showing.status(SourceStatus.RESTARTING)
        elif state.phase is AppPhase.STOPPED:
            run.server.forget()
            self._showing.status(SourceStatus.STOPPED)
        elif state.phase is AppPhase.BROKEN and run.server.ready is not None:
            self._showing.status(SourceStatus.RUNNING)
        else:
            self._read_newer(run)

    def _read_newer(self, run: AppRun) -> None:
        """Opens the document where other code answers than the one that it was read of."""
        state = run.state
        if state is None or state.phase is not AppPhase.RUNNING or run.server.is_busy:
            return
        if run.server.ready is None or run.reader.restarts != state.restarts:
            run.server.read_again(state.url)

    def _tell_reloaded(self, run: AppRun, ready: Ready) -> None:
        files = run.state.changed_files if run.state is not None else ()
        own, tab = self._workspace.own_app, self._workspace.current
        resend = None
        if files and tab is not None and tab.exchange is not None and not (tab.gone or tab.sending):
            is_safe = tab.exchange.request.method in SAFE_METHODS
            resend = tab.identity if own.resends and is_safe else None
        own.reloaded(files, ready.comparison, resend)
        if resend is not None:
            self._workspace.request_send(resend, by="reload")

    # Their end

    def begin_close(self) -> None:
        """Begins to end all of them; returns at once, and frees who waits for one to start."""
        for backend in self._all():
            backend.begin_close()

    def close(self) -> None:
        """Ends all of them; blocks until nothing is left."""
        for backend in self._all():
            backend.close()
        self._runs, self._ending = {}, {}

    def _all(self) -> tuple[AppBackend, ...]:
        return (*(run.backend for run in self._runs.values()), *self._ending.values())

    def _end(self, number: int) -> None:
        run = self._runs.pop(number)
        # A start that waits is freed at once; what is left to do takes a worker.
        run.backend.begin_close()
        handle = self._tools.runner.submit_blocking(run.backend.close, self, self._ended)
        self._ending[handle.id] = run.backend
        run.server.deleteLater()

    def _ended(self, done: JobDone) -> None:
        self._ending.pop(done.handle_id, None)

    def _run_of(self, order: Order) -> AppRun | None:
        return next((run for run in self._runs.values() if run.server.order.key == order.key), None)


@dataclass(frozen=True, slots=True)
class AppTools:
    """What apps are run with."""

    runner: Runner
    opener: Opener
    make: AppMaker
    keeper: AppKeeper


class _Reader:
    """Reads the document of one run.

    Attributes:
        restarts: How often new code had taken over when it was read last.
    """

    def __init__(self, opener: Opener, backend: AppBackend) -> None:
        self._opener = opener
        self._backend = backend
        self.restarts = 0

    async def __call__(self, base_url: str, last: Ready | None) -> Ready:
        """The document of the code that answers now."""
        self.restarts = self._backend.state.restarts
        return await read_app(self._opener, self._backend, base_url, last)

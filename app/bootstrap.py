"""The only file that knows everyone: builds adapters, jobs, features and shell by hand, starts and stops them."""

from __future__ import annotations

import sys
import traceback
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

from app.adapters.embedded_bookstore import EmbeddedBookstore, Listeners
from app.adapters.embedded_server.model import ServerPhase, ServerState
from app.adapters.http.client import HttpClient
from app.adapters.storage.locations import Locations, user_locations
from app.core.trace.model import Trace
from app.core.workspace.events import SourceChanged
from app.core.workspace.model import Level, LogLine, Notice
from app.core.workspace.workspace import Workspace
from app.features.api_browser.view import ApiBrowserView
from app.features.diagnosis.presenter import DiagnosisPresenter
from app.features.diagnosis.view import DiagnosisView
from app.features.journey.presenter import JourneyPresenter
from app.features.journey.view import JourneyView
from app.features.response.body_view import BodyView
from app.features.response.headers_view import HeadersView
from app.features.response.presenter import ResponsePresenter
from app.features.response.status_view import StatusView
from app.features.response.timing_view import TimingView
from app.features.route_map.presenter import RouteMapPresenter
from app.features.route_map.view import RouteMapView
from app.features.sending.presenter import SendingPresenter
from app.features.sending.tokens import TokenPresenter
from app.features.server_log.view import ServerLogView
from app.features.session.presenter import SessionPresenter
from app.features.sources.presenter import SourcePresenter
from app.features.sources.view import SourceView
from app.jobs.batcher import Batch, Batcher
from app.jobs.runner import Runner
from app.keeping import Keeping
from app.shell.lazy_page import LazyPage
from app.shell.main_window import Closing, FirstFrame, MainWindow, Parts
from app.shell.notices import NoticeArea
from app.shell.result_pane import ResultPane, ResultViews
from app.shell.tab_area import TabArea
from app.shell.top_bar import TopBar
from app.ui.drawer import Drawer
from app.ui.empty_state import EmptyState, EmptyText
from app.ui.tab_bar import TabInfo
from app.ui.theme_manager import ThemeManager, ThemeMode

if TYPE_CHECKING:
    from types import TracebackType

    from app.jobs.model import JobDone, JobError

TITLE = "Routeglass"
_WELCOME = EmptyText(
    "book",
    "Pick an operation",
    "Choose one on the left. Its form opens here, ready to be sent with Ctrl+Enter.",
)


@dataclass(frozen=True, slots=True)
class Profile:
    """What one run of the window works with.

    Attributes:
        database: The Bookstore's SQLite file; None keeps it in memory.
        theme: Light, dark, or as the desktop.
        port: The Bookstore's port; 0 lets the system choose.
        locations: Where look, layout and open tabs are kept; None keeps nothing.
    """

    database: Path | None = None
    theme: ThemeMode = ThemeMode.SYSTEM
    port: int = 0
    locations: Locations | None = None


class Desk(QObject):
    """Everything of one window: made before the first frame, started after it, stopped when the window closes.

    Attributes:
        workspace: What is open and entered.
        window: The frame.
    """

    def __init__(self, application: QApplication, profile: Profile) -> None:
        super().__init__()
        self._stopped = False
        self.workspace = Workspace()
        self._keeping = Keeping(profile.locations, self.workspace)
        self.themes = ThemeManager(application, self)
        self._keeping.restore_look(self.themes, profile.theme)
        self._runner = Runner(self, on_error=self._job_failed)
        self._http = HttpClient()
        self._runner.at_stop(self._http.close)
        self._batcher = Batcher(self._deliver, self)
        put = self._batcher.put
        self._bookstore = EmbeddedBookstore(profile.database, Listeners(put, put, put), port=profile.port)
        self.sources = SourcePresenter(self.workspace, self._runner, self._bookstore, self._http, self)
        self._sending = SendingPresenter(self.workspace, self._runner, self._http, self)
        self._tokens = TokenPresenter(self.workspace, self._runner, self._http, self)
        self._errors = DiagnosisPresenter(self.workspace)
        self.window = MainWindow(TITLE)
        self._furnish()
        self._session = SessionPresenter(self.workspace, self._keeping)
        self._bind_keys()
        self._keeping.restore_window(self.window)
        self.window.first_frame.connect(self._start)
        self.window.closing.connect(self._close)

    # Furniture

    def _furnish(self) -> None:
        workspace, window = self.workspace, self.window
        self.source_view = SourceView(workspace, self.sources)
        self.browser = ApiBrowserView(workspace, self.sources)
        self.tab_area = TabArea(workspace, self._make_form, EmptyState(_WELCOME))
        self.result = ResultPane(workspace, self._make_result_views())
        self.drawer = self._make_drawer()
        top = TopBar(TITLE, self.source_view, window, self.themes)
        window.set_parts(
            Parts(
                top=top,
                side=self.browser,
                center=self.tab_area,
                right=self.result,
                drawer=self.drawer,
            )
        )
        self.notices = NoticeArea(workspace, window)
        workspace.events.subscribe(SourceChanged, self._source_changed)

    def _make_result_views(self) -> ResultViews:
        response = ResponsePresenter(self.workspace)
        return ResultViews(
            status=StatusView(response),
            journey=JourneyView(JourneyPresenter(self.workspace)),
            diagnosis=DiagnosisView(self._errors),
            pages=(
                ("body", "Body", partial(BodyView, response)),
                ("headers", "Headers", partial(HeadersView, response)),
                ("timing", "Timing", partial(TimingView, response)),
            ),
        )

    def _make_drawer(self) -> Drawer:
        drawer = Drawer("Debugger")
        routes = RouteMapPresenter(self.workspace, self._bookstore)
        drawer.add_page(TabInfo("routes", "Routes"), LazyPage(partial(RouteMapView, routes)))
        drawer.add_page(TabInfo("log", "Server log"), LazyPage(partial(ServerLogView, self.workspace)))
        return drawer

    def _make_form(self, tab: int, parent: QWidget) -> QWidget:
        from app.features.request_form.services import RequestFormServices  # noqa: PLC0415 - after the first frame
        from app.features.request_form.view import RequestFormView  # noqa: PLC0415 - after the first frame

        return RequestFormView(self.workspace, tab, RequestFormServices(self._tokens), parent)

    def _bind_keys(self) -> None:
        keys = (
            ("Ctrl+Return", self._send),
            ("Ctrl+Enter", self._send),
            ("Escape", self._cancel),
            ("F8", self._next_error),
            ("Shift+F8", self._previous_error),
            ("Ctrl+W", self._close_tab),
            ("Ctrl+Shift+T", self.workspace.reopen_tab),
            ("Ctrl+B", self.window.toggle_side),
            ("Ctrl+J", self.window.toggle_drawer),
            ("Ctrl+K", self.browser.focus_filter),
            ("/", self.browser.focus_filter),
            ("Ctrl++", self.themes.zoom_in),
            ("Ctrl+=", self.themes.zoom_in),
            ("Ctrl+-", self.themes.zoom_out),
            ("Ctrl+0", self.themes.zoom_reset),
        )
        actions = []
        for keys_text, slot in keys:
            action = QAction(self.window)
            action.setShortcut(QKeySequence(keys_text))
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.triggered.connect(slot)
            actions.append(action)
        self.window.bind(tuple(actions))

    # Life

    def _start(self, _event: FirstFrame) -> None:
        self.browser.list.setFocus()
        self._runner.submit_blocking(self._http.warm_up, self, self._warmed)
        self.sources.start()

    def _warmed(self, _done: JobDone) -> None:
        """Nothing to do: an error came through the runner's hook."""

    def _close(self, _event: Closing) -> None:
        self._session.save()
        self._keeping.write(self.window, self.themes)
        self.stop()

    def stop(self) -> None:
        """Cancels requests, stops the server, joins the threads, in this order; stopping twice is harmless."""
        if self._stopped:
            return
        self._stopped = True
        # A worker may wait for the server to start: it is freed when the server stops.
        self._runner.begin_stop()
        self._bookstore.close()
        self._runner.stop()
        self._batcher.close()

    # What comes in from threads

    def _deliver(self, batch: Batch) -> None:
        lines = []
        for item in batch.items:
            match item:
                case LogLine():
                    lines.append(item)
                case Trace():
                    self._sending.receive_trace(item)
                case ServerState(phase=ServerPhase.FAILED, cause=cause, detail=detail):
                    self.sources.fail(f"The Bookstore stopped: {cause}", "Restart it; what you typed stays.", detail)
                case _:
                    pass
        self.workspace.append_log(tuple(lines))

    def _job_failed(self, failure: JobError) -> None:
        if not failure.delivered:
            self.report(failure.error)

    def report(self, error: BaseException) -> None:
        """Shows an error of the program itself, with its traceback to copy."""
        detail = "".join(traceback.format_exception(error))
        title = f"Something in Routeglass went wrong: {type(error).__name__}."
        self.workspace.notify(
            Notice(Level.ERROR, title, "Your work is untouched; the details help us mend it.", detail)
        )

    def _source_changed(self, _event: SourceChanged) -> None:
        self.source_view.refresh()

    # Keys

    def _send(self) -> None:
        if self.workspace.active is not None:
            self.workspace.request_send(self.workspace.active, by="keys")

    def _cancel(self) -> None:
        if self.workspace.active is not None:
            self.workspace.request_cancel(self.workspace.active)

    def _close_tab(self) -> None:
        if self.workspace.active is not None:
            self.workspace.close_tab(self.workspace.active)

    def _next_error(self) -> None:
        self._errors.walk(1)

    def _previous_error(self) -> None:
        self._errors.walk(-1)


def own_exceptions(desk: Desk) -> None:
    """Sends every unhandled exception of the main thread to the notices and to stderr."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        sys.__excepthook__(kind, error, trace)
        desk.report(error)

    sys.excepthook = hook


def run_window() -> int:
    """Opens the window and runs until it closes; the exit status."""
    application = QApplication(sys.argv[:1])
    application.setApplicationName(TITLE)
    with TemporaryDirectory(prefix="routeglass-", ignore_cleanup_errors=True) as folder:
        # A database of this window's own: two windows never write into the same one.
        desk = Desk(application, Profile(database=Path(folder) / "bookstore.sqlite", locations=user_locations()))
        own_exceptions(desk)
        desk.window.show()
        status = application.exec()
        desk.stop()
    return status

"""The only file that knows everyone: builds adapters, jobs, features and shell by hand, starts and stops them.

What the first frame does not show is imported after it, step by step, so that a window stands there at once.
"""

from __future__ import annotations

import sys
import traceback
from collections import deque
from collections.abc import Callable
from functools import cached_property, partial
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer

from app.core.base.references import BOOKSTORE
from app.keeping import Keeping
from app.shell.main_window import MainWindow
from app.ui.theme import ThemeMode

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication, QWidget

    from app.adapters.storage.locations import Locations
    from app.core.workspace.events import SourceChanged
    from app.core.workspace.model import Notice
    from app.core.workspace.workspace import Workspace
    from app.features.api_browser.first_browser_view import FirstBrowser
    from app.features.api_browser.view import ApiBrowserView
    from app.features.connection.view import ConnectionView
    from app.features.diagnosis.presenter import DiagnosisPresenter
    from app.features.session.presenter import SessionPresenter
    from app.features.sources.presenter import SourcePresenter
    from app.features.sources.strip_view import SourceStrip
    from app.features.sources.view import SourceView
    from app.incoming import Incoming
    from app.keyboard import WindowKeys
    from app.services import Services
    from app.shell.notices import NoticeArea
    from app.shell.result_pane import ResultPane
    from app.shell.tab_area import TabArea
    from app.shell.top_bar import TopBar
    from app.ui.drawer import Drawer
    from app.ui.theme_manager import ThemeManager
    from app.warming import Warming

TITLE = "Routeglass"

SWITCH_SECONDS = 0.0005
"""How long a worker may compute before the window gets the interpreter."""

_WELCOME = "Choose one on the left. Its form opens here, ready to be sent with Ctrl+Enter."
_NO_FORM = "The notice below says why; its details can be copied. Other operations are not affected."


class Profile(NamedTuple):
    """What one run of the window works with. (A tuple: the first frame waits for it.)

    Attributes:
        database: The Bookstore's SQLite file; None keeps it in memory.
        theme: Light, dark, or as the desktop.
        port: The Bookstore's port; 0 lets the system choose.
        locations: Where look, layout and open tabs are kept; None keeps nothing.
        source: What is opened first: `bookstore`, a URL, an address, a file.
        text: A document itself, in place of what `source` leads to.
    """

    database: Path | None = None
    theme: ThemeMode = ThemeMode.SYSTEM
    port: int = 0
    locations: Locations | None = None
    source: str = BOOKSTORE
    text: str | None = None


class Desk(QObject):
    """Everything of one window: its frame at once, its furniture after the first frame, and their end.

    Args:
        on_settled: Called once, when the source has come to run or has failed.

    Attributes:
        window: The frame.
        themes, browser, tab_area, result, drawer, notices: Look and furniture; there once `is_furnished`.
    """

    themes: ThemeManager
    browser: ApiBrowserView
    tab_area: TabArea
    result: ResultPane
    drawer: Drawer
    notices: NoticeArea
    _top: TopBar
    _source: SourceView
    _strip: SourceStrip
    _connection: ConnectionView
    _errors: DiagnosisPresenter
    _incoming: Incoming
    _keys: WindowKeys

    def __init__(
        self, application: QApplication, profile: Profile, on_settled: Callable[[], object] = lambda: None
    ) -> None:
        super().__init__()
        # While a worker computes, Qt's calls give the interpreter away and wait for it at each return: for 5 ms by
        # default, which adds up to a stall.
        self._switch_seconds = sys.getswitchinterval()
        sys.setswitchinterval(SWITCH_SECONDS)
        self._on_settled = on_settled
        self._profile = profile
        self._stopped = False
        self._keeping = Keeping(profile.locations, self._tell)
        self._application = application
        self._keeping.show_first_look(application, profile.theme)
        self.window = MainWindow(TITLE, self)
        self._keeping.restore_window(self.window)
        self._first = self._make_first()
        self._services: Services | None = None
        self._session: SessionPresenter | None = None
        self._warming: Warming | None = None
        # Each step is short, so that the window answers between them; what a step imports may be a step of its own.
        self._steps = deque[Callable[[], object]](
            (
                # What is asked for is read by a process of its own, while the rest is made here.
                partial(import_module, "app.opening"),
                partial(import_module, "app.core.requests.auth"),
                partial(import_module, "app.core.exchange.redirects"),
                partial(import_module, "app.services"),
                self._make_services,
                self._make_look,
                partial(import_module, "app.features.api_browser.view"),
                partial(import_module, "app.features.sources.view"),
                self._make_list,
                partial(import_module, "app.features.response.body_view"),
                partial(import_module, "app.shell.answer"),
                self._make_result,
                partial(import_module, "app.shell.debugger"),
                self._make_drawer,
                self._put_together,
                self._start,
            )
        )
        self._stepper = QTimer(self)
        self._stepper.setInterval(0)
        self._stepper.timeout.connect(self._take_step)

    @cached_property
    def workspace(self) -> Workspace:
        """What is open and entered; made when it is first asked for, which is after the first frame."""
        from app.core.workspace.workspace import Workspace

        return Workspace()

    @property
    def is_furnished(self) -> bool:
        """Whether all parts of the window are there and work."""
        return self._warming is not None

    @property
    def sources(self) -> SourcePresenter:
        """The source in view."""
        return self._working.sources.presenter

    @property
    def _working(self) -> Services:
        assert self._services is not None, "asked before the first frame"  # noqa: S101 - an invariant
        return self._services

    # Furniture

    def _make_first(self) -> FirstBrowser | None:
        """The operations of last time, where they are known."""
        profile = self._profile
        kept = self._keeping.read_list(profile.source) if profile.text is None else None
        if kept is None:
            return None
        from app.features.api_browser.first_browser_view import FirstBrowser

        first = FirstBrowser(kept, self.window)
        self.window.set_first(first)
        return first

    def on_first_frame(self) -> None:
        """Furnishes the window."""
        if not self._stopped:
            self._stepper.start()

    def _take_step(self) -> None:
        if self._steps:
            self._steps.popleft()()
        if not self._steps:
            self._stepper.stop()

    def _make_look(self) -> None:
        from app.ui.theme_manager import ThemeManager

        self.themes = ThemeManager(self._application, self)
        self.window.drop_first_colours()
        self._keeping.restore_look(self.themes, self._profile.theme)

    def _make_services(self) -> None:
        from app.incoming import Incoming
        from app.opening import Asked
        from app.services import Wishes, make_services

        profile = self._profile
        if profile.text is not None or profile.source != BOOKSTORE:
            # Here it takes half as long as on a thread beside this one.
            import_module("app.adapters.documents.opener")
        cache = profile.locations.cache if profile.locations is not None else None
        asked = Asked(profile.source, profile.text, cache)
        self._incoming = Incoming(self.workspace, self.report)
        incoming = self._incoming
        wishes = Wishes(profile.database, profile.port, asked, self._keeping, incoming.deliver, incoming.job_failed)
        self._services = make_services(self.workspace, wishes, self)
        incoming.join(self._services.sending, self._services.sources.presenter, self._services.telemetry)
        self.sources.begin()

    def _make_list(self) -> None:
        from app.features.api_browser.keeping import ListKeeping
        from app.features.api_browser.view import ApiBrowserView
        from app.features.connection.view import ConnectionView
        from app.features.sources.strip_view import SourceStrip
        from app.features.sources.view import SourceView
        from app.shell.top_bar import TopBar

        sources = self._working.sources
        self._source = SourceView(self.workspace, sources.presenter, sources.reloader, self.window)
        self._strip = SourceStrip(sources.strip, self.window)
        self._top = TopBar(TITLE, self._source, self._strip, self.window, self.themes)
        self._connection = ConnectionView(self.workspace, self._working.connection, self.window)
        self._top.add_tool(self._connection)
        runner = self._working.runner
        self.browser = ApiBrowserView(self.workspace, self.sources, self.window, runner=runner)
        lists = self._keeping.lists
        if lists is not None:
            ListKeeping(self.workspace, self.sources, runner, lists, self)

    def _make_result(self) -> None:
        from app.adapters.files.saving import save_body
        from app.features.diagnosis.presenter import DiagnosisPresenter
        from app.features.response.presenter import ResponsePresenter
        from app.shell.answer import make_answer_pane

        self._errors = DiagnosisPresenter(self.workspace)
        response = ResponsePresenter(self.workspace, self._working.runner, save_body, self)
        self.result = make_answer_pane(self.workspace, self._errors, response, self.window)

    def _make_drawer(self) -> None:
        from app.adapters.files.digest import digest_of
        from app.shell.debugger import Debugger, MadePages

        pages = MadePages(self._working.sources.problems.build, self._make_telemetry)
        self.drawer = Debugger(self.workspace, self._working.runner, pages, digest_of, self.window)

    def _make_telemetry(self) -> QWidget:
        from app.features.telemetry.view import TelemetryView

        return TelemetryView(self._working.telemetry)

    def _put_together(self) -> None:
        from app.core.workspace.events import SourceChanged
        from app.features.session.presenter import SessionPresenter
        from app.keyboard import KeyTargets, WindowKeys
        from app.shell.notices import NoticeArea
        from app.shell.parts import Parts
        from app.shell.tab_area import TabArea
        from app.ui.empty_state import EmptyState, EmptyText

        welcome = EmptyText("book", "Pick an operation", _WELCOME)
        empty = EmptyState(welcome, self.window)
        self.tab_area = TabArea(self.workspace, self._make_form, self._make_notes, empty, self.window)
        if self._first is not None:
            self.browser.take_over(self._first)
            self._first = None
        self.window.set_parts(
            Parts(top=self._top, side=self.browser, center=self.tab_area, right=self.result, drawer=self.drawer)
        )
        self.notices = NoticeArea(self.workspace, self.window)
        self._keys = WindowKeys(
            self.window,
            KeyTargets(
                self.workspace, self.tab_area, self.browser, self._source, self._connection, self._errors, self.themes
            ),
            self._working.sources.reloader.reload,
        )
        self.workspace.events.subscribe(SourceChanged, self._name_window)
        self._session = SessionPresenter(self.workspace, self._keeping)
        self.browser.focus_list()

    def _make_form(self, tab: int, parent: QWidget) -> QWidget:
        from app.features.request_form.services import RequestFormServices
        from app.features.request_form.view import RequestFormView
        from app.ui.empty_state import EmptyState, EmptyText

        try:
            return RequestFormView(self.workspace, tab, RequestFormServices(self._working.tokens), parent)
        except Exception as error:  # noqa: BLE001 - a document that breaks its form must not break the window
            self.report(error)
            return EmptyState(EmptyText("warning", "This form cannot be shown", _NO_FORM), parent)

    def _make_notes(self, tab: int, parent: QWidget) -> QWidget:
        from app.features.sources.tab_notes_view import TabNotes

        return TabNotes(self.workspace, tab, parent)

    def _name_window(self, _event: SourceChanged) -> None:
        self.window.setWindowTitle(f"{self.workspace.source.label} – {TITLE}")  # noqa: RUF001 - as titles are written

    def on_dropped(self, text: str) -> None:
        """Opens what was dropped; only a furnished window takes anything."""
        from app.features.sources.orders import recognise

        self.sources.open(recognise(text))

    # Life

    def _start(self) -> None:
        from app.warming import Warming

        working = self._working
        self._warming = Warming(
            self.workspace, working.runner, working.http.warm_up, self.result.prepare(), self._on_settled
        )
        working.connection.restore()
        working.telemetry.restore()
        working.sources.presenter.start()

    def on_closing(self) -> None:
        """Keeps what is to be kept, and stops."""
        if self._session is not None:
            self._session.save()
            self._keeping.write(self.window, self.themes)
        # Stopping may take two seconds; nobody has to look at a window that no longer answers.
        self.window.hide()
        self.stop()

    def stop(self) -> None:
        """Cancels requests, stops the server, joins the threads, in this order; stopping twice is harmless."""
        if self._stopped:
            return
        self._stopped = True
        sys.setswitchinterval(self._switch_seconds)
        self._stepper.stop()
        if self._warming is not None:
            self._warming.stop()
        if self._services is not None:
            self._services.stop()

    # What went wrong

    def report(self, error: BaseException) -> None:
        """Shows an error of the program itself, with its traceback to copy."""
        from app.core.workspace.model import Level, Notice

        detail = "".join(traceback.format_exception(error))
        title = f"Something in Routeglass went wrong: {type(error).__name__}."
        self._tell(Notice(Level.ERROR, title, "Your work is untouched; the details help us mend it.", detail))

    def _tell(self, notice: Notice) -> None:
        self.workspace.notify(notice)

    def hand_over(self, error: BaseException) -> None:
        """The same from any thread."""
        if self._services is not None:
            self._services.batcher.put(error)

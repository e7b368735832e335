"""The drawer below: what the server does, in pages of several features that do not know each other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from app.core.workspace.events import (
    LogRequested,
    LoopBlocked,
    LoopForgotten,
    PageRequested,
    ProblemsChanged,
    StageRequested,
)
from app.features.changes.presenter import ChangesPresenter
from app.features.own_app.presenter import OwnAppPresenter
from app.features.route_map.presenter import RouteMapPresenter
from app.features.route_map.simulation import RouteSimulation
from app.features.server_log.presenter import ServerLogPresenter
from app.features.trace.presenter import TracePresenter
from app.shell.lazy_page import LazyPage
from app.ui.drawer import Drawer
from app.ui.tab_bar import TabInfo
from app.ui.theme import Level

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from app.core.exchange.model import ResponseBody
    from app.core.workspace.workspace import Workspace
    from app.jobs.runner import Runner


@dataclass(frozen=True, slots=True)
class MadePages:
    """Pages whose presenters work behind the window, shown or not.

    Attributes:
        problems: Builds the page of the open document's problems.
        telemetry: Builds the page of OpenTelemetry.
    """

    problems: Callable[[], QWidget]
    telemetry: Callable[[], QWidget]


class Debugger(Drawer):
    """The drawer with its pages; they are built when they are first looked at.

    Args:
        runner: Does what would hold the window up.
        digest: Tells the digest of a whole body; blocks.
        made: Pages that are built elsewhere.
    """

    def __init__(
        self,
        workspace: Workspace,
        runner: Runner,
        made: MadePages,
        digest: Callable[[ResponseBody], str],
        parent: QWidget,
    ) -> None:
        super().__init__("Debugger", parent)
        pages = (
            ("trace", "Trace", partial(_make_trace, TracePresenter(workspace))),
            ("routes", "Routes", partial(_make_routes, RouteMapPresenter(workspace, runner, self))),
            ("loop", "Event loop", partial(_make_loop, workspace)),
            ("lab", "Lab", partial(_make_lab, workspace)),
            ("log", "Server log", partial(_make_log, ServerLogPresenter(workspace))),
            ("telemetry", "OpenTelemetry", made.telemetry),
            ("app", "Your app", partial(_make_own_app, OwnAppPresenter(workspace))),
            ("cookies", "Cookies", partial(_make_cookies, workspace)),
            ("problems", "Problems", made.problems),
            ("changes", "Changes", partial(_make_changes, ChangesPresenter(workspace))),
            ("compare", "Compare", partial(_make_comparison, workspace, runner, digest)),
        )
        for key, title, build in pages:
            self.add_page(TabInfo(key, title), LazyPage(build, self))
        self._simulation = RouteSimulation(workspace, runner, self)
        self._workspace = workspace
        workspace.events.subscribe(LogRequested, self._show_log)
        workspace.events.subscribe(PageRequested, self._show_asked)
        workspace.events.subscribe(StageRequested, self._show_trace)
        workspace.events.subscribe(ProblemsChanged, self._count_problems)
        workspace.events.subscribe(LoopBlocked, self._count_blocks)
        workspace.events.subscribe(LoopForgotten, self._count_blocks)

    def _show_asked(self, event: PageRequested) -> None:
        self.show_page(event.page)

    def _count_problems(self, _event: ProblemsChanged) -> None:
        count = len(self._workspace.problems)
        level = Level.WARN if count else None
        self.bar.change_tab(TabInfo("problems", "Problems", count=f"{count:,}" if count else "", level=level))

    def _count_blocks(self, _event: LoopBlocked | LoopForgotten) -> None:
        count = len(self._workspace.event_loop.blocks)
        level = Level.ERROR if count else None
        self.bar.change_tab(TabInfo("loop", "Event loop", count=f"{count:,}" if count else "", level=level))

    def _show_trace(self, _event: StageRequested) -> None:
        self.show_page("trace")

    def _show_log(self, _event: LogRequested) -> None:
        self.show_page("log")


# What shows the pages is not imported for the start: none of them is looked at then.


def _make_trace(presenter: TracePresenter) -> QWidget:
    from app.features.trace.view import TraceView  # noqa: PLC0415 - as above

    return TraceView(presenter)


def _make_routes(presenter: RouteMapPresenter) -> QWidget:
    from app.features.route_map.view import RouteMapView  # noqa: PLC0415 - as above

    return RouteMapView(presenter)


def _make_log(presenter: ServerLogPresenter) -> QWidget:
    from app.features.server_log.view import ServerLogView  # noqa: PLC0415 - as above

    return ServerLogView(presenter)


def _make_own_app(presenter: OwnAppPresenter) -> QWidget:
    from app.features.own_app.view import OwnAppView  # noqa: PLC0415 - as above

    return OwnAppView(presenter)


def _make_changes(presenter: ChangesPresenter) -> QWidget:
    from app.features.changes.view import ChangesView  # noqa: PLC0415 - as above

    return ChangesView(presenter)


def _make_cookies(workspace: Workspace) -> QWidget:
    from app.features.cookies.presenter import CookiesPresenter  # noqa: PLC0415 - as above
    from app.features.cookies.view import CookiesView  # noqa: PLC0415 - as above

    return CookiesView(CookiesPresenter(workspace))


def _make_loop(workspace: Workspace) -> QWidget:
    from app.features.event_loop.presenter import EventLoopPresenter  # noqa: PLC0415 - as above
    from app.features.event_loop.view import EventLoopView  # noqa: PLC0415 - as above

    return EventLoopView(EventLoopPresenter(workspace))


def _make_lab(workspace: Workspace) -> QWidget:
    from app.features.lab.presenter import LabPresenter  # noqa: PLC0415 - as above
    from app.features.lab.view import LabView  # noqa: PLC0415 - as above

    return LabView(LabPresenter(workspace))


def _make_comparison(workspace: Workspace, runner: Runner, digest: Callable[[ResponseBody], str]) -> QWidget:
    from app.features.comparison.presenter import ComparisonPresenter  # noqa: PLC0415 - as above
    from app.features.comparison.view import ComparisonView  # noqa: PLC0415 - as above

    return ComparisonView(ComparisonPresenter(workspace, runner, digest))

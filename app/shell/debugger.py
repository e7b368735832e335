"""The drawer below: what the server does, in pages of several features that do not know each other."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.core.workspace.events import LogRequested
from app.features.route_map.presenter import RouteMapPresenter
from app.features.route_map.view import RouteMapView
from app.features.server_log.presenter import ServerLogPresenter
from app.features.server_log.view import ServerLogView
from app.shell.lazy_page import LazyPage
from app.ui.drawer import Drawer
from app.ui.tab_bar import TabInfo

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.core.workspace.workspace import Workspace
    from app.features.route_map.presenter import Inspector


class Debugger(Drawer):
    """The drawer with its pages; they are built when they are first looked at.

    Args:
        inspector: Asks the server's router; None where nobody can look into the server.
    """

    def __init__(self, workspace: Workspace, inspector: Inspector | None, parent: QWidget) -> None:
        super().__init__("Debugger", parent)
        pages = (
            ("routes", "Routes", partial(RouteMapView, RouteMapPresenter(workspace, inspector))),
            ("log", "Server log", partial(ServerLogView, ServerLogPresenter(workspace))),
        )
        for key, title, build in pages:
            self.add_page(TabInfo(key, title), LazyPage(build, self))
        workspace.events.subscribe(LogRequested, self._show_log)

    def _show_log(self, _event: LogRequested) -> None:
        self.show_page("log")

"""The drawer below: what the server does, in pages of several features that do not know each other."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

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


def make_debugger(workspace: Workspace, inspector: Inspector | None, parent: QWidget) -> Drawer:
    """The drawer with its pages; they are built when they are first looked at.

    Args:
        inspector: Asks the server's router; None where nobody can look into the server.
    """
    drawer = Drawer("Debugger", parent)
    pages = (
        ("routes", "Routes", partial(RouteMapView, RouteMapPresenter(workspace, inspector))),
        ("log", "Server log", partial(ServerLogView, ServerLogPresenter(workspace))),
    )
    for key, title, build in pages:
        drawer.add_page(TabInfo(key, title), LazyPage(build, drawer))
    return drawer

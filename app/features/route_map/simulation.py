"""Simulates the routes of a server that nobody can look into, as soon as its document is open."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import QObject

from app.core.workspace.events import ApiChanged, DestinationChanged, SourceChanged

if TYPE_CHECKING:
    from app.core.operations.model import Api
    from app.core.routes.simulate import DocumentRoutes
    from app.core.workspace.workspace import Workspace
    from app.jobs.model import JobDone, JobHandle
    from app.jobs.pace import Pace
    from app.jobs.runner import Runner


class RouteSimulation(QObject):
    """Gives the workspace a simulated route table wherever the server in view tells none."""

    def __init__(self, workspace: Workspace, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._runner = runner
        self._job: JobHandle | None = None
        self._api: Api | None = None
        workspace.events.subscribe(ApiChanged, self._follow)
        workspace.events.subscribe(SourceChanged, self._follow)
        workspace.events.subscribe(DestinationChanged, self._move)

    def _follow(self, _event: ApiChanged | SourceChanged) -> None:
        api = self._workspace.api if not self._workspace.source.inside else None
        if api is self._api:
            return
        self._api = api
        if self._job is not None:
            self._job.cancel()
            self._job = None
        if api is not None:
            work = partial(_simulate, api, self._base_path())
            self._job = self._runner.submit_paced(work, self, self._simulated)

    def _simulated(self, done: JobDone) -> None:
        if self._job is None or done.handle_id != self._job.id or done.result is None:
            return
        self._job = None
        self._show(done.result)

    def _show(self, routes: object) -> None:
        from app.core.routes.simulate import DocumentRoutes  # noqa: PLC0415 - no window waits for it

        if isinstance(routes, DocumentRoutes):
            # Where requests go may have been settled while they were being read.
            routes = routes.at(self._base_path())
            self._workspace.set_routes(routes.table, self._workspace.names, routes)

    def _move(self, _event: DestinationChanged) -> None:
        table = self._workspace.routes
        if table is not None and table.simulated and table.base_path != self._base_path():
            self._show(self._workspace.inspector)

    def _base_path(self) -> str:
        return urlsplit(self._workspace.destinations.base_url(None)).path.rstrip("/")


def _simulate(api: Api, base_path: str, pace: Pace) -> DocumentRoutes:
    from app.core.routes.simulate import DocumentRoutes  # noqa: PLC0415 - as above

    return DocumentRoutes(api.entries, base_path, pace.walk)

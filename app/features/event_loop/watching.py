"""Lets the server in view measure its event loop while somebody looks at the page."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtCore import QObject

from app.core.workspace.events import LoopWatchAsked, RoutesChanged

if TYPE_CHECKING:
    from app.core.workspace.workspace import Workspace
    from app.jobs.model import JobDone
    from app.jobs.runner import Runner


@runtime_checkable
class LoopMeter(Protocol):
    """A server that can measure its event loop."""

    def watch_loop(self, *, on: bool) -> None:
        """Measures all the time, or only while requests are under way; it may block and is called on a worker.

        Raises:
            RouteglassError: It does not run.
        """
        ...


class LoopWatching(QObject):
    """Tells the server in view, and tells it again after it was started anew."""

    def __init__(self, workspace: Workspace, runner: Runner, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._runner = runner
        self._told: LoopMeter | None = None
        workspace.events.subscribe(LoopWatchAsked, self._tell)
        workspace.events.subscribe(RoutesChanged, self._tell)

    def _tell(self, _event: object) -> None:
        # Not every server that tells its routes can do this.
        server: object = self._workspace.inspector
        meter = server if isinstance(server, LoopMeter) and self._workspace.event_loop.watched else None
        if self._told is not None and self._told is not meter:
            self._send(self._told, on=False)
        if meter is not None:
            self._send(meter, on=True)
        self._told = meter

    def _send(self, meter: LoopMeter, *, on: bool) -> None:
        self._runner.submit_blocking(partial(meter.watch_loop, on=on), self, self._done)

    def _done(self, _done: JobDone) -> None:
        """A server that does not run is told again once it does."""

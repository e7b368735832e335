"""What is built and imported ahead, once the window is at work: forms, pages, and all that a first send needs.

It waits for the source to run or to fail: until then it would only take time away from it, for imports in several
threads share one lock.
"""

from __future__ import annotations

from collections import deque
from importlib import import_module
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from app.core.workspace.events import SourceChanged
from app.core.workspace.model import SourceStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import ModuleType

    from app.core.workspace.workspace import Workspace
    from app.jobs.model import JobDone
    from app.jobs.runner import Runner

NEEDED_SOON: Final = (
    "app.features.request_form.view",
    "app.core.forms.checks",
    "app.core.requests.prepare",
    "app.core.diagnosis.diagnose",
    "app.core.causes.rules",
    "app.core.trace.journey",
    "app.features.trace.view",
    "app.features.route_map.view",
)
"""Imported by a worker, so that neither the first form nor the first send waits for them."""

BREATH_MS: Final = 100
"""For the list of operations to be painted first."""


class Warming(QObject):
    """Does it once.

    Args:
        on_worker: Done first, on a worker.
        steps: Done one by one on the main thread, which answers between them.
        on_settled: Called when the source has come to run or has failed for the first time.
    """

    def __init__(
        self,
        workspace: Workspace,
        runner: Runner,
        on_worker: Callable[[], object],
        steps: Iterable[Callable[[], object]],
        on_settled: Callable[[], object],
    ) -> None:
        super().__init__(runner)
        self._workspace = workspace
        self._runner = runner
        self._on_worker = on_worker
        self._steps = deque(steps)
        self._on_settled = on_settled
        self._timer = QTimer(self)
        self._timer.setInterval(BREATH_MS)
        self._timer.timeout.connect(self._take_step)
        self._subscription = workspace.events.subscribe(SourceChanged, self._source_changed)

    def stop(self) -> None:
        """Begins nothing any more."""
        self._subscription.cancel()
        self._timer.stop()

    def _source_changed(self, _event: SourceChanged) -> None:
        if self._workspace.source.status in {SourceStatus.RUNNING, SourceStatus.FAILED}:
            self._subscription.cancel()
            self._timer.start()
            self._on_settled()

    def _take_step(self) -> None:
        if self._timer.interval():
            self._timer.setInterval(0)
            self._runner.submit_blocking(self._import_soon, self, self._imported)
        elif self._steps:
            self._steps.popleft()()
        else:
            self._timer.stop()

    def _import_soon(self) -> tuple[ModuleType, ...]:
        self._on_worker()
        return tuple(import_module(name) for name in NEEDED_SOON)

    def _imported(self, _done: JobDone) -> None:
        """Nothing to do: an error came through the runner's hook."""

"""Answers the lab: makes the orders of a run, has them sent together, and brings home what becomes of each."""

from __future__ import annotations

import secrets
import time
import traceback
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.core.workspace.events import DestinationAsked, LabCancelRequested, LabRunRequested
from app.core.workspace.model import Level, Notice, SourceStatus
from app.features.sending.order import make_order
from app.jobs.batcher import Batcher

if TYPE_CHECKING:
    from app.core.lab.model import Plan, Shot
    from app.core.workspace.workspace import Workspace
    from app.features.sending.order import Order, Sender
    from app.features.sending.volley import Told
    from app.jobs.batcher import Batch
    from app.jobs.model import JobDone, JobHandle
    from app.jobs.runner import Runner

STOPPED = "You stopped it."


class VolleyPresenter(QObject):
    """One run at a time; tabs do not notice."""

    def __init__(self, workspace: Workspace, runner: Runner, sender: Sender, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._runner = runner
        self._sender = sender
        self._batcher = Batcher(self._deliver, self)
        self._jobs: dict[int, tuple[int, JobHandle]] = {}
        workspace.events.subscribe(LabRunRequested, self._run)
        workspace.events.subscribe(LabCancelRequested, self._cancel)

    def _run(self, event: LabRunRequested) -> None:
        from app.core.lab.model import Shot  # noqa: PLC0415 - not needed before the first run
        from app.features.sending.volley import Volley  # noqa: PLC0415 - as above

        lab = self._workspace.lab
        orders = self._orders(event.plan)
        if orders is None:
            return
        pairs: list[tuple[Shot, Order]] = []
        for number, portion in enumerate(event.plan.order(), 1):
            order = replace(orders[portion.tab], trace_id=secrets.token_hex(16))
            pairs.append((Shot(number, portion.operation_key, order.trace_id), order))
        run = lab.begin(event.plan, tuple(shot for shot, _ in pairs), time.time())
        volley = Volley(run.number, event.plan, tuple(pairs), self._batcher.put)
        handle = self._runner.submit(partial(volley.fire, self._sender), self, self._came_home)
        self._jobs[handle.id] = (run.number, handle)

    def _orders(self, plan: Plan) -> dict[int, Order] | None:
        """What each tab of a plan sends; None where a run cannot begin, and then the lab tells why."""
        from app.features.sending.volley import steady  # noqa: PLC0415 - not needed before the first run

        workspace = self._workspace
        source = workspace.source
        if source.status is not SourceStatus.RUNNING:
            workspace.lab.refuse(f"{source.label} is not running; nothing was sent.")
            return None
        orders: dict[int, Order] = {}
        for portion in plan.portions:
            tab = workspace.tab(portion.tab)
            order = make_order(workspace, tab) if tab is not None else None
            if order is None:
                workspace.lab.refuse(f"{portion.operation_key} is no longer open; nothing was sent.")
                return None
            if not (order.base_url and workspace.destinations.is_agreed(order.base_url)):
                workspace.lab.refuse(
                    f"Nobody has agreed yet that requests of {portion.operation_key} go to "
                    f"{order.base_url or 'a server that is not named'}; answer that in its tab, then run again."
                )
                workspace.events.publish(DestinationAsked(portion.tab, order.base_url))
                return None
            orders[portion.tab] = replace(order, credentials=steady(order.credentials))
        return orders

    def _cancel(self, _event: LabCancelRequested) -> None:
        for _, handle in tuple(self._jobs.values()):
            handle.cancel()

    def _deliver(self, batch: Batch) -> None:
        news: dict[int, dict[int, Shot]] = {}
        for item in batch.items:
            told: Told = item  # type: ignore[assignment] # nothing else is put in
            news.setdefault(told.run, {})[told.shot.number] = told.shot
        for run, shots in news.items():
            self._workspace.lab.take(run, shots.values())

    def _came_home(self, done: JobDone) -> None:
        # What was told last may still be on its way.
        self._batcher.flush()
        run, _ = self._jobs.pop(done.handle_id)
        self._workspace.lab.finish(run, STOPPED if done.cancelled else "")
        if done.error is not None:
            detail = "".join(traceback.format_exception(done.error))
            words = "What came back by then is shown. This is a mistake of Routeglass; the details help to mend it."
            self._workspace.notify(Notice(Level.ERROR, "The run ended before its time.", words, detail))

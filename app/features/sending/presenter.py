"""Sends a tab's request on the jobs loop and joins response, diagnosis, journey and server trace."""

from __future__ import annotations

import time
import traceback
from collections import OrderedDict
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.core.exchange.redirects import Redirect, redirect_of
from app.core.workspace.events import CancelRequested, DestinationAsked, ExchangeDropped, FollowRequested, SendRequested
from app.core.workspace.model import Level, Notice, SendResult, SourceStatus
from app.features.sending.order import carry_out, follow_by_hand, make_order

if TYPE_CHECKING:
    from app.core.trace.model import Trace
    from app.core.workspace.workspace import Workspace
    from app.features.sending.order import Sender
    from app.jobs.model import JobDone, JobHandle
    from app.jobs.runner import Runner

PENDING_TRACES = 50
"""Server traces kept for exchanges that are not home yet."""


class SendingPresenter(QObject):
    """Answers the workspace's send and cancel requests, and gives the bodies of dropped exchanges back."""

    def __init__(self, workspace: Workspace, runner: Runner, sender: Sender, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._runner = runner
        self._sender = sender
        self._jobs: dict[int, tuple[int, JobHandle]] = {}
        self._traces: OrderedDict[str, Trace] = OrderedDict()
        workspace.events.subscribe(SendRequested, self._send)
        workspace.events.subscribe(FollowRequested, self._follow)
        workspace.events.subscribe(CancelRequested, self._cancel)
        workspace.events.subscribe(ExchangeDropped, self._discard)

    def receive_trace(self, trace: Trace) -> None:
        """Joins a server's trace to its exchange, now or when that comes home; on the main thread."""
        from app.core.trace.choice import is_better  # noqa: PLC0415 - not needed before the first send
        from app.core.trace.journey import journey  # noqa: PLC0415 - not needed before the first send

        if self._workspace.lab.attach(trace):
            return
        tab = self._workspace.tab_of_trace(trace.trace_id)
        known = tab.trace if tab is not None else self._traces.get(trace.trace_id)
        if known is not None and not is_better(trace, known):
            return
        if tab is None or tab.exchange is None:
            self._traces[trace.trace_id] = trace
            while len(self._traces) > PENDING_TRACES:
                self._traces.popitem(last=False)
            return
        places = tab.diagnosis.places if tab.diagnosis is not None else None
        self._workspace.attach_trace(tab.identity, trace, journey(tab.exchange, trace, None, places))

    def _send(self, event: SendRequested) -> None:
        pressed_at = time.perf_counter()
        tab = self._workspace.tab(event.tab)
        order = make_order(self._workspace, tab, pressed_at) if tab is not None else None
        if order is None:
            return
        source = self._workspace.source
        if source.status not in {SourceStatus.RUNNING, SourceStatus.RESTARTING}:
            starts = source.status is SourceStatus.STARTING
            title = f"{source.label} is {'starting' if starts else 'not running'}; nothing was sent."
            hint = "Send again in a moment." if starts else f"{source.problem} Start it, then send again.".lstrip()
            self._workspace.notify(Notice(Level.WARN, title, hint))
            return
        if not (order.base_url and self._workspace.destinations.is_agreed(order.base_url)):
            self._workspace.events.publish(DestinationAsked(event.tab, order.base_url))
            return
        self._workspace.begin_send(event.tab)
        handle = self._runner.submit(partial(carry_out, order, self._sender), self, self._came_home)
        self._jobs[handle.id] = (event.tab, handle)

    def _follow(self, event: FollowRequested) -> None:
        tab = self._workspace.tab(event.tab)
        order = make_order(self._workspace, tab, time.perf_counter()) if tab is not None and not tab.sending else None
        if order is None or tab is None or tab.exchange is None:
            return
        if not isinstance(redirect_of(tab.exchange), Redirect):
            return
        self._workspace.begin_send(event.tab)
        work = partial(follow_by_hand, order, self._sender, tab.exchange)
        handle = self._runner.submit(work, self, self._came_home)
        self._jobs[handle.id] = (event.tab, handle)

    def _cancel(self, event: CancelRequested) -> None:
        for tab, handle in tuple(self._jobs.values()):
            if tab == event.tab:
                handle.cancel()

    def _came_home(self, done: JobDone) -> None:
        tab, _ = self._jobs.pop(done.handle_id)
        if isinstance(done.result, SendResult):
            self._take(tab, done.result)
            return
        self._workspace.abandon_send(tab)
        if done.error is not None:
            detail = "".join(traceback.format_exception(done.error))
            words = (
                "Nothing was sent and nothing is lost. This is a mistake of Routeglass; the details help to mend it."
            )
            self._workspace.notify(Notice(Level.ERROR, "The request could not be prepared.", words, detail))

    def _take(self, tab: int, result: SendResult) -> None:
        for key, (before, after) in result.credentials.items():
            # What a person has changed meanwhile is not put back.
            if self._workspace.credentials.get(key) == before:
                self._workspace.set_credential(key, after, by="sending")
        self._workspace.finish_send(tab, result)
        trace = self._traces.pop(result.exchange.request.trace_id, None)
        if trace is not None:
            self.receive_trace(trace)
        for note in (*result.notes, *self._workspace.travelling.receive(result.received)):
            self._workspace.notify(Notice(Level.INFO, note))
        for warning in result.warnings:
            self._workspace.notify(Notice(Level.WARN, warning))
        if result.mistake:
            words = "What came back is shown as it is. This is a mistake of Routeglass; the details help to mend it."
            self._workspace.notify(Notice(Level.ERROR, "The response could not be explained.", words, result.mistake))

    def _discard(self, event: ExchangeDropped) -> None:
        if event.exchange.files():
            self._runner.submit_blocking(partial(self._sender.discard, event.exchange), self, self._discarded)

    def _discarded(self, _done: JobDone) -> None:
        """Nothing to do: the file is gone, or goes with the client."""

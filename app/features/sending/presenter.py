"""Sends a tab's request on the jobs loop and joins response, diagnosis, journey and server trace."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject

from app.core.workspace.events import CancelRequested, SendRequested
from app.core.workspace.model import Level, Notice, SendResult, SourceStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.core.exchange.model import Exchange
    from app.core.forms.model import FormState
    from app.core.operations.model import Api, Operation
    from app.core.requests.model import Credential, PreparedRequest
    from app.core.spec.document import Document
    from app.core.trace.model import Trace
    from app.core.workspace.workspace import Workspace
    from app.jobs.model import JobDone, JobHandle
    from app.jobs.runner import Runner

PENDING_TRACES = 50
"""Server traces kept for exchanges that are not home yet."""


class Sender(Protocol):
    """What puts a request on the wire; it never raises but for cancellation."""

    async def send(self, request: PreparedRequest, operation_key: str) -> Exchange:
        """Sends and waits for the whole response."""
        ...


@dataclass(frozen=True, slots=True)
class Order:
    """Everything one send needs, taken from the workspace at the press on Send."""

    document: Document
    api: Api
    operation: Operation
    state: FormState
    base_url: str
    credentials: Mapping[str, Credential]
    names: Mapping[str, Mapping[str, str]]
    trace_id: str


async def carry_out(order: Order, sender: Sender) -> SendResult:
    """Prepares, sends and diagnoses; runs on the jobs loop so that the main thread only shows the result."""
    from app.core.diagnosis.diagnose import diagnose  # noqa: PLC0415 - not needed before the first send
    from app.core.exchange.body import read_body  # noqa: PLC0415 - not needed before the first send
    from app.core.requests.prepare import prepare  # noqa: PLC0415 - not needed before the first send
    from app.core.trace.journey import journey  # noqa: PLC0415 - not needed before the first send

    preparation = prepare(
        order.api, order.operation, order.state, order.base_url, order.credentials, trace_id=order.trace_id
    )
    exchange = await sender.send(preparation.request, order.operation.key)
    diagnosis = diagnose(order.document, order.operation, exchange, names=order.names)
    return SendResult(
        exchange=exchange,
        reading=read_body(exchange.response) if exchange.response is not None else None,
        diagnosis=diagnosis,
        journey=journey(exchange, None, None),
        warnings=tuple(f"{path}: {words}" for path, words in preparation.warnings),
    )


class SendingPresenter(QObject):
    """Answers the workspace's send and cancel requests."""

    def __init__(self, workspace: Workspace, runner: Runner, sender: Sender, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._runner = runner
        self._sender = sender
        self._jobs: dict[int, tuple[int, JobHandle]] = {}
        self._traces: OrderedDict[str, Trace] = OrderedDict()
        workspace.events.subscribe(SendRequested, self._send)
        workspace.events.subscribe(CancelRequested, self._cancel)

    def _send(self, event: SendRequested) -> None:
        workspace = self._workspace
        tab = workspace.tab(event.tab)
        if tab is None or workspace.document is None or workspace.api is None:
            return
        if workspace.source.status is not SourceStatus.RUNNING:
            workspace.notify(
                Notice(
                    Level.WARN,
                    f"{workspace.source.label} is {workspace.source.status.value}.",
                    "Wait for it, or start it again.",
                )
            )
            return
        order = Order(
            document=workspace.document,
            api=workspace.api,
            operation=tab.operation,
            state=tab.state,
            base_url=workspace.source.base_url,
            credentials=dict(workspace.credentials),
            names=workspace.names,
            trace_id=secrets.token_hex(16),
        )
        workspace.begin_send(event.tab)
        handle = self._runner.submit(partial(carry_out, order, self._sender), self, self._came_home)
        self._jobs[handle.id] = (event.tab, handle)

    def _cancel(self, event: CancelRequested) -> None:
        for tab, handle in tuple(self._jobs.values()):
            if tab == event.tab:
                handle.cancel()

    def _came_home(self, done: JobDone) -> None:
        tab, _ = self._jobs.pop(done.handle_id)
        if isinstance(done.result, SendResult):
            self._workspace.finish_send(tab, done.result)
            trace = self._traces.pop(done.result.exchange.request.trace_id, None)
            if trace is not None:
                self.receive_trace(trace)
            for warning in done.result.warnings:
                self._workspace.notify(Notice(Level.WARN, warning))
            return
        self._workspace.abandon_send(tab)
        if done.error is not None:
            self._workspace.notify(
                Notice(Level.ERROR, "The request could not be prepared.", str(done.error), detail=repr(done.error))
            )

    def receive_trace(self, trace: Trace) -> None:
        """Joins a server's trace to its exchange, now or when that comes home; on the main thread."""
        from app.core.trace.journey import journey  # noqa: PLC0415 - not needed before the first send

        tab = self._workspace.tab_of_trace(trace.trace_id)
        if tab is None or tab.exchange is None:
            self._traces[trace.trace_id] = trace
            while len(self._traces) > PENDING_TRACES:
                self._traces.popitem(last=False)
            return
        self._workspace.attach_trace(tab.identity, trace, journey(tab.exchange, trace, None))

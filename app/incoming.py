"""What comes in from threads, on the main thread: log lines, traces, the event loop, states of the server, errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from app.core.base.errors import RouteglassError
from app.core.workspace.model import Level, LogLine, Notice

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.adapters.embedded_server.model import ServerState
    from app.core.trace.model import Trace
    from app.core.trace.otlp.receiving import ReceiverState
    from app.core.workspace.workspace import Workspace
    from app.features.sources.ports import AppNews, Trouble
    from app.jobs.batcher import Batch
    from app.jobs.model import JobError


class TakesTraces(Protocol):
    """Joins traces to the exchanges they belong to."""

    def receive_trace(self, trace: Trace) -> None:
        """Takes one over."""
        ...


class TakesTrouble(Protocol):
    """Tells how the source in view is doing."""

    def fail(self, trouble: Trouble) -> None:
        """Takes it over."""
        ...

    def take_news(self, news: AppNews) -> None:
        """Takes over what a person's own app told."""
        ...


class TakesReceiving(Protocol):
    """Shows how the receiver of spans is doing."""

    def receive(self, state: ReceiverState) -> None:
        """Takes its state over."""
        ...


class Incoming:
    """Passes on what the batcher and the runner bring home.

    Args:
        report: Told of errors of the program itself.
    """

    def __init__(self, workspace: Workspace, report: Callable[[BaseException], None]) -> None:
        self._workspace = workspace
        self._report = report
        self._traces: TakesTraces | None = None
        self._sources: TakesTrouble | None = None
        self._receiving: TakesReceiving | None = None

    def join(self, traces: TakesTraces, sources: TakesTrouble, receiving: TakesReceiving) -> None:
        """Names who takes traces, troubles and states of the receiver, before anything runs that could send one."""
        self._traces, self._sources, self._receiving = traces, sources, receiving

    def deliver(self, batch: Batch) -> None:
        """Passes a batch on, in its order; log lines go together, and so does what an event loop tells."""
        # Neither is needed for the first frame.
        from app.core.trace.loop import LoopBlock, LoopSample  # noqa: PLC0415
        from app.core.trace.otlp.receiving import ReceiverState  # noqa: PLC0415

        for item in batch.items:
            self._pass_on(item)
        states = [item for item in batch.items if isinstance(item, ReceiverState)]
        if states and self._receiving is not None:
            self._receiving.receive(states[-1])
        self._workspace.append_log(tuple(item for item in batch.items if isinstance(item, LogLine)))
        seen = [item for item in batch.items if isinstance(item, LoopBlock | LoopSample)]
        if seen:
            self._workspace.event_loop.take(seen)

    def _pass_on(self, item: object) -> None:
        # None of them is needed for the first frame.
        from app.adapters.embedded_server.model import ServerState  # noqa: PLC0415
        from app.core.trace.model import Trace  # noqa: PLC0415
        from app.features.sources.ports import AppNews  # noqa: PLC0415

        match item:
            case Trace() if self._traces is not None:
                self._traces.receive_trace(item)
            case AppNews() if self._sources is not None:
                self._sources.take_news(item)
            case ServerState():
                self._server_changed(item)
            case BaseException():
                self._report(item)

    def job_failed(self, failure: JobError) -> None:
        """Reports an error that nobody else was told of.

        What befell a file, a server or an app after whoever asked for it had left off is none of the program.
        """
        if not failure.delivered and not isinstance(failure.error, RouteglassError):
            self._report(failure.error)

    def _server_changed(self, state: ServerState) -> None:
        from app.adapters.embedded_server.model import ServerPhase  # noqa: PLC0415 - see deliver
        from app.features.sources.ports import Trouble  # noqa: PLC0415 - see deliver

        if state.phase is ServerPhase.FAILED and self._sources is not None:
            words = "Start it again; what you typed stays."
            self._sources.fail(Trouble(f"The Bookstore stopped: {state.cause}", words, state.detail))
        elif state.phase is ServerPhase.STUCK:
            words = "A new one takes its place; this one ends with the window."
            self._workspace.notify(Notice(Level.WARN, state.cause, words, state.detail))

"""The Bookstore, served in a thread and looked into: what window and command line both work with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.adapters.embedded_server.bookstore import BookstoreFactory, make_bookstore_server
from app.adapters.embedded_server.model import ServerHooks, ServerPhase, ServerState
from app.adapters.tracing.in_process import InProcessTracing, RouteInspector
from app.core.base.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from app.core.routes.model import MatchResult, RouteTable
    from app.core.trace.model import Trace
    from app.core.workspace.model import LogLine

PATIENCE_SECONDS = 1.6
"""How long a stop may take; a server that is stuck longer is left to end with the process."""


def _ignore(_value: object) -> None:
    """Tells nobody."""


@dataclass(frozen=True, slots=True)
class Listeners:
    """Who hears of the server. All are called on its threads and may not block.

    Attributes:
        on_log: Each log line.
        on_trace: Each finished trace.
        on_state: Each state of the server.
    """

    on_log: Callable[[LogLine], None] = _ignore
    on_trace: Callable[[Trace], None] = _ignore
    on_state: Callable[[ServerState], None] = _ignore


class EmbeddedBookstore:
    """The Bookstore of this process. Every method blocks: call them from a worker.

    Attributes:
        label: What a person calls it.
    """

    label = "Bookstore"

    def __init__(self, database: Path | None = None, listeners: Listeners | None = None, *, port: int = 0) -> None:
        """Prepares it; nothing is imported and nothing runs yet.

        Args:
            database: The SQLite file; None keeps the data in memory.
            port: 0 lets the system choose a free one.
        """
        listeners = listeners or Listeners()
        self._port = port
        self._factory = BookstoreFactory(database)
        self._tracing = InProcessTracing(listeners.on_trace)
        hooks = ServerHooks(
            on_state=listeners.on_state,
            on_log=listeners.on_log,
            prepare=self._tracing.prepare,
            wrap=self._tracing.wrap,
        )
        self._server = make_bookstore_server(self._factory, hooks)

    @property
    def state(self) -> ServerState:
        """The server's latest state."""
        return self._server.state

    def start(self) -> str:
        """Starts it and waits until it answers; its base URL.

        Raises:
            SourceError: It does not start; says why and what to do.
        """
        self._server.start(self._port)
        state = self._server.wait_until_settled()
        if state.phase is ServerPhase.RUNNING:
            return state.url
        what = state.cause or f"The {self.label} did not start: it is {state.phase.value}."
        raise SourceError(what, where=state.url, hint="Try again; the server log says more.", detail=state.detail)

    def stop(self) -> None:
        """Stops it; harmless when it does not run."""
        self._server.stop(PATIENCE_SECONDS)

    def close(self) -> None:
        """Stops it for good and takes the recorder out of FastAPI."""
        self.stop()
        self._tracing.close()

    def reset(self) -> None:
        """Puts the seed data back.

        Raises:
            SourceError: It does not run, or its database cannot be written.
        """
        self._factory.reset()

    def routes(self) -> tuple[RouteTable, Mapping[str, Mapping[str, str]]]:
        """The route table in match order, and Python names behind wire names per model."""
        inspector = self._inspector()
        return inspector.routes(), inspector.field_names()

    def try_path(self, method: str, target: str) -> MatchResult:
        """How a request would go through the real router; nothing is sent."""
        return self._inspector().try_path(method, target)

    def _inspector(self) -> RouteInspector:
        if self._server.app is None:
            message = f"The {self.label} has not started."
            raise SourceError(message, hint="Start it first.")
        return RouteInspector(self._server.app)

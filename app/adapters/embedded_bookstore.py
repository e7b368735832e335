"""The Bookstore, served in a thread and looked into: what window and command line both work with."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.base.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from app.adapters.embedded_server.bookstore import BookstoreFactory
    from app.adapters.embedded_server.model import ServerState
    from app.adapters.embedded_server.server import EmbeddedServer
    from app.adapters.tracing.in_process import InProcessTracing, RouteInspector
    from app.core.routes.model import MatchResult, RouteTable
    from app.core.trace.loop import LoopBlock, LoopSample
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
        on_loop: What is seen of its event loop.
    """

    on_log: Callable[[LogLine], None] = _ignore
    on_trace: Callable[[Trace], None] = _ignore
    on_state: Callable[[ServerState], None] = _ignore
    on_loop: Callable[[LoopBlock | LoopSample], None] = _ignore


@dataclass(frozen=True, slots=True)
class _Works:
    factory: BookstoreFactory
    tracing: InProcessTracing
    server: EmbeddedServer


class EmbeddedBookstore:
    """The Bookstore of this process. Every method but `begin_close` and `watch_loop` blocks: call them from a worker.

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
        self._database = database
        self._listeners = listeners or Listeners()
        self._port = port
        # Guards the making and the end of the works: a window may close while a worker is about to start them.
        self._gate = threading.Lock()
        self._works: _Works | None = None
        self._is_watched = False
        self._closed = False
        self._closer: threading.Thread | None = None

    def start(self) -> str:
        """Starts it and waits until it answers; its base URL.

        Raises:
            SourceError: It does not start; says why and what to do.
        """
        server = self._ready().server
        server.start(self._port)
        if self._closed:
            # `begin_close` came between the two lines above and found nothing to stop.
            server.stop(PATIENCE_SECONDS)
        return self._settled(server)

    def restart(self) -> str:
        """Stops it where it runs and starts it where it was; its base URL.

        Raises:
            SourceError: It does not start; says why and what to do.
        """
        server = self._ready().server
        if not server.state.url:
            return self.start()
        server.restart()
        return self._settled(server)

    def stop(self) -> None:
        """Stops it; harmless when it does not run."""
        works = self._works
        if works is not None:
            works.server.stop(PATIENCE_SECONDS)

    def begin_close(self) -> None:
        """Begins to stop it for good; returns at once, and so does a `start` that waits in another thread."""
        with self._gate:
            self._closed = True
            works = self._works
            if works is not None and self._closer is None:
                self._closer = threading.Thread(target=self.stop, name="bookstore-closer", daemon=True)
                self._closer.start()

    def close(self) -> None:
        """Stops it for good and takes the recorder out of FastAPI."""
        self.begin_close()
        if self._closer is not None:
            self._closer.join(PATIENCE_SECONDS + 1)
        if self._works is not None:
            self._works.tracing.close()

    def reset(self) -> None:
        """Puts the seed data back.

        Raises:
            SourceError: It does not run, or its database cannot be written.
        """
        self._ready().factory.reset()

    def routes(self) -> tuple[RouteTable, Mapping[str, Mapping[str, str]]]:
        """The route table in match order, and Python names behind wire names per model.

        Raises:
            SourceError: It was never started.
        """
        inspector = self._inspector()
        return inspector.routes(), inspector.field_names()

    def try_path(self, method: str, target: str) -> MatchResult:
        """How a request would go through the real router; nothing is sent.

        Raises:
            SourceError: It was never started.
        """
        return self._inspector().try_path(method, target)

    def watch_loop(self, *, on: bool) -> None:
        """Measures its event loop all the time, or only while requests are under way; returns at once."""
        self._is_watched = on
        works = self._works
        if works is not None:
            works.tracing.watch_loop(on=on)

    def _settled(self, server: EmbeddedServer) -> str:
        from app.adapters.embedded_server.model import ServerPhase  # noqa: PLC0415 - see _make_works

        state = server.wait_until_settled()
        if state.phase is ServerPhase.RUNNING:
            return state.url
        # This error's words are for a person as they are.
        cause = state.cause.removeprefix("DatabaseUnavailableError: ")
        what = cause or f"The {self.label} did not start: it is {state.phase.value}."
        raise SourceError(what, hint="Mend that, then try again.", detail=state.detail)

    def _inspector(self) -> RouteInspector:
        from app.adapters.tracing.in_process import RouteInspector  # noqa: PLC0415 - see _make_works

        app = self._works.server.app if self._works is not None else None
        if app is None:
            message = f"The {self.label} has not started."
            raise SourceError(message, hint="Start it first.")
        return RouteInspector(app)

    def _ready(self) -> _Works:
        with self._gate:
            if self._closed:
                message = f"The {self.label} is closed."
                raise SourceError(message, hint="Open the window again.")
            if self._works is None:
                self._works = self._make_works()
            return self._works

    def _make_works(self) -> _Works:
        # All of this is imported by the worker that starts the server, so that no first frame waits for it.
        from app.adapters.embedded_server.bookstore import (  # noqa: PLC0415 - see above
            BookstoreFactory,
            code_folder,
            make_bookstore_server,
        )
        from app.adapters.embedded_server.model import ServerHooks  # noqa: PLC0415 - see above
        from app.adapters.tracing.in_process import InProcessTracing  # noqa: PLC0415 - see above

        told = self._listeners
        factory = BookstoreFactory(self._database)
        tracing = InProcessTracing(told.on_trace, told.on_loop, code_folder())
        tracing.watch_loop(on=self._is_watched)
        hooks = ServerHooks(
            on_state=told.on_state,
            on_log=told.on_log,
            prepare=tracing.prepare,
            wrap=tracing.wrap,
        )
        return _Works(factory, tracing, make_bookstore_server(factory, hooks))

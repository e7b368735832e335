"""The embedded server: an ASGI app under uvicorn in a background thread, to start, stop and start again."""

from __future__ import annotations

import logging
import threading
from typing import Any

from app.adapters.embedded_server.model import AppFactory, ServerHooks, ServerPhase, ServerState
from app.adapters.embedded_server.run import ServerRun
from app.adapters.listening import open_listener
from app.core.base.errors import SourceError

_logger = logging.getLogger(__name__)

PATIENCE_SECONDS = 4.0
"""How long `stop` waits before it calls a server stuck."""

_RESTARTABLE = frozenset({ServerPhase.STOPPED, ServerPhase.FAILED, ServerPhase.STUCK})


class EmbeddedServer:
    """Serves an app on loopback. FastAPI, uvicorn and the app are imported on the server thread, not before.

    `start` returns at once; `stop`, `restart` and `wait_until_settled` block, so call them from a worker.
    """

    def __init__(
        self, app_factory: AppFactory, hooks: ServerHooks | None = None, *, logger_names: tuple[str, ...] = ()
    ) -> None:
        """Prepares a server; nothing runs yet.

        Args:
            app_factory: Makes a new app for each start.
            hooks: Who is told, and what is done around the app.
            logger_names: The app's own loggers, read along besides those of uvicorn and asyncio.
        """
        self._app_factory = app_factory
        self._hooks = hooks or ServerHooks()
        self._logger_names = logger_names
        self._wished_port = 0
        self._run: ServerRun | None = None
        # One start, stop or restart at a time.
        self._changing = threading.Lock()

    @property
    def state(self) -> ServerState:
        """The latest state; `stopped` before the first start."""
        run = self._run
        return ServerState(ServerPhase.STOPPED) if run is None else run.state

    @property
    def app(self) -> Any:
        """The app that the factory made, before it was wrapped; None until it is made."""
        run = self._run
        return None if run is None else run.app

    def start(self, port: int = 0) -> ServerState:
        """Starts the server and returns the state `starting` with its URL; connections already wait there in a queue.

        Args:
            port: 0 lets the system choose a free one.

        Raises:
            SourceError: The port cannot be used.
            RuntimeError: It runs already.
        """
        with self._changing:
            self._wished_port = port
            return self._start(port)

    def wait_until_settled(self, timeout: float = 30.0) -> ServerState:
        """Waits until the server is no longer starting, at most `timeout` seconds; returns the latest state."""
        run = self._run
        return self.state if run is None else run.wait_until_settled(timeout)

    def wait_until_running(self, timeout: float = 30.0) -> str:
        """Waits until the server answers, at most `timeout` seconds; returns its URL.

        Raises:
            SourceError: It failed, was stopped, or takes longer.
        """
        state = self.wait_until_settled(timeout)
        if state.phase is ServerPhase.RUNNING:
            return state.url
        if state.phase is ServerPhase.FAILED:
            what = f"The server did not start: {state.cause}"
            raise SourceError(what, where=state.url, hint="Mend that, then start it again.", detail=state.detail)
        what = f"The server does not answer: it is {state.phase.value}."
        raise SourceError(what, where=state.url, hint="Start it again, or wait longer.")

    def stop(self, patience: float = PATIENCE_SECONDS) -> ServerState:
        """Stops the server; requests in flight get one second, then they are cancelled.

        Args:
            patience: Seconds after which it counts as stuck; below 1.6 open streams may have no time to end.

        Returns:
            `stopped`, or `failed` if it had failed before, or `stuck`: then its thread ends when whatever blocks it
            ends, and `start` begins a new server beside it.
        """
        with self._changing:
            return self._stop(patience)

    def restart(self) -> ServerState:
        """Stops the server, then starts it where it was; on another port if it is stuck there.

        Raises:
            SourceError: The port that was wished for was taken meanwhile.
        """
        with self._changing:
            run = self._run
            if run is None or self._stop(PATIENCE_SECONDS).phase is ServerPhase.STUCK:
                return self._start(0)
            try:
                return self._start(run.port)
            except SourceError:
                if self._wished_port:
                    raise
                return self._start(0)

    def _start(self, port: int) -> ServerState:
        if self._run is not None and self._run.state.phase not in _RESTARTABLE:
            message = f"the server is {self._run.state.phase.value} at {self._run.state.url}; stop it first"
            raise RuntimeError(message)
        run = ServerRun(open_listener(port), self._app_factory, self._hooks, self._logger_names, self._announce)
        self._run = run
        state = run.state
        run.start()
        return state

    def _stop(self, patience: float) -> ServerState:
        return self.state if self._run is None else self._run.stop(patience)

    def _announce(self, run: ServerRun, state: ServerState) -> None:
        # A stuck run that ends at last says nothing of the server that has taken its place.
        if run is not self._run:
            return
        try:
            self._hooks.on_state(state)
        except Exception:
            _logger.exception("The callback for the server's state %s failed", state.phase.value)

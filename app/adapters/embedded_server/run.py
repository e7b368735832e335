"""One run of the server: a thread from its start to its end."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from app.adapters.embedded_server.failures import LifespanWitness, describe, describe_place
from app.adapters.embedded_server.log_capture import LogCapture
from app.adapters.embedded_server.model import ServerPhase, ServerState
from app.adapters.listening import HOST

if TYPE_CHECKING:
    import asyncio
    import socket
    from collections.abc import Callable

    import uvicorn

    from app.adapters.embedded_server.model import AppFactory, ServerHooks

_UVICORN_LOGGERS = ("uvicorn.error", "uvicorn.access", "asyncio")
_GRACE_SECONDS = 1  # For requests in flight; then they are cancelled.
_GRACEFUL_SHARE = 0.85  # Of the patience; in the rest of it whatever still runs is cancelled, the app's end as well.
_ENDED = frozenset({ServerPhase.STOPPED, ServerPhase.FAILED})


class ServerRun:
    """A server thread; it is started once and never again.

    Attributes:
        state: The latest state.
        app: What the factory made, before `wrap`; None until then.
        port: Where it listens.
    """

    def __init__(
        self,
        listener: socket.socket,
        app_factory: AppFactory,
        hooks: ServerHooks,
        logger_names: tuple[str, ...],
        announce: Callable[[ServerRun, ServerState], None],
    ) -> None:
        self.port: int = listener.getsockname()[1]
        self.state = ServerState(ServerPhase.STARTING, f"http://{HOST}:{self.port}")
        self.app: Any = None
        self._listener = listener
        self._app_factory = app_factory
        self._hooks = hooks
        self._logger_names = (*_UVICORN_LOGGERS, *logger_names)
        self._announce = announce
        # Guards the state while it changes and is announced, so that nobody hears of two changes in the wrong order.
        self._changed = threading.Condition(threading.RLock())
        self._stop_asked = False
        self._server: uvicorn.Server | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._main_task: asyncio.Task[Any] | None = None
        self._thread = threading.Thread(target=self._live, name=f"embedded-server-{self.port}", daemon=True)

    def start(self) -> None:
        """Starts the thread."""
        self._thread.start()

    def wait_until_settled(self, timeout: float) -> ServerState:
        """Waits until the server is no longer starting, at most `timeout` seconds; returns the latest state."""
        with self._changed:
            self._changed.wait_for(self._is_settled, timeout)
            return self.state

    def stop(self, patience: float) -> ServerState:
        """Stops the server in at most `patience` seconds; returns `stopped`, `failed` or `stuck`."""
        with self._changed:
            if self.state.phase not in _ENDED:
                self._stop_asked = True
                self._move(ServerPhase.STOPPING)
                if self._server is not None:
                    self._server.should_exit = True
        self._thread.join(patience * _GRACEFUL_SHARE)
        if self._thread.is_alive():
            self._cancel()
            self._thread.join(patience * (1 - _GRACEFUL_SHARE))
        with self._changed:
            if self.state.phase not in _ENDED:
                place, stack = describe_place(self._thread.ident)
                self._move(ServerPhase.STUCK, f"The server cannot stop: its thread is blocked at {place}.", stack)
            return self.state

    def _is_settled(self) -> bool:
        return self.state.phase is not ServerPhase.STARTING

    def _move(self, phase: ServerPhase, cause: str = "", detail: str = "") -> None:
        with self._changed:
            self.state = ServerState(phase, self.state.url, cause, detail)
            self._changed.notify_all()
            self._announce(self, self.state)

    def _cancel(self) -> None:
        """Ends what graceful shutdown waits for in vain, for example a lifespan that never returns."""
        server, loop, task = self._server, self._loop, self._main_task
        if server is None or loop is None or task is None:
            return
        server.force_exit = True
        try:
            loop.call_soon_threadsafe(task.cancel)
        except RuntimeError:
            return  # The loop was closed in this very moment: the server has stopped.

    def _live(self) -> None:
        with LogCapture(self._logger_names, self._hooks.on_log):
            witness = LifespanWitness(None)
            outcome: tuple[ServerPhase, str, str]
            try:
                self._say_that_it_starts()
                self._hooks.prepare()
                self.app = self._app_factory()
                witness = LifespanWitness(self._hooks.wrap(self.app))
                self._serve(witness)
            except BaseException as error:  # noqa: BLE001 - threading would swallow a SystemExit without a word
                outcome = self._judge(error, witness)
            else:
                outcome = self._judge(None, witness)
            finally:
                self._listener.close()
        self._move(*outcome)

    def _say_that_it_starts(self) -> None:
        with self._changed:
            if self.state.phase is ServerPhase.STARTING:
                self._announce(self, self.state)

    def _judge(self, error: BaseException | None, witness: LifespanWitness) -> tuple[ServerPhase, str, str]:
        if self._stop_asked:
            return ServerPhase.STOPPED, "", ""
        if error is None:
            return ServerPhase.FAILED, "The server stopped by itself.", ""
        if isinstance(error, SystemExit) and not self._is_settled():
            if witness.error is not None:
                return (ServerPhase.FAILED, *describe(witness.error))
            if witness.message:
                return ServerPhase.FAILED, witness.message.strip().splitlines()[-1], witness.message
        return (ServerPhase.FAILED, *describe(error))

    def _serve(self, app: LifespanWitness) -> None:
        # Both cost time that the window's first frame must not wait for.
        import asyncio  # noqa: PLC0415 - as above

        import uvicorn  # noqa: PLC0415 - as above

        run = self

        class Server(uvicorn.Server):
            """Says when it is ready."""

            async def startup(self, sockets: list[socket.socket] | None = None) -> None:
                run._loop = asyncio.get_running_loop()
                run._main_task = asyncio.current_task()
                await super().startup(sockets=sockets)
                if self.started and not self.should_exit:
                    run._move(ServerPhase.RUNNING)

        config = uvicorn.Config(
            app,
            host=HOST,
            port=self.port,
            interface="asgi3",
            loop="asyncio",
            http="h11",
            ws="websockets-sansio",
            log_config=None,
            workers=1,
            proxy_headers=False,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
        server = Server(config)
        with self._changed:
            if self._stop_asked:
                return
            self._server = server

        async def serve_and_hang_up() -> None:
            try:
                await server.serve(sockets=[self._listener])
            finally:
                # After a forced stop or a crash uvicorn leaves the rest of its connections to the garbage collector.
                for connection in tuple(server.server_state.connections):
                    connection.transport.abort()
                await asyncio.sleep(0)

        with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
            runner.run(serve_and_hang_up())

"""The receiver: a listener on loopback in a thread of its own, from the first span to the trace that a tab shows."""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import TYPE_CHECKING, Final

from app.adapters.embedded_server.listening import HOST, open_listener
from app.adapters.tracing.otlp.connection import Connection, Patience
from app.adapters.tracing.otlp.intake import TraceIntake
from app.core.base.errors import SourceError
from app.core.trace.otlp.receiving import USUAL_PORT, ReceiverPhase, ReceiverState

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.trace.model import Trace
    from app.core.trace.otlp.gather import ExpectedTraces

CONNECTION_LIMIT: Final = 64

OTHER_PORTS: Final = (14318, 24318, 34318)
"""What is tried when the wanted port is taken: always the same, so that what a server was told stays true."""

_KNOCK_SECONDS: Final = 0.25
_USUAL_PATIENCE: Final = Patience()


class OtlpReceiver:
    """Receives spans. `start` and `stop` block for a moment, so call them from a worker.

    Args:
        expected: Whose spans are kept.
        on_trace: Gets a trace each time it has grown.
        on_state: Gets each new state, also where only its counts are new. Both are called on the receiver's thread and
            must not block.
        patience: How long exporters may take.
    """

    def __init__(
        self,
        expected: ExpectedTraces,
        on_trace: Callable[[Trace], None],
        on_state: Callable[[ReceiverState], None],
        patience: Patience = _USUAL_PATIENCE,
    ) -> None:
        self._expected = expected
        self._on_trace = on_trace
        self._on_state = on_state
        self._patience = patience
        self._changing = threading.Lock()
        self._run: _Run | None = None

    @property
    def state(self) -> ReceiverState:
        """The latest state."""
        run = self._run
        return run.intake.state if run is not None else ReceiverState()

    def start(self, port: int = USUAL_PORT) -> ReceiverState:
        """Starts to listen, at another port where this one is taken; the state tells how it went. Never raises."""
        with self._changing:
            if self._run is not None:
                return self._run.intake.state
            try:
                listener, note = _listen(port)
            except SourceError as error:
                return ReceiverState(ReceiverPhase.FAILED, problem=error.what, hint=error.hint)
            url = f"http://{HOST}:{listener.getsockname()[1]}"
            intake = TraceIntake(self._expected, self._on_trace, self._on_state, url, note)
            self._run = _Run(listener, intake, self._patience)
            self._run.start()
            return intake.state

    def stop(self) -> ReceiverState:
        """Stops listening and ends all connections; harmless twice."""
        with self._changing:
            run, self._run = self._run, None
        if run is not None:
            run.stop()
        return ReceiverState()


class _Run:
    """One run of the receiver: its thread, its loop, its connections."""

    def __init__(self, listener: socket.socket, intake: TraceIntake, patience: Patience) -> None:
        self.intake = intake
        self._listener = listener
        self._patience = patience
        self._connections: dict[asyncio.Task[None], Connection] = {}
        self._runner = asyncio.Runner()
        self._loop = self._runner.get_loop()
        self._ended = asyncio.Event()
        self._thread = threading.Thread(target=self._live, name="otlp-receiver", daemon=True)

    def start(self) -> None:
        """Starts the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Ends it; every step of the loop is short, so this is soon."""
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join()

    def _live(self) -> None:
        with self._runner:
            self._runner.run(self._serve())

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._accept, sock=self._listener)
        try:
            await self._ended.wait()
        finally:
            server.close()
            await self._hang_up()

    async def _hang_up(self) -> None:
        # asyncio accepts in tasks of its own: what they have begun to hand over comes first.
        while accepting := asyncio.all_tasks() - {asyncio.current_task(), *self._connections}:
            await asyncio.wait(accepting)
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        # A transport closes its socket in the next turn of the loop.
        await asyncio.sleep(0)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = Connection(reader, writer, self.intake, self._patience)
        if len(self._connections) >= 2 * CONNECTION_LIMIT:
            writer.transport.abort()
            return
        is_welcome = len(self._connections) < CONNECTION_LIMIT or self._make_room()
        work = connection.serve() if is_welcome else connection.turn_away()
        # A task of our own: asyncio logs the end of its own ones as an error when they are cancelled.
        task = asyncio.create_task(work)
        self._connections[task] = connection
        task.add_done_callback(self._forget)

    def _make_room(self) -> bool:
        """Ends a connection that waits for its next request: its exporter opens another one when it needs it."""
        spare = next((task for task, other in self._connections.items() if other.is_idle), None)
        if spare is None:
            return False
        self._connections[spare].is_idle = False
        return spare.cancel()

    def _forget(self, task: asyncio.Task[None]) -> None:
        # One that was cancelled before its first step has not closed its connection by itself.
        self._connections.pop(task).abort()


def _listen(port: int) -> tuple[socket.socket, str]:
    """A listening socket, and why it is not at the wanted port; empty where it is.

    Raises:
        SourceError: There is none to be had.
    """
    try:
        return _open(port), ""
    except SourceError as error:
        first = error
    for other in OTHER_PORTS:
        try:
            listener = _open(other)
        except SourceError:
            continue
        note = (
            f"Port {port} cannot be used: {first.what} Often an OpenTelemetry Collector or Jaeger listens there. "
            f"Spans are received on port {other} instead: name it to the server."
        )
        return listener, note
    raise first


def _open(port: int) -> socket.socket:
    """The same as `open_listener`, but never beside another program.

    Some systems let a listener on 127.0.0.1 take what is meant for one on all addresses: so it is asked first.
    """
    try:
        socket.create_connection((HOST, port), _KNOCK_SECONDS).close()
    except OSError:
        return open_listener(port)
    where = f"{HOST}:{port}"
    raise SourceError("The port is already in use.", where=where, hint="Choose another port, or end that program.")

"""The receiver: a listener on loopback in a thread of its own, from the first span to the trace that a tab shows."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
from typing import TYPE_CHECKING, Final

from app.adapters.listening import HOST, open_listener
from app.adapters.tracing.otlp.connection import Connection, Patience
from app.adapters.tracing.otlp.intake import TraceIntake
from app.core.base.errors import SourceError
from app.core.trace.otlp.receiving import USUAL_PORT, ReceiverPhase, ReceiverState

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.trace.model import Trace
    from app.core.trace.otlp.expected import ExpectedTraces

_logger = logging.getLogger(__name__)

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


class _Caller:
    """One connection from its acceptance on.

    Attributes:
        is_leaving: It was chosen to make room.
    """

    def __init__(self, accepted: socket.socket) -> None:
        self._accepted = accepted
        self._connection: Connection | None = None
        self.is_leaving = False

    @property
    def is_idle(self) -> bool:
        """Whether it only waits for its next request."""
        return self._connection is not None and self._connection.is_idle and not self.is_leaving

    async def serve(self, intake: TraceIntake, patience: Patience, *, is_welcome: bool) -> None:
        """Serves it, or turns it away, until it is closed."""
        streams = await asyncio.open_connection(sock=self._accepted)
        self._connection = Connection(*streams, intake, patience)
        await (self._connection.serve() if is_welcome else self._connection.turn_away())

    def close(self) -> None:
        """Closes what is still open, also where its task was cancelled before its first step."""
        if self._connection is not None:
            self._connection.abort()
        else:
            self._accepted.close()


class _Run:
    """One run of the receiver: its thread, its loop, its connections."""

    def __init__(self, listener: socket.socket, intake: TraceIntake, patience: Patience) -> None:
        self.intake = intake
        self._listener = listener
        self._patience = patience
        self._callers: dict[asyncio.Task[None], _Caller] = {}
        # The one loop that has `add_reader` on every system.
        self._runner = asyncio.Runner(loop_factory=asyncio.SelectorEventLoop)
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
        # Not by `asyncio.start_server`: closing that loses the connections which it is just accepting.
        self._listener.settimeout(0)
        self._loop.add_reader(self._listener, self._accept)
        await self._ended.wait()
        self._loop.remove_reader(self._listener)
        self._listener.close()
        for task in self._callers:
            task.cancel()
        await asyncio.gather(*self._callers, return_exceptions=True)
        # A transport closes its socket in the next turn of the loop.
        await asyncio.sleep(0)

    def _accept(self) -> None:
        try:
            accepted, _ = self._listener.accept()
        except OSError:
            return  # its other end is gone already, or this process has no file handles left for the moment
        if len(self._callers) >= 2 * CONNECTION_LIMIT:
            accepted.close()
            return
        accepted.settimeout(0)
        caller = _Caller(accepted)
        is_welcome = len(self._callers) < CONNECTION_LIMIT or self._make_room()
        task = asyncio.create_task(caller.serve(self.intake, self._patience, is_welcome=is_welcome))
        self._callers[task] = caller
        task.add_done_callback(self._forget)

    def _make_room(self) -> bool:
        """Ends a connection that waits for its next request: its exporter opens another one when it needs it."""
        for task, caller in self._callers.items():
            if caller.is_idle:
                caller.is_leaving = True
                return task.cancel()
        return False

    def _forget(self, task: asyncio.Task[None]) -> None:
        self._callers.pop(task).close()
        error = None if task.cancelled() else task.exception()
        # One that was gone before it could be served is nobody's concern.
        if error is not None and not isinstance(error, OSError):
            _logger.error("Spans that came could not be taken.", exc_info=error)


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

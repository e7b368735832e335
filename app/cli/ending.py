"""How a command ends before its time: whichever signal asks for it, what is open is closed first."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from app.adapters.end_signals import EndSignals

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from types import TracebackType
    from typing import TypeVar

    Result = TypeVar("Result")


class EndedBySignalError(KeyboardInterrupt):
    """A signal ended the command.

    Attributes:
        status: The exit status that tells it.
    """

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Ending:
    """Takes the signals while it is entered: the first one cancels what `run` runs, or interrupts what else is done.

    Raises:
        EndedBySignalError: On leaving, where a signal came meanwhile.
    """

    def __init__(self) -> None:
        self._signals = EndSignals(self._interrupt)
        self._under_way: tuple[asyncio.AbstractEventLoop, asyncio.Task[Any]] | None = None
        self._held = False

    def __enter__(self) -> Ending:
        self._signals.__enter__()
        return self

    def __exit__(self, _kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._signals.__exit__()
        if self._signals.number and not isinstance(error, EndedBySignalError):
            raise self._ended() from None

    def hold(self) -> None:
        """From here on signals are only noted: what is being closed is closed whole."""
        self._held = True

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Runs it on an event loop of its own.

        Raises:
            EndedBySignalError: A signal cancelled it, or came before.
        """
        try:
            if self._signals.number and not self._held:
                raise self._ended()
            return asyncio.run(self._cancellable(work))
        except asyncio.CancelledError:
            raise self._ended() from None
        finally:
            work.close()

    async def _cancellable(self, work: Coroutine[Any, Any, Result]) -> Result:
        task = asyncio.current_task()
        assert task is not None, "it runs in one"  # noqa: S101 - an invariant
        self._under_way = (asyncio.get_running_loop(), task)
        try:
            return await work
        finally:
            self._under_way = None

    def _interrupt(self, _number: int) -> None:
        if self._held:
            return
        if self._under_way is None:
            raise self._ended()
        loop, task = self._under_way
        loop.call_soon_threadsafe(task.cancel)

    def _ended(self) -> EndedBySignalError:
        return EndedBySignalError(self._signals.status(0))

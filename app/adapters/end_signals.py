"""Signals that ask this process to end: noted, so that whoever works can leave everything in order first."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

ENDING: Final = tuple(
    number
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    if (number := getattr(signal, name, None)) is not None
)
"""Those that the system knows: Ctrl+C, a polite kill, a terminal that is closed, Ctrl+Break."""

_STATUS_BASE: Final = 128


class EndSignals:
    """Takes them while it is entered, in the main thread.

    One that is ignored when this begins stays ignored: so do `nohup` and the background jobs of a script ask for it.
    Once one has come the process is on its way out, and what comes after this is left is noted too: else an impatient
    second one would kill it in its last breath, with another exit status.

    Args:
        on_first: Called with the first one, between two steps of the main thread.

    Attributes:
        number: The first one that came; 0 before. What already ends needs no second call: later ones change nothing.
    """

    def __init__(self, on_first: Callable[[int], None] | None = None) -> None:
        self.number = 0
        self._on_first = on_first
        self._before: dict[int, Callable[[int, FrameType | None], object] | int | None] = {}

    def __enter__(self) -> EndSignals:
        for number in ENDING:
            if signal.getsignal(number) is not signal.SIG_IGN:
                self._before[number] = signal.signal(number, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        if self.number:
            return
        for number, handler in self._before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)

    def status(self, otherwise: int) -> int:
        """The exit status: as shells tell a signal, or `otherwise` where none came."""
        return _STATUS_BASE + self.number if self.number else otherwise

    def _note(self, number: int, _frame: FrameType | None) -> None:
        if self.number:
            return
        self.number = number
        if self._on_first is not None:
            self._on_first(number)


@contextlib.contextmanager
def waking_descriptor() -> Iterator[int]:
    """A descriptor that becomes readable with each signal that Python handles: an event loop of C sees none itself."""
    if sys.platform == "win32":
        # Only a socket can be waited for there.
        import socket  # noqa: PLC0415 - as above

        ours, theirs = socket.socketpair()
        theirs.setblocking(False)  # noqa: FBT003 - so is its signature
        with ours, theirs, _woken(theirs.fileno()):
            yield ours.fileno()
        return
    reading, writing = os.pipe()
    try:
        os.set_blocking(writing, False)
        with _woken(writing):
            yield reading
    finally:
        os.close(reading)
        os.close(writing)


@contextlib.contextmanager
def _woken(descriptor: int) -> Iterator[None]:
    before = signal.set_wakeup_fd(descriptor, warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)

"""A net for calls into C that never let go of the interpreter: no Python thread can tell of them, a timer in C can."""

from __future__ import annotations

import faulthandler
import os
import re

from ..recording import now
from .stacks import Line

FIRES_AFTER = 0.6
"""Seconds without a sign of life of the watchdog itself."""

_ARM_AGAIN = 500_000_000
_DUMP_LIMIT = 1_000_000
_THREAD = re.compile(r"^(?:Current thread|Thread) (0x[0-9a-f]+)", re.IGNORECASE)
_FRAME = re.compile(r'^  File "(.*)", line (\d+) in (.*)$')
_HEAD = re.compile(r"^Loop (0x[0-9a-f]+)$")


class StallNet:
    """Writes the stacks of all threads into a file when nobody has armed it anew for a while.

    Python has one such timer (`faulthandler.dump_traceback_later`), so an app that uses it itself loses its own.

    Args:
        path: The file; whoever reads it from outside finds the loop's thread in its first line (`read_stall`).
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._file = -1
        self._head = b""
        self._armed_at = 0

    def open(self, identity: int) -> None:
        """Begins to guard a loop's thread; where the file cannot be written there is no net."""
        self.close()
        self._head = f"Loop {identity:#x}\n".encode()
        try:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC, 0o600)
            os.write(self._file, self._head)
        except OSError:
            self.close()

    def arm(self) -> None:
        """Puts the timer back; called often, it works twice a second."""
        at = now()
        if self._file < 0 or at - self._armed_at < _ARM_AGAIN:
            return
        self._armed_at = at
        faulthandler.dump_traceback_later(FIRES_AFTER, file=self._file)

    def disarm(self) -> None:
        """Lets the timer go while nothing is to be guarded."""
        if self._armed_at:
            self._armed_at = 0
            faulthandler.cancel_dump_traceback_later()

    def taken(self) -> list[Line]:
        """The loop's stack as the timer found it, innermost first, and forgets it; empty where it never fired."""
        if self._file < 0 or os.fstat(self._file).st_size <= len(self._head):
            return []
        os.lseek(self._file, 0, os.SEEK_SET)
        text = os.read(self._file, _DUMP_LIMIT).decode(errors="replace")
        os.ftruncate(self._file, len(self._head))
        return read_stall(text)

    def close(self) -> None:
        """Ends it; harmless twice."""
        self.disarm()
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def read_stall(text: str) -> list[Line]:
    """The stack of the loop's thread in what the net wrote, innermost first; empty where there is none."""
    lines = text.splitlines()
    head = _HEAD.match(lines[0]) if lines else None
    if head is None:
        return []
    wanted, stack, within = int(head.group(1), 16), [], False
    for line in lines[1:]:
        thread, frame = _THREAD.match(line), _FRAME.match(line)
        if thread is not None:
            within = int(thread.group(1), 16) == wanted
        elif within and frame is not None:
            stack.append(Line(frame.group(1), int(frame.group(2)), frame.group(3)))
    return stack

"""Standard input after the first line: `bind PORT`, `stop`, and its end, which says that the window has died."""

from __future__ import annotations

import os
import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST_LINE_LIMIT = 1 << 20


class StandardInput:
    """The lines of standard input, taken away from the app: whatever it reads there is at its end.

    The app's own child processes inherit an empty standard input too, so that none can swallow a command.
    """

    def __init__(self) -> None:
        self._descriptor = os.dup(0)  # Not inheritable, unlike 0 itself.
        self._rest = b""
        empty = os.open(os.devnull, os.O_RDONLY)
        os.dup2(empty, 0)
        os.close(empty)
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - it lives as long as the process

    def line(self) -> bytes | None:
        """The next line without its end; None at the end of input."""
        while b"\n" not in self._rest:
            try:
                data = os.read(self._descriptor, 65536)
            except OSError:
                return None
            if not data or len(self._rest) > FIRST_LINE_LIMIT:
                return None
            self._rest += data
        line, _, self._rest = self._rest.partition(b"\n")
        return line.strip()


class Control:
    """Listens for commands on a thread of its own.

    Args:
        source: Where the commands come from; its first line is read already.
        on_stop: Called once when the window wants the app to end.
        on_orphaned: Called once when the window is no more.
    """

    def __init__(self, source: StandardInput, on_stop: Callable[[], None], on_orphaned: Callable[[], None]) -> None:
        self._source = source
        self._on_stop = on_stop
        self._on_orphaned = on_orphaned
        self._port: int | None = None
        self._told = threading.Event()

    def start(self) -> None:
        """Begins to listen."""
        threading.Thread(target=self._listen, name="routeglass-control", daemon=True).start()

    def wait_for_port(self) -> int:
        """Waits until `bind PORT` comes."""
        self._told.wait()
        return self._port or 0

    def _listen(self) -> None:
        while True:
            line = self._source.line()
            if line is None:
                self._on_orphaned()
                return
            word, _, rest = line.partition(b" ")
            if word == b"bind" and rest.strip().isdigit():
                self._port = int(rest)
                self._told.set()
            elif word == b"stop":
                self._on_stop()

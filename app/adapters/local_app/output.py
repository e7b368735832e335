"""Reads what a process prints on a thread of its own, so that the process never waits for a reader."""

from __future__ import annotations

import contextlib
import logging
import os
import selectors
import sys
import threading
import time
from typing import TYPE_CHECKING, Final

from app.adapters.local_app.log_lines import LogLines
from app.adapters.local_app.own_frames import OwnFrames

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.workspace.model import LogLine

_logger = logging.getLogger(__name__)

_CHUNK: Final = 64 * 1024
_TICK_SECONDS: Final = 0.25
_AFTER_THE_END: Final = 0.5
"""Seconds that are given to output after the process has ended: a child that escaped may hold the pipe for ever."""


class OutputReader:
    """Reads one pipe to its end.

    Attributes:
        lines: What has become of the bytes.
    """

    def __init__(self, descriptor: int, deliver: Callable[[LogLine], None]) -> None:
        """Prepares it.

        Args:
            descriptor: The pipe's reading end; this object closes it.
            deliver: Called on the reader's thread with each line; it should not block.
        """
        self.lines = LogLines(time.time() - time.monotonic())
        self._descriptor = descriptor
        self._deliver = deliver
        self._own_frames = OwnFrames()
        self._give_up_at: float | None = None
        self._thread = threading.Thread(target=self._run, name="local-app-output", daemon=True)

    def start(self) -> None:
        """Begins to read."""
        self._thread.start()

    def finish(self) -> None:
        """The process has ended: reads what is left and returns when that is done; blocks for under a second."""
        self._give_up_at = time.monotonic() + _AFTER_THE_END
        self._thread.join(_AFTER_THE_END + 2 * _TICK_SECONDS)

    def _run(self) -> None:
        try:
            with selectors.DefaultSelector() as selector:
                # Windows can wait for sockets alone; there, a line without an end waits for the next bytes.
                if sys.platform != "win32":
                    selector.register(self._descriptor, selectors.EVENT_READ)
                while self._read_some(selector):
                    pass
            self._hand_on(self.lines.end(time.monotonic()))
        finally:
            os.close(self._descriptor)

    def _read_some(self, selector: selectors.BaseSelector) -> bool:
        if sys.platform != "win32" and not selector.select(_TICK_SECONDS):
            self._hand_on(self.lines.tick(time.monotonic()))
            return self._give_up_at is None
        chunk = b""
        with contextlib.suppress(OSError):
            chunk = os.read(self._descriptor, _CHUNK)
        self._hand_on(self.lines.feed(chunk, time.monotonic()) if chunk else [])
        return bool(chunk) and (self._give_up_at is None or time.monotonic() < self._give_up_at)

    def _hand_on(self, lines: list[LogLine]) -> None:
        for line in lines:
            if self._own_frames.are_in(line.text):
                continue
            try:
                self._deliver(line)
            except Exception:
                _logger.exception("A log line of the app could not be delivered")

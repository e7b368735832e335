"""Reads what an app's process leaves when one call keeps its interpreter, so that no thread of it can tell anything."""

from __future__ import annotations

import linecache
import threading
import time
from typing import TYPE_CHECKING, Final

from app.adapters.tracing.payload.watching.stalls import read_stall
from app.core.projects.model import CodePlace
from app.core.trace.loop import LoopBlock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.adapters.tracing.payload.watching.stacks import Line

_LOOK_SECONDS: Final = 0.15
_RIPE_SECONDS: Final = 0.2
"""A process that gets its interpreter back takes its stacks away sooner than that."""

_AGAIN_SECONDS: Final = 1.0
_LIBRARY: Final = ("site-packages", "dist-packages")


class StallWatch:
    """Looks after one process; what it finds is told as a block without a number.

    Args:
        path: The file that the process writes to; it may come later, or never.
        folder: Where the app's own code is.
        on_block: Called on this object's thread.
    """

    def __init__(self, path: Path, folder: str, on_block: Callable[[LoopBlock], None]) -> None:
        self._path = path
        self._folder = folder
        self._on_block = on_block
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._live, name="app-stalls", daemon=True)

    def start(self) -> None:
        """Begins to look."""
        self._thread.start()

    def close(self) -> None:
        """Ends it; returns once it has."""
        self._closed.set()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join()

    def _live(self) -> None:
        told: tuple[float, float] | None = None
        while not self._closed.wait(_LOOK_SECONDS):
            block = self._look()
            if block is None:
                continue
            if told is None or told[0] != block.at_s or time.monotonic() - told[1] >= _AGAIN_SECONDS:
                told = block.at_s, time.monotonic()
                self._on_block(block)

    def _look(self) -> LoopBlock | None:
        try:
            written = self._path.stat().st_mtime
            age = time.time() - written
            text = self._path.read_text(encoding="utf-8", errors="replace") if age >= _RIPE_SECONDS else ""
        except OSError:
            return None
        places = [_place(line) for line in reversed(read_stall(text)) if self._is_own(line)]
        if not places:
            return None
        return LoopBlock(0, written, age * 1000, place=places[-1], held=True, lasts=True, stack=tuple(places))

    def _is_own(self, line: Line) -> bool:
        rest = line.file.removeprefix(self._folder)
        return rest != line.file and not any(part in rest for part in _LIBRARY)


def _place(line: Line) -> CodePlace:
    linecache.checkcache(line.file)
    return CodePlace(line.file, line.number, line.name, linecache.getline(line.file, line.number).strip())

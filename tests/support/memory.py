"""How much memory this process and its children take at their worst, where the system tells (Linux)."""

from __future__ import annotations

import re
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROC = Path("/proc/self")
_LOOK_MS = 20


@dataclass(slots=True)
class Peaks:
    """What was seen, in bytes; complete once the block is left.

    Attributes:
        grown: By how much this process had grown at its largest.
        child: The largest child at its largest.
    """

    grown: int = 0
    child: int = 0


def is_told() -> bool:
    """Whether this system tells, and lets a peak begin anew."""
    try:
        (_PROC / "clear_refs").write_text("5")
    except OSError:
        return False
    return bool(_bytes("self", "VmHWM"))


@contextmanager
def watched_memory(command: str) -> Iterator[Peaks]:
    """Watches a block that runs the event loop.

    Args:
        command: What the command line of the children that are watched says.
    """
    from PySide6.QtCore import QTimer

    peaks = Peaks()

    def look() -> None:
        for child in _children(command):
            peaks.child = max(peaks.child, _bytes(child, "VmHWM"))

    timer = QTimer()
    timer.timeout.connect(look)
    before = _bytes("self", "VmRSS")
    (_PROC / "clear_refs").write_text("5")
    timer.start(_LOOK_MS)
    try:
        yield peaks
    finally:
        timer.stop()
        look()
        peaks.grown = max(0, _bytes("self", "VmHWM") - before)


def _children(command: str) -> Iterator[str]:
    for task in (_PROC / "task").iterdir():
        with suppress(OSError):
            for child in (task / "children").read_text().split():
                # A child that was only forked still counts its parent's memory as its own.
                if command.encode() in Path(f"/proc/{child}/cmdline").read_bytes():
                    yield child


def _bytes(process: str, name: str) -> int:
    with suppress(OSError):
        status = Path(f"/proc/{process}/status").read_text(encoding="utf-8", errors="replace")
        told = re.search(rf"^{name}:\s*(\d+) kB$", status, re.MULTILINE)
        if told:
            return int(told[1]) * 1024
    return 0

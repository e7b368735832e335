"""Ends what an app has started and let go of: a daemon leaves the process group, but takes the environment along.

Only Linux shows a person the environments of their own processes (proc(5)); elsewhere daemons of an app live on.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import time
from pathlib import Path
from typing import Final

VARIABLE: Final = "ROUTEGLASS_APP"
"""Names the folder of the app's run; what the app starts inherits it."""

_GRACE_SECONDS: Final = 0.3


def end_escaped(folder: Path) -> None:
    """Asks every process that carries the mark of a run to end, and kills what is left after a moment.

    Args:
        folder: The value of the mark.
    """
    if sys.platform != "linux":
        return
    mark = f"{VARIABLE}={folder}".encode()
    found = [handle for pid in _pids() if (handle := _handle_of(pid, mark)) is not None]
    try:
        for each in found:
            _send(each, signal.SIGTERM)
        for each in _still_alive(found, time.monotonic() + _GRACE_SECONDS):
            _send(each, signal.SIGKILL)
    finally:
        for each in found:
            os.close(each)


def _pids() -> list[int]:
    try:
        numbers = [int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit()]
    except OSError:
        return []
    return [number for number in numbers if number != os.getpid()]


def _handle_of(pid: int, mark: bytes) -> int | None:
    """A descriptor of a process that carries the mark; unlike its number it can never mean another process."""
    if sys.platform != "linux" or not _carries(pid, mark):
        return None
    try:
        handle = os.pidfd_open(pid)
    except OSError:
        return None
    # The number may have changed hands between the two looks.
    if _carries(pid, mark):
        return handle
    os.close(handle)
    return None


def _carries(pid: int, mark: bytes) -> bool:
    try:
        return mark in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return False


def _send(handle: int, number: signal.Signals) -> None:
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            signal.pidfd_send_signal(handle, number)


def _still_alive(handles: list[int], deadline: float) -> list[int]:
    """Those that have not ended by then; a descriptor of a process becomes readable when it ends."""
    alive = list(handles)
    while alive and (left := deadline - time.monotonic()) > 0:
        ended, _, _ = select.select(alive, [], [], left)
        alive = [each for each in alive if each not in ended]
    return alive

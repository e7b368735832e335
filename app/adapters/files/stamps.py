"""What tells cheaply that a file is still the same: its size, its times, its number on the disk."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_SETTLED_NS: Final = 2_000_000_000
"""A file that was changed a moment ago may change again within one tick of its clock."""


def written_at(path: Path) -> float:
    """When a file was written last, in seconds since the epoch; 0 where that cannot be told. Never raises."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def file_stamp(path: Path) -> str:
    """`Part.stamp` of a file, taken before it is read; empty where it says too little. Never raises."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return ""
    if time.time_ns() - max(found.st_mtime_ns, found.st_ctime_ns) < _SETTLED_NS:
        return ""
    return f"{found.st_size}:{found.st_mtime_ns}:{found.st_ctime_ns}:{found.st_ino}"

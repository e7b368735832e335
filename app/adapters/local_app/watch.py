"""Notices changed files by looking at them again and again.

Looking is chosen over the notifications of the operating system: it needs no package, works the same on network
folders, in containers and in virtual machines, where those tell nothing, and knows no limit of watched folders. What
a look costs is bounded by spacing looks by a multiple of the work that the last one was; that a busy machine made it
wait is no work.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from app.adapters.local_app.folder_walk import FolderWalk, WalkLimits

if TYPE_CHECKING:
    import os

_SHORTEST_PAUSE: Final = 0.3
_REST_FOR_WORK: Final = 25
"""Seconds of pause for each second of a processor: at most 4 % of one."""
_REST_FOR_WAITING: Final = 2
"""Seconds of pause for each second that a look took, which a slow disk spends without a processor."""

_LIMITS: Final = WalkLimits(entries=20_000, seconds=2.0)
_TEMPLATES: Final = (".html", ".jinja", ".jinja2", ".j2", ".txt", ".xml")

_Look = tuple[int, int, int]


class FileWatch:
    """The Python files, `.env` files and templates of some folders.

    Attributes:
        pause: Seconds until the next look should be taken.
        left_out: What is not watched because the folder is too large; empty where all is.
    """

    def __init__(self, folders: tuple[str, ...]) -> None:
        """Takes the first look."""
        self.pause = _SHORTEST_PAUSE
        self.left_out = ""
        self._folders = folders
        self._seen = self._look()

    def changes(self) -> tuple[str, ...]:
        """The files that were changed, made or removed since the last look."""
        before, self._seen = self._seen, self._look()
        names = before.keys() | self._seen.keys()
        return tuple(sorted(name for name in names if before.get(name) != self._seen.get(name)))

    def _look(self) -> dict[str, _Look]:
        began, worked = time.perf_counter(), time.thread_time()
        found: dict[str, _Look] = {}
        for folder in self._folders:
            walk = FolderWalk(folder, _LIMITS)
            for entry in walk.files():
                if _is_watched(entry):
                    _note(found, entry)
            self.left_out = self.left_out or walk.left_out
        self.pause = pause_after(time.thread_time() - worked, time.perf_counter() - began)
        return found


def pause_after(worked: float, took: float) -> float:
    """Seconds until the next look.

    Args:
        worked: Seconds that the last one had a processor.
        took: Seconds that it took.
    """
    return max(_SHORTEST_PAUSE, _REST_FOR_WORK * worked, _REST_FOR_WAITING * took)


def _is_watched(entry: os.DirEntry[str]) -> bool:
    name = entry.name
    if name.endswith(".py") or name == ".env" or name.startswith(".env."):
        return True
    return name.endswith(_TEMPLATES) and "templates" in entry.path


def _note(found: dict[str, _Look], entry: os.DirEntry[str]) -> None:
    try:
        status = entry.stat()
    except OSError:
        return
    found[entry.path] = (status.st_mtime_ns, status.st_size, status.st_ino)

"""Waits for changed files on a thread of its own, and tells of them once it has become quiet."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from app.adapters.local_app.watch import FileWatch

if TYPE_CHECKING:
    from collections.abc import Callable

_logger = logging.getLogger(__name__)


class FileKeeper:
    """Looks at the files of some folders while it is awake.

    Attributes:
        awake: Whether changes are of interest now.
    """

    def __init__(self, folders: tuple[str, ...], on_change: Callable[[tuple[str, ...]], None]) -> None:
        """Prepares it.

        Args:
            folders: What is watched.
            on_change: Called on the keeper's thread with the files; what is changed while it runs is told afterwards.
        """
        self.awake = False
        self._folders = folders
        self._on_change = on_change
        self._watch: FileWatch | None = None
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def look_again(self) -> str:
        """Takes the files as they are now for unchanged, and wakes up; what is not watched, in words."""
        self._watch = watch = FileWatch(self._folders)
        self.awake = True
        if self._thread is None and not self._closed.is_set():
            self._thread = threading.Thread(target=self._run, name="local-app-keeper", daemon=True)
            self._thread.start()
        return watch.left_out

    def close(self, seconds: float) -> None:
        """Ends it; it is given that time to finish a look."""
        self._closed.set()
        if self._thread is not None:
            self._thread.join(seconds)

    def _run(self) -> None:
        pending: set[str] = set()
        latest: FileWatch | None = None
        while not self._closed.wait(latest.pause if latest is not None else 0):
            if self._watch is not latest:
                # What was seen before the new look is of no interest any more.
                latest = self._watch
                pending.clear()
                continue
            if latest is None or not self.awake:
                continue
            changes = latest.changes()
            # A save touches several files, and several times: what counts is when it has become quiet.
            if changes or not pending:
                pending.update(changes)
                continue
            try:
                self._on_change(tuple(sorted(pending)))
            except Exception:
                _logger.exception("What changed files call for failed")
            pending.clear()

"""The temporary folder with our own files that an app's process needs; nothing of it lies in the project."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import stat
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.adapters.tracing.packing import lend_server
from app.core.base.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable

_PREFIX: Final = "routeglass-app-"
_LEFT_BEHIND_SECONDS: Final = 24 * 60 * 60
"""Younger folders stay: the number of a process that lives in a container means nothing outside."""


class Workplace:
    """One folder; readable for this user alone.

    Attributes:
        folder: Where it is.
        agent: The file that brings an app up.
        vendor: A folder with a server for interpreters that have none.
    """

    def __init__(self, make_agent: Callable[[Path], Path]) -> None:
        """Makes it, and removes those of processes that were killed.

        Args:
            make_agent: Puts the agent into a folder.

        Raises:
            SourceError: It cannot be written.
        """
        _sweep(Path(tempfile.gettempdir()))
        try:
            self.folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
            self.agent = make_agent(self.folder)
            self.vendor = lend_server(self.folder / "vendor")
        except OSError as error:
            message = f"The files that an app is started with cannot be written: {error.strerror or error}."
            where = str(error.filename or tempfile.gettempdir())
            raise SourceError(message, where=where, hint="Is the disk full?") from error

    def remove(self) -> None:
        """Removes it."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _sweep(home: Path) -> None:
    if sys.platform == "win32":
        return  # There, asking whether a process lives would end it.
    for folder in home.glob(f"{_PREFIX}*"):
        found = re.fullmatch(rf"{_PREFIX}(\d+)-\w+", folder.name)
        if found is not None and _is_old(folder) and not _lives(int(found[1])):
            shutil.rmtree(folder, ignore_errors=True)


def _is_old(folder: Path) -> bool:
    try:
        status = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and time.time() - status.st_mtime > _LEFT_BEHIND_SECONDS


def _lives(pid: int) -> bool:
    with contextlib.suppress(ProcessLookupError, OverflowError):
        try:
            os.kill(pid, 0)
        except PermissionError:
            return True
        return True
    return False

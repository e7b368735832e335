"""A walk through a project's folder that always ends soon: what belongs to the project, nearest first."""

from __future__ import annotations

import os
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.core.projects.model import FileProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOT_THE_PROJECT: Final = frozenset(
    {
        "__pycache__",
        "__pypackages__",
        "site-packages",
        "dist-packages",
        "node_modules",
        "bower_components",
        "venv",
        "virtualenv",
        "htmlcov",
    }
)
"""Folders that hold other people's code or what tools made; names with a dot in front are passed over too."""

_ENVIRONMENT_SIGNS: Final = ("pyvenv.cfg", "conda-meta")


@dataclass(frozen=True, slots=True)
class WalkLimits:
    """Where a walk ends.

    Attributes:
        entries: Files and folders that are looked at.
        depth: Folders below the first.
        seconds: The whole walk.
    """

    entries: int = 60_000
    depth: int = 12
    seconds: float = 3.0


class FolderWalk:
    """One walk. Links to folders are not followed: what they lead to inside the project is found anyway.

    Attributes:
        problems: Folders that could not be opened.
        left_out: What was not looked at and why; empty where everything was.
        environments: Folders with a Python environment, which the walk does not enter.
    """

    def __init__(self, folder: str, limits: WalkLimits | None = None) -> None:
        self.problems: list[FileProblem] = []
        self.left_out = ""
        self.environments: list[str] = []
        self._folder = folder
        self._limits = limits or WalkLimits()

    def files(self) -> Iterator[os.DirEntry[str]]:
        """All files, those of a folder before those of the folders in it, by name."""
        limits = self._limits
        deadline = time.monotonic() + limits.seconds
        waiting = deque([(self._folder, 0)])
        seen = 0
        while waiting:
            folder, depth = waiting.popleft()
            entries = self._entries(folder)
            seen += len(entries)
            if seen > limits.entries or time.monotonic() > deadline:
                self._stop_at(folder, seen)
                return
            if depth and any(entry.name in _ENVIRONMENT_SIGNS for entry in entries):
                self.environments.append(folder)
                continue
            for entry in entries:
                if _is_folder(entry):
                    if not _is_foreign(entry.name) and depth < limits.depth:
                        waiting.append((entry.path, depth + 1))
                elif _is_file(entry):
                    yield entry

    def _entries(self, folder: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(folder) as found:
                return sorted(found, key=_by_name)
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or error
            self.problems.append(FileProblem(folder, f"The folder cannot be opened: {why}."))
            return []

    def _stop_at(self, folder: str, seen: int) -> None:
        limits = self._limits
        why = f"more than {limits.entries:,} files" if seen > limits.entries else f"over {limits.seconds:g} seconds"
        self.left_out = f"The folder is very large ({why}): {folder} and what comes after it were left out."


def absolute(path: str) -> Path:
    """The whole path as it is written: links keep their names, for many environments are nothing but links."""
    return Path(os.path.abspath(os.path.expanduser(path)))  # noqa: PTH100, PTH111 - these follow no link, and never raise


def _by_name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _is_foreign(name: str) -> bool:
    return name in _NOT_THE_PROJECT or name.startswith(".") or name.endswith((".egg-info", ".dist-info"))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:
        return False

"""Where indexes are kept: found by what a person gave, bounded in size, and made anew when they are not right."""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from typing import TYPE_CHECKING, Final

from app.adapters.documents.index_file import BrokenIndexError, IndexFile
from app.adapters.documents.problem_file import problem_path
from app.adapters.files.stamps import written_at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST_BYTES: Final = 512 * 1024 * 1024
MOST_FILES: Final = 64
"""What is kept; the indexes that were used last stay."""

_ABANDONED_SECONDS: Final = 3600.0
"""After so long a file that is being made is no longer being made."""


class IndexCache:
    """A folder of indexes. Two programs may use it at once: files appear whole, and an open one outlives its name.

    Args:
        folder: Where they are; it need not exist yet.
    """

    def __init__(self, folder: Path, *, most_bytes: int = MOST_BYTES, most_files: int = MOST_FILES) -> None:
        self.folder = folder
        self._most_bytes = most_bytes
        self._most_files = most_files

    def find(self, name: str) -> IndexFile | None:
        """The newest index of that name; what is broken or foreign is deleted. Never raises."""
        for path in sorted(self._files(f"{name}-*.index"), key=written_at, reverse=True):
            try:
                found = IndexFile(path)
            except (OSError, BrokenIndexError):
                _delete(path)
                continue
            with contextlib.suppress(OSError):
                os.utime(path)
            return found
        return None

    def tidy(self, keep: Path) -> None:
        """Deletes older indexes of the same document, what is too much, and what nobody finishes. Never raises."""
        siblings = keep.name.rpartition("-")[0]
        used = 0
        for number, path in enumerate(sorted(self._files("*.index"), key=written_at, reverse=True)):
            used += _size(path)
            is_old = path.name.startswith(f"{siblings}-") and path != keep
            if path != keep and (is_old or number >= self._most_files or used > self._most_bytes):
                _delete(path)
        abandoned = time.time() - _ABANDONED_SECONDS
        for path in (*self._files(".making-*"), *self._files("*.problems")):
            if written_at(path) < abandoned and not path.with_suffix(".index").exists():
                _delete(path)

    def _files(self, pattern: str) -> Iterator[Path]:
        with contextlib.suppress(OSError):
            yield from self.folder.glob(pattern)


def index_name(given: str) -> str:
    """What the indexes of something that a person gave are called, whatever it is called itself."""
    return hashlib.sha256(given.encode(errors="surrogatepass")).hexdigest()[:32]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _delete(path: Path) -> None:
    # Where an open file cannot be deleted it goes the next time.
    with contextlib.suppress(OSError):
        path.unlink()
    with contextlib.suppress(OSError):
        problem_path(path).unlink(missing_ok=True)

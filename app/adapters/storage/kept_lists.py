"""The operation lists of sources that were opened lately, for the first frame of the next start.

The first frame waits for this module: it imports little. A list says of which files it was made, and is not shown once
one of them has changed.

A file has lines: what it is and the number of parts; the source; each part's stamp and path; the list's own lines.
"""

from __future__ import annotations

import contextlib
import os
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app import __version__
from app.adapters.files.stamps import file_stamp, written_at
from app.core.operations.kept_list import KeptList

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_LISTS: Final = 64
"""How many lists are kept; those written last stay."""

_MAGIC: Final = f"routeglass list 1 {__version__}"
_HEAD: Final = 2
_BREAKS: Final = frozenset("\t\n\r")


class KeptLists:
    """A folder of lists; several programs may use it at once.

    Args:
        folder: Where they are; it need not exist yet.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, source: str) -> KeptList | None:
        """The list of a source; None where there is none that is still right. Never raises.

        Args:
            source: What the source is kept under: `bookstore`, or the absolute path of a file.
        """
        try:
            lines = self._path(source).read_bytes().split(b"\n")
            magic, _, count = lines[0].decode().rpartition("\t")
            files = _HEAD + int(count)
            is_right = magic == _MAGIC and lines[1].decode() == source and all(map(_is_same, lines[_HEAD:files]))
        except (OSError, ValueError, IndexError):
            return None
        # The last line is empty, so that a file that was not written whole shows it.
        is_right = is_right and lines[-1] == b"" and len(lines) > files + 1
        return KeptList(lines[files:-1]) if is_right else None

    def write(self, source: str, files: Sequence[tuple[str, str]], lines: Sequence[bytes]) -> None:
        """Keeps the list of a source in place of its last one; a failure costs only the memory. Never raises.

        Args:
            files: Path of each that it was made of, and what `file_stamp` told of it before it was read; with one that
                has no stamp it is not kept.
            lines: As `lines_of` makes them; without any it is not kept.
        """
        words = (source, *(word for file in files for word in file))
        if not lines or not all(words) or any(_BREAKS & set(word) for word in words):
            return
        head = [f"{_MAGIC}\t{len(files)}", source, *(f"{stamp}\t{path}" for path, stamp in files)]
        path = self._path(source)
        making = path.with_name(f".making-{os.getpid()}-{path.name}")
        try:
            data = b"\n".join((*(word.encode() for word in head), *lines, b""))
            if path.exists() and path.read_bytes() == data:
                return
            self._folder.mkdir(parents=True, exist_ok=True)
            making.write_bytes(data)
            making.replace(path)
            self._tidy()
        except (OSError, ValueError):
            with contextlib.suppress(OSError):
                making.unlink(missing_ok=True)

    def _path(self, source: str) -> Path:
        return self._folder / f"{zlib.crc32(source.encode(errors='surrogatepass')):08x}.list"

    def _tidy(self) -> None:
        kept = sorted(self._folder.glob("*.list"), key=written_at, reverse=True)
        for path in kept[MOST_LISTS:]:
            path.unlink(missing_ok=True)


def _is_same(line: bytes) -> bool:
    stamp, _, path = line.decode().partition("\t")
    return file_stamp(Path(path)) == stamp != ""

"""The problems of a document, in a file beside its index: they are known later."""

from __future__ import annotations

import contextlib
import os
import tempfile
import zlib
from pathlib import Path
from typing import Final

import msgspec

from app.adapters.documents.packing import pack, unpack
from app.core.spec.problems import Problem

_CHECK_BYTES: Final = 4


def problem_path(index: Path) -> Path:
    """Where the problems of an index are."""
    return index.with_suffix(".problems")


def write_problems(path: Path, problems: tuple[Problem, ...]) -> None:
    """Writes them whole or not at all.

    Raises:
        OSError: They cannot be written.
    """
    data = pack(problems)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".making-", delete=False) as file:
        try:
            file.write(zlib.crc32(data).to_bytes(_CHECK_BYTES, "little") + data)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(file.name).unlink()
            raise


def read_problems(path: Path) -> tuple[Problem, ...] | None:
    """The problems; None where they are not known, or the file is damaged. Never raises."""
    try:
        raw = path.read_bytes()
        check, data = raw[:_CHECK_BYTES], raw[_CHECK_BYTES:]
        if zlib.crc32(data).to_bytes(_CHECK_BYTES, "little") != check:
            return None
        return unpack(data, tuple[Problem, ...])
    except (OSError, msgspec.MsgspecError):
        return None

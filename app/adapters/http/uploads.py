"""A request body on its way out; files are read from disk while they are sent."""

from __future__ import annotations

import asyncio
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

import httpx

from app.core.base.json_types import FileRef
from app.core.requests.model import BytesBody, FileBody
from app.core.requests.multipart import encode_multipart

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from app.core.requests.model import RequestBody

CHUNK: Final = 256 * 1024
"""Bytes handed to the socket at once."""


class UploadError(Exception):
    """A file to upload cannot be sent; its text says which and why, in words."""


@dataclass(frozen=True, slots=True)
class _FilePiece:
    path: Path
    size: int


class Upload(httpx.AsyncByteStream):
    """The bytes of a body, in order.

    Attributes:
        length: How many bytes it will be.
    """

    def __init__(self, body: RequestBody | None) -> None:
        """Looks at the files, without opening them.

        Raises:
            UploadError: A file is missing, or is none.
        """
        self._pieces: list[bytes | _FilePiece] = []
        if isinstance(body, BytesBody):
            self._pieces.append(body.data)
        elif isinstance(body, FileBody):
            self._pieces.append(_look_at(body.file))
        elif body is not None:
            for piece in encode_multipart(body):
                self._pieces.append(_look_at(piece) if isinstance(piece, FileRef) else piece)
        self.length = sum(piece.size if isinstance(piece, _FilePiece) else len(piece) for piece in self._pieces)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Yields chunks.

        Raises:
            UploadError: A file cannot be read, or has become shorter than announced.
        """
        for piece in self._pieces:
            if isinstance(piece, _FilePiece):
                async for chunk in _read(piece):
                    yield chunk
            else:
                for start in range(0, len(piece), CHUNK):
                    yield piece[start : start + CHUNK]


def _look_at(file: FileRef) -> _FilePiece:
    path = Path(file.path)
    try:
        found = path.stat()
    except (OSError, ValueError) as error:
        raise UploadError(_cannot_read(path, error)) from error
    if not stat.S_ISREG(found.st_mode):
        message = f"{file.path or 'The empty path'} is not a file that can be uploaded."
        raise UploadError(message)
    return _FilePiece(path, found.st_size)


async def _read(piece: _FilePiece) -> AsyncIterator[bytes]:
    left = piece.size
    try:
        handle = await asyncio.to_thread(_open, piece.path)
    except OSError as error:
        raise UploadError(_cannot_read(piece.path, error)) from error
    try:
        while left:
            try:
                chunk = await asyncio.to_thread(handle.read, min(left, CHUNK))
            except OSError as error:
                raise UploadError(_cannot_read(piece.path, error)) from error
            if not chunk:
                message = f"{piece.path} became shorter while it was being sent."
                raise UploadError(message)
            left -= len(chunk)
            yield chunk
    finally:
        handle.close()


def _open(path: Path) -> IO[bytes]:
    return path.open("rb")


def _cannot_read(path: Path, error: Exception) -> str:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"The file {path} cannot be read: {reason}."

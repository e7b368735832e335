"""A response on its way in: small bodies in memory, large ones into a file."""

from __future__ import annotations

import tempfile
from typing import IO, TYPE_CHECKING

from app.core.exchange.model import Response, ResponseBody
from app.core.exchange.statuses import status_name
from app.core.exchange.words import size_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path


class BodyTooLargeError(Exception):
    """A body has more bytes than whoever asked for it takes."""


class Reception:
    """Gathers what has arrived of one response.

    Args:
        memory_limit: Bytes that are kept in memory; a larger body goes into a file as well.
        folder: Where such files go.
        most: Bytes above which the body is not wanted; None wants all.

    Attributes:
        wire_size: Bytes as they came over the wire, kept up to date by the receiver.
    """

    def __init__(self, memory_limit: int, folder: Callable[[], Path], most: int | None = None) -> None:
        self._memory_limit = memory_limit
        self._most = most
        self._folder = folder
        self._head = bytearray()
        self._size = 0
        self._file: IO[bytes] | None = None
        self._path: str | None = None
        self._start: tuple[int, str, str, tuple[tuple[str, str], ...]] | None = None
        self.wire_size = 0

    def begin(self, status: int, reason: bytes, http_version: bytes, headers: Iterable[tuple[bytes, bytes]]) -> None:
        """Takes the status line and the headers."""
        words = header_text(reason) or status_name(status)
        pairs = tuple((header_text(name), header_text(value)) for name, value in headers)
        self._start = (status, words, http_version.decode("ascii", "replace"), pairs)

    def write(self, chunk: bytes) -> None:
        """Takes a piece of the body, content decoding done.

        Raises:
            OSError: The file cannot be written.
            BodyTooLargeError: There is more than is wanted.
        """
        if self._most is not None and self._size + len(chunk) > self._most:
            message = f"it has more than {size_words(self._most)}"
            raise BodyTooLargeError(message)
        room = self._memory_limit - len(self._head)
        if self._file is None and len(chunk) > room:
            self._open()
        if room > 0:
            self._head += chunk[:room]
        if self._file is not None:
            self._file.write(chunk)
        self._size += len(chunk)

    def close(self) -> None:
        """Closes the file; nothing is written after it.

        Raises:
            OSError: The last bytes cannot be written.
        """
        if self._file is not None:
            self._file.close()

    @property
    def response(self) -> Response | None:
        """What has arrived; None before the headers have."""
        if self._start is None:
            return None
        status, reason, version, headers = self._start
        body = ResponseBody(self._size, bytes(self._head), self._path, self.wire_size)
        return Response(status, reason, version, headers, body)

    def _open(self) -> None:
        # Kept open across writes and closed by `close`, so no `with` here.
        self._file = tempfile.NamedTemporaryFile(  # noqa: SIM115 - its owner closes it
            dir=self._folder(), prefix="body-", delete=False
        )
        self._path = self._file.name
        self._file.write(self._head)


def header_text(raw: bytes) -> str:
    """Bytes of a header as text: UTF-8 where they are that, else ISO-8859-1 (RFC 9110 section 5.5)."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def header_bytes(text: str) -> bytes:
    """Text of a header as bytes: ISO-8859-1, which servers expect, and UTF-8 for what does not fit in it."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode(errors="surrogatepass")

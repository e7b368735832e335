"""Undoes the content codings of a body (RFC 9110 section 8.4) in pieces of bounded size.

A few kilobytes may stand for many gigabytes, and codings may be applied one over the other: httpx would hold in memory
what one read from the socket stands for.
"""

from __future__ import annotations

import zlib
from importlib import import_module
from typing import TYPE_CHECKING, Final, Protocol

import httpx

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

PIECE: Final = 256 * 1024
"""About how many bytes one piece has."""


class Coding(Protocol):
    """One coding, being undone."""

    def decode(self, data: bytes) -> Iterator[bytes]:
        """What some more bytes stand for, in pieces that have to be taken before the next call."""
        ...


class Codings:
    """All codings of one body.

    Args:
        header: The values of its Content-Encoding fields; codings that are not known are left as they are.
    """

    def __init__(self, header: Iterable[str]) -> None:
        names = [name.strip().lower() for value in header for name in value.split(",")]
        self._codings: list[Coding] = [_CODINGS[name]() for name in reversed(names) if name in _CODINGS]

    def decode(self, data: bytes) -> Iterator[bytes]:
        """What some more bytes stand for, in pieces that have to be taken before the next call.

        Raises:
            httpx.DecodingError: They are not in that coding.
        """
        pieces = iter((data,))
        for coding in self._codings:
            pieces = _through(coding, pieces)
        return pieces


def _through(coding: Coding, pieces: Iterator[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        yield from coding.decode(piece)


class _Deflate:
    """`gzip`, or with another window `deflate` as the standard wants it (sections 8.4.1.2 and 8.4.1.3)."""

    def __init__(self, window: int) -> None:
        self._inflater = zlib.decompressobj(window)

    def decode(self, data: bytes) -> Iterator[bytes]:
        try:
            # Also without more bytes: what a long match stands for comes in pieces too.
            piece = self._inflater.decompress(data, PIECE)
            while piece:
                yield piece
                piece = self._inflater.decompress(self._inflater.unconsumed_tail, PIECE)
        except zlib.error as error:
            raise httpx.DecodingError(str(error)) from error


class _Gzip(_Deflate):
    def __init__(self) -> None:
        super().__init__(zlib.MAX_WBITS | 16)


class _AnyDeflate(_Deflate):
    """`deflate` as it is found: some servers leave out the wrapping of RFC 1950."""

    def __init__(self) -> None:
        super().__init__(zlib.MAX_WBITS)
        self._is_first = True

    def decode(self, data: bytes) -> Iterator[bytes]:
        if self._is_first and data:
            self._is_first = False
            try:
                zlib.decompressobj().decompress(data, 1)
            except zlib.error:
                self._inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        return super().decode(data)


class _Brotli:
    def __init__(self) -> None:
        try:
            brotli = import_module("brotli")
        except ImportError:
            # PyPy has the same under another name.
            brotli = import_module("brotlicffi")
        self._error: type[Exception] = brotli.error
        self._inflater = brotli.Decompressor()

    def decode(self, data: bytes) -> Iterator[bytes]:
        try:
            piece = self._inflater.process(data, output_buffer_limit=PIECE)
            while piece:
                yield piece
                piece = b"" if self._inflater.is_finished() else self._inflater.process(b"", output_buffer_limit=PIECE)
        except self._error as error:
            raise httpx.DecodingError(str(error)) from error


_CODINGS: Final[dict[str, Callable[[], Coding]]] = {
    "gzip": _Gzip,
    "x-gzip": _Gzip,
    "deflate": _AnyDeflate,
    "br": _Brotli,
}

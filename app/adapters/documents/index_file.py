"""A document as one file that is not read but mapped: JSON values one after the other, and where each stands.

Layout: a prefix of `PREFIX.size` bytes, the values, the header. The prefix says where the header is and how long, and
its CRC-32; it is written last, so that a file that was not finished has none.
"""

from __future__ import annotations

import hashlib
import re
import struct
import zlib
from dataclasses import dataclass
from functools import lru_cache
from mmap import ACCESS_READ, mmap
from typing import IO, TYPE_CHECKING, Any, Final

import msgspec

from app import __version__
from app.adapters.documents.lazy_object import LazyObject
from app.adapters.documents.packing import pack, unpack
from app.core.base.errors import DocumentError
from app.core.base.json_text import JsonSyntaxError, decode_json, encode_json
from app.core.operations.listing import OperationEntry  # noqa: TC001 - msgspec reads the annotations
from app.core.operations.opening import Part  # noqa: TC001 - as above
from app.core.spec.document import Document
from app.core.spec.problems import Problem  # noqa: TC001 - as above

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FORMAT: Final = f"1 {__version__}"
"""Of the file and of what is told in it; another one is made anew."""

PREFIX: Final = struct.Struct("<8sQQI")
MAGIC: Final = b"RGINDEX\x01"

LARGE: Final = 16 * 1024
"""Bytes from which on the members of an object stand alone."""

KEPT: Final = 512
"""How many decoded members are kept."""

_LENGTH_BITS: Final = 32
_MAX_LENGTH: Final = (1 << _LENGTH_BITS) - 1
_EXPONENT: Final = re.compile(rb"[0-9][eE]\+?[0-9]{3}")
_DIGITS: Final = 400
_NESTED: Final = frozenset(("components",))
"""Members of the root whose own members are maps of many named things."""


class Header(msgspec.Struct, array_like=True, frozen=True):
    """What is told of a document.

    Attributes:
        format: `FORMAT` of the program that wrote it.
        source: As in `Opened`.
        label: What messages call it.
        version: The document's own `openapi` or `swagger`.
        places: For each resource by URI, the document itself under the empty one, where it stands: a place, or for an
            object places by name.
        entries: The operations.
        parts: Everything that was read.
        missing: As in `Opened`.
        refused: URIs that could not be had, and why.
    """

    format: str
    source: str
    label: str
    version: str
    places: dict[str, Any]
    entries: tuple[OperationEntry, ...]
    parts: tuple[Part, ...]
    missing: tuple[str, ...]
    refused: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """What goes into an index beside the document itself; see `Header`."""

    source: str
    label: str
    entries: tuple[OperationEntry, ...]
    parts: tuple[Part, ...]
    missing: tuple[str, ...]
    refused: tuple[Problem, ...]


def fingerprint(source: str, parts: Iterable[Part]) -> str:
    """`Opened.fingerprint`: the digests of all parts, and where they come from, in any order after the first."""
    first, *others = (f"{part.uri}\n{part.digest}" for part in parts)
    return hashlib.sha256("\n".join((source, first, *sorted(others))).encode(errors="surrogatepass")).hexdigest()


class BrokenIndexError(Exception):
    """The file is no index of this program, or not a whole one."""


class IndexFile:
    """An index, mapped into memory. Any thread may read it.

    Attributes:
        path: Where it is.
        header: What it tells.

    Raises:
        BrokenIndexError: It is none.
        OSError: It cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            try:
                self._map = mmap(file.fileno(), 0, access=ACCESS_READ)
            except ValueError as error:
                raise BrokenIndexError(str(path)) from error
        self.header = _read_header(self._map)
        self._view = memoryview(self._map)
        self._decode = lru_cache(KEPT)(self._decode_now)

    def document(self) -> Document:
        """The document; its members are decoded when they are asked for."""
        header = self.header
        raw, *others = (self._value(places) for places in header.places.values())
        resources = dict(zip(list(header.places)[1:], others, strict=True))
        return Document(raw, version=header.version, source=header.source or header.label, resources=resources)

    def _value(self, places: Any) -> Any:
        if isinstance(places, int):
            return self._decode(places)
        return LazyObject(
            {name: self._value(place) if isinstance(place, dict) else place for name, place in places.items()},
            self._decode,
        )

    def _decode_now(self, place: int) -> Any:
        start, length = place >> _LENGTH_BITS, place & _MAX_LENGTH
        data = self._view[start : start + length]
        try:
            return msgspec.json.decode(data)
        except (UnicodeError, msgspec.MsgspecError):
            value = decode_json(bytes(data))
        if isinstance(value, JsonSyntaxError):
            # Nobody but a failing disk does this; the next opening finds no index and makes one.
            self.path.unlink(missing_ok=True)
            message = "what was kept of this document is damaged"
            raise DocumentError(message, where=str(self.path), hint="Open it again.")
        return value


def _read_header(data: mmap) -> Header:
    if len(data) < PREFIX.size:
        raise BrokenIndexError
    magic, start, length, check = PREFIX.unpack_from(data)
    header = data[start : start + length]
    if magic != MAGIC or start + length != len(data) or zlib.crc32(header) != check:
        raise BrokenIndexError
    try:
        found = unpack(header, Header)
    except msgspec.MsgspecError as error:
        raise BrokenIndexError from error
    if found.format != FORMAT:
        raise BrokenIndexError
    return found


def write_index(file: IO[bytes], document: Document, contents: Contents, *, is_odd: bool) -> None:
    """Writes an index.

    Args:
        file: Empty, binary, and able to seek.
        is_odd: Whether it may hold numbers that JSON has not: NaN and infinities take the slow way.
    """
    file.write(bytes(PREFIX.size))
    writer = _Writer(file, is_odd=is_odd)
    places = {"": writer.root(document.raw)}
    places |= {uri: writer.root(raw) for uri, raw in document.resources.items()}
    header = Header(
        FORMAT,
        contents.source,
        contents.label,
        document.version,
        places,
        contents.entries,
        contents.parts,
        contents.missing,
        contents.refused,
    )
    data = pack(header)
    start = file.tell()
    file.write(data)
    file.seek(0)
    file.write(PREFIX.pack(MAGIC, start, len(data), zlib.crc32(data)))


class _Writer:
    """Writes values and tells their places."""

    def __init__(self, file: IO[bytes], *, is_odd: bool) -> None:
        self._file = file
        self._is_odd = is_odd

    def root(self, raw: Any) -> Any:
        """A whole resource: each of its large members apart, each large map below `components` too."""
        if not isinstance(raw, dict):
            return self._write(self._encode(raw))
        return {name: self._member(value, nested=name in _NESTED) for name, value in raw.items()}

    def _member(self, value: Any, *, nested: bool) -> Any:
        if isinstance(value, dict) and nested:
            return {name: self._member(below, nested=False) for name, below in value.items()}
        if not isinstance(value, dict) or len(value) < 2:
            return self._write(self._encode(value))
        pieces = [self._encode(below) for below in value.values()]
        if sum(map(len, pieces)) < LARGE:
            return self._write(self._encode(value))
        return {name: self._write(piece) for name, piece in zip(value, pieces, strict=True)}

    def _encode(self, value: Any) -> bytes:
        if not self._is_odd:
            try:
                return msgspec.json.encode(value)
            except (UnicodeError, OverflowError, ValueError, TypeError, msgspec.MsgspecError):
                pass
        return encode_json(value).encode()

    def _write(self, data: bytes) -> int:
        place = self._file.tell() << _LENGTH_BITS | len(data)
        self._file.write(data)
        return place


def may_be_odd(data: bytes) -> bool:
    """Whether a text may hold NaN or an infinity, which is a number too large; seldom right, never wrongly False."""
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return True
    if b"NaN" in data or b"Infinity" in data:
        return True
    hits = (data[max(0, found.start() - _DIGITS) : found.start() + 1] for found in _EXPONENT.finditer(data))
    return any(map(_ends_in_number, hits))


def _ends_in_number(text: bytes) -> bool:
    """Whether the digits at the end are a JSON number and no part of a word; True where its beginning is not seen."""
    before = text.rstrip(b"0123456789.").removesuffix(b"-").rstrip(b" \t\r\n")
    return not before or before.endswith((b":", b",", b"["))

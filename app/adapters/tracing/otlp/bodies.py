"""Bodies of OTLP/HTTP: what an exporter sent → its spans, and what it is answered with."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import msgspec

from app.adapters.tracing.otlp.protobuf import ProtobufSizeError, read_export_request
from app.core.base.errors import RouteglassError
from app.core.trace.otlp.read import read_export

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.trace.otlp.model import Export

BODY_LIMIT: Final = 8 * 1024 * 1024
"""Bytes of a body, unpacked; exporters send batches of 512 spans, which are far smaller."""

PROTOBUF: Final = "application/x-protobuf"
JSON: Final = "application/json"

_GZIP_WINDOW: Final = 16 + zlib.MAX_WBITS


class RefusedError(Exception):
    """Something that is not taken.

    Attributes:
        status: The status to answer with.
        message: Why, one sentence.
        headers: That go along with the answer.
    """

    def __init__(self, status: int, message: str, *headers: tuple[str, str]) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = headers


def unpack(body: bytes, coding: str) -> bytes:
    """A body without its content coding.

    Raises:
        RefusedError: It is in an unknown coding, broken, or too large.
    """
    if coding in {"", "identity"}:
        return body
    if coding not in {"gzip", "x-gzip", "deflate"}:
        raise RefusedError(415, f"Bodies are taken as they are, or in gzip; not in {coding!r}.")
    unpacker = zlib.decompressobj(_GZIP_WINDOW if coding.endswith("gzip") else zlib.MAX_WBITS)
    try:
        plain = unpacker.decompress(body, BODY_LIMIT + 1)
    except zlib.error as error:
        raise RefusedError(400, f"The body is no {coding}: {error}.") from error
    if len(plain) > BODY_LIMIT:
        raise too_large()
    if not unpacker.eof:
        raise RefusedError(400, f"The body is cut off within its {coding}.")
    return plain


def too_large() -> RefusedError:
    """A body above the limit."""
    return RefusedError(413, f"Bodies may have {BODY_LIMIT:,} bytes; let the exporter send smaller batches.")


def read_body(body: bytes, media_type: str, is_ours: Callable[[str], bool]) -> Export:
    """The spans of a body that is unpacked already.

    Args:
        media_type: `PROTOBUF` or `JSON`.

    Raises:
        RefusedError: It is no export of spans.
    """
    try:
        if media_type == PROTOBUF:
            value, others = read_export_request(body, is_ours)
            export = read_export(value, is_ours)
            return replace(export, others=export.others + others)
        return read_export(msgspec.json.decode(body), is_ours)
    except ProtobufSizeError as error:
        raise RefusedError(413, str(error)) from error
    except (RouteglassError, msgspec.DecodeError, RecursionError) as error:
        raise RefusedError(400, str(error) or "It is nested too deeply.") from error


def success(media_type: str, export: Export | None) -> bytes:
    """An `ExportTraceServiceResponse`: empty, or with `partial_success` where spans were refused.

    Args:
        export: None for metrics and logs, which are taken and dropped: their answers have the same shape.
    """
    rejected = export.rejected if export is not None else 0
    message = export.problem if export is not None else ""
    if media_type == JSON:
        told = {"partialSuccess": {"rejectedSpans": str(rejected), "errorMessage": message}} if rejected else {}
        return json.dumps(told).encode()
    if not rejected:
        return b""
    return _bytes_field(1, _varint(1 << 3) + _varint(rejected) + _bytes_field(2, message.encode()))


def failure(media_type: str, message: str) -> bytes:
    """A `google.rpc.Status`, as OTLP/HTTP wants it for refusals."""
    return json.dumps({"message": message}).encode() if media_type == JSON else _bytes_field(2, message.encode())


def _bytes_field(number: int, data: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _varint(value: int) -> bytes:
    encoded = bytearray()
    while value >= 0x80:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*encoded, value))

"""OTLP's protobuf messages (opentelemetry-proto 1.x) → the JSON form of the same, which the core reads.

A reader of our own, because this is a door that any program of this machine may knock at: it builds nothing of spans
that belong to other requests, and counts what it builds while it builds it. The messages are small and stable: the
number of a field never changes (protobuf.dev, "Updating A Message Type"), and unknown fields are skipped.
"""

from __future__ import annotations

import base64
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from app.core.base.errors import RouteglassError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from app.core.base.json_types import JsonValue

    Wire: TypeAlias = "int | memoryview"

MESSAGE_LIMIT: Final = 200_000
"""Messages that are built of one export: 2,000 spans of 50 attributes."""

DEPTH_LIMIT: Final = 32
"""Messages within messages."""

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_LAST: Final = 2**64 - 1


class ProtobufError(RouteglassError):
    """What was sent is no protobuf message."""


class ProtobufSizeError(ProtobufError):
    """It holds more than is read of one."""


@dataclass(frozen=True, slots=True)
class _Field:
    """One field of a message.

    Attributes:
        name: In the JSON form.
        wire: Its wire type; one of another type is skipped, as an unknown field is.
        read: Its value → JSON; None for a message.
        of: The name of the message that it holds; empty for plain values.
        many: Whether it is repeated.
    """

    name: str
    wire: int
    read: Callable[[Wire], JsonValue] | None = None
    of: str = ""
    many: bool = False


def read_export_request(data: bytes, is_ours: Callable[[str], bool]) -> tuple[dict[str, JsonValue], int]:
    """An `ExportTraceServiceRequest` in its JSON form with the spans of our requests, and how many others it has.

    A span without a trace id is passed on, to be refused where all that is wrong with spans is told.

    Raises:
        ProtobufError: It is none.
    """
    reader = _Reader(is_ours)
    return reader.read(memoryview(data), "Export", 0), reader.others


class _Reader:
    """Reads one export.

    Attributes:
        others: Spans of other requests that were passed over.
    """

    def __init__(self, is_ours: Callable[[str], bool]) -> None:
        self._is_ours = is_ours
        self._built = 0
        self.others = 0

    def read(self, data: memoryview, message: str, depth: int) -> dict[str, JsonValue]:
        """One message and all within it; of a field that may occur once the last one counts."""
        self._built += 1
        if self._built > MESSAGE_LIMIT or depth > DEPTH_LIMIT:
            what = f"This export holds more than {MESSAGE_LIMIT:,} messages, or more than {DEPTH_LIMIT} in each other."
            raise ProtobufSizeError(what, hint="Let the exporter send smaller batches.")
        known = _MESSAGES[message]
        found: dict[str, JsonValue] = {}
        for number, wire, value in _fields(data):
            field = known.get(number)
            if field is None or field.wire != wire:
                continue
            if field.of == "Span" and isinstance(value, memoryview) and self._is_of_others(value):
                self.others += 1
                continue
            self._put(found, field, value, depth)
        return found

    def _put(self, found: dict[str, JsonValue], field: _Field, value: Wire, depth: int) -> None:
        if field.read is not None:
            read = field.read(value)
        else:
            assert isinstance(value, memoryview), "messages are bytes"  # noqa: S101 - an invariant
            read = self.read(value, field.of, depth + 1)
        kept = found.setdefault(field.name, []) if field.many else None
        if isinstance(kept, list):
            kept.append(read)
        else:
            found[field.name] = read

    def _is_of_others(self, span: memoryview) -> bool:
        for number, wire, value in _fields(span):
            if number == 1 and wire == _BYTES and isinstance(value, memoryview):
                return len(value) == 16 and not self._is_ours(value.hex())
        return False


def _fields(data: memoryview) -> Iterator[tuple[int, int, Wire]]:
    """Number, wire type and value of each field (protobuf.dev, "Encoding").

    Raises:
        ProtobufError: The data end within a field, or this is no field.
    """
    at, end = 0, len(data)
    while at < end:
        tag, at = _varint(data, at)
        number, wire = tag >> 3, tag & 7
        value: Wire
        if wire == _VARINT:
            value, at = _varint(data, at)
        elif wire in _SIZES:
            value, at = data[at : at + _SIZES[wire]], at + _SIZES[wire]
        elif wire == _BYTES:
            size, at = _varint(data, at)
            value, at = data[at : at + size], at + size
        else:
            raise _broken(f"wire type {wire} is not used")
        if at > end or not number:
            raise _broken("a field is cut off" if at > end else "a field has the number 0")
        yield number, wire, value


def _varint(data: memoryview, at: int) -> tuple[int, int]:
    """A number of at most 64 bits and where the next field begins."""
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(data):
            raise _broken("a number is cut off")
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value & _LAST, at
    raise _broken("a number is longer than 64 bits")


def _broken(why: str) -> ProtobufError:
    return ProtobufError(f"This is no protobuf message: {why}.")


def _text(value: Wire) -> JsonValue:
    return bytes(value).decode("utf-8", "replace") if isinstance(value, memoryview) else ""


def _hex(value: Wire) -> JsonValue:
    return value.hex() if isinstance(value, memoryview) else ""


def _octets(value: Wire) -> JsonValue:
    return base64.b64encode(value).decode() if isinstance(value, memoryview) else ""


def _flag(value: Wire) -> JsonValue:
    return bool(value)


def _whole(value: Wire) -> JsonValue:
    return value if isinstance(value, int) else 0


def _signed(value: Wire) -> JsonValue:
    """int64: negative numbers are in two's complement."""
    whole = value if isinstance(value, int) else 0
    return whole - 2**64 if whole >= 2**63 else whole


def _nanoseconds(value: Wire) -> JsonValue:
    return int.from_bytes(value, "little") if isinstance(value, memoryview) else 0


def _double(value: Wire) -> JsonValue:
    return float(struct.unpack("<d", value)[0]) if isinstance(value, memoryview) else 0.0


_SIZES: Final = {_FIXED64: 8, _FIXED32: 4}
_ATTRIBUTES: Final = _Field("attributes", _BYTES, of="KeyValue", many=True)

_MESSAGES: Final[Mapping[str, Mapping[int, _Field]]] = {
    "Export": {1: _Field("resourceSpans", _BYTES, of="ResourceSpans", many=True)},
    "ResourceSpans": {
        1: _Field("resource", _BYTES, of="Resource"),
        2: _Field("scopeSpans", _BYTES, of="ScopeSpans", many=True),
    },
    "Resource": {1: _ATTRIBUTES},
    "ScopeSpans": {1: _Field("scope", _BYTES, of="Scope"), 2: _Field("spans", _BYTES, of="Span", many=True)},
    "Scope": {1: _Field("name", _BYTES, _text), 2: _Field("version", _BYTES, _text)},
    "Span": {
        1: _Field("traceId", _BYTES, _hex),
        2: _Field("spanId", _BYTES, _hex),
        4: _Field("parentSpanId", _BYTES, _hex),
        5: _Field("name", _BYTES, _text),
        6: _Field("kind", _VARINT, _whole),
        7: _Field("startTimeUnixNano", _FIXED64, _nanoseconds),
        8: _Field("endTimeUnixNano", _FIXED64, _nanoseconds),
        9: _ATTRIBUTES,
        10: _Field("droppedAttributesCount", _VARINT, _whole),
        11: _Field("events", _BYTES, of="Event", many=True),
        12: _Field("droppedEventsCount", _VARINT, _whole),
        13: _Field("links", _BYTES, of="Link", many=True),
        14: _Field("droppedLinksCount", _VARINT, _whole),
        15: _Field("status", _BYTES, of="Status"),
    },
    "Event": {1: _Field("timeUnixNano", _FIXED64, _nanoseconds), 2: _Field("name", _BYTES, _text), 3: _ATTRIBUTES},
    "Link": {1: _Field("traceId", _BYTES, _hex), 2: _Field("spanId", _BYTES, _hex), 4: _ATTRIBUTES},
    "Status": {2: _Field("message", _BYTES, _text), 3: _Field("code", _VARINT, _whole)},
    "KeyValue": {1: _Field("key", _BYTES, _text), 2: _Field("value", _BYTES, of="AnyValue")},
    "AnyValue": {
        1: _Field("stringValue", _BYTES, _text),
        2: _Field("boolValue", _VARINT, _flag),
        3: _Field("intValue", _VARINT, _signed),
        4: _Field("doubleValue", _FIXED64, _double),
        5: _Field("arrayValue", _BYTES, of="ArrayValue"),
        6: _Field("kvlistValue", _BYTES, of="KeyValueList"),
        7: _Field("bytesValue", _BYTES, _octets),
    },
    "ArrayValue": {1: _Field("values", _BYTES, of="AnyValue", many=True)},
    "KeyValueList": {1: _Field("values", _BYTES, of="KeyValue", many=True)},
}

"""Spans as an exporter sends them, in OTLP's JSON form and in protobuf, made by hand."""

from __future__ import annotations

import base64
import struct
from typing import Any

from app.core.trace.otlp.read import read_export

TRACE = "0af7651916cd43dd8448eb211c80319c"
CLIENT = TRACE[-16:]
"""The span id that our request names as parent."""

EPOCH_MS = 1_795_876_759_000


def attributes(values: dict[str, Any]) -> Any:
    """Plain values → a list of KeyValue."""
    return [{"key": key, "value": any_value(value)} for key, value in values.items()]


def any_value(value: Any) -> Any:
    """A plain value → an AnyValue."""
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int):
        return {"intValue": str(value)}
    if isinstance(value, float):
        return {"doubleValue": value}
    if isinstance(value, list):
        return {"arrayValue": {"values": [any_value(item) for item in value]}}
    if isinstance(value, dict):
        return {"kvlistValue": {"values": attributes(value)}}
    return {"stringValue": value}


def span(
    span_id: int,
    parent: int | str | None = None,
    name: str = "work",
    *,
    at: float = 0.0,
    took: float = 1.0,
    kind: int = 1,
    trace_id: str = TRACE,
    values: dict[str, Any] | None = None,
    **members: Any,
) -> dict[str, Any]:
    """A span.

    Args:
        parent: The parent's number, or its id; None for none.
        at, took: Milliseconds from `EPOCH_MS`.
        kind: 1 internal, 2 server, 3 client, 4 producer, 5 consumer.
        values: Its attributes.
    """
    start = EPOCH_MS * 1_000_000 + round(at * 1e6)
    return {
        "traceId": trace_id,
        "spanId": f"{span_id:016x}",
        "parentSpanId": parent if isinstance(parent, str) else f"{parent:016x}" if parent else "",
        "name": name,
        "kind": kind,
        "startTimeUnixNano": str(start),
        "endTimeUnixNano": str(start + round(took * 1e6)),
        "attributes": attributes(values or {}),
        **members,
    }


def server_span(span_id: int = 1, **more: Any) -> dict[str, Any]:
    """A server's span for `GET /books/9`, as the stable conventions have it."""
    told = {
        "http.request.method": "GET",
        "url.path": "/books/9",
        "http.route": "/books/{id}",
        "http.response.status_code": 200,
    }
    values = {**told, **more.pop("values", {})}
    return span(
        span_id, more.pop("parent", CLIENT), "GET /books/{id}", **{"kind": 2, "took": 10.0, **more, "values": values}
    )


def exception(kind: str = "LookupError", message: str = "no such book", stack: str = "", at: float = 1.0) -> Any:
    """An exception event."""
    values = {"exception.type": kind, "exception.message": message, "exception.stacktrace": stack}
    return {
        "name": "exception",
        "timeUnixNano": str(EPOCH_MS * 1_000_000 + round(at * 1e6)),
        "attributes": attributes(values),
    }


def group(
    *spans: Any, service: Any = "shop", scope: str = "lib", version: str = "1.0", **resource: Any
) -> dict[str, Any]:
    """The spans of one service."""
    named = {"service.name": service, **resource} if service else resource
    scoped = {"scope": {"name": scope, "version": version}, "spans": list(spans)}
    return {"resource": {"attributes": attributes(named)}, "scopeSpans": [scoped]}


def export(*groups: Any) -> Any:
    """An `ExportTraceServiceRequest`."""
    return {"resourceSpans": list(groups)}


def ours(_trace_id: str) -> bool:
    """Every request is ours."""
    return True


def sent(*groups: Any) -> Any:
    """The spans of an export, read."""
    return read_export(export(*groups), ours).spans


def to_protobuf(value: dict[str, Any]) -> bytes:
    """An export in protobuf, by the field numbers of opentelemetry-proto and apart from the reader under test."""
    return b"".join(_message(1, _resource_spans(item)) for item in value["resourceSpans"])


def _resource_spans(item: Any) -> bytes:
    resource = _attributes(1, item["resource"]["attributes"])
    scoped = b"".join(_message(2, _scope_spans(one)) for one in item["scopeSpans"])
    return _message(1, resource) + scoped + _message(3, b"https://opentelemetry.io/schemas/1.11.0")


def _scope_spans(item: Any) -> bytes:
    scope = _message(1, item["scope"]["name"].encode()) + _message(2, item["scope"]["version"].encode())
    return _message(1, scope) + b"".join(_message(2, _span(one)) for one in item["spans"])


def _span(item: Any) -> bytes:
    status = item.get("status", {})
    parts = [
        _message(1, bytes.fromhex(item["traceId"])),
        _message(2, bytes.fromhex(item["spanId"])),
        _message(3, b"vendor=state"),
        _message(4, bytes.fromhex(item["parentSpanId"])),
        _message(5, item["name"].encode()),
        _number(6, item["kind"]),
        _fixed64(7, item["startTimeUnixNano"]),
        _fixed64(8, item["endTimeUnixNano"]),
        _attributes(9, item["attributes"]),
        _number(10, item.get("droppedAttributesCount", 0)),
        *(_message(11, _event(one)) for one in item.get("events", ())),
        *(_message(13, _link(one)) for one in item.get("links", ())),
        _message(15, _message(2, status.get("message", "").encode()) + _number(3, status.get("code", 0))),
        bytes([16 << 3 & 0x7F | 5 | 0x80, 1, 0, 3, 0, 0]),  # flags, fixed32: a field that is not read
    ]
    return b"".join(parts)


def _event(item: Any) -> bytes:
    named = _message(2, item["name"].encode())
    return _fixed64(1, item["timeUnixNano"]) + named + _attributes(3, item["attributes"])


def _link(item: Any) -> bytes:
    ids = _message(1, bytes.fromhex(item["traceId"])) + _message(2, bytes.fromhex(item["spanId"]))
    return ids + _attributes(4, item["attributes"])


def _attributes(number: int, values: Any) -> bytes:
    return b"".join(_message(number, _pair(pair)) for pair in values)


def _pair(pair: Any) -> bytes:
    return _message(1, pair["key"].encode()) + _message(2, _any(pair["value"]))


def _any(value: Any) -> bytes:
    ((name, held),) = value.items()
    if name == "stringValue":
        return _message(1, held.encode())
    if name == "boolValue":
        return _number(2, int(held))
    if name == "intValue":
        return _number(3, int(held) % 2**64)
    if name == "doubleValue":
        return bytes([4 << 3 | 1]) + struct.pack("<d", held)
    if name == "arrayValue":
        return _message(5, b"".join(_message(1, _any(item)) for item in held["values"]))
    if name == "kvlistValue":
        return _message(6, _attributes(1, held["values"]))
    return _message(7, base64.b64decode(held))


def _message(number: int, data: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(data)) + data


def _number(number: int, value: int) -> bytes:
    return varint(number << 3) + varint(value)


def _fixed64(number: int, value: str) -> bytes:
    return varint(number << 3 | 1) + int(value).to_bytes(8, "little")


def varint(value: int) -> bytes:
    """Base 128, the lowest digits first."""
    low, high = value & 0x7F, value >> 7
    return bytes([low | 0x80]) + varint(high) if high else bytes([low])

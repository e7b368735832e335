"""Prints random exports as OpenTelemetry's own generated classes write them: a line of JSON for each.

`body` is the protobuf message in base64, `value` the same in OTLP's JSON form.
"""

# mypy: ignore-errors
# What it imports is in the servers' environment alone.

from __future__ import annotations

import base64
import json
import random
import sys

from google.protobuf.json_format import MessageToDict
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


def _fill_value(value, chance, depth):
    kind = chance.choice("tbidayk" if depth else "tbidy")
    if kind == "t":
        value.string_value = "".join(chance.choices('abc äß漢🙂\0"\\', k=chance.randrange(12)))
    elif kind == "b":
        value.bool_value = chance.random() < 0.5
    elif kind == "i":
        value.int_value = chance.choice((0, -1, 2**63 - 1, -(2**63), chance.randrange(10**6)))
    elif kind == "d":
        value.double_value = chance.choice((0.0, -0.5, 1e308, float("inf"), chance.random()))
    elif kind == "y":
        value.bytes_value = chance.randbytes(chance.randrange(9))
    elif kind == "a":
        value.array_value.SetInParent()
        for _ in range(chance.randrange(3)):
            _fill_value(value.array_value.values.add(), chance, depth - 1)
    else:
        value.kvlist_value.SetInParent()
        _fill_pairs(value.kvlist_value.values, chance, depth - 1)


def _fill_pairs(pairs, chance, depth=2):
    for index in range(chance.randrange(4)):
        pair = pairs.add(key=f"key.{index}")
        _fill_value(pair.value, chance, depth)


def _fill_span(span, chance):
    span.trace_id, span.span_id = chance.randbytes(16), chance.randbytes(8)
    span.parent_span_id = chance.choice((b"", chance.randbytes(8)))
    span.name, span.kind, span.flags = (
        chance.choice(("", "GET /x", "ünï")),
        chance.randrange(6),
        chance.randrange(2**32),
    )
    span.start_time_unix_nano = chance.randrange(1, 2**63)
    span.end_time_unix_nano = span.start_time_unix_nano + chance.randrange(10**9)
    span.dropped_events_count, span.trace_state = chance.randrange(3), "a=b"
    _fill_pairs(span.attributes, chance)
    for _ in range(chance.randrange(3)):
        event = span.events.add(name="exception", time_unix_nano=chance.randrange(2**63))
        _fill_pairs(event.attributes, chance)
    for _ in range(chance.randrange(2)):
        link = span.links.add(trace_id=chance.randbytes(16), span_id=chance.randbytes(8))
        _fill_pairs(link.attributes, chance)
    span.status.code, span.status.message = chance.randrange(3), chance.choice(("", "why"))


def _hex_ids(value):
    """OTLP's JSON form has ids in hex, where protobuf's own has them in base64."""
    if isinstance(value, list):
        return [_hex_ids(item) for item in value]
    if not isinstance(value, dict):
        return value
    ids = ("traceId", "spanId", "parentSpanId")
    return {key: base64.b64decode(held).hex() if key in ids else _hex_ids(held) for key, held in value.items()}


def main() -> None:
    chance = random.Random(int(sys.argv[1]))
    for _ in range(int(sys.argv[2])):
        request = ExportTraceServiceRequest()
        for _ in range(chance.randrange(3)):
            group = request.resource_spans.add(schema_url="x")
            _fill_pairs(group.resource.attributes, chance)
            for _ in range(chance.randrange(3)):
                scoped = group.scope_spans.add()
                scoped.scope.name, scoped.scope.version = "lib", chance.choice(("", "1"))
                for _ in range(chance.randrange(4)):
                    _fill_span(scoped.spans.add(), chance)
        value = _hex_ids(MessageToDict(request, use_integers_for_enums=True))
        body = base64.b64encode(request.SerializeToString()).decode()
        print(json.dumps({"body": body, "value": value}))


if __name__ == "__main__":
    main()

"""OTLP's protobuf messages are read as their JSON form says, and nothing else breaks more than itself."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.adapters.tracing.otlp import protobuf
from app.adapters.tracing.otlp.protobuf import ProtobufError, ProtobufSizeError, read_export_request
from app.core.trace.otlp.read import read_export
from tests.support.telemetry import (
    TRACE,
    attributes,
    exception,
    export,
    group,
    ours,
    server_span,
    span,
    to_protobuf,
    varint,
)

VALUES = {
    "text": "Dünë",
    "yes": True,
    "no": False,
    "whole": 42,
    "below": -1,
    "least": -(2**63),
    "half": 0.5,
    "list": ["a", 1, [False]],
    "map": {"inner": {"deep": "x"}},
}


def _both(value: Any) -> tuple[Any, Any]:
    read, others = read_export_request(to_protobuf(value), ours)
    assert others == 0
    return read_export(read, ours), read_export(value, ours)


def test_everything_that_json_says() -> None:
    link = {"traceId": "1" * 32, "spanId": "2" * 16, "attributes": attributes({"a": 1})}
    more = {
        "droppedAttributesCount": 3,
        "links": [link],
        "events": [exception()],
        "status": {"code": 2, "message": "m"},
    }
    octets = {"key": "octets", "value": {"bytesValue": "AAECAw=="}}
    one = server_span(1, values=VALUES, **more)
    one["attributes"].append(octets)
    found, wanted = _both(export(group(one, span(2, 1)), group(span(3, 1, kind=5), service="stock")))
    assert found == wanted
    assert (len(found.spans), found.spans[0].attributes["octets"]) == (3, {"~": "bytes", "bytes": 4})


_NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
_SCALARS = st.one_of(
    st.booleans(), st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False), st.text(st.characters(codec="utf-8"))
)
_VALUES = st.recursive(_SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=3))


@given(st.dictionaries(_NAMES, _VALUES, max_size=5), st.integers(1, 2**64 - 1), st.integers(0, 5))
def test_any_attributes(values: dict[str, Any], span_id: int, kind: int) -> None:
    found, wanted = _both(export(group(span(span_id, 1, kind=kind, values=values))))
    assert found == wanted


def test_spans_of_other_requests_are_passed_over() -> None:
    data = to_protobuf(export(group(span(1), span(2, trace_id="1" * 32), span(3))))
    value, others = read_export_request(data, {TRACE}.__contains__)
    assert ([one.span_id[-1] for one in read_export(value, ours).spans], others) == (["1", "3"], 1)


def test_a_span_without_a_trace_id_is_passed_on() -> None:
    data = to_protobuf(export(group({**span(1), "traceId": "12"}, span(2))))
    value, others = read_export_request(data, ours)
    assert (read_export(value, ours).rejected, others) == (1, 0)
    # An empty span.
    bare = bytes([0x0A, 4, 0x12, 2, 0x12, 0])
    assert read_export(read_export_request(bare, ours)[0], ours).rejected == 1


def test_nothing_is_an_empty_export() -> None:
    assert read_export_request(b"", ours) == ({}, 0)


def test_text_that_is_none_is_read_as_far_as_it_is() -> None:
    data = to_protobuf(export(group(span(1, name="@@@"))))
    value, _ = read_export_request(data.replace(b"@@@", b"a\xffb"), ours)
    assert read_export(value, ours).spans[0].name == "a�b"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x0a", "cut off"),
        (b"\x0a\x05ab", "a field is cut off"),
        (b"\xff\xff", "a number is cut off"),
        (b"\xff" * 12, "longer than 64 bits"),
        (b"\x0b", "wire type 3"),
        (b"\x07", "wire type 7"),
        (b"\x02\x00", "the number 0"),
        (b"\x09\x01\x02", "cut off"),
        (b"{}", "wire type 3"),
        (b"<html>", "wire type 4"),
    ],
)
def test_what_is_no_message_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(ProtobufError, match=words):
        read_export_request(data, ours)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        value, _ = read_export_request(data, ours)
    except ProtobufError:
        return
    read_export(value, ours)


@given(st.data())
def test_a_message_that_is_cut_or_changed_is_read_or_refused(data: st.DataObject) -> None:
    whole = bytearray(to_protobuf(export(group(server_span(1, values=VALUES, events=[exception()])))))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] = data.draw(st.integers(0, 255))
    end = data.draw(st.integers(at, len(whole)))
    try:
        value, _ = read_export_request(bytes(whole[:end]), ours)
    except ProtobufError:
        return
    read_export(value, ours)


def test_unknown_fields_and_other_types_are_skipped() -> None:
    unknown = varint(200 << 3 | 2) + b"\x01x" + varint(7 << 3 | 5) + b"abcd" + varint(1 << 3) + b"\x05"
    assert read_export_request(unknown + to_protobuf(export(group(span(1)))), ours)[0]["resourceSpans"]


def test_too_many_messages_are_refused_before_they_are_built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protobuf, "MESSAGE_LIMIT", 1000)
    # Two bytes each: a megabyte of them would be half a million objects.
    with pytest.raises(ProtobufSizeError, match="1,000"):
        read_export_request(b"\x0a\x00" * 500_000, ours)


def test_deep_nesting_is_refused() -> None:
    value: Any = {"stringValue": "x"}
    for _ in range(60):
        value = {"arrayValue": {"values": [value]}}
    one = span(1)
    one["attributes"] = [{"key": "a", "value": value}]
    with pytest.raises(ProtobufSizeError):
        read_export_request(to_protobuf(export(group(one))), ours)

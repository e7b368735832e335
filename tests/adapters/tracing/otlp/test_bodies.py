"""Bodies are unpacked, read and answered as OTLP/HTTP says."""

from __future__ import annotations

import gzip
import json
import zlib

import pytest

from app.adapters.tracing.otlp import bodies
from app.adapters.tracing.otlp.bodies import BODY_LIMIT, JSON, PROTOBUF, RefusedError
from app.core.trace.otlp.model import Export
from tests.support.telemetry import export, group, ours, span, to_protobuf

VALUE = export(group(span(1), span(2, trace_id="1" * 32)))


def _refused(body: bytes, coding: str) -> RefusedError:
    with pytest.raises(RefusedError) as raised:
        bodies.unpack(body, coding)
    return raised.value


def test_codings() -> None:
    assert bodies.unpack(b"abc", "") == b"abc"
    assert bodies.unpack(b"abc", "identity") == b"abc"
    assert bodies.unpack(gzip.compress(b"abc"), "gzip") == b"abc"
    assert bodies.unpack(zlib.compress(b"abc"), "deflate") == b"abc"


def test_codings_that_are_not_taken() -> None:
    assert _refused(b"abc", "br").status == 415
    assert _refused(b"abc", "gzip").status == 400
    assert _refused(gzip.compress(b"abc" * 100)[:-9], "gzip").status == 400


def test_a_small_body_that_unpacks_to_a_huge_one_is_refused() -> None:
    bomb = gzip.compress(b"\0" * (BODY_LIMIT * 8))
    assert len(bomb) < BODY_LIMIT / 50
    assert _refused(bomb, "gzip").status == 413


@pytest.mark.parametrize("media_type", [JSON, PROTOBUF])
def test_spans_of_a_body(media_type: str) -> None:
    body = json.dumps(VALUE).encode() if media_type == JSON else to_protobuf(VALUE)
    found = bodies.read_body(body, media_type, lambda trace_id: trace_id != "1" * 32)
    assert (len(found.spans), found.others, found.rejected) == (1, 1, 0)


@pytest.mark.parametrize(
    ("body", "media_type", "status"),
    [
        (b"{", JSON, 400),
        (b"[]", JSON, 400),
        (b"\xff", JSON, 400),
        (b"[" * 100_000, JSON, 400),
        (b'{"resourceSpans": 5}', JSON, 400),
        (b"<html>", PROTOBUF, 400),
        (b"\x0a\x00" * 300_000, PROTOBUF, 413),
    ],
)
def test_bodies_that_are_no_export(body: bytes, media_type: str, status: int) -> None:
    with pytest.raises(RefusedError) as raised:
        bodies.read_body(body, media_type, ours)
    assert (raised.value.status, bool(raised.value.message)) == (status, True)


def test_success() -> None:
    assert bodies.success(PROTOBUF, None) == b""
    assert bodies.success(JSON, Export(others=5)) == b"{}"


def test_partial_success() -> None:
    told = Export(rejected=300, problem="no id")
    assert json.loads(bodies.success(JSON, told)) == {
        "partialSuccess": {"rejectedSpans": "300", "errorMessage": "no id"}
    }
    # partial_success = 1 { rejected_spans = 1: 300, error_message = 2: "no id" }
    assert bodies.success(PROTOBUF, told) == b"\x0a\x0a\x08\xac\x02\x12\x05no id"


def test_failure() -> None:
    assert json.loads(bodies.failure(JSON, "why")) == {"message": "why"}
    assert bodies.failure(PROTOBUF, "why") == b"\x12\x03why"
    long = "x" * 300
    assert bodies.failure(PROTOBUF, long) == b"\x12\xac\x02" + long.encode()

"""The receiver over real sockets: exporters as they should be, and as they should not."""

from __future__ import annotations

import gzip
import http.client
import json
import socket
from typing import TYPE_CHECKING, Any

import pytest

from app.adapters.tracing.otlp import bodies, intake
from app.adapters.tracing.otlp.connection import GRPC_WORDS, Patience
from tests.support.telemetry import export, group, server_span, span, to_protobuf

if TYPE_CHECKING:
    from tests.adapters.tracing.otlp.conftest import Heard, Start

VALUE = export(group(server_span(1)))
BODY = json.dumps(VALUE).encode()
JSON = {"Content-Type": "application/json"}
PROTOBUF = {"Content-Type": "application/x-protobuf"}


def _ask(heard: Heard, method: str, path: str, body: Any, headers: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
    client = http.client.HTTPConnection("127.0.0.1", heard.port, timeout=30)
    try:
        client.request(method, path, body, headers)
        answer = client.getresponse()
        return answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()}
    finally:
        client.close()


def _until_closed(connection: socket.socket) -> bytes:
    parts = []
    while part := connection.recv(65536):
        parts.append(part)
    return b"".join(parts)


def _head(length: int, *more: str) -> bytes:
    lines = (
        "POST /v1/traces HTTP/1.1",
        "Host: x",
        "Content-Type: application/json",
        f"Content-Length: {length}",
        *more,
    )
    return "\r\n".join((*lines, "", "")).encode()


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (BODY, JSON),
        (BODY, {"Content-Type": "application/json; charset=utf-8"}),
        (to_protobuf(VALUE), PROTOBUF),
        (gzip.compress(BODY), {**JSON, "Content-Encoding": "gzip"}),
        (gzip.compress(to_protobuf(VALUE)), {**PROTOBUF, "Content-Encoding": "GZIP"}),
        ([BODY[:50], BODY[50:]], JSON),  # in chunks
    ],
)
def test_spans_are_taken(heard: Heard, body: Any, headers: dict[str, str]) -> None:
    if isinstance(body, list):
        body = iter(body)
    status, answer, told = _ask(heard, "POST", "/v1/traces", body, headers)
    assert (status, answer) == (200, b"" if headers["Content-Type"] == PROTOBUF["Content-Type"] else b"{}")
    assert told["content-type"] == headers["Content-Type"].partition(";")[0]
    heard.wait_for_traces(1)
    assert heard.traces[0].route == "/books/{id}"
    state = heard.receiver.state
    assert (state.counts.spans, state.services, state.trouble) == (1, ("shop",), "")


def test_one_connection_serves_many_exports(heard: Heard) -> None:
    client = http.client.HTTPConnection("127.0.0.1", heard.port, timeout=30)
    for number in range(2, 5):
        client.request("POST", "/v1/traces", json.dumps(export(group(span(number, 1)))), JSON)
        assert client.getresponse().read() == b"{}"
    client.close()
    with heard.told:
        assert heard.told.wait_for(lambda: bool(heard.traces) and len(heard.traces[-1].spans) == 3, 30)
    # Gathered for a moment: not each span by itself makes a trace.
    assert len(heard.traces) <= 3
    assert heard.states[-1].counts.spans == 3


def test_a_flood_is_told_in_few_pieces(heard: Heard) -> None:
    client = http.client.HTTPConnection("127.0.0.1", heard.port, timeout=30)
    for number in range(1, 301):
        client.request("POST", "/v1/traces", to_protobuf(export(group(span(number, 1)))), PROTOBUF)
        client.getresponse().read()
    client.close()
    with heard.told:
        assert heard.told.wait_for(lambda: len(heard.traces[-1].spans) == 300, 30)
    assert len(heard.traces) < 100
    assert len(heard.states) < 100


def test_two_requests_in_one_packet_are_answered_in_order(heard: Heard) -> None:
    with heard.connect() as connection:
        connection.sendall((_head(len(BODY)) + BODY) * 2 + _head(2, "Connection: close") + b"{}")
        assert _until_closed(connection).count(b"HTTP/1.1 200") == 3


def test_spans_of_other_requests_are_counted_and_not_kept(heard: Heard) -> None:
    other = export(group(span(1, trace_id="1" * 32), span(2, trace_id="2" * 32)))
    assert _ask(heard, "POST", "/v1/traces", to_protobuf(other), PROTOBUF)[0] == 200
    assert (heard.receiver.state.counts.others, heard.traces, heard.receiver.state.services) == (2, [], ())


def test_partial_success_is_told(heard: Heard) -> None:
    mixed = export(group(server_span(1), {**span(2), "spanId": ""}))
    status, answer, _ = _ask(heard, "POST", "/v1/traces", json.dumps(mixed), JSON)
    assert (status, json.loads(answer)["partialSuccess"]["rejectedSpans"]) == (200, "1")
    heard.wait_for_traces(1)
    assert heard.receiver.state.counts.rejected == 1
    assert "span id" in heard.receiver.state.trouble


@pytest.mark.parametrize("path", ["/v1/metrics", "/v1/logs"])
def test_metrics_and_logs_are_taken_and_dropped(heard: Heard, path: str) -> None:
    assert _ask(heard, "POST", path, b"anything", PROTOBUF)[:2] == (200, b"")
    assert heard.receiver.state.counts.dropped == 1


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("POST", "/", JSON, 404),
        ("POST", "/v1/profiles", JSON, 404),
        ("GET", "/v1/traces", {}, 405),
        ("PUT", "/v1/traces", JSON, 405),
        ("POST", "/v1/traces", {}, 415),
        ("POST", "/v1/traces", {"Content-Type": "text/plain"}, 415),
        ("POST", "/v1/traces", {"Content-Type": "application/grpc"}, 415),
        ("POST", "/v1/traces", {**JSON, "Content-Encoding": "br"}, 415),
        ("POST", "/v1/traces", {**JSON, "Origin": "https://evil.example"}, 403),
        ("POST", "/v1/traces", {**PROTOBUF, "Content-Encoding": "gzip"}, 400),
    ],
)
def test_what_is_refused(heard: Heard, method: str, path: str, headers: dict[str, str], status: int) -> None:
    found, answer, told = _ask(heard, method, path, b"not what it says", headers)
    assert (found, told.get("connection")) == (status, "close")
    assert (b"message" in answer) is (told["content-type"] == "application/json")
    assert (told.get("allow") == "POST") is (status == 405)
    state = heard.receiver.state
    assert (state.counts.refused, bool(state.trouble), heard.traces) == (1, True, [])


def test_a_body_that_says_it_is_too_large_is_refused_unread(heard: Heard) -> None:
    with heard.connect() as connection:
        connection.sendall(_head(bodies.BODY_LIMIT + 1))
        connection.shutdown(socket.SHUT_WR)
        assert _until_closed(connection).startswith(b"HTTP/1.1 413")


def test_a_body_that_grows_too_large_is_refused(heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "BODY_LIMIT", 100_000)
    parts = iter([b"x" * 50_000] * 5)
    assert _ask(heard, "POST", "/v1/traces", parts, JSON)[0] == 413


def test_too_much_at_once_is_put_off(heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "MEMORY_LIMIT", 1000)
    with heard.connect() as slow:
        slow.sendall(_head(2000) + b"x" * 900)
        asked = _ask(heard, "POST", "/v1/traces", b"{}" + b" " * 200, JSON)
        while asked[0] == 200:  # the first one's bytes may not have been read yet
            asked = _ask(heard, "POST", "/v1/traces", b"{}" + b" " * 200, JSON)
        status, _, told = asked
        assert (status, told["retry-after"]) == (503, "1")
    while _ask(heard, "POST", "/v1/traces", b"{}" + b" " * 700, JSON)[0] == 503:
        pass  # what broke off gives its room back


@pytest.mark.parametrize(
    "junk", [b"\x16\x03\x01\x02\x00", b"GET\r\n\r\n", b"POST / HTTP/1.1\r\nHost x\r\n\r\n", b"\0" * 40_000]
)
def test_what_is_no_http_is_refused(heard: Heard, junk: bytes) -> None:
    with heard.connect() as connection:
        connection.sendall(junk)
        connection.shutdown(socket.SHUT_WR)
        answer = _until_closed(connection)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 4")
    assert _ask(heard, "POST", "/v1/traces", BODY, JSON)[0] == 200


@pytest.mark.parametrize("length", ["-1", "abc", "9" * 5000, "1, 2"])
def test_odd_lengths_are_refused(heard: Heard, length: str) -> None:
    with heard.connect() as connection:
        connection.sendall(b"POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n")
        connection.sendall(f"Content-Length: {length}\r\n\r\n".encode())
        connection.shutdown(socket.SHUT_WR)
        assert _until_closed(connection).startswith(b"HTTP/1.1 4")


def test_grpc_is_told_what_to_set(heard: Heard) -> None:
    with heard.connect() as connection:
        connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04")
        connection.shutdown(socket.SHUT_WR)
        _until_closed(connection)
    assert heard.receiver.state.trouble == GRPC_WORDS


def test_a_sender_that_asks_first_is_told_to_go_on(heard: Heard) -> None:
    with heard.connect() as connection:
        connection.sendall(_head(len(BODY), "Expect: 100-continue", "Connection: close"))
        assert connection.recv(1000).startswith(b"HTTP/1.1 100")
        connection.sendall(BODY)
        assert _until_closed(connection).startswith(b"HTTP/1.1 200")


def test_silence_between_requests_closes_without_a_word(start: Start) -> None:
    heard = start(Patience(idle=0.05))
    with heard.connect() as connection:
        assert _until_closed(connection) == b""
    assert heard.receiver.state.counts.refused == 0


def test_half_a_head_is_not_waited_for_for_ever(start: Start) -> None:
    heard = start(Patience(head=0.05, answer=0.05))
    with heard.connect() as connection:
        connection.sendall(b"POST /v1/tr")
        assert _until_closed(connection).startswith(b"HTTP/1.1 408")


def test_half_a_body_is_not_waited_for_for_ever(start: Start) -> None:
    heard = start(Patience(body=0.05, answer=0.05))
    with heard.connect() as connection:
        connection.sendall(_head(500) + b"{")
        assert _until_closed(connection).startswith(b"HTTP/1.1 408")
    assert "in time" in heard.receiver.state.trouble


def test_one_that_is_cut_off_costs_only_itself(heard: Heard) -> None:
    for part in (b"POST", _head(500)[:-4], _head(500) + b"{"):
        heard.connect().close()
        with heard.connect() as connection:
            connection.sendall(part)
    assert _ask(heard, "POST", "/v1/traces", BODY, JSON)[0] == 200

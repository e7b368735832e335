"""What no server on loopback can be made to do; everything else is in test_client.py."""

from __future__ import annotations

import asyncio
import errno
import ssl
from dataclasses import replace

import httpx
import pytest

from app.adapters.http.client import HttpClient
from app.adapters.http.failures import Scene, causes, explain
from app.core.exchange.connection import ConnectionSettings
from app.core.exchange.model import Exchange, Failure, Phase, Response, ResponseBody
from app.core.requests.model import PreparedRequest, Sent

PEER = "203.0.113.1:443"


def scene(phase: Phase, *, partial: Response | None = None) -> Scene:
    limits = ConnectionSettings(connect_s=10, read_s=30)
    return Scene(phase, PEER, limits, partial=partial, proxy="http://proxy:1")


def chained(outer: Exception, *inner: BaseException) -> Exception:
    link: BaseException = outer
    for cause in inner:
        link.__cause__ = cause
        link = cause
    return outer


def broken_tls() -> ssl.SSLError:
    context = ssl.create_default_context()
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    incoming.write(b"220 this is no TLS record\r\n")
    with pytest.raises(ssl.SSLError) as caught:
        context.wrap_bio(incoming, outgoing, server_hostname="h").do_handshake()
    return caught.value


@pytest.mark.parametrize(
    ("error", "phase", "words"),
    [
        (
            chained(httpx.ConnectError("x"), OSError(errno.ENETUNREACH, "Network is unreachable")),
            Phase.CONNECT,
            f"{PEER} cannot be reached from here: Network is unreachable.",
        ),
        (
            chained(
                httpx.ConnectError("x"),
                OSError("All connection attempts failed"),
                ExceptionGroup("several", [ConnectionRefusedError(111, "no"), OSError(errno.EHOSTUNREACH, "No route")]),
            ),
            Phase.CONNECT,
            f"Nothing accepts connections at {PEER}.",
        ),
        (httpx.ConnectError(""), Phase.CONNECT, f"No connection to {PEER}: ConnectError."),
        (
            httpx.ProxyError("403 Forbidden"),
            Phase.CONNECT,
            "The proxy http://proxy:1 does not let this request through: 403 Forbidden.",
        ),
        (TimeoutError(), Phase.DNS, "Looking up 203.0.113.1 took longer than 10.0 s."),
        (
            chained(httpx.ReadError("x"), broken_tls()),
            Phase.RECEIVE,
            f"The encrypted connection to {PEER} broke:",
        ),
        (httpx.WriteTimeout("x"), Phase.SEND, f"Nothing came from {PEER} for 30.0 s."),
    ],
)
def test_words(error: Exception, phase: Phase, words: str) -> None:
    told = explain(error, scene(phase))
    assert told.phase is phase
    assert told.message.startswith(words)
    assert told.hint
    assert type(error).__name__ in told.detail


def test_something_unforeseen_is_told_with_its_traceback() -> None:
    try:
        [][1]
    except IndexError as error:
        told = explain(error, scene(Phase.SEND))
    assert told.message.startswith("Something unforeseen stopped the request while sending the request: IndexError")
    assert "Traceback" in told.detail
    assert "report" in told.hint


def test_a_connection_lost_without_a_length() -> None:
    partial = Response(200, "OK", "HTTP/1.1", (("Content-Length", "many"),), ResponseBody(5, b"hello", wire_size=5))
    told = explain(httpx.ReadError("reset"), scene(Phase.RECEIVE, partial=partial))
    assert told.message == "The server stopped in the middle of its answer, after 5 B."
    assert told.partial is partial


def test_causes_walks_groups() -> None:
    inner = KeyError("k")
    group = ExceptionGroup("g", [ValueError("v"), inner])
    assert list(causes(chained(OSError("o"), group)))[-1] is inner
    assert list(causes(None)) == []


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("X-B", "one\ntwo", "The header X-B contains a line break; HTTP cannot carry it."),
        ("X-B", "one\r", "The header X-B contains a line break; HTTP cannot carry it."),
        ("X-B", "a\x00b", "The header X-B contains a NUL character; HTTP cannot carry it."),
        ("Authorization", "Bearer 'secret\n", "The header Authorization contains a line break; HTTP cannot carry it."),
        (
            "X\nB",
            "x",
            'The header "X\\nB" has a name that HTTP does not allow: no spaces, no colons, nothing but ASCII.',
        ),
        ("", "x", 'The header "" has a name that HTTP does not allow: no spaces, no colons, nothing but ASCII.'),
    ],
)
def test_names_the_header_that_http_cannot_carry(name: str, text: str, message: str) -> None:
    headers = (("Accept", "*/*"), (name, text), ("X-C", "fine"))
    sent = Sent(headers=headers)
    # It is refused before anything is connected, so nothing has to listen there.
    request = PreparedRequest("GET", "http://127.0.0.1:9/", "/", headers, None, sent, "0" * 32)
    exchange = asyncio.run(_sent(request))
    failure = exchange.outcome
    assert isinstance(failure, Failure)
    assert (failure.phase, failure.message) == (Phase.PREPARE, message)
    assert "b'" not in failure.detail + failure.message
    assert "secret" not in failure.detail


def test_quotes_no_bytes_of_whatever_else_cannot_be_written() -> None:
    told = explain(httpx.LocalProtocolError("Illegal method characters b'G T'"), scene(Phase.PREPARE))
    assert told.message == "This request cannot be written as HTTP: Illegal method characters"


async def _sent(request: PreparedRequest) -> Exchange:
    client = HttpClient()
    try:
        return await client.send(request, "GET /")
    finally:
        await client.close()


@pytest.mark.parametrize(("proxy", "untrusted"), [("", True), ("http://p:1", True), ("https://p:1", False)])
def test_a_certificate_that_may_be_the_proxys_is_not_the_hosts(proxy: str, untrusted: bool) -> None:
    refused = ssl.SSLCertVerificationError(1, "self-signed certificate")
    refused.verify_code, refused.verify_message = 18, "self-signed certificate"
    told = explain(chained(httpx.ConnectError("no"), refused), replace(scene(Phase.TLS), proxy=proxy))
    assert (told.phase, told.untrusted) == (Phase.TLS, untrusted)

from __future__ import annotations

import asyncio

import pytest

from app.adapters.http.client import HttpClient
from app.core.requests.model import BytesBody, PreparedRequest, Sent
from tests.servers import catalogue
from tests.servers.serving import serving


def echoed(method: str, headers: tuple[tuple[str, str], ...], body: BytesBody | None) -> bytes:
    """The bytes of a request as a server saw them."""

    async def send(url: str) -> bytes:
        client = HttpClient()
        try:
            exchange = await client.send(PreparedRequest(method, f"{url}/", "/", headers, body, Sent(), ""), "")
        finally:
            await client.close()
        assert exchange.response is not None, exchange.outcome
        return exchange.response.body.data

    with serving(catalogue.echo) as server:
        return asyncio.run(send(server.url))


@pytest.mark.parametrize("method", ["GET", "DELETE", "OPTIONS", "QUERY", "x-mine"])
def test_every_method_may_have_a_body_and_headers_go_out_as_they_are(method: str) -> None:
    headers = (("x-B", "2"), ("X-a", "1"), ("x-b", "3"), ("X-A", ""), ("accept", "text/x"))
    head, _, sent = echoed(method, headers, BytesBody(b"{}")).partition(b"\r\n\r\n")
    first, _, *lines = head.split(b"\r\n")
    assert first == method.encode() + b" / HTTP/1.1"
    assert lines == [b"x-B: 2", b"X-a: 1", b"x-b: 3", b"X-A: ", b"accept: text/x", b"Content-Length: 2"]
    assert sent == b"{}"


@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_a_method_without_a_body_announces_none(method: str) -> None:
    assert echoed(method, (), None).endswith(b"\r\n\r\n")
    assert b"content-length" not in echoed(method, (), None).lower()

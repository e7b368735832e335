"""Small servers that behave as real ones do on a bad day; `python -m tests.servers NAME` runs one by hand."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import struct
from typing import TYPE_CHECKING

from tests.servers.serving import Request, read_request

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

BIG = 3 * 1024 * 1024


def response(body: bytes, *headers: str, status: str = "200 OK", content_type: str = "text/plain") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {content_type}", f"Content-Length: {len(body)}", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body


async def hello(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answers every request of a connection, keeping it open."""
    while await read_request(reader) is not None:
        writer.write(response(b"hello"))
        await writer.drain()


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answers with the bytes of the request: head, empty line, body."""
    while (request := await read_request(reader)) is not None:
        writer.write(response(request.raw, content_type="application/octet-stream"))
        await writer.drain()


async def closes_at_once(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """Closes the connection without reading."""


async def resets(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Reads a little of the request, then resets the connection (RST)."""
    await reader.readexactly(10)
    raw = writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


async def closes_unanswered(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """Reads the request and closes."""
    await read_request(reader)


async def dies_mid_body(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Announces 1000 bytes and stops after 12."""
    await read_request(reader)
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n" + b'{"items": [1')
    await writer.drain()


async def dies_mid_chunk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Stops in the middle of a chunked body."""
    await read_request(reader)
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n20\r\nwor")
    await writer.drain()


async def invalid_chunks(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Breaks the chunked coding."""
    await read_request(reader)
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nnot-a-length\r\n")
    await writer.drain()


async def lies_about_json(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Says JSON and sends HTML."""
    while await read_request(reader) is not None:
        writer.write(response(b"<h1>It works!</h1>", content_type="application/json"))
        await writer.drain()


async def lies_about_gzip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Says gzip and sends plain text."""
    await read_request(reader)
    writer.write(response(b"plain text", "Content-Encoding: gzip"))
    await writer.drain()


async def gzipped(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Sends a compressed JSON body."""
    while await read_request(reader) is not None:
        body = gzip.compress(json.dumps({"text": "a" * 10_000}).encode())
        writer.write(response(body, "Content-Encoding: gzip", content_type="application/json"))
        await writer.drain()


async def slow_drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Sends one byte every 50 ms, for ever."""
    await read_request(reader)
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
    while True:
        writer.write(b".")
        await writer.drain()
        await asyncio.sleep(0.05)


async def never_answers(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """Reads the request and says nothing."""
    await read_request(reader)
    await asyncio.Event().wait()


async def never_reads(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """Accepts the connection and reads nothing."""
    await asyncio.Event().wait()


async def huge(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Sends 3 MiB of counted bytes."""
    while await read_request(reader) is not None:
        writer.write(response(bytes(range(256)) * (BIG // 256), content_type="application/octet-stream"))
        await writer.drain()


async def duplicate_headers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Sends headers twice, in odd case, with bytes outside ASCII, and a broken Location."""
    while await read_request(reader) is not None:
        writer.write(
            b"HTTP/1.1 302 Somewhere Else\r\nset-cookie: a=1\r\nSet-Cookie: b=2\r\nX-ODD-case: caf\xe9\r\n"
            b"X-Utf8: caf\xc3\xa9\r\nLocation: http://[broken\r\nContent-Length: 2\r\n\r\nok"
        )
        await writer.drain()


async def not_http(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Greets like a mail server."""
    writer.write(b"220 mail.example ESMTP\r\n\r\n")
    await writer.drain()
    await asyncio.sleep(0.2)


async def refuses_big_bodies(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answers 413 before the body has come, then reads it off, as careful servers do."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(response(b"too large", "Connection: close", status="413 Content Too Large"))
    await writer.drain()
    while await reader.read(65536):
        pass


async def resets_while_receiving(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Reads more than the head of the request, then resets the connection."""
    await reader.readexactly(10_000)
    await resets(reader, writer)


async def api(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A tiny API with a document at /v1/openapi.json, a docs page, and redirects."""
    while (request := await read_request(reader)) is not None:
        writer.write(_api_answer(request))
        await writer.drain()


def _api_answer(request: Request) -> bytes:
    document = {"openapi": "3.1.0", "info": {"title": "Tiny", "version": "1"}, "paths": {}}
    match request.target:
        case "/v1/openapi.json" | "/spec%20file":
            return response(json.dumps(document).encode(), content_type="application/json")
        case "/v1/docs":
            return response(b"<html>docs</html>", content_type="text/html")
        case "/old":
            return response(b"", "Location: /older", status="307 Temporary Redirect")
        case "/older":
            return response(b"", "Location: v1/openapi.json", status="302 Found")
        case "/circle":
            return response(b"", "Location: /circle", status="302 Found")
        case "/broken-redirect":
            return response(b"", "Location: http://[", status="302 Found")
        case _:
            return response(b'{"detail":"Not Found"}', status="404 Not Found", content_type="application/json")


CATALOGUE: dict[str, Handler] = {
    handler.__name__.replace("_", "-"): handler
    for handler in (
        hello,
        echo,
        closes_at_once,
        resets,
        closes_unanswered,
        dies_mid_body,
        dies_mid_chunk,
        invalid_chunks,
        lies_about_json,
        lies_about_gzip,
        gzipped,
        slow_drip,
        never_answers,
        never_reads,
        huge,
        duplicate_headers,
        not_http,
        refuses_big_bodies,
        resets_while_receiving,
        api,
    )
}

"""Proxies on loopback: HTTP (forwarding and CONNECT, RFC 9110 section 9.3.6) and SOCKS5 (RFC 1928, RFC 1929).

They keep what they were asked for, so that a test can tell whether, and by which name, a request went through them.
"""

from __future__ import annotations

import asyncio
import base64
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from tests.servers.catalogue import response

_SOCKS: Final = 5
_CONNECT: Final = 1
_IPV4: Final = 1
_NAME: Final = 3
_PASSWORD: Final = 2


@dataclass
class HttpProxy:
    """Forwards plain requests and opens tunnels.

    Attributes:
        login: `name:password` that it demands; empty for none.
        refusal: A status line it answers every CONNECT with; empty tunnels.
        asked: Request lines, in order.
    """

    login: str = ""
    refusal: str = ""
    asked: list[str] = field(default_factory=list)

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        line = head.split(b"\r\n", 1)[0].decode()
        self.asked.append(line)
        if self.login and f"basic {base64.b64encode(self.login.encode()).decode()}".encode() not in _lowered(head):
            challenge = 'Proxy-Authenticate: Basic realm="proxy"'
            writer.write(response(b"who are you?", challenge, status="407 Proxy Authentication Required"))
            await writer.drain()
            return
        method, target, _ = line.split(" ")
        if method != "CONNECT":
            await self._forward(head, target, reader, writer)
        elif self.refusal:
            writer.write(response(b"no way through", status=self.refusal))
            await writer.drain()
        else:
            host, _, port = target.rpartition(":")
            upstream = await asyncio.open_connection(host, int(port))
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await relay((reader, writer), upstream)

    async def _forward(
        self, head: bytes, target: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        authority, _, path = target.removeprefix("http://").partition("/")
        host, _, port = authority.partition(":")
        upstream = await asyncio.open_connection(host, int(port or 80))
        upstream[1].write(head.replace(target.encode(), f"/{path}".encode(), 1))
        await relay((reader, writer), upstream)


@dataclass
class SocksProxy:
    """Opens tunnels to addresses and names.

    Attributes:
        login: `name:password` that it demands; empty for none.
        refusal: A reply code other than 0 that it answers with, for example 5 for a refused connection.
        asked: `host:port`, in order; a name stays a name, so that it shows who looked it up.
    """

    login: str = ""
    refusal: int = 0
    asked: list[str] = field(default_factory=list)

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _, count = await reader.readexactly(2)
        methods = await reader.readexactly(count)
        wanted = _PASSWORD if self.login else 0
        writer.write(bytes((_SOCKS, wanted if wanted in methods else 0xFF)))
        if wanted not in methods or not (await self._is_known(reader, writer)):
            await writer.drain()
            return
        _, command, _, kind = await reader.readexactly(4)
        host = await _host(reader, kind)
        port = int.from_bytes(await reader.readexactly(2))
        self.asked.append(f"{host}:{port}")
        code = self.refusal if command == _CONNECT else 7
        upstream = None if code else await asyncio.open_connection(host, port)
        writer.write(bytes((_SOCKS, code, 0, _IPV4, 0, 0, 0, 0, 0, 0)))
        await writer.drain()
        if upstream is not None:
            await relay((reader, writer), upstream)

    async def _is_known(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        if not self.login:
            return True
        name = await _text(reader, version=True)
        password = await _text(reader)
        known = f"{name}:{password}" == self.login
        writer.write(bytes((1, 0 if known else 1)))
        return known


async def _text(reader: asyncio.StreamReader, *, version: bool = False) -> str:
    if version:
        await reader.readexactly(1)
    (length,) = await reader.readexactly(1)
    return (await reader.readexactly(length)).decode()


async def _host(reader: asyncio.StreamReader, kind: int) -> str:
    if kind == _NAME:
        return await _text(reader)
    raw = await reader.readexactly(4 if kind == _IPV4 else 16)
    return ".".join(map(str, raw)) if kind == _IPV4 else raw.hex(":", 2)


def _lowered(head: bytes) -> bytes:
    """The head with the names of schemes in lower case."""
    return head.replace(b"Basic ", b"basic ")


async def relay(
    one: tuple[asyncio.StreamReader, asyncio.StreamWriter], two: tuple[asyncio.StreamReader, asyncio.StreamWriter]
) -> None:
    """Copies both ways until either side ends."""
    ways = [asyncio.create_task(_copy(one[0], two[1])), asyncio.create_task(_copy(two[0], one[1]))]
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        two[1].close()
        with suppress(ConnectionError, asyncio.CancelledError):
            await two[1].wait_closed()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()

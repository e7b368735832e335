"""SOCKS proxies: who looks names up, and answers that are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.core.exchange.connection import ConnectionSettings
from app.core.exchange.model import Phase
from tests.adapters.http.test_connections import answer, failure, get, sent, through
from tests.servers import catalogue
from tests.servers.proxies import SocksProxy
from tests.servers.serving import self_signed, serving

if TYPE_CHECKING:
    import asyncio
    from pathlib import Path


@pytest.mark.parametrize(("scheme", "asked"), [("socks5", "127.0.0.1"), ("socks5h", "localhost")])
def test_only_socks5h_lets_the_proxy_look_names_up(tmp_path: Path, scheme: str, asked: str) -> None:
    context, certificate = self_signed(tmp_path, name="localhost")
    proxy = SocksProxy()
    with serving(proxy) as running, serving(catalogue.echo, context=context) as server:
        url = server.url.replace("127.0.0.1", "localhost")
        settings = ConnectionSettings(through(running, scheme).proxy, ca_file=str(certificate))
        exchange = sent(get(url), settings)
    # The certificate is for the name and not for the address, and the server hears the name.
    assert f"Host: localhost:{server.port}\r\n".encode() in answer(exchange).body.data
    assert proxy.asked == [f"{asked}:{server.port}"]
    looked_up = any(phase.phase is Phase.DNS for phase in exchange.phases)
    assert looked_up is (scheme == "socks5")


def test_a_name_that_leads_nowhere_is_the_servers_and_not_the_proxys() -> None:
    proxy = SocksProxy()
    with serving(proxy) as running:
        told = failure(sent(get("http://nowhere.invalid"), through(running, "socks5")))
    assert told.phase is Phase.DNS
    assert told.message == "The name nowhere.invalid leads to no address."
    assert "proxy" not in told.hint
    assert proxy.asked == []


async def hangs_up(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await reader.readexactly(3)


async def speaks_http(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readexactly(3)
    writer.write(catalogue.response(b"what?", status="400 Bad Request"))
    await writer.drain()


@pytest.mark.parametrize("handler", [hangs_up, speaks_http])
def test_what_is_no_socks_proxy_is_told_as_that(handler: catalogue.Handler) -> None:
    with serving(handler) as running:
        told = failure(sent(get("http://127.0.0.1:9"), through(running, "socks5")))
    assert told.phase is Phase.CONNECT
    assert f"What socks5://127.0.0.1:{running.port} answered is not SOCKS5" in told.message
    assert "called with http://" in told.hint

"""Proxies that are reached over TLS, and what a tunnel keeps of a request."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from app.core.exchange.connection import ConnectionSettings, ProxyMode, ProxySettings
from app.core.exchange.model import Phase
from app.core.exchange.travel_words import travel_facts, unchecked_host
from tests.adapters.http.test_connections import answer, failure, get, sent
from tests.servers import catalogue
from tests.servers.http2_server import Http2Server, offering_h2
from tests.servers.proxies import HttpProxy
from tests.servers.serving import self_signed, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.servers.serving import Server

ODD = "/a/../b//c%2fd/%7Bid%7D/{x}?q=|&x=a+b#no"


@dataclass(frozen=True, slots=True)
class Scene:
    """A proxy and a server, each with TLS of its own.

    Attributes:
        asked: What the proxy was asked for.
        proxy_file, server_file: Their certificates.
        both: A file that holds both.
    """

    proxy: Server
    server: Server
    asked: list[str]
    proxy_file: str
    server_file: str
    both: str

    def settings(self, ca_file: str) -> ConnectionSettings:
        return ConnectionSettings(ProxySettings(ProxyMode.MANUAL, self.proxy.url, for_loopback=True), ca_file=ca_file)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    handler = HttpProxy()
    files: list[str] = []
    with ExitStack() as stack:
        running = []
        for name, what in (("proxy", handler), ("server", catalogue.echo)):
            (tmp_path / name).mkdir()
            context, certificate = self_signed(tmp_path / name)
            files.append(str(certificate))
            running.append(stack.enter_context(serving(what, context=context)))
        both = tmp_path / "both.pem"
        both.write_text("".join((tmp_path / name / "certificate.pem").read_text() for name in ("proxy", "server")))
        yield Scene(running[0], running[1], handler.asked, files[0], files[1], str(both))


def test_the_file_of_trusted_certificates_holds_for_the_proxy(scene: Scene) -> None:
    exchange = sent(get(scene.server.url), scene.settings(scene.both))
    assert answer(exchange).body.data.startswith(b"GET /x HTTP/1.1\r\n")
    assert scene.asked == [f"CONNECT 127.0.0.1:{scene.server.port} HTTP/1.1"]
    assert exchange.travel.is_checked
    assert exchange.travel.certificate is not None


def test_plain_requests_go_through_such_a_proxy_and_are_not_called_encrypted(scene: Scene) -> None:
    with serving(catalogue.echo) as plain:
        exchange = sent(get(plain.url), scene.settings(scene.proxy_file))
    assert answer(exchange).body.data.startswith(b"GET /x HTTP/1.1\r\n")
    assert scene.asked == [f"GET {plain.url}/x HTTP/1.1"]
    assert (exchange.travel.tls, exchange.travel.certificate) == ("", None)


def test_a_proxy_that_nobody_vouches_for_is_told_as_the_proxy(scene: Scene) -> None:
    told = failure(sent(get(scene.server.url), scene.settings(scene.server_file)))
    assert told.phase is Phase.TLS
    assert f"The certificate of 127.0.0.1:{scene.proxy.port} is not accepted" in told.message
    assert told.hint.startswith("It is the certificate of the proxy;")
    assert not told.untrusted
    assert scene.asked == []


def test_a_server_behind_it_that_nobody_vouches_for_is_told_as_the_server(scene: Scene) -> None:
    told = failure(sent(get(scene.server.url), scene.settings(scene.proxy_file)))
    assert told.phase is Phase.TLS
    assert f"The certificate of 127.0.0.1:{scene.server.port} is not accepted" in told.message
    assert "proxy" not in told.hint
    assert told.untrusted


def test_a_proxy_that_is_not_checked_is_told_as_such(scene: Scene) -> None:
    name = f"127.0.0.1:{scene.proxy.port}"
    settings = replace(scene.settings(scene.server_file), insecure_hosts=frozenset({name}))
    exchange = sent(get(scene.server.url), settings)
    assert answer(exchange).status == 200
    assert (exchange.travel.checked, exchange.travel.proxy_checked) == (True, False)
    assert unchecked_host(exchange) == name
    assert [fact.name for fact in travel_facts(exchange) if fact.danger] == ["Certificate of the proxy"]


def test_a_tunnel_keeps_every_byte_of_the_target(scene: Scene) -> None:
    odd = replace(get(scene.server.url), target=ODD)
    plain = HttpProxy()
    with serving(plain) as proxy:
        through = ConnectionSettings(
            ProxySettings(ProxyMode.MANUAL, proxy.url, for_loopback=True), ca_file=scene.server_file
        )
        assert answer(sent(odd, through)).body.data.startswith(f"GET {ODD} HTTP/1.1\r\n".encode())
    assert plain.asked == [f"CONNECT 127.0.0.1:{scene.server.port} HTTP/1.1"]
    long = replace(get(scene.server.url), target="/" + "x" * 70_000)
    assert answer(sent(long, scene.settings(scene.both))).body.data.startswith(f"GET {long.target} ".encode())


def test_http_2_goes_through_a_proxy_over_tls(scene: Scene, tmp_path: Path) -> None:
    server = Http2Server()
    context, certificate = self_signed(tmp_path)
    bundle = tmp_path / "all.pem"
    bundle.write_text(certificate.read_text() + (tmp_path / "proxy" / "certificate.pem").read_text())
    with serving(server, context=offering_h2(context)) as running:
        exchange = sent(replace(get(running.url), target=ODD), replace(scene.settings(str(bundle)), http2=True))
    assert answer(exchange).http_version == "HTTP/2"
    assert (":path", ODD) in server.asked[0]

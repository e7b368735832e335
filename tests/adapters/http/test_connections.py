"""How requests travel: proxies, trust, HTTP/2, and kept connections that a server has closed."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest

from app.adapters.http.client import HttpClient
from app.core.exchange.connection import ConnectionSettings, ProxyMode, ProxySettings
from app.core.exchange.model import Failure, Phase, Response
from app.core.requests.model import BytesBody, PreparedRequest, Sent
from tests.servers import catalogue
from tests.servers.http2_server import Http2Server, offering_h2
from tests.servers.proxies import HttpProxy, SocksProxy
from tests.servers.serving import read_request, self_signed, serving

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from app.core.exchange.model import Exchange
    from tests.servers.serving import Server


def get(url: str, method: str = "GET") -> PreparedRequest:
    body = BytesBody(b"{}") if method == "POST" else None
    return PreparedRequest(method, f"{url}/x", "/x", (("X-Case", "Kept"),), body, Sent(), "0" * 32)


def run(use: Callable[[HttpClient], Awaitable[list[Exchange]]]) -> list[Exchange]:
    async def whole() -> list[Exchange]:
        client = HttpClient()
        try:
            return await use(client)
        finally:
            await client.close()

    return asyncio.run(whole())


def sent(request: PreparedRequest, connection: ConnectionSettings) -> Exchange:
    async def use(client: HttpClient) -> list[Exchange]:
        client.configure(connection)
        return [await client.send(request, "")]

    (exchange,) = run(use)
    return exchange


def through(proxy: Server, scheme: str = "http", **more: object) -> ConnectionSettings:
    url = f"{scheme}://127.0.0.1:{proxy.port}"
    return ConnectionSettings(ProxySettings(ProxyMode.MANUAL, url, for_loopback=True, **more))  # type: ignore[arg-type]


def answer(exchange: Exchange) -> Response:
    assert isinstance(exchange.outcome, Response), exchange.outcome
    return exchange.outcome


def failure(exchange: Exchange) -> Failure:
    assert isinstance(exchange.outcome, Failure)
    return exchange.outcome


# Proxies


def test_plain_requests_are_forwarded_with_the_whole_url() -> None:
    proxy = HttpProxy(login="me:se cret")
    with serving(proxy) as running, serving(catalogue.echo) as server:
        settings = through(running, username="me", password="se cret")
        exchange = sent(get(server.url), settings)
        assert answer(exchange).body.data.startswith(b"GET /x HTTP/1.1\r\n")
        assert proxy.asked == [f"GET {server.url}/x HTTP/1.1"]
        assert exchange.travel.proxy == f"http://127.0.0.1:{running.port}"


def test_a_proxy_that_wants_a_password_says_so_itself() -> None:
    with serving(HttpProxy(login="me:secret")) as running, serving(catalogue.echo) as server:
        assert answer(sent(get(server.url), through(running))).status == 407


@pytest.mark.parametrize("login", ["", "me:secret"])
def test_tls_goes_through_a_tunnel(tmp_path: Path, login: str) -> None:
    context, certificate = self_signed(tmp_path)
    proxy = HttpProxy(login=login)
    with serving(proxy) as running, serving(catalogue.echo, context=context) as server:
        name, _, password = login.partition(":")
        settings = through(running, username=name, password=password)
        settings = ConnectionSettings(settings.proxy, ca_file=str(certificate))
        assert answer(sent(get(server.url), settings)).body.data.startswith(b"GET /x")
        assert proxy.asked == [f"CONNECT 127.0.0.1:{server.port} HTTP/1.1"]


def test_a_tunnel_that_is_refused_is_the_proxys_doing() -> None:
    with serving(HttpProxy(refusal="403 Forbidden")) as running:
        told = failure(sent(get("https://127.0.0.1:9"), through(running)))
    assert told.phase is Phase.CONNECT
    assert told.message.startswith(f"The proxy http://127.0.0.1:{running.port} does not let this request through: 403")
    assert "Ask whoever runs it" in told.hint


def test_a_tunnel_that_wants_a_password_is_told_with_what_to_do() -> None:
    with serving(HttpProxy(login="me:secret")) as running:
        told = failure(sent(get("https://127.0.0.1:9"), through(running)))
    assert "Check the name and the password" in told.hint


@pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
@pytest.mark.parametrize("login", ["", "me:secret"])
def test_socks(scheme: str, login: str) -> None:
    proxy = SocksProxy(login=login)
    name, _, password = login.partition(":")
    with serving(proxy) as running, serving(catalogue.echo) as server:
        exchange = sent(get(server.url), through(running, scheme, username=name, password=password))
        assert answer(exchange).body.data.startswith(b"GET /x HTTP/1.1\r\nHost: 127.0.0.1")
        assert proxy.asked == [f"127.0.0.1:{server.port}"]


def test_a_socks_proxy_that_refuses() -> None:
    with serving(SocksProxy(refusal=5)) as running:
        told = failure(sent(get("http://127.0.0.1:9"), through(running, "socks5")))
    assert told.message.startswith(f"The proxy socks5://127.0.0.1:{running.port} does not let this request through")


def test_a_proxy_that_is_not_there_is_named_as_the_proxy() -> None:
    with serving(catalogue.hello) as gone:
        settings = through(gone)
    told = failure(sent(get("http://far.example"), settings))
    assert told.phase is Phase.CONNECT
    assert told.hint.startswith(f"It is the proxy that this request goes through, http://127.0.0.1:{gone.port}.")


def test_loopback_and_bypassed_hosts_are_reached_directly() -> None:
    proxy = HttpProxy()
    with serving(proxy) as running, serving(catalogue.echo) as server:
        address = f"http://127.0.0.1:{running.port}"
        for settings in (
            ProxySettings(ProxyMode.MANUAL, address),
            ProxySettings(ProxyMode.MANUAL, address, bypass=("127.0.0.1",), for_loopback=True),
            ProxySettings(ProxyMode.NONE),
        ):
            assert answer(sent(get(server.url), ConnectionSettings(settings))).status == 200
    assert proxy.asked == []


# Trust


def test_a_file_of_trusted_certificates(tmp_path: Path) -> None:
    context, certificate = self_signed(tmp_path)
    with serving(catalogue.echo, context=context) as server:
        told = failure(sent(get(server.url), ConnectionSettings()))
        assert (told.phase, told.untrusted) == (Phase.TLS, True)
        exchange = sent(get(server.url), ConnectionSettings(ca_file=str(certificate)))
    assert answer(exchange).status == 200
    assert exchange.travel.checked
    assert exchange.travel.tls.startswith("TLSv1.3 ")
    assert exchange.travel.certificate is not None
    assert exchange.travel.certificate.subject == "CN=127.0.0.1"
    assert exchange.travel.certificate.not_after.endswith("GMT")


def test_a_host_that_is_not_checked_is_told_as_such(tmp_path: Path) -> None:
    context, _ = self_signed(tmp_path, name="other.example")
    with serving(catalogue.echo, context=context) as server:
        exchange = sent(get(server.url), ConnectionSettings(insecure_hosts=frozenset({"127.0.0.1"})))
        assert answer(exchange).status == 200
        assert not exchange.travel.checked
        assert exchange.travel.certificate is None
        other = ConnectionSettings(insecure_hosts=frozenset({f"127.0.0.1:{server.port + 1}"}))
        assert failure(sent(get(server.url), other)).phase is Phase.TLS


@pytest.mark.parametrize(
    ("content", "words"), [(None, "is not there"), (b"no certificate", "holds no certificate in PEM form")]
)
def test_files_of_certificates_that_cannot_be_used(tmp_path: Path, content: bytes | None, words: str) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_bytes(content)
    told = failure(sent(get("https://127.0.0.1:9"), ConnectionSettings(ca_file=str(path))))
    assert told.phase is Phase.PREPARE
    assert words in told.message
    assert not told.untrusted
    assert "settings of the connection" in told.hint
    assert words in HttpClient().check_authorities(str(path))


def test_a_file_can_be_checked_before_it_is_trusted(tmp_path: Path) -> None:
    _, certificate = self_signed(tmp_path)
    assert HttpClient().check_authorities(str(certificate)) == ""


def test_a_folder_is_no_file_of_certificates(tmp_path: Path) -> None:
    told = failure(sent(get("https://127.0.0.1:9"), ConnectionSettings(ca_file=str(tmp_path))))
    assert str(tmp_path) in told.message


# HTTP/2


def test_http_2_is_spoken_where_it_is_offered_and_wanted(tmp_path: Path) -> None:
    context, certificate = self_signed(tmp_path)
    with serving(Http2Server(), context=offering_h2(context)) as server:
        exchange = sent(get(server.url), ConnectionSettings(ca_file=str(certificate), http2=True))
    response = answer(exchange)
    assert response.http_version == "HTTP/2"
    assert ["x-case", "Kept"] in json.loads(response.body.data)["headers"]


def test_http_1_1_is_spoken_with_those_who_know_no_other(tmp_path: Path) -> None:
    context, certificate = self_signed(tmp_path)
    with serving(catalogue.echo, context=context) as server:
        exchange = sent(get(server.url), ConnectionSettings(ca_file=str(certificate), http2=True))
    assert answer(exchange).http_version == "HTTP/1.1"
    assert b"X-Case: Kept" in answer(exchange).body.data


# Kept connections


class ClosesWhenUsedAgain:
    """Answers the first request of a connection, reads the second and closes without a word."""

    def __init__(self) -> None:
        self.requests = 0

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        self.requests += 1
        writer.write(catalogue.response(b"hello"))
        await writer.drain()
        self.requests += await read_request(reader) is not None


def _twice(server: Server, method: str) -> list[Exchange]:
    async def use(client: HttpClient) -> list[Exchange]:
        return [await client.send(get(server.url), ""), await client.send(get(server.url, method), "")]

    return run(use)


def test_a_kept_connection_that_is_closed_is_replaced_by_a_new_one() -> None:
    handler = ClosesWhenUsedAgain()
    with serving(handler) as server:
        first, second = _twice(server, "GET")
    assert not first.travel.repeated
    assert answer(second).status == 200
    assert second.travel.repeated
    assert handler.requests == 3


def test_what_may_not_be_done_twice_is_not_sent_twice() -> None:
    handler = ClosesWhenUsedAgain()
    with serving(handler) as server:
        _, second = _twice(server, "POST")
    assert "closed the connection without an HTTP answer" in failure(second).message
    assert not second.travel.repeated


def test_a_server_that_never_answers_is_not_asked_again() -> None:
    with serving(catalogue.closes_unanswered) as server:
        exchange = sent(get(server.url), ConnectionSettings())
        assert failure(exchange).message.endswith("closed the connection without an HTTP answer.")
        assert server.connections == 1


def test_whether_a_connection_was_kept_is_told() -> None:
    with serving(catalogue.hello) as server:
        first, second = _twice(server, "GET")
    assert (first.travel.reused, second.travel.reused) == (False, True)


def test_many_requests_at_once_have_as_many_connections() -> None:
    count = 130
    here = 0
    all_here = asyncio.Event()

    async def answer_all_at_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal here
        await read_request(reader)
        here += 1
        if here == count:
            all_here.set()
        await all_here.wait()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()

    with serving(answer_all_at_once) as server:

        async def use(client: HttpClient) -> list[Exchange]:
            return list(await asyncio.gather(*(client.send(get(server.url), "") for _ in range(count))))

        exchanges = run(use)
    assert [answer(exchange).status for exchange in exchanges] == [200] * count
    assert server.connections == count

"""How a command's requests travel: `--proxy`, `--cacert`, `--insecure`, `--follow`, `--cookie` and the like."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from app.adapters.documents.finding import is_address
from app.cli.source import run
from app.core.base.errors import SourceError
from app.core.exchange.connection import ConnectionSettings, ProxyMode, ProxySettings, host_and_port, proxy_problems
from app.core.exchange.connection_text import read_seconds, split_login
from app.core.requests.cookie_editing import written_cookie
from app.core.requests.cookies import Cookie, CookieJar, with_cookies

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from app.cli.source import OpenSource
    from app.core.exchange.model import Exchange
    from app.core.requests.model import PreparedRequest

NO_PROXY = "none"


def add_travel_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    parser.add_argument(
        "--proxy",
        metavar="URL",
        help="http://, https://, socks5:// or socks5h://[NAME:PASSWORD@]HOST:PORT, also for this machine; "
        f"{NO_PROXY} goes directly; else the system's settings hold",
    )
    parser.add_argument("--cacert", default="", metavar="FILE", help="PEM certificates trusted besides the system's")
    parser.add_argument(
        "--insecure", action="store_true", help="do not check the certificates of SOURCE and of the API: dangerous"
    )
    parser.add_argument("--follow", action="store_true", help="follow redirects; each hop is printed")
    parser.add_argument("--http2", action="store_true", help="offer HTTP/2; it writes header names in lower case")
    parser.add_argument("--cookie", action="append", default=[], metavar="NAME=VALUE", help="a cookie for the API")
    parser.add_argument("--timeout", metavar="S", help="seconds for each step of connecting, and of silence")


def read_connection(arguments: argparse.Namespace) -> ConnectionSettings:
    """How the arguments let requests travel.

    Raises:
        SourceError: One of them cannot be understood.
    """
    connection = ConnectionSettings(
        proxy=_proxy(arguments.proxy),
        follow_redirects=arguments.follow,
        http2=arguments.http2,
        ca_file=arguments.cacert,
    )
    if arguments.insecure and is_address(arguments.source):
        source = arguments.source if "://" in arguments.source else f"https://{arguments.source}"
        connection = unchecked(connection, source)
    if arguments.timeout is None:
        return connection
    seconds = read_seconds(arguments.timeout)
    if seconds is None:
        message = f"{arguments.timeout!r} is no limit."
        raise SourceError(message, hint="Write seconds above 0, up to 600: --timeout 2.5")
    return replace(connection, connect_s=seconds, read_s=seconds)


def unchecked(connection: ConnectionSettings, url: str) -> ConnectionSettings:
    """The same without a look at the certificate of a URL's host and port."""
    host, port = host_and_port(url)
    return replace(connection, insecure_hosts=connection.insecure_hosts | {f"{host}:{port}"})


def _proxy(text: str | None) -> ProxySettings:
    if text is None:
        return ProxySettings()
    if text == NO_PROXY:
        return ProxySettings(ProxyMode.NONE)
    url, username, password = split_login(text)
    problems = proxy_problems(url)
    if problems:
        raise SourceError(problems[0], hint="Write --proxy http://HOST:PORT, or --proxy none.")
    return ProxySettings(ProxyMode.MANUAL, url, username, password, for_loopback=True)


class Traveller:
    """Sends the requests of one command: cookies that an answer sets go along with the next.

    Attributes:
        notes: Why cookies were not kept, one sentence each.
    """

    def __init__(self, source: OpenSource, operation_key: str, cookies: Iterable[str]) -> None:
        self._source = source
        self._key = operation_key
        self._jar = CookieJar()
        self.notes: tuple[str, ...] = ()
        for text in cookies:
            self._jar = self._jar.put(_cookie(text, host_and_port(source.base_url)[0]))

    def send(self, request: PreparedRequest) -> Exchange:
        """Sends one request."""
        request = with_cookies(request, self._jar, time.time())
        exchange = run(self._source, self._source.client.send(request, self._key))
        if exchange.response is not None:
            self._jar, told = self._jar.receive(exchange.response.headers, request.url, time.time())
            self.notes += told
        return exchange


def _cookie(text: str, host: str) -> Cookie:
    name, equals, value = text.partition("=")
    cookie = written_cookie(Cookie(name, value, host), time.time()) if equals else f"{text!r} names no value."
    if isinstance(cookie, str):
        raise SourceError(cookie, hint="Write --cookie NAME=VALUE.")
    return cookie

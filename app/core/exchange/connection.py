"""How requests travel, as a person sets it: proxies, certificates, redirects, cookies, limits."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import quote, urlsplit

from app.core.base.hosts import is_loopback

SCHEMES: Final = ("http", "https", "socks5", "socks5h")
"""What a proxy's URL may begin with; `socks5h` lets the proxy look names up."""


class ProxyMode(StrEnum):
    """Where the proxy comes from."""

    NONE = "none"
    SYSTEM = "system"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class ProxySettings:
    """Through what requests go.

    Attributes:
        url: `http://host:3128`, `socks5://host:1080`; for MANUAL.
        username, password: What the proxy asks for; empty for nothing. The password is kept in memory alone.
        bypass: Hosts that are reached directly: `example.com` with all below it, `.example.com`, an address, `*`.
        for_loopback: Whether requests to this machine itself go through it too.
    """

    mode: ProxyMode = ProxyMode.SYSTEM
    url: str = ""
    username: str = ""
    password: str = ""
    bypass: tuple[str, ...] = ()
    for_loopback: bool = False


@dataclass(frozen=True, slots=True)
class ConnectionSettings:
    """How requests travel.

    Attributes:
        follow_redirects: Off, a redirect is the answer and can be followed by hand.
        use_cookies: Whether cookies that servers set are kept and sent.
        http2: Whether HTTP/2 is offered; it writes header names in lower case (RFC 9113 section 8.2.1).
        ca_file: Path of a PEM file whose certificates are trusted besides those of the system; empty for none.
        insecure_hosts: `host` or `host:port` whose certificates are not checked.
        connect_s: Limit for looking up, connecting and TLS, each, in seconds.
        read_s: Limit for the silence between two pieces of an answer, in seconds; None waits for ever.
    """

    proxy: ProxySettings = ProxySettings()
    follow_redirects: bool = False
    use_cookies: bool = True
    http2: bool = False
    ca_file: str = ""
    insecure_hosts: frozenset[str] = frozenset()
    connect_s: float = 10.0
    read_s: float | None = None

    def is_insecure(self, url: str) -> bool:
        """Whether the certificate of a URL's host is not checked."""
        host, port = host_and_port(url)
        return bool({host, f"{host}:{port}"} & self.insecure_hosts)

    def problems(self) -> tuple[str, ...]:
        """What of it cannot work, one sentence each."""
        found: list[str] = []
        if self.proxy.mode is ProxyMode.MANUAL:
            found += proxy_problems(self.proxy.url)
        if self.connect_s <= 0 or (self.read_s is not None and self.read_s <= 0):
            found.append("A limit in seconds has to be above 0.")
        return tuple(found)


def scheme_problem(url: str) -> str:
    """Why a text is no URL of a proxy, one sentence; empty where it is one, be it without a port."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises where it is none
    except ValueError as error:
        return f"{url!r} is no address of a proxy: {error}."
    if parts.scheme not in SCHEMES or not parts.hostname:
        return f"{url!r} is no address of a proxy: write for example http://host:3128 or socks5://host:1080."
    return ""


def proxy_problems(url: str) -> list[str]:
    """Why a text is no address of a proxy; nothing where it is one."""
    problem = scheme_problem(url)
    if problem:
        return [problem]
    if urlsplit(url).port is None:
        return [f"{url!r} names no port; proxies often listen on 3128, 8080 or 1080."]
    return []


def proxy_url(proxy: ProxySettings) -> str:
    """The proxy's address with its name and password in it, as clients take it."""
    parts = urlsplit(proxy.url)
    login = ""
    if proxy.username:
        login = f"{quote(proxy.username, safe='')}:{quote(proxy.password, safe='')}@"
    return f"{parts.scheme}://{login}{parts.netloc.rpartition('@')[2]}"


def goes_directly(url: str, proxy: ProxySettings) -> bool:
    """Whether a URL's host is reached without the proxy that was set by hand."""
    host, port = host_and_port(url)
    if is_loopback(host) and not proxy.for_loopback:
        return True
    return any(_bypasses(entry.strip().lower(), host, port) for entry in proxy.bypass if entry.strip())


def host_and_port(url: str) -> tuple[str, int]:
    """Host in lower case, and port with the scheme's default filled in; an empty host for what is no URL."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "", 0
    return parts.hostname or "", port or {"https": 443, "http": 80}.get(parts.scheme, 0)


def _bypasses(entry: str, host: str, port: int) -> bool:
    if entry == "*":
        return True
    name, colon, number = entry.partition(":")
    if colon and number.isdecimal() and int(number) != port:
        return False
    name = (name if colon and number.isdecimal() else entry).strip("[]").removeprefix("*").removeprefix(".")
    return host == name or host.endswith(f".{name}")

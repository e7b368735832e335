"""One request over httpx's transport: out as prepared, in as it comes.

The transport and not `httpx.AsyncClient`: a client reads every Location and Set-Cookie header even when it follows and
keeps nothing, and raises on a broken one, so that the response a person wants to see would be lost.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import SplitResult, urlsplit

import httpcore  # noqa: F401 - httpx would import it with the first transport, in the middle of the first send
import httpx
from socksio import SOCKSError

from app.adapters.http.content_codings import Codings
from app.adapters.http.header_check import refuse_faulty
from app.adapters.http.proxies import ProxyFinder, shown
from app.adapters.http.reception import header_bytes
from app.adapters.http.tls import Contexts, trust_for, trust_for_proxy
from app.adapters.http.uploads import Upload
from app.core.exchange.connection import host_and_port
from app.core.exchange.model import Certificate, Phase, Travel

if TYPE_CHECKING:
    import ssl

    from app.adapters.http.model import ClientSettings
    from app.adapters.http.phases import PhaseClock
    from app.adapters.http.reception import Reception
    from app.adapters.http.tls import Trust
    from app.core.exchange.connection import ConnectionSettings
    from app.core.requests.model import PreparedRequest

_WITH_CONTENT: Final = frozenset({"POST", "PUT", "PATCH"})
_IDEMPOTENT: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "QUERY"})
"""What may be sent twice without doing it twice (RFC 9110 section 9.2.2)."""

_LIMITS: Final = httpx.Limits(max_connections=None, max_keepalive_connections=20)
"""As many connections as there are requests: of many sent at once it is the server that decides who waits."""

_MAX_STALE: Final = 3
"""So many kept connections may turn out to be closed before that is the answer."""


@dataclass(slots=True)
class Trip:
    """One exchange under way.

    Attributes:
        clock: Told each phase.
        reception: Takes the response in.
        travel: How it travels, as far as it is known by now.
        address: The server's, where a proxy is told that and not its name; else empty.
    """

    request: PreparedRequest
    connection: ConnectionSettings
    clock: PhaseClock
    reception: Reception
    travel: Travel = field(default_factory=Travel)
    address: str = ""


@dataclass(frozen=True, slots=True)
class _Way:
    """Requests of one way share their connections.

    Attributes:
        proxy: Its address with credentials; None goes directly.
        proxy_trust: What holds for a proxy that is itself reached over TLS.
    """

    proxy: str | None
    trust: Trust
    proxy_trust: Trust | None


class _ExactUrl(httpx.URL):
    """An origin with a target that goes out to the byte: httpx would encode it anew."""

    def __init__(self, origin: httpx.URL, target: bytes) -> None:
        super().__init__(origin)
        self._target = target

    @property
    def raw_path(self) -> bytes:
        """The target."""
        return self._target


class Wire:
    """Owns the connections: one pool for each way."""

    def __init__(self, settings: ClientSettings) -> None:
        self._proxies = ProxyFinder()
        self._contexts = Contexts(settings.new_context)
        self._transports: dict[_Way, httpx.AsyncHTTPTransport] = {}

    async def exchange(self, trip: Trip) -> None:
        """Sends a request and gathers the response; raises whatever httpx, ssl, sockets and files raise."""
        request, reception = trip.request, trip.reception
        trip.clock.begin(Phase.PREPARE)
        refuse_faulty(request.headers)
        proxy = self._proxies.find(_split(request.url).geturl(), trip.connection.proxy)
        way = _Way(proxy, trust_for(request, trip.connection), trust_for_proxy(proxy, trip.connection))
        trip.travel = Travel(
            proxy=shown(proxy),
            checked=way.trust.checks,
            proxy_checked=way.proxy_trust is None or way.proxy_trust.checks,
        )
        transport = await self._transport(way)
        if proxy is not None and proxy.lower().startswith("socks5:"):
            # A proxy of the kind socks5h looks names up by itself.
            trip.address = await trip.clock.look_up_server(*host_and_port(request.url))
        response = await _answer(transport, trip, proxy)
        try:
            extensions = response.extensions
            # Of a plain request the encryption would be that of a proxy.
            security = _security(extensions) if request.url.lower().startswith("https:") else {}
            trip.travel = replace(trip.travel, reused=not trip.clock.connected, **security)
            reception.begin(
                response.status_code,
                extensions.get("reason_phrase", b""),
                extensions.get("http_version", b"HTTP/1.1"),
                response.headers.raw,
            )
            codings = Codings(response.headers.get_list("content-encoding"))
            async for chunk in response.aiter_raw():
                reception.wire_size = response.num_bytes_downloaded
                for piece in codings.decode(chunk):
                    reception.write(piece)
                    # There may be very many, and whoever waits may want to stop.
                    await asyncio.sleep(0)
            reception.wire_size = response.num_bytes_downloaded
        finally:
            await response.aclose()

    async def close(self) -> None:
        """Closes all connections."""
        for transport in self._transports.values():
            await transport.aclose()
        self._transports.clear()

    async def _transport(self, way: _Way) -> httpx.AsyncHTTPTransport:
        if way not in self._transports:
            context = await self._contexts.get(way.trust)
            # Left to itself, httpx would trust other authorities on the way to a proxy.
            beside = await self._contexts.get(way.proxy_trust) if way.proxy_trust is not None else None
            made = httpx.AsyncHTTPTransport(
                verify=context,
                proxy=httpx.Proxy(way.proxy, ssl_context=beside) if way.proxy is not None else None,
                trust_env=False,
                http2=way.trust.http2,
                limits=_LIMITS,
            )
            self._transports.setdefault(way, made)
        return self._transports[way]


async def _answer(transport: httpx.AsyncHTTPTransport, trip: Trip, proxy: str | None) -> httpx.Response:
    """The response, its body still to come; once more where a kept connection was closed in the very moment of use."""
    for _ in range(_MAX_STALE):
        try:
            return await transport.handle_async_request(_outgoing(trip, proxy))
        except (httpx.ProxyError, SOCKSError):
            # httpcore forgets the connection to a SOCKS proxy that refuses, or is none.
            if trip.clock.stream is not None:
                await trip.clock.stream.aclose()
            raise
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
            if trip.clock.connected or trip.request.method not in _IDEMPOTENT:
                raise
            trip.travel = replace(trip.travel, repeated=True)
            trip.clock.begin(Phase.PREPARE)
    return await transport.handle_async_request(_outgoing(trip, proxy))


def _outgoing(trip: Trip, proxy: str | None) -> httpx.Request:
    request, parts = trip.request, _split(trip.request.url)
    # Only the origin: httpx would encode the rest anew and refuses URLs above 64 KiB; `target` goes out as it is.
    url = httpx.URL(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/")
    target = request.target.encode("ascii", "backslashreplace")
    limits = trip.connection
    extensions: dict[str, Any] = {
        "trace": trip.clock.trace,
        "timeout": {"connect": limits.connect_s, "read": limits.read_s, "write": None, "pool": None},
    }
    if proxy is None or proxy.startswith("socks"):
        extensions["target"] = target
    elif parts.scheme == "http":
        # A forwarding proxy wants the absolute form (RFC 9112 section 3.2.2).
        extensions["target"] = f"{parts.scheme}://".encode() + url.netloc + target
    upload = Upload(request.body)
    headers = _wire_headers(request, url, upload.length)
    outgoing = httpx.Request(request.method, url, headers=headers, stream=upload, extensions=extensions)
    # httpx writes methods in upper case; methods are case-sensitive (RFC 9110 section 9.1).
    outgoing.method = request.method
    if trip.address:
        # Certificates are for the name, which the Host header has too.
        outgoing.extensions["sni_hostname"] = url.host
        outgoing.url = url.copy_with(host=trip.address)
    if "target" not in extensions:
        # Through a tunnel httpcore would name that extension to the proxy in place of the host.
        outgoing.url = _ExactUrl(url, target)
    return outgoing


def _security(extensions: dict[str, Any]) -> dict[str, Any]:
    """What is known of TLS on the response's connection."""
    stream = extensions.get("network_stream")
    secured: ssl.SSLObject | None = stream.get_extra_info("ssl_object") if stream is not None else None
    if secured is None:
        return {}
    cipher = secured.cipher()
    told = secured.getpeercert() or {}
    certificate = Certificate(
        _distinguished(told.get("subject")),
        _distinguished(told.get("issuer")),
        str(told.get("notBefore", "")),
        str(told.get("notAfter", "")),
    )
    return {"tls": f"{secured.version()} {cipher[0] if cipher else ''}", "certificate": certificate if told else None}


_SHORT: Final = {
    "commonName": "CN",
    "organizationName": "O",
    "organizationalUnitName": "OU",
    "countryName": "C",
    "stateOrProvinceName": "ST",
    "localityName": "L",
}


def _distinguished(name: Any) -> str:
    """A distinguished name of the ssl module as text (RFC 4514), the most telling part first."""
    pairs = [pair for part in name or () for pair in part]
    return ", ".join(f"{_SHORT.get(key, key)}={value}" for key, value in reversed(pairs))


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises where it is none
    except ValueError as error:
        message = f"{url!r}: {error}."
        raise httpx.UnsupportedProtocol(message) from error
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        message = f"{url!r} does not begin with http:// or https:// and a host."
        raise httpx.UnsupportedProtocol(message)
    return parts


def _wire_headers(request: PreparedRequest, url: httpx.URL, length: int) -> list[tuple[bytes, bytes]]:
    given = {name.lower() for name, _ in request.headers}
    headers = [(name.encode(), header_bytes(value)) for name, value in request.headers]
    if "host" not in given:
        headers.insert(0, (b"Host", url.netloc))
    announced = given & {"content-length", "transfer-encoding"}
    if not announced and (request.body is not None or request.method.upper() in _WITH_CONTENT):
        headers.append((b"Content-Length", str(length).encode()))
    return headers

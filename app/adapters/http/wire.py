"""One request over httpx's transport: out as prepared, in as it comes.

The transport and not `httpx.AsyncClient`: a client reads every Location and Set-Cookie header even when it follows and
keeps nothing, and raises on a broken one, so that the response a person wants to see would be lost.
"""

from __future__ import annotations

import asyncio
import ssl
import urllib.request
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import SplitResult, urlsplit

import httpx
import truststore

from app.adapters.http.client_certificates import load_certificate, stamp
from app.adapters.http.header_check import refuse_faulty
from app.adapters.http.reception import header_bytes
from app.adapters.http.uploads import Upload
from app.core.exchange.model import Phase

if TYPE_CHECKING:
    from app.adapters.http.model import ClientSettings
    from app.adapters.http.phases import PhaseClock
    from app.adapters.http.reception import Reception
    from app.core.requests.credentials import CertificateCredential
    from app.core.requests.model import PreparedRequest

    _Certificate = tuple[CertificateCredential, tuple[int, ...]]

_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_WITH_CONTENT: Final = frozenset({"POST", "PUT", "PATCH"})


class Wire:
    """Owns the connections: one pool, and one per proxy that the environment names and per client certificate."""

    def __init__(self, settings: ClientSettings) -> None:
        self._settings = settings
        self._new_context = settings.new_context or _system_context
        self._proxies = urllib.request.getproxies()
        self._contexts: dict[_Certificate | None, ssl.SSLContext] = {None: self._new_context()}
        self._transports: dict[tuple[str | None, _Certificate | None], httpx.AsyncHTTPTransport] = {}
        self._transport(None, None)

    async def exchange(self, request: PreparedRequest, clock: PhaseClock, reception: Reception) -> None:
        """Sends a request and gathers the response; raises whatever httpx, ssl, sockets and files raise."""
        clock.begin(Phase.PREPARE)
        refuse_faulty(request.headers)
        proxy = self._proxy_for(_split(request.url))
        outgoing = self._outgoing(request, clock, proxy)
        transport = self._transport(proxy, await self._certificate_for(request))
        response = await transport.handle_async_request(outgoing)
        try:
            extensions = response.extensions
            reception.begin(
                response.status_code,
                extensions.get("reason_phrase", b""),
                extensions.get("http_version", b"HTTP/1.1"),
                response.headers.raw,
            )
            async for chunk in response.aiter_bytes():
                reception.wire_size = response.num_bytes_downloaded
                reception.write(chunk)
            reception.wire_size = response.num_bytes_downloaded
        finally:
            await response.aclose()

    async def close(self) -> None:
        """Closes all connections."""
        for transport in self._transports.values():
            await transport.aclose()
        self._transports.clear()

    def _outgoing(self, request: PreparedRequest, clock: PhaseClock, proxy: str | None) -> httpx.Request:
        parts = _split(request.url)
        # Only the origin: httpx would encode the rest anew and refuses URLs above 64 KiB; `target` goes out as it is.
        url = httpx.URL(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/")
        target = request.target.encode("ascii", "backslashreplace")
        timeouts = self._settings.timeouts
        extensions: dict[str, Any] = {
            "trace": clock.trace,
            "timeout": {"connect": timeouts.connect_s, "read": timeouts.read_s, "write": None, "pool": None},
        }
        if proxy is None or proxy.startswith("socks"):
            extensions["target"] = target
        elif parts.scheme == "http":
            # A forwarding proxy wants the absolute form (RFC 9112 section 3.2.2).
            extensions["target"] = f"{parts.scheme}://".encode() + url.netloc + target
        else:
            # httpcore would name the target to the proxy instead of the host; here httpx's own encoding must do.
            url = url.copy_with(raw_path=target)
        upload = Upload(request.body)
        headers = _wire_headers(request, url, upload.length)
        outgoing = httpx.Request(request.method, url, headers=headers, stream=upload, extensions=extensions)
        # httpx writes methods in upper case; methods are case-sensitive (RFC 9110 section 9.1).
        outgoing.method = request.method
        return outgoing

    def _transport(self, proxy: str | None, certificate: _Certificate | None) -> httpx.AsyncHTTPTransport:
        key = proxy, certificate
        if key not in self._transports:
            context = self._contexts[certificate]
            self._transports[key] = httpx.AsyncHTTPTransport(verify=context, proxy=proxy, trust_env=False)
        return self._transports[key]

    async def _certificate_for(self, request: PreparedRequest) -> _Certificate | None:
        """The certificate to show, loaded into a context of its own: no other request shall show it."""
        credential = request.authentication.certificate
        if credential is None or not request.url.startswith("https:"):
            return None
        certificate = credential, stamp(credential)
        if certificate not in self._contexts:
            context = self._new_context()
            await asyncio.to_thread(load_certificate, context, credential)
            self._contexts[certificate] = context
        return certificate

    def _proxy_for(self, url: SplitResult) -> str | None:
        host = url.hostname or ""
        proxy = self._proxies.get(url.scheme) or self._proxies.get("all")
        if not proxy or host in _LOOPBACK or urllib.request.proxy_bypass(host):
            return None
        return proxy if "://" in proxy else f"http://{proxy}"


def _system_context() -> ssl.SSLContext:
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


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

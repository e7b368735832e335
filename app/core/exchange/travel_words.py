"""How an exchange travelled, in words: proxy, connection, TLS, certificate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.core.exchange.connection import host_and_port

if TYPE_CHECKING:
    from app.core.exchange.model import Exchange


_OF_CONNECTIONS: Final = frozenset({"connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"})


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing about how it travelled.

    Attributes:
        name: What it is about: `Proxy`.
        words: What is known.
        danger: Whether it is to be marked in red.
    """

    name: str
    words: str
    danger: bool = False


def unchecked_host(exchange: Exchange) -> str:
    """The first `host:port` on the way whose certificate was not checked; empty where all were, or there was none."""
    for each in (*(hop.exchange for hop in exchange.hops), exchange):
        if not each.travel.is_checked:
            host, port = host_and_port(each.request.url if not each.travel.checked else each.travel.proxy)
            return f"{host}:{port}"
    return ""


def _dropped(exchange: Exchange) -> tuple[str, ...]:
    """Names of typed headers that HTTP/2 cannot carry."""
    if exchange.response is None or exchange.response.http_version != "HTTP/2":
        return ()
    return tuple(dict.fromkeys(name for name, _ in exchange.request.headers if name.lower() in _OF_CONNECTIONS))


def travel_facts(exchange: Exchange) -> tuple[Fact, ...]:
    """What is known of the connection of the last round."""
    travel = exchange.travel
    found = [Fact("Proxy", travel.proxy or "none, directly")]
    if not travel.proxy_checked:
        words = (
            "not checked: it may be another one than it says, and read and change what is not encrypted for the server"
        )
        found.append(Fact("Certificate of the proxy", words, danger=True))
    if exchange.response is not None:
        connection = "one that was open already" if travel.reused else "a new one"
        if travel.repeated:
            connection += "; the server had closed the kept one, so the request was sent again (RFC 9112 9.3.1)"
        found.append(Fact("Connection", f"{connection}, {exchange.response.http_version}"))
    dropped = _dropped(exchange)
    if dropped:
        words = f"{', '.join(dropped)}: HTTP/2 knows no such header for one connection (RFC 9113 section 8.2.2)"
        found.append(Fact("Left out", words))
    if travel.tls:
        found.append(Fact("TLS", travel.tls))
    if not travel.checked:
        host, port = host_and_port(exchange.request.url)
        words = f"not checked: whoever sits between you and {host}:{port} can read and change everything"
        found.append(Fact("Certificate", words, danger=True))
    certificate = travel.certificate
    if certificate is not None:
        found += [
            Fact("Certificate", certificate.subject or "names nobody"),
            Fact("Issued by", certificate.issuer),
            Fact("Valid", f"{certificate.not_before} to {certificate.not_after}"),
        ]
    return tuple(found)

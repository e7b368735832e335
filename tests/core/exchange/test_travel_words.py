"""How exchanges travelled, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.core.exchange.model import Certificate, Exchange, Failure, Hop, Phase, Response, ResponseBody, Travel
from app.core.exchange.travel_words import Fact, travel_facts, unchecked_host
from app.core.requests.model import PreparedRequest, Sent

REQUEST = PreparedRequest("GET", "https://api.example/", "/", (), None, Sent(), "0" * 32)
RESPONSE = Response(200, "OK", "HTTP/2", (), ResponseBody(0, b""))
EXCHANGE = Exchange("GET /", REQUEST, RESPONSE, 0.0, 1.0)


def words(travel: Travel, exchange: Exchange = EXCHANGE) -> dict[str, str]:
    return {fact.name: fact.words for fact in travel_facts(replace(exchange, travel=travel))}


def test_a_plain_way() -> None:
    assert words(Travel()) == {"Proxy": "none, directly", "Connection": "a new one, HTTP/2"}
    lost = replace(EXCHANGE, outcome=Failure(Phase.DNS, "No."))
    assert words(Travel(), lost) == {"Proxy": "none, directly"}


@pytest.mark.parametrize(
    ("travel", "name", "told"),
    [
        (Travel(proxy="http://proxy:1"), "Proxy", "http://proxy:1"),
        (Travel(reused=True), "Connection", "one that was open already, HTTP/2"),
        (Travel(repeated=True), "Connection", "a new one; the server had closed the kept one"),
        (Travel(tls="TLSv1.3 AES"), "TLS", "TLSv1.3 AES"),
        (Travel(certificate=Certificate("", "CN=b", "c", "d")), "Certificate", "names nobody"),
        (Travel(certificate=Certificate("CN=a", "CN=b", "c", "d")), "Certificate", "CN=a"),
        (Travel(certificate=Certificate("CN=a", "CN=b", "c", "d")), "Issued by", "CN=b"),
        (Travel(certificate=Certificate("CN=a", "CN=b", "c", "d")), "Valid", "c to d"),
    ],
)
def test_what_is_known_is_told(travel: Travel, name: str, told: str) -> None:
    assert words(travel)[name].startswith(told)


def test_headers_that_http_2_cannot_carry_are_told() -> None:
    typed = (("Connection", "close"), ("X", "1"), ("upgrade", "a"), ("Connection", "b"))
    exchange = replace(EXCHANGE, request=replace(REQUEST, headers=typed))
    assert words(Travel(), exchange)["Left out"].startswith("Connection, upgrade: HTTP/2 knows no such header")
    older = replace(exchange, outcome=replace(RESPONSE, http_version="HTTP/1.1"))
    assert "Left out" not in words(Travel(), older)


def test_what_was_not_checked_is_a_danger() -> None:
    told = "not checked: whoever sits between you and api.example:443 can read and change everything"
    facts = travel_facts(replace(EXCHANGE, travel=Travel(checked=False)))
    assert facts[-1] == Fact("Certificate", told, danger=True)


def test_the_first_host_that_was_not_checked() -> None:
    bare = replace(EXCHANGE, travel=Travel(checked=False))
    hop = replace(bare, request=replace(REQUEST, url="https://first.example:8443/"))
    assert unchecked_host(EXCHANGE) == ""
    assert unchecked_host(bare) == "api.example:443"
    proxied = Travel(proxy="https://proxy.example:3129", proxy_checked=False)
    assert unchecked_host(replace(EXCHANGE, travel=proxied)) == "proxy.example:3129"
    assert [fact.name for fact in travel_facts(replace(EXCHANGE, travel=proxied)) if fact.danger] == [
        "Certificate of the proxy"
    ]
    assert unchecked_host(replace(bare, hops=(Hop(hop, "why"),))) == "first.example:8443"

"""What a person sets about connections, and what follows from it."""

from __future__ import annotations

import pytest

from app.core.exchange.connection import (
    ConnectionSettings,
    ProxyMode,
    ProxySettings,
    goes_directly,
    host_and_port,
    proxy_problems,
    proxy_url,
)


@pytest.mark.parametrize("url", ["http://proxy:3128", "https://10.0.0.1:8443", "socks5://[::1]:1080", "socks5h://a:1"])
def test_addresses_of_proxies(url: str) -> None:
    assert proxy_problems(url) == []


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "write for example"),
        ("proxy:3128", "write for example"),
        ("ftp://proxy:21", "write for example"),
        ("http://:3128", "write for example"),
        ("http://proxy", "names no port"),
        ("http://proxy:x", "is no address of a proxy: Port"),
        ("http://[::1:80", "is no address of a proxy"),
    ],
)
def test_what_is_no_address_is_told(url: str, words: str) -> None:
    settings = ConnectionSettings(ProxySettings(ProxyMode.MANUAL, url))
    (problem,) = settings.problems()
    assert words in problem


def test_limits_have_to_be_above_nothing() -> None:
    assert ConnectionSettings().problems() == ()
    assert ConnectionSettings(read_s=3.0).problems() == ()
    assert "above 0" in ConnectionSettings(connect_s=0).problems()[0]
    assert "above 0" in ConnectionSettings(read_s=-1).problems()[0]


def test_name_and_password_go_into_the_address_whatever_they_hold() -> None:
    assert proxy_url(ProxySettings(url="http://proxy:3128/")) == "http://proxy:3128"
    assert proxy_url(ProxySettings(url="socks5://old:p@host:1", username="a@b", password="c:/d")) == (
        "socks5://a%40b:c%3A%2Fd@host:1"
    )


@pytest.mark.parametrize(
    ("bypass", "url", "directly"),
    [
        ((), "http://example.com/", False),
        (("example.com",), "http://example.com/", True),
        (("example.com",), "http://api.example.com/", True),
        (("example.com",), "http://badexample.com/", False),
        ((".example.com",), "http://api.example.com/", True),
        (("*.example.com",), "http://api.example.com/", True),
        (("EXAMPLE.com:8080",), "http://example.com:8080/", True),
        (("example.com:8080",), "http://example.com/", False),
        (("10.0.0.1",), "http://10.0.0.1/", True),
        (("::2",), "http://[::2]/", True),
        (("*",), "http://anything/", True),
        (("", " "), "http://anything/", False),
    ],
)
def test_hosts_that_are_reached_directly(bypass: tuple[str, ...], url: str, directly: bool) -> None:
    assert goes_directly(url, ProxySettings(bypass=bypass)) is directly


def test_this_machine_is_reached_directly_unless_told_otherwise() -> None:
    assert goes_directly("http://127.0.0.1:8000/", ProxySettings())
    assert not goes_directly("http://127.0.0.1:8000/", ProxySettings(for_loopback=True))


def test_hosts_whose_certificates_are_not_checked() -> None:
    settings = ConnectionSettings(insecure_hosts=frozenset({"a.example", "b.example:8443"}))
    assert settings.is_insecure("https://A.example:9/x")
    assert settings.is_insecure("https://b.example:8443/x")
    assert not settings.is_insecure("https://b.example/x")


def test_hosts_and_ports() -> None:
    assert host_and_port("https://Example.com/x") == ("example.com", 443)
    assert host_and_port("http://example.com:81") == ("example.com", 81)
    assert host_and_port("other://x") == ("x", 0)
    assert host_and_port("http://[x") == ("", 0)

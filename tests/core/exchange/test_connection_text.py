"""Settings of connections as they are typed."""

from __future__ import annotations

import pytest

from app.core.exchange.connection import ConnectionSettings
from app.core.exchange.connection_text import read_hosts, read_seconds, split_login, unchecked_host


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("http://proxy:3128", ("http://proxy:3128", "", "")),
        (" socks5://ada:l%40mb@proxy:1080 ", ("socks5://proxy:1080", "ada", "l@mb")),
        ("http://ada@proxy:1", ("http://proxy:1", "ada", "")),
        ("ada@proxy", ("ada@proxy", "", "")),
        ("", ("", "", "")),
    ],
)
def test_a_login_is_split_from_a_proxys_address(text: str, parts: tuple[str, str, str]) -> None:
    assert split_login(text) == parts


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("API.example.com", "api.example.com"),
        (" localhost:8443 ", "localhost:8443"),
        ("https://api.example.com/v1?x=1", "api.example.com"),
        ("https://api.example.com:8443/v1", "api.example.com:8443"),
        ("[::1]:8443", "::1:8443"),
        ("", ""),
        ("a b", ""),
        ("*", ""),
        ("host:port", ""),
        ("http://[::1", ""),
    ],
)
def test_hosts_that_are_not_checked_are_read(text: str, host: str) -> None:
    assert unchecked_host(text) == host


@pytest.mark.parametrize("url", ["https://[::1]:8443/x", "https://localhost:8443/"])
def test_what_is_read_is_what_is_looked_for(url: str) -> None:
    assert ConnectionSettings(insecure_hosts=frozenset({unchecked_host(url)})).is_insecure(url)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("10", 10.0),
        (" 0,5 ", 0.5),
        ("600", 600.0),
        ("601", None),
        ("0", None),
        ("-1", None),
        ("nan", None),
        ("x", None),
    ],
)
def test_limits_are_seconds_above_zero(text: str, seconds: float | None) -> None:
    assert read_seconds(text) == seconds
    assert read_seconds("601", 1000) == 601


def test_hosts_stand_between_blanks_commas_and_semicolons() -> None:
    assert read_hosts(" a.example, b.example;c\n d ") == ("a.example", "b.example", "c", "d")
    assert read_hosts("") == ()

from __future__ import annotations

import pytest

from app.core.base.hosts import is_address, is_loopback


@pytest.mark.parametrize(
    "host", ["localhost", "a.localhost", "LocalHost", "localhost.", "127.0.0.1", "127.9.9.9", "::1"]
)
def test_this_machine_is_known_by_its_names_and_addresses(host: str) -> None:
    assert is_loopback(host)
    assert not is_loopback(f"{host}x")


@pytest.mark.parametrize("host", ["", "notlocalhost", "localhost.example", "10.0.0.1", "2001:db8::1", "[::1]"])
def test_other_machines_are_others(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize(("host", "is_one"), [("10.0.0.1", True), ("::1", True), ("10.0.0", False), ("", False)])
def test_an_address_is_told_from_a_name(host: str, is_one: bool) -> None:
    assert is_address(host) is is_one

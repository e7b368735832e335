"""How requests travelled, as it comes back at the next start."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from app.adapters.storage.connection import connection_of
from app.adapters.storage.look import read_look
from app.adapters.storage.settings import Settings, SettingsStore, network_of
from app.core.exchange.connection import ConnectionSettings, ProxyMode, ProxySettings

if TYPE_CHECKING:
    from pathlib import Path

PROXY = ProxySettings(ProxyMode.MANUAL, "http://proxy:3128", "ada", "hunter2", ("a.example",), for_loopback=True)
CHANGED = ConnectionSettings(
    proxy=PROXY,
    follow_redirects=True,
    use_cookies=False,
    http2=True,
    ca_file="/etc/own.pem",
    insecure_hosts=frozenset({"localhost:8443", "b.example"}),
    connect_s=2.5,
    read_s=60.0,
)


@pytest.mark.parametrize("connection", [ConnectionSettings(), CHANGED])
def test_it_comes_back_as_it_was_but_for_the_password(tmp_path: Path, connection: ConnectionSettings) -> None:
    SettingsStore(tmp_path).save(Settings(network=network_of(connection)))
    without = replace(connection, proxy=replace(connection.proxy, password=""))
    assert connection_of(read_look(tmp_path).network) == without
    loaded = SettingsStore(tmp_path).load()
    assert (loaded.settings.network, loaded.notes) == (network_of(connection), ())
    assert "hunter2" not in (tmp_path / "settings.json").read_text(encoding="utf-8")


def test_a_login_in_the_proxys_address_is_not_kept(tmp_path: Path) -> None:
    proxy = ProxySettings(ProxyMode.MANUAL, "http://ada:hunter2@proxy:3128")
    SettingsStore(tmp_path).save(Settings(network=network_of(ConnectionSettings(proxy=proxy))))
    text = (tmp_path / "settings.json").read_text(encoding="utf-8")
    assert json.loads(text)["network"]["proxy_url"] == "http://proxy:3128"
    assert "hunter2" not in text


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"connect_timeout": True, "read_timeout": "x", "proxy": 3, "insecure_hosts": "a", "follow_redirects": 1},
        {"connect_timeout": 0, "read_timeout": -1, "proxy": "tunnel", "proxy_bypass": [1], "http2": None},
        {"connect_timeout": 601, "read_timeout": 1e999, "ca_file": 5, "insecure_hosts": [5]},
    ],
)
def test_what_is_odd_has_its_default(raw: dict[str, Any]) -> None:
    assert connection_of(raw) == ConnectionSettings()


def test_a_proxy_that_cannot_be_is_not_used() -> None:
    found = connection_of({"proxy": "manual", "proxy_url": "nonsense"})
    assert (found.proxy.mode, found.problems()) == (ProxyMode.SYSTEM, ())

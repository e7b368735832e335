"""Proxies that the system's environment names."""

from __future__ import annotations

import pytest

from app.core.exchange.model import Phase
from tests.adapters.http.test_client import failure, prepared
from tests.servers.proxies import SocksProxy
from tests.servers.serving import serving


@pytest.mark.parametrize("named", ["socks4://127.0.0.1:1080", "http://[bad", "http://me:secret@", "http://h:port"])
def test_a_proxy_of_the_environment_that_cannot_be_used_is_told(named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", named)
    told = failure(prepared("http://far.example"))
    assert told.phase is Phase.PREPARE
    assert told.message.startswith("The system names a proxy that cannot be used: ")
    assert "secret" not in told.message
    assert "environment" in told.hint


def test_socks_of_the_environment_is_socks5(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_PROXY", "no_proxy", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    proxy = SocksProxy(refusal=5)
    with serving(proxy) as running:
        monkeypatch.setenv("all_proxy", f"SOCKS://127.0.0.1:{running.port}")
        failure(prepared("http://192.0.2.1"))
    assert proxy.asked == ["192.0.2.1:80"]

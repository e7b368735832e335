"""Which proxy a request goes through."""

from __future__ import annotations

import urllib.request
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.core.base.hosts import is_loopback
from app.core.exchange.connection import ProxyMode, goes_directly, host_and_port, proxy_url

if TYPE_CHECKING:
    from app.core.exchange.connection import ProxySettings


class ProxyFinder:
    """Knows the proxies that the system's environment names; they are read once."""

    def __init__(self) -> None:
        self._system = urllib.request.getproxies()

    def find(self, url: str, settings: ProxySettings) -> str | None:
        """The proxy's address with its credentials, None where the request goes directly."""
        if settings.mode is ProxyMode.MANUAL:
            return None if goes_directly(url, settings) else proxy_url(settings)
        return self._of_system(url) if settings.mode is ProxyMode.SYSTEM else None

    def _of_system(self, url: str) -> str | None:
        host, _ = host_and_port(url)
        proxy = self._system.get(urlsplit(url).scheme) or self._system.get("all")
        if not proxy or is_loopback(host) or urllib.request.proxy_bypass(host):
            return None
        return proxy if "://" in proxy else f"http://{proxy}"


def shown(proxy: str | None) -> str:
    """A proxy's address without its credentials; empty for none."""
    if proxy is None:
        return ""
    parts = urlsplit(proxy)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"

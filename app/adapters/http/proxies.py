"""Which proxy a request goes through."""

from __future__ import annotations

import urllib.request
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.core.base.hosts import is_loopback
from app.core.exchange.connection import ProxyMode, goes_directly, host_and_port, proxy_url, scheme_problem

if TYPE_CHECKING:
    from app.core.exchange.connection import ProxySettings


class SystemProxyError(Exception):
    """The environment names a proxy that is none, or of another kind; its text is a sentence for a person."""


class ProxyFinder:
    """Knows the proxies that the system's environment names; they are read once."""

    def __init__(self) -> None:
        self._system = urllib.request.getproxies()

    def find(self, url: str, settings: ProxySettings) -> str | None:
        """The proxy's address with its credentials, None where the request goes directly.

        Raises:
            SystemProxyError: The system's cannot be used.
        """
        if settings.mode is ProxyMode.MANUAL:
            return None if goes_directly(url, settings) else proxy_url(settings)
        return self._of_system(url) if settings.mode is ProxyMode.SYSTEM else None

    def _of_system(self, url: str) -> str | None:
        host, _ = host_and_port(url)
        proxy = self._system.get(urlsplit(url).scheme) or self._system.get("all")
        if not proxy or is_loopback(host) or urllib.request.proxy_bypass(host):
            return None
        return _usable(proxy)


def _usable(proxy: str) -> str:
    """What the environment says, as a URL: without a scheme it means http, and `socks:` the newer one."""
    scheme, mark, rest = proxy.partition("://")
    scheme = scheme.lower() if mark else "http"
    text = f"{'socks5' if scheme == 'socks' else scheme}://{rest if mark else proxy}"
    if scheme_problem(text):
        message = f"The system names a proxy that cannot be used: {proxy.rpartition('@')[2]}"
        raise SystemProxyError(message)
    return text


def shown(proxy: str | None) -> str:
    """A proxy's address without its credentials; empty for none."""
    if proxy is None:
        return ""
    parts = urlsplit(proxy)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"

"""How requests travelled when the window was closed, read without a validator: the first source is opened with it.

As with the look, what is odd has its default here and its note when `SettingsStore` reads the whole file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from app.core.exchange.connection import ConnectionSettings, ProxyMode, ProxySettings, proxy_problems
from app.core.exchange.connection_text import MOST_SECONDS

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bool, str)

_DEFAULT = ConnectionSettings()


def connection_of(raw: Mapping[str, Any]) -> ConnectionSettings:
    """The settings in the section `network` of the file. Never raises; they are sound."""
    connect = _seconds(raw.get("connect_timeout"))
    return ConnectionSettings(
        proxy=_proxy(raw),
        follow_redirects=_get(raw, "follow_redirects", _DEFAULT.follow_redirects),
        use_cookies=_get(raw, "use_cookies", _DEFAULT.use_cookies),
        http2=_get(raw, "http2", _DEFAULT.http2),
        ca_file=_get(raw, "ca_file", ""),
        insecure_hosts=frozenset(_texts(raw.get("insecure_hosts"))),
        connect_s=connect if connect is not None and connect <= MOST_SECONDS else _DEFAULT.connect_s,
        read_s=_seconds(raw.get("read_timeout")),
    )


def _proxy(raw: Mapping[str, Any]) -> ProxySettings:
    mode, url = _get(raw, "proxy", ""), _get(raw, "proxy_url", "")
    is_known = mode in set(ProxyMode) and not (mode == ProxyMode.MANUAL and proxy_problems(url))
    return ProxySettings(
        mode=ProxyMode(mode) if is_known else _DEFAULT.proxy.mode,
        url=url,
        username=_get(raw, "proxy_username", ""),
        bypass=_texts(raw.get("proxy_bypass")),
        for_loopback=_get(raw, "proxy_for_loopback", _DEFAULT.proxy.for_loopback),
    )


def _get(raw: Mapping[str, Any], name: str, default: T) -> T:
    value = raw.get(name)
    return value if isinstance(value, type(default)) else default


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def _seconds(value: Any) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and 0 < value < float("inf") else None

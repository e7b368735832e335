"""Settings of a connection as a person types them, and back."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote, urlsplit

MOST_SECONDS: Final = 600.0
"""No limit for connecting is longer."""

_HOST = re.compile(r"[\w.:-]+")
_BETWEEN = re.compile(r"[\s,;]+")


def split_login(text: str) -> tuple[str, str, str]:
    """The address of a proxy without what stands before its `@`, then that name and password; empty without."""
    text = text.strip()
    scheme, slashes, rest = text.partition("://")
    login, at, place = rest.rpartition("@")
    if not (slashes and at):
        return text, "", ""
    name, _, password = login.partition(":")
    return f"{scheme}://{place}", unquote(name), unquote(password)


def unchecked_host(text: str) -> str:
    """The entry of `ConnectionSettings.insecure_hosts` for a host, `host:port` or URL; empty for anything else."""
    text = text.strip()
    try:
        parts = urlsplit(text if "://" in text else f"//{text}")
        port = parts.port
    except ValueError:
        return ""
    host = parts.hostname or ""
    if not _HOST.fullmatch(host):
        return ""
    return host if port is None else f"{host}:{port}"


def read_seconds(text: str, most: float = MOST_SECONDS) -> float | None:
    """A limit in seconds; None for what is no number above 0 and up to `most`."""
    try:
        seconds = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return seconds if 0 < seconds <= most else None


def read_hosts(text: str) -> tuple[str, ...]:
    """Hosts with blanks, commas or semicolons between them."""
    return tuple(part for part in _BETWEEN.split(text) if part)

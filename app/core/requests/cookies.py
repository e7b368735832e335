"""Cookies that servers set: which are kept, which go out where (draft-ietf-httpbis-rfc6265bis-20).

There is no list of public suffixes here: a cookie for a single label (`com`) is refused, one for `co.uk` is not. This
program talks to what a person names, not to whatever a page embeds, so every request counts as same-site.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from app.core.base.hosts import is_address, is_loopback
from app.core.requests.cookie_dates import read_cookie_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.core.requests.model import PreparedRequest

MAX_SIZE: Final = 4096
"""Bytes of name and value together (section 5.6)."""

MAX_ATTRIBUTE: Final = 1024
"""Bytes of an attribute's value; longer ones are ignored (section 5.6)."""

MAX_AGE_S: Final = 400 * 24 * 3600
"""No cookie is kept longer (section 5.5)."""

MAX_COOKIES: Final = 3000
"""The oldest ones fall out of a jar that holds more (section 6.1)."""

_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_INTEGER = re.compile(r"-?\d+", re.ASCII)
_SITES: Final = {"strict": "Strict", "lax": "Lax", "none": "None"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request goes, as far as cookies look at it.

    Attributes:
        host: Lower case, without a port.
        path: Before the query, at least `/`.
        is_secure: HTTPS, or this machine itself.
    """

    host: str
    path: str
    is_secure: bool


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie of the jar.

    Attributes:
        domain: The host that set it, or a parent domain of it.
        host_only: It goes to `domain` alone, not to the hosts below it.
        expires_at: Seconds since the epoch; None ends with the session.
        same_site: `Strict`, `Lax`, `None`, or empty where the server said nothing; shown only.
        created_at: Seconds since the epoch.
    """

    name: str
    value: str
    domain: str
    path: str = "/"
    host_only: bool = True
    secure: bool = False
    http_only: bool = False
    same_site: str = ""
    expires_at: float | None = None
    created_at: float = 0.0

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes two cookies the same one: name, domain, path."""
        return self.name, self.domain, self.path

    def is_over(self, now: float) -> bool:
        """Whether it has expired."""
        return self.expires_at is not None and self.expires_at <= now

    def goes_to(self, place: Place) -> bool:
        """Whether it is sent there (section 5.8.3)."""
        hosts = place.host == self.domain if self.host_only else domain_matches(place.host, self.domain)
        return hosts and path_matches(place.path, self.path) and (place.is_secure or not self.secure)


@dataclass(frozen=True, slots=True)
class CookieJar:
    """The cookies of one source; a change gives another jar.

    Attributes:
        cookies: By name, domain and path, the oldest first.
    """

    cookies: Mapping[tuple[str, str, str], Cookie] = field(default_factory=dict)

    def put(self, cookie: Cookie) -> CookieJar:
        """The jar with a cookie added, or changed in its place; it keeps the time of the one it replaces."""
        old = self.cookies.get(cookie.key)
        kept = replace(cookie, created_at=old.created_at) if old is not None else cookie
        cookies = {**self.cookies, cookie.key: kept}
        while len(cookies) > MAX_COOKIES:
            del cookies[next(iter(cookies))]
        return CookieJar(cookies)

    def remove(self, key: tuple[str, str, str]) -> CookieJar:
        """The jar without one cookie."""
        return CookieJar({other: cookie for other, cookie in self.cookies.items() if other != key})

    def receive(self, headers: Iterable[tuple[str, str]], url: str, now: float) -> tuple[CookieJar, tuple[str, ...]]:
        """The jar after an answer, and a sentence for each cookie that is not kept.

        Args:
            headers: The answer's; every `Set-Cookie` counts, in order.
            url: What was asked.
            now: Seconds since the epoch.
        """
        jar, notes, place = self, [], place_of(url)
        for name, text in headers:
            if name.lower() != "set-cookie" or place is None:
                continue
            cookie = read_set_cookie(text, place, now)
            if isinstance(cookie, str):
                notes.append(cookie)
            else:
                jar = jar.remove(cookie.key) if cookie.is_over(now) else jar.put(cookie)
        return jar, tuple(notes)

    def matching(self, url: str, now: float) -> tuple[Cookie, ...]:
        """What goes to a URL: longer paths first, then the older ones (section 5.8.3)."""
        place = place_of(url)
        found = [one for one in self.cookies.values() if place and not one.is_over(now) and one.goes_to(place)]
        return tuple(sorted(found, key=_order))


def going_cookies(request: PreparedRequest, jar: CookieJar, now: float) -> tuple[Cookie, ...]:
    """What the jar has for a request; a cookie that was typed wins over one of its name."""
    typed = {name for name, _ in request.sent.cookies}
    return tuple(cookie for cookie in jar.matching(request.url, now) if cookie.name not in typed)


def with_cookies(request: PreparedRequest, jar: CookieJar, now: float) -> PreparedRequest:
    """The request with what the jar has for it, behind the cookies that were typed."""
    added = [(cookie.name, cookie.value) for cookie in going_cookies(request, jar, now)]
    if not added:
        return request
    text = "; ".join(f"{name}={value}" if name else value for name, value in added)
    headers: list[tuple[str, str]] = []
    is_there = False
    for name, value in request.headers:
        is_cookie = name.lower() == "cookie" and not is_there
        is_there = is_there or is_cookie
        headers.append((name, f"{value}; {text}" if is_cookie and value else text if is_cookie else value))
    if not is_there:
        headers.append(("Cookie", text))
    sent = replace(request.sent, headers=tuple(headers), cookies=(*request.sent.cookies, *added))
    return replace(request, headers=tuple(headers), sent=sent)


def place_of(url: str) -> Place | None:
    """Where a URL leads; None for what is no HTTP URL."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host:
        return None
    return Place(host, parts.path or "/", parts.scheme == "https" or is_loopback(host))


def read_set_cookie(text: str, place: Place, now: float) -> Cookie | str:
    """Reads one `Set-Cookie` value (section 5.6 and 5.7).

    Returns:
        The cookie, or a sentence that says why it is not kept.
    """
    pair, *attributes = text.split(";")
    name, equals, value = pair.partition("=")
    name, value = (name.strip(), value.strip()) if equals else ("", name.strip())
    shown = name or value[:40]
    if _CONTROL.search(text) or not (name or value):
        return f"The cookie {shown!r} was not kept: it is empty, or holds control characters."
    if len((name + value).encode(errors="surrogatepass")) > MAX_SIZE:
        return f"The cookie {shown[:40]!r} was not kept: it has more than {MAX_SIZE} bytes."
    found = _attributes(attributes)
    domain, host_only = _domain(found.get("domain", ""), place)
    if not domain:
        return f"The cookie {shown!r} was not kept: it is for {found['domain']!r}, which {place.host} may not set."
    path = found.get("path", "")
    cookie = Cookie(
        name=name,
        value=value,
        domain=domain,
        path=path if path.startswith("/") else default_path(place.path),
        host_only=host_only,
        secure="secure" in found,
        http_only="httponly" in found,
        same_site=_SITES.get(found.get("samesite", "").lower(), ""),
        expires_at=_expiry(found, now),
        created_at=now,
    )
    fault = _fault(cookie, place, has_path="path" in found)
    return f"The cookie {shown!r} was not kept: {fault}." if fault else cookie


def domain_matches(host: str, domain: str) -> bool:
    """Whether a host is the domain or below it (section 5.1.3)."""
    return host == domain or (host.endswith(f".{domain}") and not is_address(host))


def path_matches(path: str, cookie_path: str) -> bool:
    """Whether a path is the cookie's or below it (section 5.1.4)."""
    if path == cookie_path:
        return True
    return path.startswith(cookie_path) and (cookie_path.endswith("/") or path[len(cookie_path)] == "/")


def default_path(path: str) -> str:
    """The folder of a path (section 5.1.4)."""
    folder = path.rpartition("/")[0] if path.startswith("/") else ""
    return folder or "/"


def _order(cookie: Cookie) -> tuple[int, float]:
    return -len(cookie.path), cookie.created_at


def _attributes(texts: Iterable[str]) -> dict[str, str]:
    """The attributes by lower-case name; of equal ones the last counts."""
    found: dict[str, str] = {}
    for text in texts:
        name, _, value = text.partition("=")
        if len(value.strip().encode(errors="surrogatepass")) <= MAX_ATTRIBUTE:
            found[name.strip().lower()] = value.strip()
    return found


def _domain(wanted: str, place: Place) -> tuple[str, bool]:
    """The domain, and whether the cookie is for this host alone; empty where the host may not set it."""
    domain = wanted.removeprefix(".").rstrip(".").lower()
    if not domain:
        return place.host, True
    if not domain_matches(place.host, domain):
        return "", False
    if domain == place.host and ("." not in domain or is_address(domain)):
        return domain, True
    return (domain, False) if "." in domain else ("", False)


def _expiry(found: Mapping[str, str], now: float) -> float | None:
    """Max-Age wins over Expires (section 5.7)."""
    age = found.get("max-age", "")
    if _INTEGER.fullmatch(age):
        # More digits than a time can have mean for ever, or long ago.
        seconds = int(age[:12])
        return now + min(seconds, MAX_AGE_S) if seconds > 0 else 0.0
    date = read_cookie_date(found["expires"]) if "expires" in found else None
    return None if date is None else min(date, now + MAX_AGE_S)


def _fault(cookie: Cookie, place: Place, *, has_path: bool) -> str:
    """Why a cookie is refused that could be read; empty where it is not."""
    if cookie.secure and not place.is_secure:
        return "it is Secure, and came over plain HTTP"
    name = cookie.name.lower()
    if name.startswith("__secure-") and not cookie.secure:
        return "names that begin with __Secure- want the attribute Secure"
    if name.startswith("__host-") and not (cookie.secure and cookie.host_only and has_path and cookie.path == "/"):
        return "names that begin with __Host- want Secure, Path=/ and no Domain"
    if cookie.same_site == "None" and not cookie.secure:
        return "SameSite=None wants the attribute Secure"
    return ""

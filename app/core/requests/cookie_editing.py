"""Cookies that a person writes: held against the same rules as those that servers set."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from app.core.requests.cookies import Place, read_set_cookie

if TYPE_CHECKING:
    from app.core.requests.cookies import Cookie

_HOST = re.compile(r"[\w.:-]+")


def written_cookie(cookie: Cookie, now: float) -> Cookie | str:
    """The cookie as it can be kept, or a sentence that says what is wrong with it.

    Args:
        cookie: As it was typed; when it ends is taken over as it is.
        now: Seconds since the epoch.
    """
    domain = cookie.domain.strip().removeprefix(".").strip("[]").lower()
    if not _HOST.fullmatch(domain):
        return f"{cookie.domain!r} is no host: write for example api.example.com."
    if not cookie.path.startswith("/"):
        return "The path of a cookie begins with /."
    attributes = [f"Path={cookie.path}"]
    attributes += [] if cookie.host_only else [f"Domain={domain}"]
    attributes += ["Secure"] if cookie.secure else []
    attributes += [f"SameSite={cookie.same_site}"] if cookie.same_site else []
    text = "; ".join((f"{cookie.name}={cookie.value}", *attributes))
    # Whoever writes it may set what a server may only set over https.
    found = read_set_cookie(text, Place(domain, cookie.path, is_secure=True), now)
    if isinstance(found, str):
        return found
    if (found.name, found.value, found.path) != (cookie.name, cookie.value, cookie.path):
        return "No part of a cookie holds ; and its name holds no =; blanks at their ends are lost."
    return replace(found, http_only=cookie.http_only, expires_at=cookie.expires_at)

"""Decides how the jar is listed, which of it goes to the request in front, and what a person's changes make of it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.requests.cookie_editing import written_cookie
from app.core.requests.cookies import Cookie, CookieJar, place_of
from app.core.workspace import events as ev
from app.core.workspace.going import jar_cookies

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.workspace.workspace import Workspace

Key = tuple[str, str, str]

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


@dataclass(frozen=True, slots=True)
class CookieRow:
    """One line.

    Attributes:
        goes: Whether the request of the tab in front carries it.
        expires: `in 25 hours`.
        attributes: `HttpOnly, Secure`.
    """

    cookie: Cookie
    goes: bool
    expires: str
    attributes: str


class CookiesPresenter:
    """The jar of the source in view.

    Args:
        now: Seconds since the epoch.
    """

    def __init__(self, workspace: Workspace, now: Callable[[], float] = time.time) -> None:
        self._workspace = workspace
        self._now = now
        self._listener: Callable[[], None] | None = None
        for event in (
            ev.CookiesChanged,
            ev.ConnectionChanged,
            ev.TabActivated,
            ev.FormChanged,
            ev.DestinationChanged,
            ev.ApiChanged,
        ):
            workspace.events.subscribe(event, self._changed)

    def listen(self, listener: Callable[[], None]) -> None:
        """Calls `listener` when there is something else to show."""
        self._listener = listener

    @property
    def jar(self) -> CookieJar:
        """The cookies."""
        return self._workspace.travelling.cookies

    def rows(self) -> tuple[CookieRow, ...]:
        """The cookies that are not over, by domain, path and name."""
        now = self._now()
        going = {cookie.key for cookie in jar_cookies(self._workspace, self._workspace.current, now)}
        alive = (cookie for cookie in self.jar.cookies.values() if not cookie.is_over(now))
        return tuple(
            CookieRow(cookie, cookie.key in going, expiry_words(cookie.expires_at, now), _attributes(cookie))
            for cookie in sorted(alive, key=_order)
        )

    def summary(self) -> str:
        """How many there are, and how many go."""
        if not self._workspace.travelling.connection.use_cookies:
            return "Cookies are switched off in the settings (Ctrl+,): none is kept, none is sent."
        rows = self.rows()
        count, going = len(rows), sum(row.goes for row in rows)
        if not count:
            return ""
        noun = "cookie" if count == 1 else "cookies"
        return f"{count:,} {noun} of this source; {going or 'none'} of them {_go(going)} to the request in front."

    def blank(self) -> Cookie:
        """A cookie to begin with: for the host of the request in front."""
        tab = self._workspace.current
        place = place_of(self._workspace.destinations.base_url(tab.operation if tab is not None else None))
        return Cookie("", "", place.host if place is not None else "")

    def save(self, cookie: Cookie, instead_of: Key | None = None) -> str:
        """Puts a written cookie into the jar, in place of another one where that is given.

        Returns:
            What is wrong with it; empty where it was kept.
        """
        written = written_cookie(cookie, self._now())
        if isinstance(written, str):
            return written
        jar = self.jar
        if instead_of is not None and instead_of != written.key:
            jar = jar.remove(instead_of)
        self._workspace.travelling.set_cookies(jar.put(written))
        return ""

    def remove(self, key: Key) -> None:
        """Takes one cookie away."""
        self._workspace.travelling.set_cookies(self.jar.remove(key))

    def clear(self) -> None:
        """Takes all away."""
        self._workspace.travelling.set_cookies(CookieJar())

    def _changed(self, _event: object) -> None:
        if self._listener is not None:
            self._listener()


def expiry_words(expires_at: float | None, now: float) -> str:
    """When a cookie ends: `with the window`, `in 25 hours`."""
    if expires_at is None:
        return "with the window"
    left = max(0.0, expires_at - now)
    units = ((_DAY, "days"), (_HOUR, "hours"), (_MINUTE, "minutes"))
    # Two of the smaller unit say more than one of the larger.
    unit, name = next(((unit, name) for unit, name in units if left >= 2 * unit), (1, "seconds"))
    return f"in {round(left / unit):,} {name}"


def _attributes(cookie: Cookie) -> str:
    parts = ["Secure"] if cookie.secure else []
    parts += ["HttpOnly"] if cookie.http_only else []
    parts += [f"SameSite={cookie.same_site}"] if cookie.same_site else []
    return ", ".join(parts)


def _order(cookie: Cookie) -> Key:
    return cookie.domain, cookie.path, cookie.name


def _go(count: int) -> str:
    return "goes" if count <= 1 else "go"

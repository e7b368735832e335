"""How requests travel, and what servers have set on the way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.core.exchange.connection import ConnectionSettings, host_and_port
from app.core.requests.cookies import CookieJar
from app.core.workspace import events as ev

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.core.base.events import EventHub
    from app.core.workspace.model import Received


class Travelling:
    """Settings of connections, and cookies.

    Attributes:
        connection: How requests travel.
        cookies: What servers have set; in memory alone, and each source has its own.
    """

    def __init__(self, events: EventHub) -> None:
        self._events = events
        self.connection = ConnectionSettings()
        self.cookies = CookieJar()
        self._other_jars: dict[str, CookieJar] = {}

    def turn(self, old: str, new: str) -> None:
        """Puts the jar of one source away and takes that of another out, by their keys."""
        self._other_jars[old] = self.cookies
        self.cookies = self._other_jars.pop(new, CookieJar())
        self._events.publish(ev.CookiesChanged())

    def set_connection(self, connection: ConnectionSettings) -> None:
        """Takes over how requests travel from now on."""
        if connection != self.connection:
            self.connection = connection
            self._events.publish(ev.ConnectionChanged())

    def skip_check(self, url: str) -> str:
        """Lets the certificate of a URL's host and port go unchecked from now on; returns them."""
        host, port = host_and_port(url)
        place = f"{host}:{port}"
        hosts = self.connection.insecure_hosts | {place}
        self.set_connection(replace(self.connection, insecure_hosts=hosts))
        return place

    def ask(self, part: str = "", *, by: str) -> None:
        """Asks for a setting of the connection to be shown (`ConnectionAsked`)."""
        self._events.publish(ev.ConnectionAsked(part, by))

    def request_follow(self, tab: int, *, by: str) -> None:
        """Asks for the redirect that a tab's request was answered with to be followed."""
        self._events.publish(ev.FollowRequested(tab, by))

    def set_cookies(self, cookies: CookieJar) -> None:
        """Takes over a jar that a person has changed."""
        if cookies != self.cookies:
            self.cookies = cookies
            self._events.publish(ev.CookiesChanged())

    def receive(self, received: Iterable[Received]) -> tuple[str, ...]:
        """Takes over what answers have set; a sentence for each cookie that is not kept."""
        jar, notes = self.cookies, list[str]()
        for each in received:
            jar, told = jar.receive(each.headers, each.url, each.at)
            notes += told
        self.set_cookies(jar)
        return tuple(notes)

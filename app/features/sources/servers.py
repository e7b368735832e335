"""Decides what is shown of where requests go, and what can be chosen."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.core.operations.servers import ServerLevel
from app.core.workspace.model import SourceStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.core.operations.model import Operation
    from app.core.operations.servers import Server
    from app.core.workspace.workspace import Workspace

_BLANK = re.compile(r"[\s{}]")
_LEVELS = {ServerLevel.OPERATION: "this operation", ServerLevel.PATH: "this path", ServerLevel.DOCUMENT: ""}


@dataclass(frozen=True, slots=True)
class ServerRow:
    """One server to choose.

    Attributes:
        url: Absolute, with its variables filled in; empty where that is not possible yet.
        values: The variables as they are.
        note: What the document says of it, whom it is for, and what it lacks.
        current: Requests go there.
    """

    server: Server
    url: str
    values: Mapping[str, str]
    note: str
    current: bool

    @property
    def can_be_used(self) -> bool:
        """Whether there is something to choose about it."""
        return bool(self.server.variables) or (bool(self.url) and not self.current)


@dataclass(frozen=True, slots=True)
class Address:
    """What the line for the address shows.

    Attributes:
        text: Where requests go.
        words: What is special about it, one sentence; empty where nothing is.
        warns: Whether that deserves attention.
    """

    text: str
    words: str = ""
    warns: bool = False


class ServersPresenter:
    """Where requests of the tab in front go."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    @property
    def operation(self) -> Operation | None:
        """The operation of the tab in front."""
        tab = self._workspace.current
        return tab.operation if tab is not None else None

    @property
    def is_usable(self) -> bool:
        """Whether there is anything to send from."""
        return self._workspace.source.status is SourceStatus.RUNNING

    def address(self) -> Address:
        """Where requests of the tab in front go."""
        destinations, source = self._workspace.destinations, self._workspace.source
        url = destinations.base_url(self.operation)
        if not url:
            return Address("", f"{self.nowhere()}: type where the API runs.", warns=True)
        if destinations.is_elsewhere(url):
            host, home = urlsplit(url).netloc.rpartition("@")[2], urlsplit(source.place).netloc.rpartition("@")[2]
            return Address(url, f"Requests go to {host}; the document came from {home}.", warns=True)
        if url != source.base_url:
            return Address(url, "The document names a server for this operation alone.")
        return Address(url)

    def nowhere(self) -> str:
        """Why requests have nowhere to go."""
        if any(row.server.variables and not row.url for row in self.rows()):
            return "The document's server has values to fill in, in the list beside the address"
        return "The document names no server"

    def rows(self) -> tuple[ServerRow, ...]:
        """The servers that the document offers."""
        destinations, operation = self._workspace.destinations, self.operation
        current = destinations.base_url(operation)
        offered = destinations.offered(operation)
        # What one server is to the letter is no value of another one's variables.
        fixed = {destinations.absolute(server.template) for server in offered}
        inside = "" if current in fixed else current
        return tuple(self._row(server, current, inside) for server in offered)

    def _row(self, server: Server, current: str, inside: str) -> ServerRow:
        destinations = self._workspace.destinations
        defaults = {variable.name: variable.default for variable in server.variables}
        values = defaults | replace(server, template=destinations.anchored(server.template)).values_in(inside)
        url = destinations.absolute(server.url(values))
        words = (_LEVELS[server.level], server.name, server.description, "" if url else _lack(server, values))
        note = " · ".join(filter(None, words))
        return ServerRow(server, url, values, note, current=bool(url) and url == current)

    def choose_server(self, server: Server, values: Mapping[str, str]) -> bool:
        """Sends requests to a server of the document; False where its URL is none with these values."""
        url = self._workspace.destinations.absolute(server.url(values))
        return bool(url) and self.choose(url)

    def choose(self, text: str) -> bool:
        """Sends requests to what was typed; False where that is no address."""
        url = text.strip().rstrip("/")
        url = url if "://" in url or not url else f"http://{url}"
        usable = _is_address(url)
        if usable:
            self._workspace.destinations.choose(url, self.operation)
        return usable


def _lack(server: Server, values: Mapping[str, str]) -> str:
    """Why there is no URL of a server yet."""
    empty = [name for name, value in values.items() if not value]
    if empty:
        return f"Needs a value for {', '.join(empty)}."
    return "Relative: the document has no address of its own." if "://" not in server.url(values) else "That is no URL."


def _is_address(url: str) -> bool:
    """Whether requests can go there: http or https, a host, and nothing that no URL may hold."""
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0 and not _BLANK.search(url)
    except ValueError:
        return False

"""Decides what is shown of where requests go, and what can be chosen."""

from __future__ import annotations

import re
from dataclasses import dataclass
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
        url: Absolute, with the variables as they are; empty where it needs an address to be relative to.
        note: What the document says of it, and whom it is for.
        current: Requests go there.
    """

    server: Server
    url: str
    note: str
    current: bool


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
            return Address("", "The document names no server: type where the API runs.", warns=True)
        if destinations.is_elsewhere(url):
            host, home = urlsplit(url).netloc.rpartition("@")[2], urlsplit(source.place).netloc.rpartition("@")[2]
            return Address(url, f"Requests go to {host}; the document came from {home}.", warns=True)
        if url != source.base_url:
            return Address(url, "The document names a server for this operation alone.")
        return Address(url)

    def rows(self) -> tuple[ServerRow, ...]:
        """The servers that the document offers."""
        destinations, operation = self._workspace.destinations, self.operation
        current = destinations.base_url(operation)
        return tuple(self._row(server, current) for server in destinations.offered(operation))

    def _row(self, server: Server, current: str) -> ServerRow:
        destinations = self._workspace.destinations
        values = server.values_in(current)
        url = destinations.absolute(server.url(values))
        note = " · ".join(part for part in (_LEVELS[server.level], server.description) if part)
        return ServerRow(server, url, note, current=bool(url) and url == current)

    def choose_server(self, server: Server, values: Mapping[str, str]) -> None:
        """Sends requests to a server of the document."""
        url = self._workspace.destinations.absolute(server.url(values))
        if url:
            self.choose(url)

    def choose(self, text: str) -> bool:
        """Sends requests to what was typed; False where that is no address."""
        url = text.strip().rstrip("/")
        url = url if "://" in url or not url else f"http://{url}"
        usable = _is_address(url)
        if usable:
            self._workspace.destinations.choose(url, self.operation)
        return usable


def _is_address(url: str) -> bool:
    """Whether requests can go there: http or https, a host, and nothing that no URL may hold."""
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0 and not _BLANK.search(url)
    except ValueError:
        return False

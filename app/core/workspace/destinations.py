"""Where requests go, and to which hosts the person in front of the window has agreed.

A document names servers, and a document may come from anywhere: the first request to a host that nobody named or
chose waits for a yes.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from app.core.operations.servers import Server, document_servers, own_servers
from app.core.requests.urls import is_url, join, split_base
from app.core.workspace import events as ev

if TYPE_CHECKING:
    from app.core.operations.model import Operation
    from app.core.workspace.workspace import Workspace

_LOOPBACK: Final = re.compile(r"^(?:127\.0\.0\.1|\[::1\])(?=:|$)")


class Destinations:
    """The destinations of the source in view."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._chosen: dict[str, str] = {}
        self._agreed: set[str] = set()
        self._typed = ""

    @property
    def chosen(self) -> str:
        """The base URL that the person chose for most operations, without secrets; empty where nobody chose."""
        scheme, separator, rest = self._typed.partition("://")
        return f"{scheme}{separator}{rest.rpartition('@')[2]}"

    def forget(self) -> None:
        """Begins anew, for another source."""
        self._chosen, self._agreed, self._typed = {}, set(), ""

    def base_url(self, operation: Operation | None) -> str:
        """Where requests of an operation go; empty where nobody has said. Without an operation: of most of them."""
        source = self._workspace.source
        if operation is None:
            return source.base_url
        chosen = self._chosen.get(operation.key)
        if chosen is not None:
            return chosen
        own = self.own(operation)
        # What a person runs by themselves stays what it is: a document must not lead away from it.
        return self.absolute(own[0].url()) if own and not source.inside else source.base_url

    def own(self, operation: Operation) -> tuple[Server, ...]:
        """The servers that the document offers for this operation alone."""
        document = self._workspace.document
        return own_servers(document, operation) if document is not None else ()

    def offered(self, operation: Operation | None) -> tuple[Server, ...]:
        """The servers to choose from: the operation's own, then the document's."""
        document, api = self._workspace.document, self._workspace.api
        if document is None or api is None:
            return ()
        own = self.own(operation) if operation is not None else ()
        return (*own, *document_servers(document, tuple(map(str, api.servers))))

    def absolute(self, url: str) -> str:
        """A server's URL as an absolute one; empty where it is none, or relative to a document that has no URL."""
        if "://" not in url:
            place = self._workspace.source.place
            # Of a file or a text nobody knows where it was meant to stand: then it is relative to where requests go.
            near = (
                place.rpartition("/")[0]
                if place.startswith(("http://", "https://"))
                else self._workspace.source.base_url
            )
            url = join(near, url) if near else ""
        return url.rstrip("/") if "://" in url and is_url(url) else ""

    def choose(self, base_url: str, operation: Operation | None = None) -> None:
        """Sends requests elsewhere: all that go where this operation's go now; its host is agreed to."""
        self._agreed.add(_host(base_url))
        if operation is not None and (operation.key in self._chosen or self._has_own(operation)):
            self._chosen[operation.key] = base_url
            self._workspace.events.publish(ev.DestinationChanged())
            return
        self._typed = base_url
        self._workspace.set_source(replace(self._workspace.source, base_url=base_url))
        self._workspace.events.publish(ev.DestinationChanged())

    def agree(self, base_url: str) -> None:
        """Notes that the person wants requests to go to this host."""
        self._agreed.add(_host(base_url))
        self._workspace.events.publish(ev.DestinationChanged())

    def is_agreed(self, base_url: str) -> bool:
        """Whether requests may go there without a question: it is ours, or the person named or chose it."""
        host, source = _host(base_url), self._workspace.source
        return source.inside or host in self._agreed or host == _host(source.key)

    def is_elsewhere(self, base_url: str) -> bool:
        """Whether that is another host than the one which the document came from."""
        place = self._workspace.source.place
        return place.startswith(("http://", "https://")) and bool(base_url) and _host(base_url) != _host(place)

    def _has_own(self, operation: Operation) -> bool:
        return bool(self.own(operation)) and not self._workspace.source.inside


def _host(url: str) -> str:
    """Host and port, whatever the scheme: `example.com`, `localhost:8000`; this machine has one name."""
    scheme, _, host = split_base(url).origin.lower().partition("://")
    host = host.removesuffix({"http": ":80", "https": ":443"}.get(scheme, ""))
    return _LOOPBACK.sub("localhost", host)

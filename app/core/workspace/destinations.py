"""Where requests go, and to which hosts the person in front of the window has agreed.

A document names servers, and a document may come from anywhere: the first request to a host that nobody named or
chose waits for a yes.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from app.core.operations.servers import Server, ServerLevel, document_servers, has_gaps, own_servers
from app.core.requests.urls import is_url, join, split_base, without_login
from app.core.workspace import events as ev

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.core.operations.model import Operation
    from app.core.workspace.workspace import Workspace

_LOOPBACK: Final = re.compile(r"^(?:127\.0\.0\.1|\[::1\])(?=:|$)")


class Destinations:
    """The destinations of the source in view."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._own: dict[str, str] = {}
        self._agreed: set[str] = set()
        self._typed = ""

    @property
    def chosen(self) -> str:
        """The base URL that the person chose for most operations, without secrets; empty where nobody chose."""
        return without_login(self._typed)

    @property
    def chosen_own(self) -> dict[str, str]:
        """The same for operations with servers of their own, by operation key, or by path for all below it."""
        return {scope: without_login(url) for scope, url in self._own.items()}

    def forget(self) -> None:
        """Begins anew, for another source."""
        self._own, self._agreed, self._typed = {}, set(), ""

    def base_url(self, operation: Operation | None) -> str:
        """Where requests of an operation go; empty where nobody has said. Without an operation: of most of them."""
        source = self._workspace.source
        if operation is None:
            return source.base_url
        own = self.own(operation)
        # What a person runs by themselves stays what it is: a document must not lead away from it.
        if not own or source.inside:
            return source.base_url
        return self._own.get(_scope(operation, own)) or self.absolute(own[0].url())

    def own(self, operation: Operation) -> tuple[Server, ...]:
        """The servers that the document offers for this operation alone."""
        document = self._workspace.document
        return own_servers(document, operation) if document is not None and operation.servers else ()

    def offered(self, operation: Operation | None) -> tuple[Server, ...]:
        """The servers to choose from: the operation's own, then the document's."""
        document, api = self._workspace.document, self._workspace.api
        if document is None or api is None:
            return ()
        own = self.own(operation) if operation is not None else ()
        common = document_servers(document, tuple(map(str, api.servers)))
        # A document that names none is about the server that it came from (section 4.8.1).
        return (*own, *(common or ((Server("/"),) if self._is_from_web else ())))

    def absolute(self, url: str) -> str:
        """A server's URL as an absolute one.

        It is empty where it is none, has variables without a value, or is relative to a document that has no URL.
        """
        url = self.anchored(url)
        return url if "://" in url and is_url(url) and not has_gaps(url) else ""

    def anchored(self, template: str) -> str:
        """A server's URL made absolute with its variables still in it; empty where nobody knows relative to what."""
        url = template
        if "://" not in url and not url.startswith("{"):
            source = self._workspace.source
            # Of a file or a text nobody knows where it was meant to stand: then it is relative to where requests go.
            near = source.place.rpartition("/")[0] if self._is_from_web else source.base_url
            url = join(near, url) if near else ""
        return url.rstrip("/")

    def choose(self, base_url: str, operation: Operation | None = None) -> None:
        """Sends requests elsewhere: all that go where this operation's go now; its host is agreed to."""
        self._agreed.add(_host(base_url))
        own = self.own(operation) if operation is not None and not self._workspace.source.inside else ()
        if operation is not None and own:
            self._own[_scope(operation, own)] = base_url
        else:
            self._typed = base_url
            self._workspace.set_source(replace(self._workspace.source, base_url=base_url))
        self._workspace.events.publish(ev.DestinationChanged())

    def restore(self, chosen: str, own: Mapping[str, str]) -> None:
        """Takes over what was chosen for this source before; what is empty was not."""
        for scope, url in own.items():
            self._agreed.add(_host(url))
            self._own[scope] = url
        if chosen:
            self.choose(chosen)

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
        return self._is_from_web and bool(base_url) and _host(base_url) != _host(self._workspace.source.place)

    @property
    def _is_from_web(self) -> bool:
        return self._workspace.source.place.startswith(("http://", "https://"))


def _scope(operation: Operation, own: tuple[Server, ...]) -> str:
    """Whom a choice among these servers holds for."""
    return operation.path if own[0].level is ServerLevel.PATH else operation.key


def _host(url: str) -> str:
    """Host and port, whatever the scheme: `example.com`, `localhost:8000`; this machine has one name."""
    scheme, _, host = split_base(url).origin.lower().partition("://")
    host = host.removesuffix({"http": ":80", "https": ":443"}.get(scheme, ""))
    return _LOOPBACK.sub("localhost", host)

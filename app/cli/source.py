"""SOURCE on the command line: `bookstore`, an http address, or a file."""

from __future__ import annotations

import asyncio
import contextlib
import re
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from app.adapters.embedded_bookstore import EmbeddedBookstore, Listeners
from app.adapters.files.reading import read_file
from app.adapters.http.client import HttpClient
from app.core.base.errors import SourceError
from app.core.exchange.model import Failure
from app.core.operations.read import read_api
from app.core.spec.load import load_document

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator
    from typing import Any, TypeVar

    from app.core.operations.model import Api
    from app.core.spec.document import Document
    from app.core.trace.model import Trace

    Result = TypeVar("Result")

BOOKSTORE = "bookstore"
TRACE_SECONDS = 2.0
"""How long a finished request's trace is waited for."""

_MODULE = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*(\(\))?")


class Traces:
    """Traces that the server's thread delivers and the command line waits for."""

    def __init__(self) -> None:
        self._arrived = threading.Condition()
        self._traces: dict[str, Trace] = {}

    def put(self, trace: Trace) -> None:
        """Takes one in; any thread."""
        with self._arrived:
            self._traces[trace.trace_id] = trace
            self._arrived.notify_all()

    def wait_for(self, trace_id: str, seconds: float = TRACE_SECONDS) -> Trace | None:
        """The trace of that id, None where it does not come in time."""
        with self._arrived:
            self._arrived.wait_for(lambda: trace_id in self._traces, seconds)
            return self._traces.get(trace_id)


@dataclass(frozen=True, slots=True)
class OpenSource:
    """A source, open.

    Attributes:
        base_url: Where requests go; empty where the document names no server.
        client: Sends requests, with `run`.
        bookstore: The embedded server where this is one.
        traces: What it recorded; None for other servers.
    """

    document: Document
    api: Api
    base_url: str
    client: HttpClient
    bookstore: EmbeddedBookstore | None = None
    traces: Traces | None = None


@contextlib.contextmanager
def open_source(name: str, base_url: str = "") -> Iterator[OpenSource]:
    """Opens a source and closes it again, with its server and its connections.

    Args:
        base_url: Overrides where requests go.

    Raises:
        SourceError: It cannot be opened.
        DocumentError: Its document cannot be read.
    """
    client = HttpClient()
    try:
        if name == BOOKSTORE:
            with _bookstore(client) as source:
                yield source
        elif name.startswith(("http://", "https://")):
            document, found = _fetch(client, name)
            yield _opened(client, document, found, base_url)
        elif _MODULE.fullmatch(name):
            message = "Opening a FastAPI app on disk is not there yet."
            raise SourceError(message, where=name, hint="Start it, and give its address: http://127.0.0.1:8000.")
        else:
            yield _opened(client, load_document(read_file(name), source=name), "", base_url)
    finally:
        asyncio.run(client.close())


@contextlib.contextmanager
def _bookstore(client: HttpClient) -> Iterator[OpenSource]:
    traces = Traces()
    bookstore = EmbeddedBookstore(listeners=Listeners(on_trace=traces.put))
    try:
        url = bookstore.start()
        document, _ = _fetch(client, f"{url}/openapi.json")
        yield OpenSource(document, read_api(document), url, client, bookstore, traces)
    finally:
        bookstore.close()


def _fetch(client: HttpClient, url: str) -> tuple[Document, str]:
    fetched = asyncio.run(_and_close(client, client.fetch_document(url)))
    if isinstance(fetched, Failure):
        raise SourceError(fetched.message, where=url, hint=fetched.hint)
    return load_document(fetched.text, source=fetched.url), fetched.url


async def _and_close(client: HttpClient, work: Coroutine[Any, Any, Result]) -> Result:
    try:
        return await work
    finally:
        # Connections belong to the event loop that made them, and each call here has its own.
        await client.close()


def run(source: OpenSource, work: Coroutine[Any, Any, Result]) -> Result:
    """Runs one piece of work with the source's client on a loop of its own."""
    return asyncio.run(_and_close(source.client, work))


def _opened(client: HttpClient, document: Document, found: str, base_url: str) -> OpenSource:
    api = read_api(document)
    server = api.servers[0] if api.servers else "/" if found else ""
    url = base_url or (urljoin(found, server) if found else server)
    return OpenSource(document, api, url.rstrip("/") if url.startswith("http") else "", client)

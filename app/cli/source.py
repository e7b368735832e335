"""SOURCE on the command line: `bookstore`, an http address, or a file."""

from __future__ import annotations

import asyncio
import contextlib
import re
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.adapters.embedded_bookstore import EmbeddedBookstore, Listeners
from app.adapters.files.reading import read_file
from app.adapters.http.client import HttpClient
from app.adapters.http.model import ClientSettings
from app.core.base.errors import SourceError, UnreachableError
from app.core.exchange.model import Failure, Phase
from app.core.operations.read import read_api
from app.core.requests.urls import server_urls, split_base
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

BODY_LIMIT = 256 * 1024 * 1024
"""Bytes of a response that are kept in memory: all of it is printed, and only what is in memory is diagnosed."""

_HOST_AND_PORT = re.compile(r"[\w.-]+:\d+(/.*)?|\[[\da-fA-F:]+\]:\d+(/.*)?")
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
    client = HttpClient(ClientSettings(memory_limit=BODY_LIMIT))
    try:
        if name == BOOKSTORE:
            with _bookstore(client) as source:
                yield source
        elif name.startswith(("http://", "https://")) or _HOST_AND_PORT.fullmatch(name):
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
        kind = SourceError if fetched.phase is Phase.RECEIVE else UnreachableError
        raise kind(fetched.message, where=url, hint=fetched.hint)
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
    offered = server_urls(api, found)
    # A document fetched from a test server may list the real one first: what a person named comes before it.
    near = next((url for url in offered if split_base(url).origin == split_base(found).origin), None)
    chosen = base_url or near or next(iter(offered), "")
    return OpenSource(document, api, chosen if "://" in chosen or not chosen else f"http://{chosen}", client)

"""SOURCE on the command line: `bookstore`, an http address, a file, a FastAPI app on disk, or standard input."""

from __future__ import annotations

import contextlib
import sys
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.adapters.documents.finding import is_address
from app.adapters.documents.opener import DocumentOpener
from app.adapters.embedded_bookstore import EmbeddedBookstore, Listeners
from app.adapters.files.reading import read_standard_input
from app.adapters.http.client import HttpClient
from app.adapters.http.model import ClientSettings
from app.adapters.storage.locations import user_locations
from app.cli.ending import Ending
from app.cli.local_source import local_place, order_for, running
from app.core.base.references import BOOKSTORE
from app.core.exchange.connection import ConnectionSettings
from app.core.operations.opening import OpenRequest
from app.core.requests.urls import split_base

if TYPE_CHECKING:
    import argparse
    from collections.abc import Coroutine, Iterable, Iterator
    from typing import Any, TypeVar

    from app.adapters.local_app.local_app import LocalApp
    from app.core.operations.model import Api
    from app.core.operations.opening import Opened
    from app.core.projects.model import AppOrder
    from app.core.spec.document import Document
    from app.core.trace.model import Trace

    Result = TypeVar("Result")

STANDARD_INPUT = "-"
TRACE_SECONDS = 2.0
"""How long a finished request's trace is waited for."""

BODY_LIMIT = 256 * 1024 * 1024
"""Bytes of a response that are kept in memory: all of it is printed, and only what is in memory is diagnosed."""


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
        opened: Its document.
        base_url: Where requests go; empty where the document names no server.
        client: Sends requests, with `run`.
        ending: Ends what runs when a signal asks for it.
        server: The server where it can be looked into: the Bookstore, or an app on disk.
        traces: What it recorded; None for other servers.
    """

    opened: Opened
    base_url: str
    client: HttpClient
    ending: Ending
    server: EmbeddedBookstore | LocalApp | None = None
    traces: Traces | None = None

    @property
    def document(self) -> Document:
        """The document."""
        return self.opened.document

    @property
    def api(self) -> Api:
        """What can be called."""
        return self.opened.api


def add_source_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what every command says about its source."""
    what = (
        "bookstore, an http address, a file, a FastAPI app (module:app, path/main.py, path/main.py:app, its folder), "
        "or - for standard input"
    )
    parser.add_argument("source", metavar="SOURCE", help=what)
    parser.add_argument(
        "--python",
        default="",
        metavar="PATH",
        help="the interpreter, or its environment, that runs a FastAPI app; the likeliest is found otherwise",
    )
    parser.add_argument(
        "--allow-host",
        dest="allowed_hosts",
        action="append",
        default=[],
        metavar="HOST",
        help="another host that references of the document may be fetched from: example.com, example.com:8443",
    )


@contextlib.contextmanager
def open_source(
    name: str,
    base_url: str = "",
    *,
    allowed_hosts: Iterable[str] = (),
    examine: bool = False,
    connection: ConnectionSettings | None = None,
    python: str = "",
) -> Iterator[OpenSource]:
    """Opens a source and closes it again, with its server and its connections.

    Args:
        base_url: Overrides where requests go.
        allowed_hosts: As in `OpenRequest`.
        examine: Whether all problems of the document are wanted.
        connection: How requests travel, those for the document too.
        python: The interpreter of an app on disk; empty for the likeliest.

    Raises:
        SourceError: It cannot be opened.
        DocumentError: Its document cannot be read.
        EndedBySignalError: A signal asked for the end; all is closed.
    """
    text = read_standard_input(sys.stdin.buffer) if name == STANDARD_INPUT else None
    request = OpenRequest("standard input" if text is not None else name, text, frozenset(allowed_hosts))
    with Ending() as ending:
        client = HttpClient(ClientSettings(connection or ConnectionSettings(), memory_limit=BODY_LIMIT))
        means = _Means(client, ending, examine=examine)
        try:
            if name == BOOKSTORE:
                with _bookstore(means) as source:
                    yield source
            elif (place := None if is_address(name) else local_place(name)) is not None:
                with _local_app(means, order_for(place, name, python)) as source:
                    yield source
            else:
                opened = means.open(request)
                yield OpenSource(opened, _chosen(opened, base_url), client, ending)
        finally:
            ending.hold()
            ending.run(client.close())


@dataclass(frozen=True, slots=True)
class _Means:
    """What sources are opened with."""

    client: HttpClient
    ending: Ending
    examine: bool

    def open(self, request: OpenRequest) -> Opened:
        return self.ending.run(_and_close(self.client, self._open(request)))

    async def _open(self, request: OpenRequest) -> Opened:
        opener = DocumentOpener(self.client, user_locations().cache)
        try:
            opened = await opener.open(request)
            return await opener.examine(opened) if self.examine else opened
        finally:
            await opener.close()


@contextlib.contextmanager
def _bookstore(means: _Means) -> Iterator[OpenSource]:
    traces = Traces()
    bookstore = EmbeddedBookstore(listeners=Listeners(on_trace=traces.put))
    try:
        url = bookstore.start()
        opened = means.open(OpenRequest(f"{url}/openapi.json"))
        yield OpenSource(opened, url, means.client, means.ending, bookstore, traces)
    finally:
        means.ending.hold()
        bookstore.close()


@contextlib.contextmanager
def _local_app(means: _Means, order: AppOrder) -> Iterator[OpenSource]:
    traces = Traces()
    with running(order, traces.put) as (app, url):
        try:
            # As the app itself makes it: the server may show it elsewhere, or to nobody.
            opened = means.open(OpenRequest(f"{url}/openapi.json", app.document()))
            yield OpenSource(opened, url, means.client, means.ending, app, traces)
        finally:
            means.ending.hold()


async def _and_close(client: HttpClient, work: Coroutine[Any, Any, Result]) -> Result:
    try:
        return await work
    finally:
        # Connections belong to the event loop that made them, and each call here has its own.
        await client.close()


def run(source: OpenSource, work: Coroutine[Any, Any, Result]) -> Result:
    """Runs one piece of work with the source's client on a loop of its own.

    Raises:
        EndedBySignalError: A signal cancelled it.
    """
    return source.ending.run(_and_close(source.client, work))


def _chosen(opened: Opened, base_url: str) -> str:
    """Where requests go."""
    # A document fetched from a test server may list the real one first: what a person named comes before it.
    origin = split_base(opened.source).origin
    near = next((url for url in opened.base_urls if split_base(url).origin == origin), None)
    chosen = base_url or near or next(iter(opened.base_urls), "")
    return chosen if "://" in chosen or not chosen else f"http://{chosen}"

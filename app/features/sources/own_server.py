"""A server of our own: its way from nothing to a document that can be shown, and back after a crash, in view or not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject

from app.core.base.errors import RouteglassError, SourceError
from app.core.operations.opening import OpenRequest
from app.features.sources.ports import Looked, Trouble, trouble_of
from app.jobs.pace import Pace

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from app.core.operations.differences import Comparison
    from app.core.operations.model import Api
    from app.core.operations.opening import Opened
    from app.core.spec.document import Document
    from app.features.sources.orders import Order
    from app.features.sources.ports import AppBackend, Backend, DocumentFetcher, Opener
    from app.jobs.model import JobDone
    from app.jobs.runner import Runner


@dataclass(frozen=True, slots=True)
class Ready:
    """It answers.

    Attributes:
        opened: Its document as it was opened; None where that was read by itself.
        text: The document's text where no place leads to it; else None.
        comparison: How the document differs from the one before it; None where it does not.
        looked: Its routes; None while they are being read.
    """

    base_url: str
    document: Document
    api: Api
    opened: Opened | None = None
    text: str | None = None
    comparison: Comparison | None = None
    looked: Looked | None = None


class ServerListener(Protocol):
    """Who hears how it goes."""

    def on_server_starting(self, server: OwnServer, base_url: str) -> None:
        """It starts; `base_url` is empty until it listens."""
        ...

    def on_server_ready(self, server: OwnServer, ready: Ready) -> None:
        """It answers, and its document is there."""
        ...

    def on_server_looked(self, server: OwnServer, looked: Looked) -> None:
        """Its routes are there."""
        ...

    def on_server_failed(self, server: OwnServer, trouble: Trouble) -> None:
        """It does not run."""
        ...

    def on_server_told(self, server: OwnServer, title: str, trouble: Trouble | None) -> None:
        """Something beside its running: done, or not because of the trouble."""
        ...


class Reader(Protocol):
    """Reads the document of a server that answers."""

    def __call__(self, base_url: str, last: Ready | None) -> Coroutine[Any, Any, Ready]:
        """The document; what was open stays where it is the same, and with it every form.

        Raises:
            RouteglassError: It cannot be had or read.
        """
        ...


class OwnServer(QObject):
    """Starts and restarts a server of our own.

    Attributes:
        order: What asks for it.
        label: What a person calls it.
        ready: What there is to show; None while it does not run.
    """

    def __init__(
        self, runner: Runner, backend: Backend, read: Reader, listener: ServerListener, order: Order, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._backend = backend
        self._read = read
        self._listener = listener
        self._busy = False
        self._crash: Trouble | None = None
        self._last: Ready | None = None
        self._base_url = ""
        self.order = order
        self.label = backend.label
        self.ready: Ready | None = None

    @property
    def is_busy(self) -> bool:
        """Whether it is being started, or its document read."""
        return self._busy

    def start(self) -> None:
        """Starts the server and opens its document; while that is under way nothing happens."""
        self._begin(self._backend.start)

    def restart(self) -> None:
        """Stops the server and starts it again."""
        self._begin(self._backend.restart)

    def read_again(self, base_url: str) -> None:
        """Takes over that new code answers by itself: opens the document anew."""
        if self._busy:
            return
        self._busy, self._crash, self._base_url = True, None, base_url
        self._open()

    def do(self, work: Callable[[], object], done: str, failed: str) -> None:
        """Does something beside, and tells how it went in these words."""
        errand = Errand(self, self._listener, done, failed)
        self._runner.submit_blocking(work, errand, errand.came)

    def fail(self, trouble: Trouble) -> None:
        """Takes over that the server died by itself."""
        if self._busy:
            # Whoever waits for the server fails in a moment, and knows less about the reason.
            self._crash = trouble
        elif self.ready is not None:
            self._fail(trouble)

    def fail_again(self, trouble: Trouble) -> None:
        """The same, also where it did not run before: another attempt failed for another reason."""
        if self._busy:
            self._crash = trouble
        else:
            self._fail(trouble)

    def forget(self) -> None:
        """Takes over that it was stopped on purpose."""
        self.ready = None

    def _begin(self, work: Callable[[], str]) -> None:
        if self._busy:
            return
        self._busy, self._crash, self.ready = True, None, None
        self._listener.on_server_starting(self, "")
        self._runner.submit_blocking(work, self, self._started)

    def _started(self, done: JobDone) -> None:
        if done.error is not None:
            self._fail(self._crash or trouble_of(done.error, "The server did not start."))
            return
        self._base_url = str(done.result)
        self._listener.on_server_starting(self, self._base_url)
        self._open()

    def _open(self) -> None:
        self._runner.submit(partial(self._read, self._base_url, self._last), self, self._opened)

    def _opened(self, done: JobDone) -> None:
        if not isinstance(done.result, Ready):
            trouble = self._crash or trouble_of(done.error, "The server did not start.")
            if self.ready is not None and self._crash is None:
                # New code answers by itself; what is known of the old one is better than nothing.
                self._busy = False
                self._listener.on_server_ready(self, self.ready)
                self._listener.on_server_told(self, f"The new document of {self.label} cannot be read.", trouble)
                return
            self._fail(trouble)
            return
        self._busy = False
        self.ready = self._last = done.result
        self._listener.on_server_ready(self, done.result)
        if done.result.looked is None:
            self._runner.submit_blocking(partial(_look, self._backend), self, self._looked)

    def _looked(self, done: JobDone) -> None:
        if isinstance(done.result, Looked):
            if self.ready is not None:
                self.ready = replace(self.ready, looked=done.result)
            self._listener.on_server_looked(self, done.result)
        elif done.error is not None:
            trouble = trouble_of(done.error, "Everything else works.")
            self._listener.on_server_told(self, "The routes could not be read.", trouble)

    def _fail(self, trouble: Trouble) -> None:
        self._busy, self.ready = False, None
        self._listener.on_server_failed(self, trouble)


class Errand(QObject):
    """One thing that is done beside a server's running."""

    def __init__(self, server: OwnServer, listener: ServerListener, done: str, failed: str) -> None:
        super().__init__(server)
        self._server = server
        self._listener = listener
        self._done = done
        self._failed = failed

    def came(self, done: JobDone) -> None:
        """Tells how it went."""
        if done.error is not None:
            trouble = trouble_of(done.error, "Everything is as it was.")
            self._listener.on_server_told(self._server, self._failed, trouble)
        else:
            self._listener.on_server_told(self._server, self._done, None)
        self.deleteLater()


async def read_over_http(fetcher: DocumentFetcher, base_url: str, last: Ready | None) -> Ready:
    """Fetches and reads the document of the Bookstore."""
    from app.core.exchange.model import Failure  # noqa: PLC0415 - the first frame does not wait for it
    from app.core.operations.read import read_api  # noqa: PLC0415 - as above
    from app.core.spec.load import load_document  # noqa: PLC0415 - as above

    url = f"{base_url}/openapi.json"
    fetched = await fetcher.fetch_document(url)
    if isinstance(fetched, Failure):
        raise SourceError(fetched.message, where=url, hint=fetched.hint, detail=fetched.detail)
    document = load_document(fetched.text, source=fetched.url)
    if last is not None and (document.source, document.raw) == (last.document.source, last.document.raw):
        return Ready(base_url, last.document, last.api)
    return Ready(base_url, document, read_api(document))


async def read_app(opener: Opener, backend: AppBackend, base_url: str, last: Ready | None) -> Ready:
    """Opens the document that a person's own app makes, compares it with the one before, and reads the routes."""
    import asyncio  # noqa: PLC0415 - the first frame does not wait for it

    text = await asyncio.to_thread(backend.document)
    opened = await opener.open(OpenRequest(backend.label, text))
    before = last.opened if last is not None else None
    comparison = None
    if before is not None:
        if before.fingerprint == opened.fingerprint:
            opened = before
        else:
            comparison = await _compared(before, opened)
    try:
        looked = await asyncio.to_thread(_look, backend)
    except RouteglassError:
        # It is asked once more, and then told: what can be sent does not wait for the routes.
        looked = None
    return Ready(base_url, opened.document, opened.api, opened, text, comparison, looked)


async def _compared(old: Opened, new: Opened) -> Comparison:
    """What is different, found on a worker that ends when nobody waits any more."""
    import asyncio  # noqa: PLC0415 - the first frame does not wait for it

    pace = Pace()
    try:
        return await asyncio.to_thread(compare_editions, old, new, pace)
    except asyncio.CancelledError:
        pace.end()
        raise


def compare_editions(old: Opened, new: Opened, pace: Pace) -> Comparison:
    """What is different; for a worker.

    Raises:
        LeftOffError: The pace was ended.
    """
    from app.core.operations.compare import Edition, compare  # noqa: PLC0415 - not needed before the first change

    return compare(Edition(old.document, old.api), Edition(new.document, new.api), pace.walk)


def _look(backend: Backend) -> Looked:
    routes, names = backend.routes()
    return Looked(routes, names, backend)

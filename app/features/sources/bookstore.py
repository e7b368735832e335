"""The Bookstore's way from nothing to a document that can be shown, and back after a crash, in view or not."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject

from app.core.base.errors import SourceError
from app.features.sources.ports import Looked, Trouble, trouble_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.operations.model import Api
    from app.core.spec.document import Document
    from app.features.sources.ports import Backend, DocumentFetcher
    from app.jobs.model import JobDone
    from app.jobs.runner import Runner


@dataclass(frozen=True, slots=True)
class Ready:
    """It answers.

    Attributes:
        looked: Its routes; None while they are being read.
    """

    base_url: str
    document: Document
    api: Api
    looked: Looked | None = None


class BookstoreListener(Protocol):
    """Who hears how it goes."""

    def on_bookstore_starting(self, base_url: str) -> None:
        """It starts; `base_url` is empty until it listens."""
        ...

    def on_bookstore_ready(self, ready: Ready) -> None:
        """It answers, and its document is there."""
        ...

    def on_bookstore_looked(self, looked: Looked) -> None:
        """Its routes are there."""
        ...

    def on_bookstore_failed(self, trouble: Trouble) -> None:
        """It does not run."""
        ...

    def on_bookstore_told(self, title: str, trouble: Trouble | None) -> None:
        """Something beside its running: done, or not because of the trouble."""
        ...


class Bookstore(QObject):
    """Starts, restarts and resets the server of our own.

    Attributes:
        label: What a person calls it.
        ready: What there is to show; None while it does not run.
    """

    def __init__(
        self, runner: Runner, backend: Backend, fetcher: DocumentFetcher, listener: BookstoreListener, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._backend = backend
        self._fetcher = fetcher
        self._listener = listener
        self._busy = False
        self._crash: Trouble | None = None
        self._last: Ready | None = None
        self._base_url = ""
        self.label = backend.label
        self.ready: Ready | None = None

    def start(self) -> None:
        """Starts the server and opens its document; while that is under way nothing happens."""
        self._begin(self._backend.start)

    def restart(self) -> None:
        """Stops the server and starts it again."""
        self._begin(self._backend.restart)

    def reset(self) -> None:
        """Restores the seed data."""
        self._runner.submit_blocking(self._backend.reset, self, self._was_reset)

    def fail(self, trouble: Trouble) -> None:
        """Takes over that the server died by itself."""
        if self._busy:
            # Whoever waits for the server fails in a moment, and knows less about the reason.
            self._crash = trouble
        elif self.ready is not None:
            self._fail(trouble)

    def _begin(self, work: Callable[[], str]) -> None:
        if self._busy:
            return
        self._busy, self._crash, self.ready = True, None, None
        self._listener.on_bookstore_starting("")
        self._runner.submit_blocking(work, self, self._started)

    def _started(self, done: JobDone) -> None:
        if done.error is not None:
            self._fail(trouble_of(done.error, "The server did not start."))
            return
        self._base_url = str(done.result)
        self._listener.on_bookstore_starting(self._base_url)
        work = partial(_open, self._fetcher, self._base_url, self._last)
        self._runner.submit(work, self, self._opened)

    def _opened(self, done: JobDone) -> None:
        if not isinstance(done.result, Ready):
            self._fail(self._crash or trouble_of(done.error, "The server did not start."))
            return
        self._busy = False
        self.ready = self._last = done.result
        self._listener.on_bookstore_ready(done.result)
        self._runner.submit_blocking(partial(_look, self._backend), self, self._looked)

    def _looked(self, done: JobDone) -> None:
        if isinstance(done.result, Looked):
            if self.ready is not None:
                self.ready = Ready(self.ready.base_url, self.ready.document, self.ready.api, done.result)
            self._listener.on_bookstore_looked(done.result)
        elif done.error is not None:
            trouble = trouble_of(done.error, "Everything else works.")
            self._listener.on_bookstore_told("The routes could not be read.", trouble)

    def _was_reset(self, done: JobDone) -> None:
        if done.error is not None:
            trouble = trouble_of(done.error, "Its data is as it was.")
            self._listener.on_bookstore_told(f"{self.label} was not reset.", trouble)
        else:
            self._listener.on_bookstore_told(f"{self.label} is as new: the seed data is back.", None)

    def _fail(self, trouble: Trouble) -> None:
        self._busy, self.ready = False, None
        self._listener.on_bookstore_failed(trouble)


async def _open(fetcher: DocumentFetcher, base_url: str, last: Ready | None) -> Ready:
    """Fetches and reads; what was open stays where the document is the same, and with it every form."""
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


def _look(backend: Backend) -> Looked:
    routes, names = backend.routes()
    return Looked(routes, names, backend)

"""Brings the API in view up: starts its server, reads its document and its routes, and tells the workspace."""

from __future__ import annotations

import traceback
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject

from app.core.base.errors import RouteglassError, SourceError
from app.core.workspace.model import Level, Notice, Source, SourceStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.core.exchange.model import Failure
    from app.core.operations.model import Api
    from app.core.routes.model import RouteTable
    from app.core.spec.document import Document
    from app.core.workspace.workspace import Workspace
    from app.jobs.model import JobDone
    from app.jobs.runner import Runner


class Backend(Protocol):
    """A server of our own that can be looked into. Every method blocks and is called on a worker thread."""

    label: str

    def start(self) -> str:
        """Starts it and waits until it answers; the base URL.

        Raises:
            SourceError: It does not start; says why and what to do.
        """
        ...

    def restart(self) -> str:
        """Stops it where it runs and starts it where it was; the base URL.

        Raises:
            SourceError: It does not start; says why and what to do.
        """
        ...

    def reset(self) -> None:
        """Puts its data back to the beginning.

        Raises:
            SourceError: It does not run, or its data cannot be written.
        """
        ...

    def routes(self) -> tuple[RouteTable, Mapping[str, Mapping[str, str]]]:
        """Its route table in match order, and Python names behind wire names per model."""
        ...


class DocumentFetcher(Protocol):
    """Fetches the text of a document over HTTP."""

    async def fetch_document(self, url: str) -> FetchedText | Failure:
        """The document, or why it cannot be had; never raises."""
        ...


class FetchedText(Protocol):
    """A document's text and where it was found."""

    @property
    def text(self) -> str:
        """The text."""
        ...

    @property
    def url(self) -> str:
        """Where it was found."""
        ...


@dataclass(frozen=True, slots=True)
class Opened:
    """A document, read."""

    document: Document
    api: Api


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look into the server brought."""

    routes: RouteTable
    names: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why the source does not run.

    Attributes:
        problem: What happened, one sentence.
        hint: What to do next.
        detail: Technical words to copy.
    """

    problem: str
    hint: str
    detail: str


class SourcePresenter(QObject):
    """Owns the source's way from nothing to a list of operations, and back after a crash."""

    def __init__(
        self,
        workspace: Workspace,
        runner: Runner,
        backend: Backend,
        fetcher: DocumentFetcher,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._runner = runner
        self._backend = backend
        self._fetcher = fetcher
        self._busy = False
        self._crash: Trouble | None = None
        workspace.set_source(Source(backend.label, SourceStatus.STARTING, embedded=True))

    def start(self) -> None:
        """Starts the server and opens its document; while that is under way nothing happens."""
        self._begin(self._backend.start)

    def restart(self) -> None:
        """Stops the server and starts it again; what was typed stays."""
        self._begin(self._backend.restart)

    def reset(self) -> None:
        """Restores the seed data."""
        self._runner.submit_blocking(self._backend.reset, self, self._was_reset)

    def fail(self, trouble: Trouble) -> None:
        """Takes over that the server died by itself."""
        if self._workspace.source.status is SourceStatus.RUNNING:
            self._show(trouble)
        elif self._busy:
            # Whoever waits for the server fails in a moment, and knows less about the reason.
            self._crash = trouble

    def _begin(self, work: Callable[[], str]) -> None:
        if self._busy:
            return
        self._busy = True
        self._crash = None
        source = self._workspace.source
        self._workspace.set_source(replace(source, status=SourceStatus.STARTING, problem="", hint="", detail=""))
        self._runner.submit_blocking(work, self, self._started)

    def _started(self, done: JobDone) -> None:
        if done.error is not None:
            self._show(_trouble(done.error))
            return
        base_url = str(done.result)
        self._workspace.set_source(replace(self._workspace.source, base_url=base_url))
        work = partial(_open, self._fetcher, f"{base_url}/openapi.json", self._open_now())
        self._runner.submit(work, self, self._opened)

    def _open_now(self) -> Opened | None:
        document, api = self._workspace.document, self._workspace.api
        return Opened(document, api) if document is not None and api is not None else None

    def _opened(self, done: JobDone) -> None:
        if not isinstance(done.result, Opened):
            self._show(self._crash or _trouble(done.error))
            return
        self._busy = False
        self._workspace.set_source(replace(self._workspace.source, status=SourceStatus.RUNNING))
        if done.result.document is not self._workspace.document:
            self._workspace.open_document(done.result.document, done.result.api)
        self._runner.submit_blocking(partial(_look, self._backend), self, self._looked)

    def _looked(self, done: JobDone) -> None:
        if isinstance(done.result, Looked):
            self._workspace.set_routes(done.result.routes, done.result.names)
        elif done.error is not None:
            trouble = _trouble(done.error, "Everything else works.")
            words = f"{trouble.problem} {trouble.hint}"
            self._workspace.notify(Notice(Level.WARN, "The routes could not be read.", words, trouble.detail))

    def _was_reset(self, done: JobDone) -> None:
        label = self._backend.label
        if done.error is not None:
            trouble = _trouble(done.error, "Its data is as it was.")
            words = f"{trouble.problem} {trouble.hint}"
            self._workspace.notify(Notice(Level.ERROR, f"{label} was not reset.", words, trouble.detail))
        else:
            self._workspace.notify(Notice(Level.OK, f"{label} is as new: the seed data is back."))

    def _show(self, trouble: Trouble) -> None:
        self._busy = False
        source = self._workspace.source
        self._workspace.set_source(
            replace(
                source,
                status=SourceStatus.FAILED,
                problem=trouble.problem,
                hint=trouble.hint,
                detail=trouble.detail,
            )
        )


def _trouble(error: BaseException | None, otherwise: str = "The server did not start.") -> Trouble:
    """What an error means to a person; `otherwise` is said of a mistake of this program."""
    if isinstance(error, RouteglassError):
        place = f" ({error.where})" if error.where and error.where not in error.what else ""
        problem = f"{error.what.rstrip('.')}{place}."
        return Trouble(problem, error.hint, error.detail or str(error))
    detail = "".join(traceback.format_exception(error)) if error is not None else ""
    return Trouble(otherwise, "Try again; the details say what happened.", detail)


async def _open(fetcher: DocumentFetcher, url: str, now: Opened | None) -> Opened:
    """Fetches and reads; what is open now stays where the document is the same, and with it every form."""
    from app.core.exchange.model import Failure  # noqa: PLC0415 - the first frame does not wait for it
    from app.core.operations.read import read_api  # noqa: PLC0415 - as above
    from app.core.spec.load import load_document  # noqa: PLC0415 - as above

    fetched = await fetcher.fetch_document(url)
    if isinstance(fetched, Failure):
        raise SourceError(fetched.message, where=url, hint=fetched.hint, detail=fetched.detail)
    document = load_document(fetched.text, source=fetched.url)
    if now is not None and (document.source, document.raw) == (now.document.source, now.document.raw):
        return now
    return Opened(document, read_api(document))


def _look(backend: Backend) -> Looked:
    routes, names = backend.routes()
    return Looked(routes, names)

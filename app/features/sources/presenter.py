"""Brings the API in view up: starts its server, reads its document and its routes, and tells the workspace."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject

from app.core.base.errors import RouteglassError, SourceError
from app.core.exchange.model import Failure
from app.core.operations.read import read_api
from app.core.spec.load import load_document
from app.core.workspace.model import Level, Notice, Source, SourceStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

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

    def stop(self) -> None:
        """Stops it; harmless when it does not run."""
        ...

    def reset(self) -> None:
        """Puts its data back to the beginning."""
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

    def start(self) -> None:
        """Starts the server and opens its document; while that is under way nothing happens."""
        if self._busy:
            return
        self._busy = True
        self._workspace.set_source(Source(self._backend.label, SourceStatus.STARTING, embedded=True))
        self._runner.submit_blocking(self._backend.start, self, self._started)

    def restart(self) -> None:
        """Stops the server and starts it again; what was typed stays."""
        if self._busy:
            return
        self._busy = True
        self._workspace.set_source(replace(self._workspace.source, status=SourceStatus.STARTING, problem="", hint=""))
        self._runner.submit_blocking(partial(_stop_and_start, self._backend), self, self._started)

    def reset(self) -> None:
        """Restores the seed data."""
        self._runner.submit_blocking(self._backend.reset, self, self._was_reset)

    def fail(self, problem: str, hint: str, detail: str) -> None:
        """Takes over that the server died by itself."""
        source = self._workspace.source
        if source.status is SourceStatus.RUNNING:
            self._workspace.set_source(
                replace(source, status=SourceStatus.FAILED, problem=problem, hint=hint, detail=detail)
            )

    def _started(self, done: JobDone) -> None:
        if done.error is not None:
            self._show_failure(done.error)
            return
        base_url = str(done.result)
        self._workspace.set_source(replace(self._workspace.source, base_url=base_url))
        self._runner.submit(partial(_open, self._fetcher, f"{base_url}/openapi.json"), self, self._opened)

    def _opened(self, done: JobDone) -> None:
        if done.error is not None or not isinstance(done.result, Opened):
            self._show_failure(done.error)
            return
        self._busy = False
        self._workspace.set_source(replace(self._workspace.source, status=SourceStatus.RUNNING))
        self._workspace.open_document(done.result.document, done.result.api)
        self._runner.submit_blocking(partial(_look, self._backend), self, self._looked)

    def _looked(self, done: JobDone) -> None:
        if isinstance(done.result, Looked):
            self._workspace.set_routes(done.result.routes, done.result.names)
        elif done.error is not None:
            self._workspace.notify(Notice(Level.WARN, "The routes could not be read.", detail=repr(done.error)))

    def _was_reset(self, done: JobDone) -> None:
        if done.error is not None:
            self._workspace.notify(Notice(Level.ERROR, "The data could not be reset.", str(done.error)))
        else:
            self._workspace.notify(Notice(Level.OK, f"{self._backend.label} is as new: the seed data is back."))

    def _show_failure(self, error: BaseException | None) -> None:
        self._busy = False
        known = error if isinstance(error, RouteglassError) else None
        self._workspace.set_source(
            replace(
                self._workspace.source,
                status=SourceStatus.FAILED,
                problem=known.what if known else "The server did not start.",
                hint=known.hint if known else "Try again; the details say what happened.",
                detail=(known.detail or str(known)) if known else repr(error),
            )
        )


def _stop_and_start(backend: Backend) -> str:
    backend.stop()
    return backend.start()


async def _open(fetcher: DocumentFetcher, url: str) -> Opened:
    fetched = await fetcher.fetch_document(url)
    if isinstance(fetched, Failure):
        raise SourceError(fetched.message, where=url, hint=fetched.hint)
    document = load_document(fetched.text, source=fetched.url)
    return Opened(document, read_api(document))


def _look(backend: Backend) -> Looked:
    routes, names = backend.routes()
    return Looked(routes, names)

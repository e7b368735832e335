"""Puts together what opens sources: their way into view, their watch, their problems, and what reads them."""

# ruff: noqa: PLC0415 - reading documents is imported when the first one is opened: the start belongs to the Bookstore

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from app.adapters.local_app.projects import ProjectsOnDisk
from app.core.base.references import BOOKSTORE
from app.features.sources.orders import Kind, Order, recognise
from app.features.sources.ports import AppKeeper, AppNews
from app.features.sources.presenter import BOOKSTORE_ORDER, Means, SourcePresenter
from app.features.sources.recents import RecentKeeper, Recents
from app.features.sources.reloading import Reloader
from app.features.sources.strip import StripPresenter
from app.features.sources.texts import SourceTexts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtCore import QObject

    from app.adapters.documents.opener import DocumentOpener
    from app.adapters.embedded_bookstore import EmbeddedBookstore
    from app.adapters.http.client import HttpClient
    from app.adapters.http.model import FetchedDocument
    from app.core.exchange.model import Failure
    from app.core.operations.opening import Opened, OpenRequest
    from app.core.projects.model import AppOrder, AppState
    from app.core.workspace.model import LogLine
    from app.core.workspace.workspace import Workspace
    from app.features.problems.view import ProblemsView
    from app.features.sources.ports import AppBackend
    from app.jobs.runner import Runner


@dataclass(frozen=True, slots=True)
class Asked:
    """What the window was asked to open.

    Attributes:
        source: As on the command line: `bookstore`, a URL, an address, a file.
        text: A document itself; None where `source` leads to it.
        cache: Where indexes of documents are kept; None keeps none.
    """

    source: str = BOOKSTORE
    text: str | None = None
    cache: Path | None = None

    def order(self) -> Order:
        """The same for the sources."""
        if self.text is not None:
            return Order(Kind.TEXT, "Standard input", "This is a document itself.", self.text)
        return BOOKSTORE_ORDER if self.source == BOOKSTORE else recognise(self.source)


@dataclass(frozen=True, slots=True)
class OpenedSources:
    """What works with sources and has no view."""

    presenter: SourcePresenter
    reloader: Reloader
    strip: StripPresenter
    problems: ProblemsPage

    def stop(self) -> None:
        """Watches nothing any more."""
        self.reloader.stop()

    def begin_close(self) -> None:
        """Begins to end the person's own apps; returns at once, and frees who waits for one to start."""
        self.presenter.apps.begin_close()

    def close(self) -> None:
        """Ends them; blocks until nothing of them is left."""
        self.presenter.apps.close()


@dataclass(frozen=True, slots=True)
class Tools:
    """What sources are reached with.

    Attributes:
        put: Takes what servers tell on their threads.
    """

    runner: Runner
    http: HttpClient
    bookstore: EmbeddedBookstore
    keeper: SourceKeeper
    put: Callable[[object], None]


def make_sources(workspace: Workspace, tools: Tools, asked: Asked, parent: QObject) -> OpenedSources:
    """Everything; nothing is opened yet."""
    runner, http = tools.runner, tools.http
    opener = LateOpener(http, asked.cache)
    runner.at_stop(opener.close)
    recents, apps = Recents(tools.keeper), partial(_make_app, tools.put, asked.cache)
    means = Means(tools.bookstore, LateFetcher(http), opener, recents, ProjectsOnDisk(), apps, tools.keeper)
    presenter = SourcePresenter(workspace, runner, means, parent, first=asked.order())
    reloader = Reloader(workspace, runner, opener, presenter, parent)
    strip = StripPresenter(workspace, presenter, reloader)
    texts = SourceTexts(presenter, LateReader(http))
    return OpenedSources(presenter, reloader, strip, ProblemsPage(workspace, runner, texts))


class SourceKeeper(RecentKeeper, AppKeeper, Protocol):
    """Where it is kept what was opened, and how."""


def _make_app(put: Callable[[object], None], cache: Path | None, order: AppOrder, run: int) -> AppBackend:
    """What runs an app on disk; all that it tells goes to the same place, its states with the number of the run."""
    from app.adapters.local_app.local_app import LocalApp
    from app.adapters.local_app.model import AppListeners
    from app.adapters.tracing.packing import write_payload

    def tell(state: AppState) -> None:
        put(AppNews(run, state))

    listeners = AppListeners(tell, log_of(order.key, put), put, put, put)
    return LocalApp(order, listeners, make_agent=write_payload, cache=cache)


def log_of(server: str, put: Callable[[object], None]) -> Callable[[LogLine], None]:
    """Takes lines of the log of one server, and passes them on with its key."""

    def take(line: LogLine) -> None:
        put(replace(line, server=server))

    return take


class ProblemsPage:
    """Makes the page of problems; imported when somebody looks at it."""

    def __init__(self, workspace: Workspace, runner: Runner, texts: SourceTexts) -> None:
        self._workspace = workspace
        self._runner = runner
        self._texts = texts

    def build(self) -> ProblemsView:
        """A new one."""
        from app.features.problems.presenter import ProblemsPresenter
        from app.features.problems.view import ProblemsView

        return ProblemsView(ProblemsPresenter(self._workspace, self._runner, self._texts, self._runner))


class LateOpener:
    """Opens documents; what does it is imported at the first one, on the thread that runs it."""

    def __init__(self, http: HttpClient, cache: Path | None) -> None:
        self._http = http
        self._cache = cache
        self._opener: DocumentOpener | None = None

    async def open(self, request: OpenRequest) -> Opened:
        """As `DocumentOpener.open`."""
        return await self._ready().open(request)

    async def examine(self, opened: Opened) -> Opened:
        """As `DocumentOpener.examine`."""
        return await self._ready().examine(opened)

    async def changed(self, opened: Opened) -> bool:
        """As `DocumentOpener.changed`."""
        return await self._ready().changed(opened)

    async def close(self) -> None:
        """Ends what still runs, where anything was ever opened."""
        if self._opener is not None:
            await self._opener.close()

    def _ready(self) -> DocumentOpener:
        from app.adapters.documents.opener import DocumentOpener

        if self._opener is None:
            self._opener = DocumentOpener(self._http, self._cache)
        return self._opener


class LateFetcher:
    """Fetches the Bookstore's document; what does it is imported on the thread that runs it."""

    def __init__(self, http: HttpClient) -> None:
        self._http = http

    async def fetch_document(self, url: str) -> FetchedDocument | Failure:
        """As `LoopbackFetcher.fetch_document`."""
        from app.adapters.http.loopback import LoopbackFetcher

        return await LoopbackFetcher(self._http).fetch_document(url)


class LateReader:
    """Reads texts; imported at the first one."""

    def __init__(self, http: HttpClient) -> None:
        self._http = http

    async def read(self, place: str) -> str:
        """As `TextReader.read`."""
        from app.adapters.documents.texts import TextReader

        return await TextReader(self._http).read(place)

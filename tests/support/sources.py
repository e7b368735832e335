"""Sources for tests: a server of our own, a fetcher, and an opener that do what they are told, and their presenter."""

from __future__ import annotations

import asyncio
import hashlib
import json
import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from app.core.base.errors import SourceError
from app.core.exchange.model import Exchange
from app.core.operations.opening import Opened, OpenRequest, Part
from app.core.operations.read import read_api
from app.core.projects.model import AppPhase, AppState, FoundApps, Interpreter, Origin
from app.core.requests.model import PreparedRequest, Sent
from app.core.requests.urls import server_urls
from app.core.routes.model import RouteTable
from app.core.spec.load import load_document
from app.core.workspace.model import SendResult
from app.features.sources.presenter import BOOKSTORE_ORDER, Means, SourcePresenter
from app.features.sources.recents import Recent, Recents
from tests.support.exchanges import answer
from tests.support.form_documents import bookstore_document

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.core.exchange.model import Failure
    from app.core.projects.model import AppChoice, AppOrder
    from app.core.routes.model import MatchResult
    from app.core.workspace.workspace import Workspace
    from app.features.sources.orders import Order
    from app.features.sources.ports import FetchedText
    from app.jobs.runner import Runner

NAMES = {"Item": {"name": "item_name"}}


class Server:
    """A backend that does what it is told.

    Attributes:
        errors: Raised by the next calls, one each; None lets the call succeed.
        gate: Calls wait for it.
    """

    def __init__(self, label: str = "Bookstore") -> None:
        self.label = label
        self.calls: list[str] = []
        self.errors: list[Exception | None] = []
        self.look_error: Exception | None = None
        self.gate = threading.Event()
        self.gate.set()

    def start(self) -> str:
        return self._run("start")

    def restart(self) -> str:
        return self._run("restart")

    def reset(self) -> None:
        self._run("reset")

    def routes(self) -> tuple[RouteTable, Mapping[str, Mapping[str, str]]]:
        if self.look_error is not None:
            raise self.look_error
        return RouteTable((), ()), NAMES

    def try_path(self, method: str, target: str) -> MatchResult:
        raise SourceError("It was not started.", where=f"{method} {target}")

    def _run(self, call: str) -> str:
        self.calls.append(call)
        assert self.gate.wait(10)
        error = self.errors.pop(0) if self.errors else None
        if error is not None:
            raise error
        return "http://127.0.0.1:8000"


class App(Server):
    """The backend of a person's own app, which does what it is told and tells nothing by itself.

    Attributes:
        text: Its document; an exception is raised.
        state: How it is doing.
    """

    def __init__(self, order: AppOrder, run: int) -> None:
        super().__init__(order.target)
        self.order = order
        self.run = run
        self.text: str | Exception = json.dumps(a_document("Shop", "/things"))
        self.state = AppState(AppPhase.RUNNING, "http://127.0.0.1:8000")

    def document(self) -> str:
        if isinstance(self.text, Exception):
            raise self.text
        return self.text

    def stop(self) -> None:
        self._run("stop")

    def begin_close(self) -> None:
        self.calls.append("begin_close")
        self.gate.set()

    def close(self) -> None:
        self.calls.append("close")


@dataclass
class Apps:
    """Makes backends of apps, and remembers them.

    Attributes:
        errors: What the first calls of the next one raise.
        holds: Whether calls of the next one wait for its gate.
        text: The document of the next one; None for its own.
    """

    made: list[App] = field(default_factory=list)
    errors: list[Exception | None] = field(default_factory=list)
    holds: bool = False
    text: str | None = None

    def __call__(self, order: AppOrder, run: int) -> App:
        app = App(order, run)
        app.errors, self.errors = self.errors, []
        app.text = self.text or app.text
        if self.holds:
            app.gate.clear()
        self.made.append(app)
        return app


@dataclass
class Finder:
    """Finds what it is told to.

    Attributes:
        folders: What is a folder.
        found, interpreters: What is in any of them; an exception is raised.
    """

    folders: set[str] = field(default_factory=set)
    found: tuple[AppChoice, ...] = ()
    interpreters: tuple[Interpreter, ...] = ()
    error: Exception | None = None
    looked: list[str] = field(default_factory=list)

    def is_folder(self, path: str) -> bool:
        return path in self.folders

    def absolute(self, path: str) -> str:
        return path or "/here"

    def find_apps(self, folder: str) -> FoundApps:
        self.looked.append(folder)
        if self.error is not None:
            raise self.error
        return FoundApps(folder, self.found)

    def find_interpreters(self, folder: str) -> tuple[Interpreter, ...]:
        return self.interpreters

    def look_at(self, path: str, folder: str) -> Interpreter:
        return Interpreter(path, Origin.VENV, "3.13.1", "named", "0.128.0")


@dataclass
class Text:
    text: str
    url: str


@dataclass
class Fetcher:
    """Fetches what it is told to."""

    answers: list[FetchedText | Failure] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)

    async def fetch_document(self, url: str) -> FetchedText | Failure:
        self.urls.append(url)
        return self.answers.pop(0) if self.answers else Text(json.dumps(bookstore_document()), url)


def a_document(title: str = "Things", *paths: str, **members: Any) -> dict[str, Any]:
    """A document with a GET for each path."""
    operations: dict[str, Any] = {path: {"get": {"responses": {}}} for path in paths or ("/things",)}
    return {"openapi": "3.1.0", "info": {"title": title, "version": "1"}, "paths": operations, **members}


def opened(raw: dict[str, Any], source: str = "/api/things.json", **facts: Any) -> Opened:
    """A document as an opener brings it home."""
    text = json.dumps(raw)
    document = load_document(text, source=source)
    api = read_api(document)
    digest = hashlib.sha256(text.encode()).hexdigest()
    whole = Opened(
        document=document,
        api=api,
        source=source,
        base_urls=server_urls(api, source if "://" in source else ""),
        problems=(),
        examined=True,
        missing=(),
        parts=(Part(source, digest),),
        fingerprint=digest,
    )
    return replace(whole, **facts)


@dataclass
class FakeOpener:
    """Opens what it is told to.

    Attributes:
        results: By reference; an exception is raised.
        waits: Calls wait until they are cancelled.
        other: What `changed` answers; an exception is raised.
    """

    results: dict[str, Opened | Exception] = field(default_factory=dict)
    waits: bool = False
    other: bool | Exception = False
    examined: Opened | Exception | None = None
    requests: list[OpenRequest] = field(default_factory=list)
    asked: int = 0
    cancelled: int = 0

    async def open(self, request: OpenRequest) -> Opened:
        self.requests.append(request)
        if self.waits:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                self.cancelled += 1
                raise
        result = self.results[request.reference]
        if isinstance(result, Exception):
            raise result
        return result

    async def examine(self, opened: Opened) -> Opened:
        if isinstance(self.examined, Exception):
            raise self.examined
        return self.examined or replace(opened, examined=True)

    async def changed(self, opened: Opened) -> bool:
        self.asked += 1
        if isinstance(self.other, Exception):
            raise self.other
        return self.other


@dataclass
class MemoryKeeper:
    """Keeps recent sources and how apps were run in memory."""

    recent: tuple[Recent, ...] = ()
    apps: dict[str, AppOrder] = field(default_factory=dict)
    resends: bool = True

    def load_app(self, reference: str) -> AppOrder | None:
        return self.apps.get(reference)

    def save_app(self, order: AppOrder) -> None:
        self.apps[f"{order.folder}::{order.target}"] = order

    def load_resends(self) -> bool:
        return self.resends

    def save_resends(self, *, on: bool) -> None:
        self.resends = on

    def load_recent(self) -> tuple[Recent, ...]:
        return self.recent

    def save_recent(self, recent: tuple[Recent, ...]) -> None:
        self.recent = recent


@dataclass
class Bench:
    """A source presenter with everything under it."""

    workspace: Workspace
    runner: Runner
    server: Server = field(default_factory=Server)
    fetcher: Fetcher = field(default_factory=Fetcher)
    opener: FakeOpener = field(default_factory=FakeOpener)
    keeper: MemoryKeeper = field(default_factory=MemoryKeeper)
    finder: Finder = field(default_factory=Finder)
    apps: Apps = field(default_factory=Apps)

    def make(self, first: Order = BOOKSTORE_ORDER) -> SourcePresenter:
        means = Means(self.server, self.fetcher, self.opener, Recents(self.keeper), self.finder, self.apps, self.keeper)
        return SourcePresenter(self.workspace, self.runner, means, self.runner, first=first)


def sent_once(workspace: Workspace, key: str, method: str) -> int:
    """The tab of an operation whose request was sent with that method, and answered."""
    tab = workspace.open_operation(key)
    assert tab is not None
    request = PreparedRequest(method, "http://127.0.0.1:8000/things", "/things", (), None, Sent(), "t" * 32)
    workspace.finish_send(tab.identity, SendResult(Exchange(key, request, answer(), 0.0, 1.0), None, None, None))
    return tab.identity

"""Sources for tests: a server of our own, a fetcher, and an opener that do what they are told, and their presenter."""

from __future__ import annotations

import asyncio
import hashlib
import json
import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from app.core.base.errors import SourceError
from app.core.operations.opening import Opened, OpenRequest, Part
from app.core.operations.read import read_api
from app.core.requests.urls import server_urls
from app.core.routes.model import RouteTable
from app.core.spec.load import load_document
from app.features.sources.presenter import BOOKSTORE_ORDER, Means, SourcePresenter
from app.features.sources.recents import Recent, Recents
from tests.support.form_documents import bookstore_document

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.core.exchange.model import Failure
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

    label = "Bookstore"

    def __init__(self) -> None:
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
    """Keeps recent sources in memory."""

    recent: tuple[Recent, ...] = ()

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

    def make(self, first: Order = BOOKSTORE_ORDER) -> SourcePresenter:
        means = Means(self.server, self.fetcher, self.opener, Recents(self.keeper))
        return SourcePresenter(self.workspace, self.runner, means, self.runner, first=first)

"""The source's way: starting, failing with a reason, trying again, dying, being reset."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from app.core.base.errors import SourceError
from app.core.exchange.model import Failure, Phase
from app.core.routes.model import RouteTable
from app.core.workspace import events as ev
from app.core.workspace.model import Level, Source, SourceStatus
from app.core.workspace.workspace import Workspace
from app.features.sources.presenter import SourcePresenter, Trouble
from tests.support.exchanges import Notices, open_tab
from tests.support.form_documents import bookstore_document

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytestqt.qtbot import QtBot

    from app.features.sources.presenter import FetchedText
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


@pytest.fixture
def workspace() -> Workspace:
    return Workspace()


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def fetcher() -> Fetcher:
    return Fetcher()


@pytest.fixture
def presenter(workspace: Workspace, runner: Runner, server: Server, fetcher: Fetcher) -> SourcePresenter:
    return SourcePresenter(workspace, runner, server, fetcher, runner)


def settle(workspace: Workspace, qtbot: QtBot, status: SourceStatus) -> Source:
    qtbot.waitUntil(lambda: workspace.source.status is status)
    return workspace.source


def test_it_is_starting_from_the_first_moment(workspace: Workspace, presenter: SourcePresenter) -> None:
    assert workspace.source == Source("Bookstore", SourceStatus.STARTING, embedded=True)


def test_it_starts_opens_its_document_and_is_looked_into(
    workspace: Workspace, presenter: SourcePresenter, fetcher: Fetcher, qtbot: QtBot
) -> None:
    presenter.start()
    source = settle(workspace, qtbot, SourceStatus.RUNNING)
    assert source.base_url == "http://127.0.0.1:8000"
    assert fetcher.urls == ["http://127.0.0.1:8000/openapi.json"]
    assert workspace.api is not None
    assert workspace.api.operation("POST /books") is not None
    qtbot.waitUntil(lambda: workspace.routes is not None)
    assert workspace.names == NAMES


def test_a_second_start_while_one_is_under_way_does_nothing(
    workspace: Workspace, presenter: SourcePresenter, server: Server, qtbot: QtBot
) -> None:
    server.gate.clear()
    presenter.start()
    presenter.restart()
    server.gate.set()
    settle(workspace, qtbot, SourceStatus.RUNNING)
    assert server.calls == ["start"]


def test_why_it_does_not_start_is_told_with_place_and_next_step(
    workspace: Workspace, presenter: SourcePresenter, server: Server, qtbot: QtBot
) -> None:
    server.errors = [SourceError("The port is already in use.", where="127.0.0.1:8000", hint="Choose another.")]
    presenter.start()
    source = settle(workspace, qtbot, SourceStatus.FAILED)
    assert source.problem == "The port is already in use (127.0.0.1:8000)."
    assert source.hint == "Choose another."
    assert "127.0.0.1:8000" in source.detail


def test_a_mistake_of_ours_is_told_with_its_traceback(
    workspace: Workspace, presenter: SourcePresenter, server: Server, qtbot: QtBot
) -> None:
    server.errors = [ZeroDivisionError("a mistake")]
    presenter.start()
    source = settle(workspace, qtbot, SourceStatus.FAILED)
    assert source.problem == "The server did not start."
    assert "Traceback" in source.detail
    assert "a mistake" in source.detail


def test_trying_again_works_and_loses_nothing(
    workspace: Workspace, presenter: SourcePresenter, server: Server, qtbot: QtBot
) -> None:
    presenter.start()
    settle(workspace, qtbot, SourceStatus.RUNNING)
    tab = open_tab(workspace)
    server.errors = [SourceError("It burns.", detail="smoke")]
    presenter.restart()
    assert workspace.source.status is SourceStatus.STARTING
    settle(workspace, qtbot, SourceStatus.FAILED)
    presenter.restart()
    source = settle(workspace, qtbot, SourceStatus.RUNNING)
    assert (source.problem, source.hint, source.detail) == ("", "", "")
    assert server.calls == ["start", "restart", "restart"]
    again = workspace.tab(tab.identity)
    assert again is not None
    assert again.state == tab.state


@pytest.mark.parametrize(
    ("fetched", "words"),
    [
        (Failure(Phase.CONNECT, "Nothing listens there.", "Start it."), "Nothing listens there"),
        (Text("<html>", "http://127.0.0.1:8000/openapi.json"), ""),
    ],
)
def test_a_document_that_cannot_be_read_fails_the_source(
    workspace: Workspace,
    presenter: SourcePresenter,
    fetcher: Fetcher,
    qtbot: QtBot,
    fetched: FetchedText | Failure,
    words: str,
) -> None:
    fetcher.answers = [fetched]
    presenter.start()
    source = settle(workspace, qtbot, SourceStatus.FAILED)
    assert words in source.problem
    assert "http://127.0.0.1:8000/openapi.json" in source.problem
    assert workspace.api is None


def test_a_server_that_dies_is_shown_with_its_cause(
    workspace: Workspace, presenter: SourcePresenter, qtbot: QtBot
) -> None:
    presenter.start()
    settle(workspace, qtbot, SourceStatus.RUNNING)
    presenter.fail(Trouble("The Bookstore stopped: a bug.", "Start it again.", "Traceback"))
    assert workspace.source.status is SourceStatus.FAILED
    assert workspace.source.problem == "The Bookstore stopped: a bug."
    presenter.fail(Trouble("Again.", "", ""))
    assert workspace.source.problem == "The Bookstore stopped: a bug."


def test_a_death_during_the_start_explains_why_its_document_cannot_be_had(
    workspace: Workspace, presenter: SourcePresenter, server: Server, fetcher: Fetcher, qtbot: QtBot
) -> None:
    server.gate.clear()
    fetcher.answers = [Failure(Phase.CONNECT, "Nothing listens there.")]
    presenter.start()
    presenter.fail(Trouble("The Bookstore stopped: a bug.", "Start it again.", "Traceback"))
    server.gate.set()
    source = settle(workspace, qtbot, SourceStatus.FAILED)
    assert source.problem == "The Bookstore stopped: a bug."
    presenter.restart()
    fetcher.answers = [Failure(Phase.CONNECT, "Nothing listens there.")]
    source = settle(workspace, qtbot, SourceStatus.FAILED)
    assert source.problem.startswith("Nothing listens there")


def test_resetting_is_told(workspace: Workspace, presenter: SourcePresenter, server: Server, qtbot: QtBot) -> None:
    notices = Notices(workspace)
    presenter.reset()
    qtbot.waitUntil(lambda: len(notices.seen) == 1)
    assert (notices.last.level, notices.last.title) == (Level.OK, "Bookstore is as new: the seed data is back.")
    server.errors = [SourceError("It has not been started.", hint="Start it.")]
    presenter.reset()
    qtbot.waitUntil(lambda: len(notices.seen) == 2)
    assert (notices.last.level, notices.last.title) == (Level.ERROR, "Bookstore was not reset.")
    assert notices.last.hint == "It has not been started. Start it."


def test_routes_that_cannot_be_read_are_told_and_nothing_else_suffers(
    workspace: Workspace, presenter: SourcePresenter, server: Server, qtbot: QtBot
) -> None:
    notices = Notices(workspace)
    server.look_error = ZeroDivisionError("a mistake")
    presenter.start()
    qtbot.waitUntil(lambda: bool(notices.seen))
    assert notices.last.title == "The routes could not be read."
    assert "a mistake" in notices.last.detail
    assert workspace.source.status is SourceStatus.RUNNING


def test_the_same_document_is_not_opened_again_another_one_is(
    workspace: Workspace, presenter: SourcePresenter, fetcher: Fetcher, qtbot: QtBot
) -> None:
    opened: list[ev.ApiChanged] = []
    looked: list[ev.RoutesChanged] = []
    workspace.events.subscribe(ev.ApiChanged, opened.append)
    workspace.events.subscribe(ev.RoutesChanged, looked.append)
    presenter.start()
    qtbot.waitUntil(lambda: len(looked) == 1)
    presenter.restart()
    qtbot.waitUntil(lambda: len(looked) == 2)
    assert len(opened) == 1
    other = bookstore_document()
    del other["paths"]["/health"]
    fetcher.answers = [Text(json.dumps(other), "http://127.0.0.1:8000/openapi.json")]
    presenter.restart()
    qtbot.waitUntil(lambda: len(looked) == 3)
    assert len(opened) == 2
    assert workspace.api is not None
    assert workspace.api.operation("GET /health") is None

"""What the route table shows, on the Bookstore's own router and on made-up ones."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from app.adapters.tracing.in_process import RouteInspector
from app.core.base.errors import RouteglassError, SourceError
from app.core.routes.model import Encounter, RouteTable
from app.core.workspace import events as ev
from app.core.workspace.workspace import Workspace
from app.features.route_map.presenter import Attempt, RouteMapPresenter, parse_attempt
from embedded_api.factory import create_app
from embedded_api.settings import IN_MEMORY, Settings

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.core.routes.model import MatchResult
    from app.jobs.runner import Runner


@pytest.fixture(scope="module")
def inspector() -> RouteInspector:
    return RouteInspector(create_app(Settings(database=IN_MEMORY)))


@pytest.fixture
def workspace(inspector: RouteInspector) -> Workspace:
    made = Workspace()
    made.set_routes(inspector.routes(), inspector.field_names(), inspector)
    return made


@pytest.fixture
def presenter(workspace: Workspace, runner: Runner) -> RouteMapPresenter:
    return RouteMapPresenter(workspace, runner)


def attempt(presenter: RouteMapPresenter, text: str, qtbot: QtBot) -> Attempt:
    """Tries a path and waits for what is said of it."""
    presenter.try_text(text)
    qtbot.waitUntil(lambda: presenter.attempt is not None)
    assert presenter.attempt is not None
    return presenter.attempt


def test_rows_stand_in_match_order_with_what_a_person_asks_for(presenter: RouteMapPresenter) -> None:
    rows = presenter.rows()
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    books = next(row for row in rows if row.path == "/books" and "POST" in row.methods)
    assert books.endpoint
    assert books.where.startswith("books.py:")
    assert not books.never
    assert books.encounter is None


def test_the_shadowed_route_says_why_and_what_to_do(presenter: RouteMapPresenter) -> None:
    never = [row for row in presenter.rows() if row.never]
    assert [row.path for row in never] == ["/shelf/featured"]
    (row,) = never
    assert row.shadow.startswith("Never reached: /shelf/{name} (route ")
    assert row.reason.startswith("/shelf/{name} (route ")
    assert row.witness == "GET /shelf/featured"
    assert row.fix
    assert "1 can never be reached" in presenter.summary()


def test_trying_a_path_lights_every_row(presenter: RouteMapPresenter, workspace: Workspace, qtbot: QtBot) -> None:
    tried: list[ev.RouteTried] = []
    workspace.events.subscribe(ev.RouteTried, tried.append)
    assert attempt(presenter, "GET /shelf/featured", qtbot).matched
    met = {row.path: row for row in presenter.rows()}
    assert met["/shelf/{name}"].encounter is Encounter.MATCH
    assert met["/shelf/{name}"].captured == "name=featured"
    assert met["/shelf/featured"].encounter is Encounter.NEVER_REACHED
    assert met["/quote"].encounter is Encounter.NO_MATCH
    assert [event.by for event in tried] == ["route_map"]
    presenter.clear()
    assert {row.encounter for row in presenter.rows()} == {None}


def test_a_wrong_method_and_an_unknown_path_are_no_match(presenter: RouteMapPresenter, qtbot: QtBot) -> None:
    assert not attempt(presenter, "DELETE /health", qtbot).matched
    assert any(row.encounter is Encounter.WRONG_METHOD for row in presenter.rows())
    assert not attempt(presenter, "/nowhere", qtbot).matched


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/books", ("GET", "/books")),
        ("books/1", ("GET", "/books/1")),
        ("  post   /books?x=1 ", ("POST", "/books?x=1")),
        ("websocket /chat", ("WEBSOCKET", "/chat")),
        ("get /a b", ("GET", "/a b")),
    ],
)
def test_what_can_be_typed(text: str, expected: tuple[str, str]) -> None:
    assert parse_attempt(text) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "There is no path to try."),
        ("   ", "There is no path to try."),
        ("POST", "POST is a method without a path."),
        ("get", "GET is a method without a path."),
        ("FETCH /books", "'FETCH' is not a method this table knows."),
    ],
)
def test_what_cannot_be_tried_is_told(presenter: RouteMapPresenter, text: str, words: str, qtbot: QtBot) -> None:
    with pytest.raises(RouteglassError, match=words):
        parse_attempt(text)
    attempt(presenter, "/books", qtbot)
    told = attempt(presenter, text, qtbot)
    assert told.sentence.startswith(words)
    assert not told.matched
    assert presenter.result is None


def test_a_server_that_cannot_be_looked_into_says_so(workspace: Workspace, runner: Runner, qtbot: QtBot) -> None:
    workspace.set_routes(workspace.routes)
    blind = RouteMapPresenter(workspace, runner)
    assert attempt(blind, "/books", qtbot).sentence == "This server does not tell its routes."
    empty = RouteMapPresenter(Workspace(), runner)
    assert empty.rows() == ()
    assert empty.summary() == ""
    assert empty.worst() is None
    assert empty.hidden() == 0


class GoneInspector:
    def try_path(self, method: str, target: str) -> MatchResult:
        raise SourceError("The Bookstore has not started.", where=f"{method} {target}", hint="Start it first.")


class BrokenInspector:
    def try_path(self, method: str, target: str) -> MatchResult:
        raise ZeroDivisionError(method, target)


class SlowInspector:
    """Answers when it may."""

    def __init__(self, inspector: RouteInspector) -> None:
        self._inspector = inspector
        self.gate = threading.Event()

    def try_path(self, method: str, target: str) -> MatchResult:
        assert self.gate.wait(30)
        return self._inspector.try_path(method, target)


def test_a_server_that_has_gone_is_told(workspace: Workspace, runner: Runner, qtbot: QtBot) -> None:
    presenter = RouteMapPresenter(workspace, runner)
    workspace.set_routes(workspace.routes, inspector=GoneInspector())
    told = attempt(presenter, "/books", qtbot)
    assert told.sentence == "GET /books: The Bookstore has not started. Start it first."
    assert not told.matched
    workspace.set_routes(workspace.routes, inspector=BrokenInspector())
    assert attempt(presenter, "/books", qtbot).sentence == "This could not be tried."


def test_an_answer_that_comes_too_late_is_dropped(
    workspace: Workspace, runner: Runner, inspector: RouteInspector, qtbot: QtBot
) -> None:
    presenter = RouteMapPresenter(workspace, runner)
    slow = SlowInspector(inspector)
    workspace.set_routes(workspace.routes, inspector=slow)
    presenter.try_text("/books")
    assert presenter.attempt is None
    presenter.clear()
    slow.gate.set()
    qtbot.waitUntil(lambda: not runner.running)
    assert presenter.attempt is None
    assert presenter.result is None


def test_other_routes_put_the_lights_out_and_are_told(
    presenter: RouteMapPresenter, workspace: Workspace, qtbot: QtBot
) -> None:
    heard: list[int] = []
    attempt(presenter, "/books", qtbot)
    presenter.listen(lambda: heard.append(len(presenter.rows())))
    workspace.set_routes(RouteTable((), ()))
    assert heard == [0]
    assert presenter.result is None
    assert presenter.summary() == "0 routes, tried from the top"

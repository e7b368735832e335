"""What the route table shows, on the Bookstore's own router and on made-up ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.adapters.tracing.in_process import RouteInspector
from app.core.base.errors import RouteglassError, SourceError
from app.core.routes.model import Encounter, RouteTable
from app.core.workspace import events as ev
from app.core.workspace.workspace import Workspace
from app.features.route_map.presenter import RouteMapPresenter, parse_attempt
from embedded_api.factory import create_app
from embedded_api.settings import IN_MEMORY, Settings

if TYPE_CHECKING:
    from app.core.routes.model import MatchResult


@pytest.fixture(scope="module")
def inspector() -> RouteInspector:
    return RouteInspector(create_app(Settings(database=IN_MEMORY)))


@pytest.fixture
def workspace(inspector: RouteInspector) -> Workspace:
    made = Workspace()
    made.set_routes(inspector.routes(), inspector.field_names())
    return made


@pytest.fixture
def presenter(workspace: Workspace, inspector: RouteInspector) -> RouteMapPresenter:
    return RouteMapPresenter(workspace, inspector)


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


def test_trying_a_path_lights_every_row(presenter: RouteMapPresenter, workspace: Workspace) -> None:
    tried: list[ev.RouteTried] = []
    workspace.events.subscribe(ev.RouteTried, tried.append)
    attempt = presenter.attempt("GET /shelf/featured")
    assert attempt.matched
    met = {row.path: row for row in presenter.rows()}
    assert met["/shelf/{name}"].encounter is Encounter.MATCH
    assert met["/shelf/{name}"].captured == "name=featured"
    assert met["/shelf/featured"].encounter is Encounter.NEVER_REACHED
    assert met["/quote"].encounter is Encounter.NO_MATCH
    assert [event.by for event in tried] == ["route_map"]
    presenter.clear()
    assert {row.encounter for row in presenter.rows()} == {None}


def test_a_wrong_method_and_an_unknown_path_are_no_match(presenter: RouteMapPresenter) -> None:
    assert not presenter.attempt("DELETE /health").matched
    assert any(row.encounter is Encounter.WRONG_METHOD for row in presenter.rows())
    assert not presenter.attempt("/nowhere").matched


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
def test_what_cannot_be_tried_is_told(presenter: RouteMapPresenter, text: str, words: str) -> None:
    with pytest.raises(RouteglassError, match=words):
        parse_attempt(text)
    presenter.attempt("/books")
    attempt = presenter.attempt(text)
    assert attempt.sentence.startswith(words)
    assert not attempt.matched
    assert presenter.result is None


def test_a_server_that_cannot_be_looked_into_says_so(workspace: Workspace) -> None:
    blind = RouteMapPresenter(workspace, None)
    assert blind.attempt("/books").sentence == "This server does not tell its routes."
    empty = RouteMapPresenter(Workspace(), None)
    assert empty.rows() == ()
    assert empty.summary() == ""


class GoneInspector:
    def try_path(self, method: str, target: str) -> MatchResult:
        raise SourceError("The Bookstore has not started.", where=f"{method} {target}", hint="Start it first.")


def test_a_server_that_has_gone_is_told(workspace: Workspace) -> None:
    presenter = RouteMapPresenter(workspace, GoneInspector())
    attempt = presenter.attempt("/books")
    assert attempt.sentence == "GET /books: The Bookstore has not started. Start it first."
    assert not attempt.matched


def test_other_routes_put_the_lights_out_and_are_told(presenter: RouteMapPresenter, workspace: Workspace) -> None:
    heard: list[int] = []
    presenter.attempt("/books")
    presenter.listen(lambda: heard.append(len(presenter.rows())))
    workspace.set_routes(RouteTable((), ()))
    assert heard == [0]
    assert presenter.result is None
    assert presenter.summary() == "0 routes, tried from the top"

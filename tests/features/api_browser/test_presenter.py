"""The operation list: grouping, endings, and what stands in its place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.core.exchange.model import Failure, Phase
from app.core.operations.model import Tag
from app.core.operations.read import read_api
from app.core.projects.model import AppOrder
from app.core.spec.document import Document
from app.core.workspace.model import Level, Source, SourceStatus
from app.core.workspace.workspace import Workspace
from app.features.api_browser.presenter import CANCEL, RETRY, ApiBrowserPresenter, Grouping, SourceState, tag_titles
from tests.support.exchanges import answer, finish, open_tab
from tests.support.forms import document
from tests.support.hidden_things import HIDDEN, hidden_things

if TYPE_CHECKING:
    from app.core.exchange.model import Outcome


def with_operations(*keys: str, tags: dict[str, list[str]] | None = None, listed: tuple[str, ...] = ()) -> Workspace:
    paths: dict[str, dict[str, object]] = {}
    for key in keys:
        method, path = key.split()
        operation = {"responses": {}, "tags": (tags or {}).get(key, [])}
        paths.setdefault(path, {})[method.lower()] = operation
    made = document(paths, tags=[{"name": name} for name in listed])
    workspace = Workspace()
    workspace.open_document(made, read_api(made))
    return workspace


def test_tags_stand_in_the_documents_order_and_untagged_ones_last() -> None:
    tags = {"GET /a": ["late"], "GET /b": ["early"], "GET /d": ["unlisted"]}
    workspace = with_operations("GET /a", "GET /b", "GET /c", "GET /d", tags=tags, listed=("early", "late"))
    rows = ApiBrowserPresenter(workspace).rows()
    assert [(row.group, row.key) for row in rows] == [
        ("early", "GET /b"),
        ("late", "GET /a"),
        ("unlisted", "GET /d"),
        (rows[-1].group, "GET /c"),
    ]


def test_an_operation_with_several_tags_stands_once() -> None:
    workspace = with_operations("GET /a", tags={"GET /a": ["one", "two"]})
    assert [(row.group, row.key) for row in ApiBrowserPresenter(workspace).rows()] == [("one", "GET /a")]


@pytest.mark.parametrize("tags", [None, "books", [1, {"name": 3}, {}, "x"], {"name": "books"}])
def test_a_document_with_odd_tags_is_listed_all_the_same(tags: object) -> None:
    raw = {"openapi": "3.1.0", "info": {}, "paths": {"/a": {"get": {"tags": ["x"], "responses": {}}}}, "tags": tags}
    made = Document(raw, version="3.1.0")
    workspace = Workspace()
    workspace.open_document(made, read_api(made))
    assert [row.key for row in ApiBrowserPresenter(workspace).rows()] == ["GET /a"]


def test_paths_and_order_are_other_groupings(workspace: Workspace) -> None:
    presenter = ApiBrowserPresenter(workspace)
    presenter.grouping = Grouping.PATH
    groups = {row.key: row.group for row in presenter.rows()}
    assert groups["PATCH /books/{book_id}"] == groups["GET /books"] == "/books"
    presenter.grouping = Grouping.ORDER
    assert {row.group for row in presenter.rows()} == {""}
    assert [row.key for row in presenter.rows()][:2] == ["GET /health", "GET /books"]


@pytest.mark.parametrize(
    ("outcome", "level", "words"),
    [
        (answer({}, 201), Level.OK, "201 Created"),
        (answer({}, 302), Level.OK, "302 Found"),
        (answer({"detail": "x"}, 404), Level.ERROR, "404 Not Found"),
        (answer(b"", 599), Level.ERROR, "599"),
        (Failure(Phase.CONNECT, "Nothing listens there."), Level.ERROR, "Nothing listens there."),
        (Failure(Phase.WAIT, "Stopped.", cancelled=True), Level.WARN, "Stopped."),
    ],
)
def test_how_the_last_send_ended_is_remembered(
    workspace: Workspace, outcome: Outcome, level: Level, words: str
) -> None:
    presenter = ApiBrowserPresenter(workspace)
    assert all(row.level is None and not row.ending for row in presenter.rows())
    tab = open_tab(workspace)
    finish(workspace, outcome)
    row = presenter.note_ending(tab.identity)
    assert row is not None
    assert row.level is level
    assert row.ending.startswith(words)
    assert row in presenter.rows()


def test_nothing_ended_where_nothing_was_sent(workspace: Workspace) -> None:
    presenter = ApiBrowserPresenter(workspace)
    assert presenter.note_ending(open_tab(workspace).identity) is None
    assert presenter.note_ending(99) is None


def test_an_ending_of_an_operation_that_is_gone_is_kept_for_its_return(workspace: Workspace) -> None:
    presenter = ApiBrowserPresenter(workspace)
    tab = open_tab(workspace)
    finish(workspace, answer({}, 201))
    assert presenter.note_ending(tab.identity) is None
    assert next(row for row in presenter.rows() if row.key == "POST /books").ending == "201 Created"


def state_of(presenter: ApiBrowserPresenter) -> SourceState:
    assert presenter.state is not None
    return presenter.state


def test_what_stands_in_place_of_the_list() -> None:
    workspace = Workspace()
    presenter = ApiBrowserPresenter(workspace)
    source = Source("Bookstore", SourceStatus.STARTING, inside=True)
    workspace.set_source(source)
    assert state_of(presenter).title == "Bookstore is starting"
    assert state_of(presenter).actions == ()
    workspace.own_app.begin(AppOrder("/shop", "main:app", "/python"))
    assert state_of(presenter).actions == (CANCEL,)

    workspace.set_source(
        replace(source, status=SourceStatus.FAILED, problem="The port is in use.", hint="Free it.", detail="errno 98")
    )
    state = state_of(presenter)
    assert state.title == "Bookstore is not running"
    assert state.text == "The port is in use. Free it."
    assert state.actions == (RETRY,)
    assert state.details == "Bookstore is not running\nThe port is in use.\nFree it.\nerrno 98"

    workspace.set_source(replace(source, status=SourceStatus.RUNNING))
    assert state_of(presenter).title == "No API is open"
    made = document({})
    workspace.open_document(made, read_api(made))
    assert state_of(presenter).title == "No operations"


def test_operations_stay_in_view_while_their_source_starts_again(workspace: Workspace) -> None:
    presenter = ApiBrowserPresenter(workspace)
    workspace.set_source(Source("Bookstore", SourceStatus.STARTING))
    assert presenter.state is None
    workspace.set_source(Source("Bookstore", SourceStatus.FAILED))
    assert not state_of(presenter).details


def test_tags_stand_below_their_parents() -> None:
    tags = (
        Tag("page", parent="books"),
        Tag("shop"),
        Tag("books", parent="shop"),
        Tag("lost", parent="nowhere"),
        Tag("a", parent="b"),
        Tag("b", parent="a"),
    )
    assert tag_titles(tags) == {
        "shop": "shop",
        "books": "shop / books",
        "page": "shop / books / page",
        "lost": "lost",
        "b": "a / b",
        "a": "b / a",
    }
    assert tag_titles(()) == {}


def test_an_operation_that_another_handler_answers_says_whose() -> None:
    workspace = with_operations("GET /things", "GET /{what}")
    presenter = ApiBrowserPresenter(workspace)
    assert [row.answering for row in presenter.rows()] == ["", ""]
    assert presenter.note_routes() == ()
    workspace.set_routes(hidden_things())
    assert [(row.key, row.answering) for row in presenter.note_routes()] == [(HIDDEN, "read_any answers")]
    assert {row.key: row.answering for row in presenter.rows()}[HIDDEN] == "read_any answers"
    tab = open_tab(workspace, HIDDEN)
    finish(workspace, answer(status=200), tab)
    ended = presenter.note_ending(tab.identity)
    assert ended is not None
    assert (ended.answering, ended.ending) == ("read_any answers", "200 OK")
    workspace.set_routes(None)
    assert [(row.key, row.answering, row.ending) for row in presenter.note_routes()] == [(HIDDEN, "", "200 OK")]
    assert presenter.note_routes() == ()

"""The source's way: starting, failing with a reason, trying again, dying, being reset."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.core.base.errors import SourceError
from app.core.exchange.model import Failure, Phase
from app.core.requests.credentials import ApiKeyCredential
from app.core.spec.problems import Problem, Severity
from app.core.workspace import events as ev
from app.core.workspace.model import Level, Source, SourceStatus
from app.core.workspace.workspace import Workspace
from app.features.sources.orders import recognise
from app.features.sources.ports import Trouble
from tests.support.exchanges import Notices, open_tab
from tests.support.form_documents import bookstore_document
from tests.support.sources import NAMES, Bench, Text, a_document, opened

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.core.workspace.model import Opening
    from app.features.sources.ports import FetchedText
    from app.features.sources.presenter import SourcePresenter
    from app.jobs.runner import Runner
    from tests.support.sources import FakeOpener, Fetcher, Server


@pytest.fixture
def workspace() -> Workspace:
    return Workspace()


@pytest.fixture
def bench(workspace: Workspace, runner: Runner) -> Bench:
    return Bench(workspace, runner)


@pytest.fixture
def server(bench: Bench) -> Server:
    return bench.server


@pytest.fixture
def fetcher(bench: Bench) -> Fetcher:
    return bench.fetcher


@pytest.fixture
def opener(bench: Bench) -> FakeOpener:
    return bench.opener


@pytest.fixture
def presenter(bench: Bench) -> SourcePresenter:
    return bench.make()


def settle(workspace: Workspace, qtbot: QtBot, status: SourceStatus) -> Source:
    qtbot.waitUntil(lambda: workspace.source.status is status)
    return workspace.source


def test_it_is_starting_from_the_first_moment(workspace: Workspace, presenter: SourcePresenter) -> None:
    assert workspace.source == Source("Bookstore", SourceStatus.STARTING, inside=True, key="bookstore")


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
    assert workspace.inspector is not None


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
    changed: list[ev.ApiChanged] = []
    looked: list[ev.RoutesChanged] = []
    workspace.events.subscribe(ev.ApiChanged, changed.append)
    workspace.events.subscribe(ev.RoutesChanged, looked.append)
    presenter.start()
    qtbot.waitUntil(lambda: len(looked) == 1)
    presenter.restart()
    qtbot.waitUntil(lambda: len(looked) == 2)
    assert len(changed) == 1
    other = bookstore_document()
    del other["paths"]["/health"]
    fetcher.answers = [Text(json.dumps(other), "http://127.0.0.1:8000/openapi.json")]
    presenter.restart()
    qtbot.waitUntil(lambda: len(looked) == 3)
    assert len(changed) == 2
    assert workspace.api is not None
    assert workspace.api.operation("GET /health") is None


# Other sources

FILE = "/api/things.json"


def failed(workspace: Workspace, qtbot: QtBot) -> Opening:
    qtbot.waitUntil(lambda: workspace.opening is not None and workspace.opening.failed)
    assert workspace.opening is not None
    return workspace.opening


def run_bookstore(presenter: SourcePresenter, workspace: Workspace, qtbot: QtBot) -> None:
    presenter.start()
    settle(workspace, qtbot, SourceStatus.RUNNING)
    qtbot.waitUntil(lambda: workspace.routes is not None)


def open_file(presenter: SourcePresenter, workspace: Workspace, opener: FakeOpener, qtbot: QtBot) -> None:
    opener.results.setdefault(FILE, opened(a_document()))
    presenter.open(recognise(FILE))
    qtbot.waitUntil(lambda: workspace.source.label == "Things")


def test_another_source_takes_the_place_of_the_bookstore_and_back(
    presenter: SourcePresenter, workspace: Workspace, opener: FakeOpener, server: Server, qtbot: QtBot
) -> None:
    run_bookstore(presenter, workspace, qtbot)
    open_tab(workspace)
    open_file(presenter, workspace, opener, qtbot)
    assert workspace.source == Source("Things", SourceStatus.RUNNING, key=FILE, place=FILE)
    assert (workspace.tabs, workspace.routes, workspace.opening) == ((), None, None)
    assert workspace.api is not None
    assert [entry.key for entry in workspace.api.entries] == ["GET /things"]

    presenter.open_bookstore()
    assert workspace.source.inside
    assert workspace.source.base_url == "http://127.0.0.1:8000"
    assert (workspace.routes, workspace.names) != (None, {})
    assert server.calls == ["start"]
    presenter.open_bookstore()
    assert server.calls == ["start"]


def test_what_is_in_view_stays_until_the_next_is_there_and_when_it_cannot_be_had(
    presenter: SourcePresenter, workspace: Workspace, opener: FakeOpener, qtbot: QtBot
) -> None:
    run_bookstore(presenter, workspace, qtbot)
    tab = open_tab(workspace)
    opener.results[FILE] = SourceError("there is no such file", where=FILE, hint="Look again.", detail="ENOENT")
    presenter.open(recognise(FILE))
    assert workspace.opening is not None
    assert (workspace.opening.label, workspace.opening.failed) == ("things.json", False)
    opening = failed(workspace, qtbot)
    assert opening.problem == f"There is no such file ({FILE})."
    assert (opening.hint, opening.detail) == ("Look again.", "ENOENT")
    assert workspace.source.inside
    assert workspace.tab(tab.identity) is not None

    opener.results[FILE] = opened(a_document())
    presenter.retry()
    qtbot.waitUntil(lambda: workspace.source.label == "Things")
    assert workspace.opening is None


def test_a_failure_can_be_dismissed(
    presenter: SourcePresenter, workspace: Workspace, opener: FakeOpener, server: Server, qtbot: QtBot
) -> None:
    run_bookstore(presenter, workspace, qtbot)
    opener.results[FILE] = SourceError("no")
    presenter.open(recognise(FILE))
    failed(workspace, qtbot)
    presenter.dismiss()
    assert workspace.opening is None
    presenter.retry()
    settle(workspace, qtbot, SourceStatus.RUNNING)
    assert server.calls == ["start", "restart"]


def test_opening_can_be_cancelled_and_nothing_runs_on(
    presenter: SourcePresenter, workspace: Workspace, opener: FakeOpener, runner: Runner, qtbot: QtBot
) -> None:
    run_bookstore(presenter, workspace, qtbot)
    opener.waits = True
    presenter.open(recognise("http://slow.example/openapi.json"))
    qtbot.waitUntil(lambda: len(opener.requests) == 1)
    presenter.cancel()
    assert workspace.opening is None
    qtbot.waitUntil(lambda: opener.cancelled == 1 and runner.running == 0)
    assert workspace.source.inside


def test_a_later_wish_takes_the_place_of_an_earlier_one(
    presenter: SourcePresenter, workspace: Workspace, opener: FakeOpener, qtbot: QtBot
) -> None:
    run_bookstore(presenter, workspace, qtbot)
    opener.waits = True
    presenter.open(recognise("http://slow.example/openapi.json"))
    qtbot.waitUntil(lambda: len(opener.requests) == 1)
    opener.waits = False
    open_file(presenter, workspace, opener, qtbot)
    assert opener.cancelled == 1


def test_a_first_source_that_cannot_be_had_is_told_in_place_and_can_be_tried_again(
    bench: Bench, workspace: Workspace, opener: FakeOpener, qtbot: QtBot
) -> None:
    presenter = bench.make(recognise(FILE))
    assert workspace.source == Source("things.json", SourceStatus.STARTING, key=FILE)
    opener.results[FILE] = SourceError("there is no such file")
    presenter.start()
    source = settle(workspace, qtbot, SourceStatus.FAILED)
    assert source.problem == "There is no such file."
    opener.results[FILE] = opened(a_document())
    presenter.retry()
    assert workspace.source.status is SourceStatus.STARTING
    settle(workspace, qtbot, SourceStatus.RUNNING)
    assert bench.server.calls == []


def test_a_first_source_can_be_left_off_for_the_bookstore(
    bench: Bench, workspace: Workspace, opener: FakeOpener, qtbot: QtBot
) -> None:
    opener.waits = True
    presenter = bench.make(recognise("http://slow.example/openapi.json"))
    presenter.start()
    qtbot.waitUntil(lambda: len(opener.requests) == 1)
    presenter.cancel()
    source = settle(workspace, qtbot, SourceStatus.FAILED)
    assert source.problem == "Opening slow.example was stopped."
    presenter.open_bookstore()
    qtbot.waitUntil(lambda: workspace.source.inside and workspace.source.status is SourceStatus.RUNNING)


def test_a_bookstore_that_comes_up_behind_another_source_waits(
    presenter: SourcePresenter, workspace: Workspace, opener: FakeOpener, server: Server, qtbot: QtBot
) -> None:
    server.gate.clear()
    presenter.start()
    open_file(presenter, workspace, opener, qtbot)
    server.gate.set()
    qtbot.waitUntil(lambda: presenter.bookstore.ready is not None)
    assert workspace.source.label == "Things"
    presenter.fail(Trouble("It died.", "", ""))
    assert workspace.source.label == "Things"
    assert workspace.opening is None
    server.errors = [SourceError("It burns.")]
    presenter.open_bookstore()
    assert failed(workspace, qtbot).problem == "It burns."
    assert workspace.source.label == "Things"


def test_each_source_has_its_own_credentials(
    presenter: SourcePresenter, workspace: Workspace, opener: FakeOpener, qtbot: QtBot
) -> None:
    run_bookstore(presenter, workspace, qtbot)
    workspace.set_credential("Key", ApiKeyCredential("ours"), by="test")
    open_file(presenter, workspace, opener, qtbot)
    assert workspace.credentials == {}
    workspace.set_credential("Key", ApiKeyCredential("theirs"), by="test")
    presenter.open_bookstore()
    assert workspace.credentials == {"Key": ApiKeyCredential("ours")}
    open_file(presenter, workspace, opener, qtbot)
    assert workspace.credentials == {"Key": ApiKeyCredential("theirs")}


def test_where_requests_go_is_the_documents_own_origin_where_it_has_one(
    presenter: SourcePresenter, workspace: Workspace, opener: FakeOpener, qtbot: QtBot
) -> None:
    url = "http://127.0.0.1:9000/openapi.json?token=s3cr3t"
    servers = [{"url": "https://real.example/v1"}, {"url": "/v1"}]
    opener.results[url] = opened(a_document(servers=servers), url)
    presenter.open(recognise(url))
    qtbot.waitUntil(lambda: workspace.source.label == "Things")
    assert workspace.source.base_url == "http://127.0.0.1:9000/v1"
    assert "s3cr3t" not in repr(workspace.source)
    assert [one.reference for one in presenter.recents.all()] == ["http://127.0.0.1:9000/openapi.json?token=***"]
    assert opener.requests[0].reference == url


def test_references_to_other_hosts_are_fetched_once_allowed_and_what_was_typed_stays(
    presenter: SourcePresenter, workspace: Workspace, opener: FakeOpener, qtbot: QtBot
) -> None:
    opener.results[FILE] = opened(a_document(), missing=("https://other.example/a.json",))
    open_file(presenter, workspace, opener, qtbot)
    tab = open_tab(workspace, "GET /things")
    opener.results[FILE] = opened(a_document())
    presenter.allow_hosts(frozenset({"other.example"}))
    qtbot.waitUntil(lambda: workspace.opening is None and len(opener.requests) == 2)
    qtbot.waitUntil(lambda: presenter.opened is not None and not presenter.opened.missing)
    assert opener.requests[1].allowed_hosts == frozenset({"other.example"})
    assert workspace.tab(tab.identity) is not None


def test_problems_come_at_once_or_when_a_large_document_was_examined(
    presenter: SourcePresenter, workspace: Workspace, opener: FakeOpener, qtbot: QtBot
) -> None:
    problem = Problem("/paths", Severity.ERROR, "broken")
    listed = opened(a_document(), examined=False)
    opener.results[FILE] = listed
    opener.examined = replace(listed, examined=True, problems=(problem,))
    open_file(presenter, workspace, opener, qtbot)
    qtbot.waitUntil(lambda: workspace.problems == (problem,))


def test_a_pasted_text_is_no_recent_source_and_nothing_opens_nothing(
    presenter: SourcePresenter, workspace: Workspace, opener: FakeOpener, qtbot: QtBot
) -> None:
    presenter.open(recognise(""))
    presenter.open(recognise("ftp://example.org"))
    assert opener.requests == []
    text = json.dumps(a_document(), indent=1)
    opener.results["Pasted text"] = opened(a_document(), "")
    presenter.open(recognise(text))
    qtbot.waitUntil(lambda: workspace.source.label == "Things")
    assert (workspace.source.key, workspace.source.place) == ("text:Things", "")
    assert opener.requests[0].text == text
    assert presenter.recents.all() == ()


def test_a_pasted_text_that_is_broken_is_to_be_pasted_again(
    presenter: SourcePresenter, workspace: Workspace, opener: FakeOpener, qtbot: QtBot
) -> None:
    opener.results["Pasted text"] = SourceError("this is not YAML", where="Pasted text, line 3")
    presenter.start()
    settle(workspace, qtbot, SourceStatus.RUNNING)
    presenter.open(recognise("openapi: {\n"))
    qtbot.waitUntil(lambda: workspace.opening is not None and workspace.opening.failed)
    assert workspace.opening is not None
    assert workspace.opening.problem == "This is not YAML (Pasted text, line 3)."
    assert workspace.opening.hint == "Correct the text and paste it again (Ctrl+O)."


def test_a_document_that_was_begun_early_is_shown_when_it_is_started(
    bench: Bench, workspace: Workspace, opener: FakeOpener, qtbot: QtBot
) -> None:
    opener.results["/api/things.json"] = opened(a_document())
    presenter = bench.make(first=recognise("/api/things.json"))
    presenter.begin()
    qtbot.waitUntil(lambda: presenter._held is not None)
    assert workspace.source.status is SourceStatus.STARTING
    presenter.start()
    assert workspace.api is not None
    assert workspace.source.label == "Things"
    assert len(opener.requests) == 1


def test_a_document_that_comes_after_the_start_is_shown_then(
    bench: Bench, workspace: Workspace, opener: FakeOpener, qtbot: QtBot
) -> None:
    opener.results["/api/things.json"] = opened(a_document())
    presenter = bench.make(first=recognise("/api/things.json"))
    presenter.begin()
    presenter.start()
    assert workspace.source.status is SourceStatus.STARTING
    settle(workspace, qtbot, SourceStatus.RUNNING)
    assert len(opener.requests) == 1


def test_another_source_takes_the_place_of_one_that_was_begun(
    bench: Bench, workspace: Workspace, opener: FakeOpener, qtbot: QtBot
) -> None:
    opener.results["/api/other.json"] = opened(a_document("Other"), "/api/other.json")
    opener.results["/api/things.json"] = opened(a_document())
    presenter = bench.make(first=recognise("/api/things.json"))
    presenter.begin()
    presenter.open(recognise("/api/other.json"))
    settle(workspace, qtbot, SourceStatus.RUNNING)
    assert workspace.source.label == "Other"


def test_the_bookstore_is_not_begun_early(bench: Bench, server: Server) -> None:
    presenter = bench.make()
    presenter.begin()
    assert server.calls == []

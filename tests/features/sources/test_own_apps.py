"""A person's own app as a source: found, started, reloaded, broken, ended, left."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.core.base.errors import SourceError
from app.core.projects.model import (
    AppChoice,
    AppOrder,
    AppPhase,
    AppState,
    CodePlace,
    Crash,
    CrashKind,
    Interpreter,
    Origin,
)
from app.core.workspace import events as ev
from app.core.workspace.model import AppAction, SourceStatus
from app.core.workspace.workspace import Workspace
from app.features.sources.app_words import crash_trouble
from app.features.sources.orders import of_app, recognise
from app.features.sources.ports import AppNews
from tests.support.exchanges import Notices
from tests.support.sources import Bench, a_document, opened, sent_once

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.core.operations.opening import Opened
    from app.core.projects.project import Project
    from app.core.workspace.model import Source
    from app.features.sources.presenter import SourcePresenter
    from app.jobs.runner import Runner
    from tests.support.sources import App

URL = "http://127.0.0.1:8000"
PYTHON = "/shop/.venv/bin/python"
SHOP = AppOrder("/shop", "main:app", PYTHON)
MAIN = AppChoice("/shop", "main:app", "/shop/main.py", 3)
VENV = Interpreter(PYTHON, Origin.VENV, "3.12.4", ".venv", "0.115.0")
LINE = CodePlace("/shop/main.py", 12, "make", "raise ValueError")
IMPORT = Crash(CrashKind.IMPORT, "ValueError: no", "Traceback…", (LINE,), LINE, "Mend the line.")
RUNNING = AppState(AppPhase.RUNNING, URL)


class FromText:
    """Opens texts, by their content."""

    async def open(self, request: object) -> Opened:
        text = getattr(request, "text", None)
        assert isinstance(text, str), "only an app's own document is opened here"
        return opened(json.loads(text), "")

    async def examine(self, document: Opened) -> Opened:
        return document

    async def changed(self, document: Opened) -> bool:
        raise AssertionError(document)


@pytest.fixture
def workspace() -> Workspace:
    return Workspace()


@pytest.fixture
def bench(workspace: Workspace, runner: Runner) -> Bench:
    made = Bench(workspace, runner)
    made.opener = FromText()  # type: ignore[assignment]
    made.finder.found, made.finder.interpreters = (MAIN,), (VENV,)
    return made


@pytest.fixture
def sources(bench: Bench, qtbot: QtBot) -> SourcePresenter:
    made = bench.make()
    made.start()
    qtbot.waitUntil(lambda: bench.workspace.routes is not None)
    return made


def in_view(workspace: Workspace, qtbot: QtBot, label: str = "Shop") -> Source:
    qtbot.waitUntil(lambda: workspace.source.label == label and workspace.source.status is SourceStatus.RUNNING)
    return workspace.source


@pytest.fixture
def app(sources: SourcePresenter, bench: Bench, qtbot: QtBot) -> App:
    """The shop, in view and running."""
    sources.open(of_app(SHOP))
    in_view(bench.workspace, qtbot)
    tell(sources, bench.apps.made[0], RUNNING)
    return bench.apps.made[0]


def tell(sources: SourcePresenter, app: App, state: AppState) -> None:
    """The app's process tells of a state."""
    app.state = state
    sources.take_news(AppNews(app.run, state))


# The way into view


def test_a_folder_with_one_app_is_started_and_looked_into(
    sources: SourcePresenter, bench: Bench, workspace: Workspace, qtbot: QtBot
) -> None:
    bench.finder.folders.add("/shop")
    sources.open(recognise("/shop"))
    assert workspace.opening is not None
    source = in_view(workspace, qtbot)
    assert (source.inside, source.key, source.base_url) == (True, "/shop::main:app", URL)
    assert workspace.own_app.order == SHOP
    assert bench.apps.made[0].calls == ["start"]
    assert workspace.routes is not None
    assert [recent.reference for recent in sources.recents.all()] == ["/shop::main:app"]
    assert bench.keeper.apps == {"/shop::main:app": SHOP}


def test_how_it_was_run_last_is_how_it_is_run_again(
    sources: SourcePresenter, bench: Bench, workspace: Workspace, qtbot: QtBot
) -> None:
    kept = replace(SHOP, environment=(("MODE", "test"),), stop_first=True)
    bench.keeper.save_app(kept)
    sources.open(recognise("/shop::main:app"))
    in_view(workspace, qtbot)
    assert bench.apps.made[0].order == kept


def test_an_interpreter_that_is_gone_is_not_used_again(
    sources: SourcePresenter, bench: Bench, workspace: Workspace, qtbot: QtBot
) -> None:
    bench.keeper.save_app(replace(SHOP, interpreter="/old/python"))
    sources.open(recognise("/shop::main:app"))
    in_view(workspace, qtbot)
    assert bench.apps.made[0].order == SHOP


def test_secrets_of_its_environment_are_not_kept(
    sources: SourcePresenter, bench: Bench, workspace: Workspace, qtbot: QtBot
) -> None:
    variables = (("API_TOKEN", "x"), ("DB", "postgres://me:secret@h/db"), ("MODE", "test"))
    sources.open(of_app(replace(SHOP, environment=variables)))
    in_view(workspace, qtbot)
    assert bench.apps.made[0].order.environment == variables
    assert bench.keeper.apps["/shop::main:app"].environment == (("MODE", "test"),)


def test_where_there_is_a_choice_a_person_is_asked(
    sources: SourcePresenter, bench: Bench, workspace: Workspace, qtbot: QtBot
) -> None:
    asked: list[Project] = []
    sources.ask_with(asked.append)
    bench.finder.folders.add("/shop")
    bench.finder.found = (MAIN, replace(MAIN, target="main:admin"))
    sources.open(recognise("/shop"))
    qtbot.waitUntil(lambda: bool(asked))
    assert [app.target for app in asked[0].apps] == ["main:app", "main:admin"]
    assert (workspace.opening, workspace.source.label, bench.apps.made) == (None, "Bookstore", [])


def test_a_choice_at_the_start_leaves_words_behind(bench: Bench, workspace: Workspace, qtbot: QtBot) -> None:
    bench.finder.found = ()
    sources = bench.make(recognise("/shop/main.py"))
    sources.begin()
    sources.start()
    qtbot.waitUntil(lambda: workspace.source.status is SourceStatus.FAILED)
    assert workspace.source.problem == "Which app of main.py shall run, and with which Python?"


def test_a_folder_that_cannot_be_looked_into_is_told(
    sources: SourcePresenter, bench: Bench, workspace: Workspace, qtbot: QtBot
) -> None:
    bench.finder.error = SourceError("Nobody may read it.", where="/shop", hint="Ask its owner.")
    sources.open(recognise("/shop::main:app"))
    qtbot.waitUntil(lambda: workspace.opening is not None and workspace.opening.failed)
    assert workspace.opening is not None
    assert workspace.opening.problem == "Nobody may read it (/shop)."


def test_it_can_be_the_first_source(bench: Bench, workspace: Workspace, qtbot: QtBot) -> None:
    sources = bench.make(recognise("main:app"))
    assert workspace.source.status is SourceStatus.STARTING
    sources.begin()
    sources.start()
    in_view(workspace, qtbot)
    assert bench.server.calls == []


def test_an_app_without_a_title_is_called_by_its_target(
    sources: SourcePresenter, bench: Bench, workspace: Workspace, qtbot: QtBot
) -> None:
    bench.apps.text = json.dumps(a_document("FastAPI"))
    sources.open(of_app(SHOP))
    in_view(workspace, qtbot, "main:app")


def test_what_fails_to_start_is_told_with_its_line(
    sources: SourcePresenter, bench: Bench, workspace: Workspace, qtbot: QtBot
) -> None:
    pages: list[ev.PageRequested] = []
    workspace.events.subscribe(ev.PageRequested, pages.append)
    bench.apps.holds, bench.apps.errors = True, [SourceError("ValueError: no")]
    sources.open(of_app(SHOP))
    app = bench.apps.made[0]
    tell(sources, app, AppState(AppPhase.FAILED, crash=IMPORT))
    app.gate.set()
    qtbot.waitUntil(lambda: workspace.opening is not None and workspace.opening.failed)
    assert workspace.opening is not None
    assert workspace.opening.problem == "main:app cannot be imported: ValueError: no (main.py:12)."
    assert (workspace.opening.hint, workspace.opening.detail) == ("Mend the line.", "Traceback…")
    assert [page.page for page in pages] == ["app"]
    assert workspace.source.label == "Bookstore"


def test_once_mended_it_comes_into_view_by_itself(
    sources: SourcePresenter, bench: Bench, workspace: Workspace, qtbot: QtBot
) -> None:
    bench.apps.errors = [SourceError("ValueError: no")]
    sources.open(of_app(SHOP))
    app = bench.apps.made[0]
    qtbot.waitUntil(lambda: workspace.opening is not None and workspace.opening.failed)
    tell(sources, app, AppState(AppPhase.FAILED, crash=IMPORT))
    tell(sources, app, AppState(AppPhase.RESTARTING))
    assert workspace.opening is not None
    assert not workspace.opening.failed
    tell(sources, app, RUNNING)
    in_view(workspace, qtbot)


def test_one_that_does_not_answer_is_told_and_comes_into_view_when_it_does(
    sources: SourcePresenter, bench: Bench, workspace: Workspace, qtbot: QtBot
) -> None:
    silent = Crash(CrashKind.SILENT, "main:app has not answered within 30 seconds.", hint="Wait for it, or stop it.")
    bench.apps.errors = [SourceError(silent.message)]
    sources.open(of_app(SHOP))
    app = bench.apps.made[0]
    tell(sources, app, AppState(AppPhase.SILENT, crash=silent))
    qtbot.waitUntil(lambda: workspace.opening is not None and workspace.opening.failed)
    tell(sources, app, AppState(AppPhase.SILENT, crash=silent, restarts=1))
    assert workspace.opening is not None
    assert workspace.opening.problem == "main:app does not answer: main:app has not answered within 30 seconds."
    assert workspace.opening.hint == "Wait for it, or stop it."
    tell(sources, app, RUNNING)
    in_view(workspace, qtbot)


def test_going_back_ends_what_could_not_be_opened(
    sources: SourcePresenter, bench: Bench, workspace: Workspace, qtbot: QtBot
) -> None:
    bench.apps.errors = [SourceError("ValueError: no")]
    sources.open(of_app(SHOP))
    qtbot.waitUntil(lambda: workspace.opening is not None and workspace.opening.failed)
    sources.dismiss()
    qtbot.waitUntil(lambda: bench.apps.made[0].calls == ["start", "begin_close", "close"])
    assert (workspace.opening, workspace.own_app.order) == (None, None)


def test_a_start_can_be_stopped(sources: SourcePresenter, bench: Bench, workspace: Workspace, qtbot: QtBot) -> None:
    bench.apps.holds = True
    sources.open(of_app(SHOP))
    workspace.own_app.ask(AppAction.STOP)
    qtbot.waitUntil(lambda: "close" in bench.apps.made[0].calls)
    assert (workspace.opening, workspace.source.label) == (None, "Bookstore")
    assert sources.in_view is not None


# In view


def test_an_edit_shows_what_is_different_and_keeps_what_was_typed(
    sources: SourcePresenter, app: App, workspace: Workspace, qtbot: QtBot
) -> None:
    heard: list[object] = []
    for event in (ev.DocumentReplaced, ev.SourceReloaded, ev.SendRequested):
        workspace.events.subscribe(event, heard.append)
    tab = sent_once(workspace, "GET /things", "GET")
    state = workspace.tab(tab)
    app.text = json.dumps(a_document("Shop", "/things", "/new"))
    tell(sources, app, replace(RUNNING, phase=AppPhase.RESTARTING, changed_files=("/shop/main.py",)))
    assert workspace.source.status is SourceStatus.RESTARTING
    tell(sources, app, replace(RUNNING, restarts=1, changed_files=("/shop/main.py",)))
    in_view(workspace, qtbot)
    qtbot.waitUntil(lambda: len(heard) == 3)
    replaced, reloaded, again = heard
    assert isinstance(replaced, ev.DocumentReplaced)
    assert isinstance(reloaded, ev.SourceReloaded)
    assert [change.key for change in replaced.comparison.operations] == ["GET /new"]
    assert reloaded == ev.SourceReloaded(("/shop/main.py",), replaced.comparison, tab)
    assert again == ev.SendRequested(tab, "reload")
    now = workspace.tab(tab)
    assert now is not None
    assert state is not None
    assert now.state == state.state
    assert workspace.api is not None
    assert workspace.api.operation("GET /new") is not None


def test_an_edit_that_changes_no_document_says_so_and_keeps_the_forms(
    sources: SourcePresenter, app: App, workspace: Workspace, qtbot: QtBot
) -> None:
    heard: list[ev.SourceReloaded] = []
    workspace.events.subscribe(ev.SourceReloaded, heard.append)
    document = workspace.document
    tell(sources, app, replace(RUNNING, restarts=1, changed_files=("/shop/main.py",)))
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [ev.SourceReloaded(("/shop/main.py",), None, None)]
    assert workspace.document is document


@pytest.mark.parametrize(
    ("method", "resends", "files"),
    [("POST", True, ("/shop/main.py",)), ("GET", False, ("/shop/main.py",)), ("GET", True, ())],
)
def test_what_may_change_data_or_is_not_wanted_is_not_sent_by_itself(
    sources: SourcePresenter,
    app: App,
    workspace: Workspace,
    qtbot: QtBot,
    method: str,
    resends: bool,
    files: tuple[str, ...],
) -> None:
    heard: list[ev.SourceReloaded] = []
    asked: list[ev.SendRequested] = []
    workspace.events.subscribe(ev.SourceReloaded, heard.append)
    workspace.events.subscribe(ev.SendRequested, asked.append)
    workspace.own_app.set_resends(on=resends)
    sent_once(workspace, "GET /things", method)
    tell(sources, app, replace(RUNNING, restarts=1, changed_files=files))
    qtbot.waitUntil(lambda: bool(heard))
    assert (heard[0].tab, asked) == (None, [])


def test_the_switch_is_remembered(app: App, bench: Bench, workspace: Workspace) -> None:
    workspace.own_app.set_resends(on=False)
    assert not bench.keeper.resends
    assert app.calls == ["start"]


def test_an_edit_while_the_last_one_is_read_is_read_too(
    sources: SourcePresenter, app: App, workspace: Workspace, qtbot: QtBot
) -> None:
    tell(sources, app, replace(RUNNING, restarts=1))
    app.text = json.dumps(a_document("Shop", "/newest"))
    tell(sources, app, replace(RUNNING, restarts=2))
    qtbot.waitUntil(lambda: workspace.api is not None and workspace.api.operation("GET /newest") is not None)


def test_new_code_whose_document_cannot_be_made_is_told_and_the_old_stays(
    sources: SourcePresenter, app: App, workspace: Workspace, qtbot: QtBot
) -> None:
    notices, document = Notices(workspace), workspace.document
    app.text = SourceError("The app makes no OpenAPI document: KeyError.", hint="See its log.")
    tell(sources, app, replace(RUNNING, restarts=1))
    qtbot.waitUntil(lambda: bool(notices.seen))
    assert notices.last.title == "The new document of main:app cannot be read."
    assert "KeyError" in notices.last.hint
    assert (workspace.source.status, workspace.document) == (SourceStatus.RUNNING, document)


def test_broken_code_leaves_the_old_server_in_view(sources: SourcePresenter, app: App, workspace: Workspace) -> None:
    tell(sources, app, replace(RUNNING, phase=AppPhase.RESTARTING))
    tell(sources, app, replace(RUNNING, phase=AppPhase.BROKEN, crash=IMPORT))
    assert workspace.source.status is SourceStatus.RUNNING
    assert workspace.own_app.state is not None
    assert workspace.own_app.state.crash == IMPORT


def test_an_end_is_told_and_a_restart_brings_it_back(
    sources: SourcePresenter, app: App, workspace: Workspace, qtbot: QtBot
) -> None:
    killed = Crash(CrashKind.KILLED, "It was ended by SIGKILL.", hint="Restart it.")
    tab = sent_once(workspace, "GET /things", "GET")
    tell(sources, app, AppState(AppPhase.CRASHED, crash=killed))
    source = workspace.source
    assert source.status is SourceStatus.FAILED
    assert (source.problem, source.hint) == ("main:app has ended: It was ended by SIGKILL.", "Restart it.")
    sources.retry()
    qtbot.waitUntil(lambda: app.calls == ["start", "restart"])
    tell(sources, app, AppState(AppPhase.RESTARTING))
    assert workspace.source.status is SourceStatus.RESTARTING
    tell(sources, app, replace(RUNNING, restarts=1))
    assert in_view(workspace, qtbot).problem == ""
    assert workspace.tab(tab) is not None


def test_it_can_be_stopped_and_started(sources: SourcePresenter, app: App, workspace: Workspace, qtbot: QtBot) -> None:
    workspace.own_app.ask(AppAction.STOP)
    qtbot.waitUntil(lambda: app.calls == ["start", "stop"])
    tell(sources, app, AppState(AppPhase.STOPPED))
    assert workspace.source.status is SourceStatus.STOPPED
    workspace.own_app.ask(AppAction.START)
    qtbot.waitUntil(lambda: app.calls == ["start", "stop", "restart"])


def test_a_restart_that_is_a_mistake_of_ours_is_told(
    sources: SourcePresenter, app: App, workspace: Workspace, qtbot: QtBot
) -> None:
    notices = Notices(workspace)
    app.errors = [SourceError("Its states tell."), ZeroDivisionError("ours")]
    sources.restart()
    sources.restart()
    qtbot.waitUntil(lambda: bool(notices.seen))
    assert notices.titles == ["What was asked of the app could not be done."]


def test_it_is_run_otherwise_in_its_place(
    sources: SourcePresenter, app: App, bench: Bench, workspace: Workspace, qtbot: QtBot
) -> None:
    tab = sent_once(workspace, "GET /things", "GET")
    other = replace(SHOP, environment=(("MODE", "test"),))
    sources.open(of_app(other))
    assert workspace.source.status is SourceStatus.STARTING
    in_view(workspace, qtbot)
    qtbot.waitUntil(lambda: app.calls[-1] == "close")
    assert bench.apps.made[1].order == other
    assert workspace.tab(tab) is not None
    sources.open(of_app(other))
    assert len(bench.apps.made) == 2


# Left


def test_another_source_ends_it(
    sources: SourcePresenter, app: App, bench: Bench, workspace: Workspace, qtbot: QtBot
) -> None:
    sources.open_bookstore()
    in_view(workspace, qtbot, "Bookstore")
    qtbot.waitUntil(lambda: app.calls == ["start", "begin_close", "close"])
    assert workspace.own_app.order is None
    tell(sources, app, AppState(AppPhase.STOPPED))
    assert workspace.source.status is SourceStatus.RUNNING
    assert sources.recents.all()[0].reference == "/shop::main:app"


def test_the_place_of_broken_syntax_is_told_once() -> None:
    place = CodePlace("/shop/main.py", 4, "", "def r()")
    crash = Crash(CrashKind.IMPORT, "SyntaxError: expected ':' (main.py, line 4)", culprit=place)
    assert crash_trouble(SHOP, crash).problem == "main:app cannot be imported: SyntaxError: expected ':' (main.py:4)."


def test_the_one_in_view_stays_while_another_fails(
    sources: SourcePresenter, app: App, bench: Bench, workspace: Workspace, qtbot: QtBot
) -> None:
    bench.apps.errors = [SourceError("ValueError: no")]
    sources.open(of_app(replace(SHOP, target="other:app")))
    other = bench.apps.made[1]
    tell(sources, other, AppState(AppPhase.FAILED, crash=IMPORT))
    qtbot.waitUntil(lambda: workspace.opening is not None and workspace.opening.failed)
    assert workspace.own_app.order == other.order
    sources.dismiss()
    assert (workspace.own_app.order, workspace.own_app.state) == (SHOP, RUNNING)
    assert app.calls == ["start"]


def test_closing_ends_all_of_them(sources: SourcePresenter, app: App, bench: Bench) -> None:
    sources.open(of_app(replace(SHOP, target="other:app")))
    sources.apps.begin_close()
    sources.apps.close()
    for each in bench.apps.made:
        assert each.calls[-2:] == ["begin_close", "close"]

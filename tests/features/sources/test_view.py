"""The source in the top bar: its state, its address, its problems, what can be done with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QToolButton

from app.core.projects.model import AppChoice, AppOrder, Interpreter, Origin
from app.core.spec.problems import Problem, Severity
from app.core.workspace import events as ev
from app.core.workspace.model import AppAction, Source, SourceStatus
from app.features.sources.orders import of_app
from app.features.sources.reloading import Reloader
from app.features.sources.view import SourceView
from tests.support.sources import Bench, a_document, opened
from tests.support.widgets import part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from app.core.workspace.workspace import Workspace
    from app.jobs.runner import Runner
    from tests.support.sources import App

OURS = Source("Bookstore", SourceStatus.RUNNING, "http://127.0.0.1:8000", inside=True)
THEIRS = Source("Elsewhere", SourceStatus.RUNNING, "http://example.org", key="/a.json", place="/a.json")


@pytest.fixture
def bench(workspace: Workspace, runner: Runner) -> Bench:
    return Bench(workspace, runner)


@pytest.fixture
def view(bench: Bench, qtbot: QtBot) -> Iterator[SourceView]:
    sources = bench.make()
    reloader = Reloader(bench.workspace, bench.runner, bench.opener, sources, bench.runner)
    made = SourceView(bench.workspace, sources, reloader)
    qtbot.addWidget(made)
    made.show()
    yield made
    reloader.stop()


def state(view: SourceView) -> str:
    return part(view, QLabel, "sourceAddress").text()


def offered(view: SourceView) -> list[str]:
    return [action.text() for action in part(view, QMenu, "").actions() if action.isVisible()]


def test_each_state_is_told_in_words(view: SourceView, workspace: Workspace) -> None:
    assert state(view) == "starting…"
    workspace.set_source(OURS)
    assert state(view) == ""
    assert view.address.line.text() == "http://127.0.0.1:8000"
    assert part(view, QPushButton, "sourceName").text() == "Bookstore"
    assert view.accessibleName() == "Bookstore, running http://127.0.0.1:8000"
    workspace.set_source(replace(OURS, status=SourceStatus.FAILED))
    assert state(view) == "not running"
    workspace.set_source(replace(OURS, status=SourceStatus.STOPPED))
    assert state(view) == "stopped"
    workspace.set_source(replace(THEIRS, status=SourceStatus.STARTING))
    assert state(view) == "opening…"
    workspace.set_source(replace(THEIRS, status=SourceStatus.FAILED))
    assert state(view) == "not open"


def test_what_can_be_done_is_offered_when_it_makes_sense(view: SourceView, workspace: Workspace) -> None:
    button = part(view, QToolButton, "sourceMenu")
    assert not button.isVisible()
    workspace.set_source(replace(OURS, status=SourceStatus.FAILED))
    assert button.isVisible()
    assert offered(view) == ["Restart", "Reset the data"]
    workspace.set_source(THEIRS)
    assert offered(view) == ["Reload the document  (F5)"]
    workspace.set_source(replace(THEIRS, status=SourceStatus.FAILED))
    assert not button.isVisible()


def test_the_menu_restarts_and_resets(view: SourceView, workspace: Workspace, bench: Bench, qtbot: QtBot) -> None:
    workspace.set_source(OURS)
    part(view, QToolButton, "sourceMenu").click()
    menu = part(view, QMenu, "")
    assert menu.isVisible()
    menu.close()
    next(action for action in menu.actions() if action.objectName() == "resetSource").trigger()
    qtbot.waitUntil(lambda: bench.server.calls == ["reset"])
    menu.actions()[0].trigger()
    qtbot.waitUntil(lambda: bench.server.calls == ["reset", "restart"])
    qtbot.waitUntil(lambda: workspace.routes is not None)


def test_problems_are_counted_and_lead_to_their_list(view: SourceView, workspace: Workspace) -> None:
    pages: list[ev.PageRequested] = []
    workspace.events.subscribe(ev.PageRequested, pages.append)
    count = part(view, QPushButton, "problemCount")
    workspace.set_source(THEIRS)
    assert not count.isVisible()
    workspace.set_problems((Problem("", Severity.ERROR, "broken"),))
    assert count.text() == "1 problem"
    workspace.set_problems((Problem("", Severity.ERROR, "broken"),) * 2000)
    assert count.text() == "2,000 problems"
    count.click()
    assert pages == [ev.PageRequested("problems", "sources")]


def test_a_click_on_the_name_asks_what_to_open(view: SourceView, workspace: Workspace) -> None:
    workspace.set_source(THEIRS)
    assert part(view, QPushButton, "sourceName").toolTip() == "Elsewhere\n/a.json\nOpen another API  (Ctrl+O)"
    part(view, QPushButton, "sourceName").click()
    assert view.panel.isVisible()
    view.panel.close_panel()
    view.open_panel()
    assert view.panel.isVisible()
    view.panel.close_panel()


# The person's own app

SHOP = AppOrder("/shop", "main:app", "/python")


@pytest.fixture
def shop(view: SourceView, workspace: Workspace, bench: Bench, qtbot: QtBot) -> App:
    """It is in view."""
    bench.opener.results[SHOP.target] = opened(a_document("Shop"), "")
    view._presenter.open(of_app(SHOP))
    qtbot.waitUntil(lambda: workspace.source.label == "Shop")
    return bench.apps.made[0]


def test_what_can_be_done_with_an_own_app_is_offered(view: SourceView, workspace: Workspace, shop: App) -> None:
    assert offered(view) == ["Restart", "Stop", "Run it otherwise…"]
    workspace.set_source(replace(workspace.source, status=SourceStatus.RESTARTING))
    assert state(view) == "restarting…"
    workspace.set_source(replace(workspace.source, status=SourceStatus.STOPPED))
    assert offered(view) == ["Start", "Run it otherwise…"]
    assert shop.calls == ["start"]


def test_how_it_runs_can_be_changed_from_everywhere(
    view: SourceView, workspace: Workspace, bench: Bench, shop: App, qtbot: QtBot
) -> None:
    bench.finder.found = (AppChoice("/shop", "main:app", "/shop/main.py", 3),)
    bench.finder.interpreters = (Interpreter("/python", Origin.VENV, "3.12.4", ".venv", "0.115.0"),)
    next(action for action in part(view, QMenu, "").actions() if action.objectName() == "changeApp").trigger()
    assert view.app_panel.isVisible()
    view.app_panel.close_panel()
    workspace.own_app.ask(AppAction.CHOOSE)
    assert view.app_panel.isVisible()
    qtbot.waitUntil(lambda: view._presenter.chooser.can_start)
    assert view._presenter.chooser.order() == SHOP
    view.app_panel.close_panel()
    assert shop.calls == ["start"]


def test_the_panel_of_apps_is_a_step_away_from_the_panel_of_sources(view: SourceView, workspace: Workspace) -> None:
    workspace.set_source(OURS)
    view.open_panel()
    view.panel.apps.click()
    assert not view.panel.isVisible()
    assert view.app_panel.isVisible()
    view.app_panel.close_panel()

"""The source in the top bar: its state, its address, what can be done with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel, QMenu, QToolButton

from app.core.workspace.model import Source, SourceStatus
from app.features.sources.presenter import SourcePresenter
from app.features.sources.view import SourceView
from tests.features.sources.test_presenter import Fetcher, Server

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.core.workspace.workspace import Workspace
    from app.jobs.runner import Runner


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def view(workspace: Workspace, runner: Runner, server: Server, qtbot: QtBot) -> SourceView:
    made = SourceView(workspace, SourcePresenter(workspace, runner, server, Fetcher(), runner))
    qtbot.addWidget(made)
    made.show()
    return made


def address(view: SourceView) -> str:
    label = view.findChild(QLabel, "sourceAddress")
    assert label is not None
    return label.text()


def test_each_state_is_told_in_words(view: SourceView, workspace: Workspace) -> None:
    assert address(view) == "starting…"
    running = Source("Bookstore", SourceStatus.RUNNING, "http://127.0.0.1:8000", embedded=True)
    workspace.set_source(running)
    assert address(view) == "127.0.0.1:8000"
    assert view.accessibleName() == "Bookstore, running http://127.0.0.1:8000"
    workspace.set_source(replace(running, status=SourceStatus.FAILED))
    assert address(view) == "not running"
    workspace.set_source(replace(running, status=SourceStatus.STOPPED))
    assert address(view) == "stopped"


def test_what_can_be_done_is_offered_when_it_makes_sense(view: SourceView, workspace: Workspace) -> None:
    button = view.findChild(QToolButton, "sourceMenu")
    assert button is not None
    assert not button.isVisible()
    workspace.set_source(Source("Bookstore", SourceStatus.FAILED, embedded=True))
    assert button.isVisible()
    workspace.set_source(Source("Elsewhere", SourceStatus.RUNNING, "http://example.org"))
    assert not button.isVisible()


def test_the_menu_restarts_and_resets(view: SourceView, workspace: Workspace, server: Server, qtbot: QtBot) -> None:
    workspace.set_source(Source("Bookstore", SourceStatus.RUNNING, "http://127.0.0.1:8000", embedded=True))
    button = view.findChild(QToolButton, "sourceMenu")
    assert button is not None
    button.click()
    menu = view.findChild(QMenu)
    assert menu is not None
    assert menu.isVisible()
    assert [action.text() for action in menu.actions()] == ["Restart", "Reset the data"]
    menu.close()
    menu.actions()[1].trigger()
    qtbot.waitUntil(lambda: server.calls == ["reset"])
    menu.actions()[0].trigger()
    qtbot.waitUntil(lambda: server.calls == ["reset", "restart"])
    qtbot.waitUntil(lambda: workspace.routes is not None)

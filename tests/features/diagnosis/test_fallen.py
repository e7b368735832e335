"""A request that found nobody, or was cut off: what is said where the server is one of ours, and the way up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QAbstractButton

from app.core.exchange.model import Failure, Phase
from app.core.projects.model import AppOrder, AppPhase, AppState, CodePlace, Crash, CrashKind
from app.core.workspace import events as ev
from app.core.workspace.model import AppAction, SourceStatus
from app.features.diagnosis.presenter import DiagnosisPresenter
from app.features.diagnosis.view import DiagnosisView
from tests.support.exchanges import finish, open_tab
from tests.support.widgets import press, settle, shown

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.core.workspace.workspace import Workspace
    from app.features.diagnosis.verdict import Verdict

REFUSED = Failure(Phase.CONNECT, "Nothing accepts connections there.", "Is it running?", "ConnectError: x")
PROBLEM = "shop.main:app has ended: It crashed with SIGSEGV."
ORDER = AppOrder("/srv/shop", "shop.main:app", "/usr/bin/python3")
LINE = CodePlace("shop/main.py", 12)


@pytest.fixture
def presenter(workspace: Workspace) -> DiagnosisPresenter:
    return DiagnosisPresenter(workspace)


@pytest.fixture
def view(presenter: DiagnosisPresenter, qtbot: QtBot) -> DiagnosisView:
    return shown(qtbot, DiagnosisView(presenter), 420, 500)


def run_app(workspace: Workspace) -> None:
    workspace.own_app.begin(ORDER)
    workspace.set_source(replace(workspace.source, inside=True, place=ORDER.folder))
    open_tab(workspace)


def go_down(workspace: Workspace, culprit: CodePlace | None = None) -> None:
    workspace.own_app.take(AppState(AppPhase.CRASHED, crash=Crash(CrashKind.KILLED, "…", culprit=culprit)))
    down = replace(workspace.source, status=SourceStatus.FAILED, problem=PROBLEM, hint="Restart it.", detail="Trace")
    workspace.set_source(down)


def verdict(presenter: DiagnosisPresenter) -> Verdict:
    found = presenter.verdict()
    assert found is not None
    return found


def offers(view: DiagnosisView) -> dict[str, str]:
    settle()
    return {one.objectName(): one.text() for one in view.findChildren(QAbstractButton) if one.isVisible()}


def test_the_end_of_ones_own_app_is_named_with_the_line_and_the_way_there(
    workspace: Workspace, presenter: DiagnosisPresenter, view: DiagnosisView
) -> None:
    run_app(workspace)
    finish(workspace, REFUSED)
    view.refresh()
    assert offers(view) == {"sendAgain": "Send again", "copyFailure": "Copy details"}
    go_down(workspace, LINE)
    found = verdict(presenter)
    assert found.text == f"Nothing accepts connections there. {PROBLEM} Restart it."
    assert found.details == f"Nothing accepts connections there.\n{PROBLEM}\nRestart it.\nConnectError: x\nTrace"
    assert list(offers(view).values()) == [
        "Open main.py:12",
        "Show what happened",
        "Start it",
        "Send again",
        "Copy details",
    ]


def test_each_way_leads_where_it_says(workspace: Workspace, view: DiagnosisView) -> None:
    run_app(workspace)
    finish(workspace, REFUSED)
    go_down(workspace, LINE)
    heard: list[object] = []
    for event in (ev.CodeRequested, ev.PageRequested, ev.AppActionAsked):
        workspace.events.subscribe(event, heard.append)
    for name in ("openCulprit", "showFall", "startFallen"):
        press(view, name)
    assert heard == [
        ev.CodeRequested("/srv/shop/shop/main.py", 12, "diagnosis"),
        ev.PageRequested("app", "diagnosis"),
        ev.AppActionAsked(AppAction.START),
    ]


def test_an_end_without_a_line_of_ones_own_has_no_way_to_one(workspace: Workspace, view: DiagnosisView) -> None:
    run_app(workspace)
    finish(workspace, REFUSED)
    go_down(workspace)
    assert list(offers(view)) == ["showFall", "startFallen", "sendAgain", "copyFailure"]


def test_one_that_was_stopped_is_said_to_be(workspace: Workspace, presenter: DiagnosisPresenter) -> None:
    run_app(workspace)
    workspace.set_source(replace(workspace.source, status=SourceStatus.STOPPED))
    finish(workspace, REFUSED)
    assert "shop.main:app is stopped. Start it" in verdict(presenter).text


def test_of_the_bookstore_its_log_is_shown(workspace: Workspace, view: DiagnosisView) -> None:
    asked: list[ev.LogRequested] = []
    workspace.events.subscribe(ev.LogRequested, asked.append)
    workspace.own_app.begin(ORDER)  # on its way into view, and none of this
    open_tab(workspace)
    workspace.set_source(replace(workspace.source, inside=True, place=""))
    finish(workspace, REFUSED)
    workspace.set_source(replace(workspace.source, status=SourceStatus.STOPPED))
    assert list(offers(view)) == ["showFall", "sendAgain", "copyFailure"]
    press(view, "showFall")
    assert len(asked) == 1


def test_what_is_none_of_its_doing_is_not_blamed_on_it(workspace: Workspace, presenter: DiagnosisPresenter) -> None:
    run_app(workspace)
    finish(workspace, replace(REFUSED, cancelled=True))
    go_down(workspace)
    assert verdict(presenter).title == "Cancelled"
    assert verdict(presenter).fallen is None
    finish(workspace, REFUSED)
    assert verdict(presenter).fallen is not None
    workspace.set_source(replace(workspace.source, base_url="http://127.0.0.1:1"))
    assert verdict(presenter).fallen is None, "that was sent elsewhere"
    workspace.set_source(replace(workspace.source, inside=False))
    assert verdict(presenter).fallen is None

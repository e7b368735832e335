"""The lab's runs between workspace and jobs loop."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.core.lab.model import Plan, Portion
from app.core.trace.model import Trace
from app.core.workspace import events as ev
from app.core.workspace.model import Source, SourceStatus
from app.features.sending.presenter import SendingPresenter
from app.features.sending.volleys import STOPPED, VolleyPresenter
from tests.support.exchanges import AnsweringSender, answer, open_tab

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.core.lab.model import Run
    from app.core.workspace.model import Tab
    from app.core.workspace.workspace import Workspace
    from app.jobs.runner import Runner
    from tests.support.exchanges import Notices


@pytest.fixture
def sender() -> AnsweringSender:
    return AnsweringSender()


@pytest.fixture
def presenter(workspace: Workspace, runner: Runner, sender: AnsweringSender) -> VolleyPresenter:
    return VolleyPresenter(workspace, runner, sender, runner)


@pytest.fixture
def tab(workspace: Workspace, presenter: VolleyPresenter) -> Tab:
    return open_tab(workspace, "GET /books")


def plan_of(*tabs: Tab, count: int = 3) -> Plan:
    return Plan(tuple(Portion(tab.identity, tab.operation.key, count) for tab in tabs))


def finished(workspace: Workspace, qtbot: QtBot) -> Run:
    qtbot.waitUntil(lambda: bool(workspace.lab.runs) and not workspace.lab.runs[-1].running)
    return workspace.lab.runs[-1]


def test_requests_of_several_tabs_go_out_and_come_home(
    workspace: Workspace, sender: AnsweringSender, tab: Tab, qtbot: QtBot
) -> None:
    other = open_tab(workspace, "POST /books")
    workspace.lab.request(plan_of(tab, other))
    run = finished(workspace, qtbot)
    assert [shot.operation_key for shot in run.shots] == ["GET /books", "POST /books"] * 3
    assert [request.method for request in sender.sent] == ["GET", "POST"] * 3
    assert len({request.trace_id for request in sender.sent}) == 6
    assert all(shot.outcome is not None and shot.outcome.status == 200 for shot in run.shots)
    assert run.stopped == ""


def test_tabs_do_not_notice(workspace: Workspace, tab: Tab, qtbot: QtBot) -> None:
    heard: list[object] = []
    for event in (ev.SendStarted, ev.SendFinished, ev.TraceArrived, ev.CookiesChanged):
        workspace.events.subscribe(event, heard.append)
    workspace.lab.request(plan_of(tab))
    finished(workspace, qtbot)
    assert heard == []
    assert workspace.tab(tab.identity) == tab


def test_a_trace_finds_its_request_of_a_run(
    workspace: Workspace, runner: Runner, sender: AnsweringSender, tab: Tab, qtbot: QtBot
) -> None:
    sending = SendingPresenter(workspace, runner, sender, runner)
    workspace.lab.request(plan_of(tab))
    run = finished(workspace, qtbot)
    sending.receive_trace(Trace(run.shots[1].trace_id, "GET", "/books", 200, 4.0, ()))
    assert [shot.trace is not None for shot in workspace.lab.runs[-1].shots] == [False, True, False]


def test_stopping_ends_what_is_under_way(workspace: Workspace, sender: AnsweringSender, tab: Tab, qtbot: QtBot) -> None:
    sender.waits = True
    workspace.lab.request(plan_of(tab))
    qtbot.waitUntil(lambda: len(sender.sent) == 3)
    workspace.lab.cancel()
    run = finished(workspace, qtbot)
    assert run.stopped == STOPPED
    assert all(shot.outcome is not None and shot.outcome.cancelled for shot in run.shots)


def test_another_source_ends_a_run_and_nothing_of_it_is_left(
    workspace: Workspace, runner: Runner, sender: AnsweringSender, tab: Tab, qtbot: QtBot
) -> None:
    sender.waits = True
    workspace.lab.request(plan_of(tab))
    qtbot.waitUntil(lambda: len(sender.sent) == 3)
    assert workspace.document is not None
    assert workspace.api is not None
    workspace.open_source(
        Source("Other", SourceStatus.RUNNING, "http://127.0.0.1:9"), workspace.document, workspace.api
    )
    assert workspace.lab.runs == ()
    qtbot.waitUntil(lambda: runner.running == 0)
    assert workspace.lab.runs == ()


def test_a_source_that_does_not_run_gets_nothing(workspace: Workspace, sender: AnsweringSender, tab: Tab) -> None:
    workspace.set_source(replace(workspace.source, status=SourceStatus.STOPPED))
    workspace.lab.request(plan_of(tab))
    assert workspace.lab.problem == "Bookstore is not running; nothing was sent."
    assert (workspace.lab.runs, sender.sent) == ((), [])


def test_a_closed_tab_is_told(workspace: Workspace, tab: Tab) -> None:
    workspace.close_tab(tab.identity)
    workspace.lab.request(plan_of(tab))
    assert workspace.lab.problem == "GET /books is no longer open; nothing was sent."


def test_nobody_sends_where_nobody_has_agreed(workspace: Workspace, sender: AnsweringSender, tab: Tab) -> None:
    asked: list[ev.DestinationAsked] = []
    workspace.events.subscribe(ev.DestinationAsked, asked.append)
    workspace.set_source(Source("Far", SourceStatus.RUNNING, "https://far.example", key="file:///far.json"))
    workspace.lab.request(plan_of(tab))
    assert "Nobody has agreed yet that requests of GET /books go to https://far.example" in workspace.lab.problem
    assert asked == [ev.DestinationAsked(tab.identity, "https://far.example")]
    workspace.set_source(Source("Nowhere", SourceStatus.RUNNING, ""))
    workspace.lab.request(plan_of(tab))
    assert "go to a server that is not named" in workspace.lab.problem
    assert sender.sent == []


def test_a_mistake_of_ours_ends_the_run_with_a_notice(
    workspace: Workspace, tab: Tab, notices: Notices, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("app.features.sending.volley.Volley.fire", broken)
    workspace.lab.request(plan_of(tab))
    finished(workspace, qtbot)
    qtbot.waitUntil(lambda: notices.titles == ["The run ended before its time."])
    assert "RuntimeError: broken" in notices.last.detail


def test_values_go_out_as_they_are_entered_then(
    workspace: Workspace, sender: AnsweringSender, tab: Tab, qtbot: QtBot
) -> None:
    sender.outcomes = [answer(status=404)]
    workspace.lab.request(plan_of(tab, count=1))
    run = finished(workspace, qtbot)
    assert run.shots[0].outcome is not None
    assert run.shots[0].outcome.status == 404

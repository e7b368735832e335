"""The journey strip: what each stage says before, during and after a request."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtTest import QTest

from app.core.exchange.model import Failure, Phase
from app.core.trace.model import Journey, Stage, StageName, StageState
from app.core.workspace.events import StageRequested
from app.features.journey.presenter import DETAIL_LINES, JourneyPresenter
from app.features.journey.view import JourneyView
from app.ui.marked import MarkedLabel
from app.ui.strip import StepState, StepStrip
from tests.support.exchanges import an_error, answer, finish, open_tab, refusal
from tests.support.widgets import shown

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.core.workspace.workspace import Workspace


@pytest.fixture
def presenter(workspace: Workspace) -> JourneyPresenter:
    return JourneyPresenter(workspace)


@pytest.fixture
def view(presenter: JourneyPresenter, qtbot: QtBot) -> JourneyView:
    return shown(qtbot, JourneyView(presenter), 600, 120)


def states(view: JourneyView) -> list[StepState]:
    return [step.state for step in view.strip.steps()]


def sentence(view: JourneyView) -> str:
    label = view.findChild(MarkedLabel, "journeySentence")
    assert label is not None
    return label.text()


def test_before_the_first_request_all_stages_wait(workspace: Workspace, view: JourneyView) -> None:
    assert states(view) == [StepState.NOT_REACHED] * 6
    open_tab(workspace)
    view.refresh()
    assert states(view) == [StepState.NOT_REACHED] * 6
    assert sentence(view) == "Send the request to see how far it gets."


def test_while_it_is_under_way_the_first_stage_runs(workspace: Workspace, view: JourneyView) -> None:
    tab = open_tab(workspace)
    finish(workspace, answer({}))
    workspace.begin_send(tab.identity)
    view.refresh()
    assert states(view) == [StepState.RUNNING] + [StepState.NOT_REACHED] * 5
    assert sentence(view) == "Under way…"


def test_without_the_servers_account_what_is_unknown_is_said(workspace: Workspace, view: JourneyView) -> None:
    open_tab(workspace)
    finish(workspace, refusal(an_error("body", "year")))
    view.refresh()
    assert states(view) == [StepState.PASSED] + [StepState.UNKNOWN] * 4 + [StepState.PASSED]
    assert sentence(view)


def test_a_failure_of_the_network_stops_at_the_request(workspace: Workspace, view: JourneyView) -> None:
    open_tab(workspace)
    finish(workspace, Failure(Phase.CONNECT, "Nothing listens there."))
    view.refresh()
    assert states(view)[0] is StepState.STOPPED


def test_a_pressed_stage_tells_its_part_and_a_second_press_the_whole_again(
    workspace: Workspace, view: JourneyView
) -> None:
    open_tab(workspace)
    result = finish(workspace, refusal(an_error("body", "year")))
    assert result.journey is not None
    view.refresh()
    stage = result.journey.stages[0]
    button = view.strip.button(stage.name.value)
    assert button is not None
    button.click()
    assert sentence(view).startswith(f"{stage.name.value}: ")
    button.click()
    assert sentence(view) == result.journey.summary.replace("`", "")


def test_a_pressed_stage_is_shown_where_its_spans_are_and_a_second_press_shows_nothing(
    workspace: Workspace, view: JourneyView
) -> None:
    heard: list[StageRequested] = []
    workspace.events.subscribe(StageRequested, heard.append)
    open_tab(workspace)
    button = view.strip.button(StageName.ROUTE.value)
    assert button is not None
    button.click()
    finish(workspace, refusal(an_error("body", "year")))
    view.refresh()
    button.click()
    button.click()
    assert heard == [StageRequested(StageName.ROUTE, "journey")]


def test_a_press_before_the_first_request_changes_nothing(workspace: Workspace, view: JourneyView) -> None:
    open_tab(workspace)
    button = view.strip.button(StageName.ROUTE.value)
    assert button is not None
    button.click()
    assert sentence(view) == "Send the request to see how far it gets."


def test_times_and_details_are_told_but_not_without_end(workspace: Workspace, presenter: JourneyPresenter) -> None:
    tab = open_tab(workspace)
    result = finish(workspace, answer({}))
    detail = "\n".join(f"line {number}" for number in range(DETAIL_LINES + 7))
    stages = tuple(Stage(name, StageState.PASSED, f"{name.value} went.", 1.234, detail) for name in StageName)
    journey = Journey(stages, None, known=True, summary="Went through.")
    workspace.finish_send(tab.identity, replace(result, journey=journey))
    first = presenter.stages()[0]
    assert first.time == "1 ms"
    assert first.tooltip.endswith("… and 7 more")
    words = presenter.words(StageName.ROUTE.value)
    assert words.startswith("Route: Route went.\nline 0\n")
    assert words.count("\n") == DETAIL_LINES + 1
    assert presenter.words("Nowhere") == ""


def test_the_strip_fills_when_something_arrives_and_stands_still_when_a_person_comes_back(
    workspace: Workspace, view: JourneyView, monkeypatch: pytest.MonkeyPatch
) -> None:
    animated: list[bool] = []
    first = open_tab(workspace)
    view.refresh()

    def note(_strip: StepStrip, _steps: object, *, animated: bool = False, seen: list[bool] = animated) -> None:
        seen.append(animated)

    monkeypatch.setattr(StepStrip, "set_steps", note)
    finish(workspace, answer({}))
    view.refresh()
    open_tab(workspace, "GET /books")
    view.refresh()
    workspace.activate(first.identity)
    view.refresh()
    assert animated == [True, False, False]


def test_it_is_reached_by_keyboard(workspace: Workspace, view: JourneyView) -> None:
    from PySide6.QtCore import Qt

    open_tab(workspace)
    finish(workspace, answer({}))
    view.refresh()
    first = view.strip.button(StageName.REQUEST.value)
    assert first is not None
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Space)
    assert sentence(view).startswith("Request: ")

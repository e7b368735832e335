"""The right pane: which page comes to the front, what stays in view, what waits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from app.adapters.files.saving import save_body
from app.core.exchange.model import Failure, Hop, Phase
from app.core.trace.model import Journey, Stage, StageName, StageState, Trace
from app.features.contract.view import ViolationView
from app.features.diagnosis.presenter import DiagnosisPresenter
from app.features.diagnosis.view import DiagnosisView
from app.features.response.presenter import ResponsePresenter
from app.features.response.timing_view import TimingChart
from app.jobs.runner import Runner
from app.shell.answer import make_answer_pane
from app.shell.lazy_page import LazyPage
from app.ui.badges import StatusBadge
from app.ui.json_tree import JsonTree
from app.ui.strip import StepState, StepStrip
from tests.support.contract_window import BROKEN, KEY, promising_workspace
from tests.support.exchanges import an_error, answer, finish, open_tab, refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from app.core.exchange.model import Outcome
    from app.core.workspace.workspace import Workspace
    from app.shell.result_pane import ResultPane


class Pane:
    """The pane in a window, and what a person sees of it."""

    def __init__(self, workspace: Workspace, runner: Runner, qtbot: QtBot) -> None:
        self.host = QWidget()
        qtbot.addWidget(self.host)
        self.errors = DiagnosisPresenter(workspace)
        response = ResponsePresenter(workspace, runner, save_body, runner)
        self.pane: ResultPane = make_answer_pane(workspace, self.errors, response, self.host)
        self.host.resize(500, 600)
        self.pane.resize(500, 600)
        self.host.show()

    @property
    def status(self) -> str:
        badge = self.pane.findChild(StatusBadge, "responseStatus")
        assert badge is not None
        return badge.text() if badge.isVisible() else ""

    @property
    def page(self) -> str:
        return self.pane.pages.current_key()

    @property
    def words(self) -> list[str]:
        return [label.text() for label in self.pane.findChildren(QLabel) if label.isVisible()]

    @property
    def states(self) -> list[StepState]:
        strip = self.pane.findChild(StepStrip, "journeyStrip")
        assert strip is not None
        return [step.state for step in strip.steps()]


@pytest.fixture
def runner(qapp: QApplication) -> Iterator[Runner]:
    made = Runner()
    yield made
    assert made.stop()


@pytest.fixture
def pane(workspace: Workspace, runner: Runner, qtbot: QtBot) -> Pane:
    return Pane(workspace, runner, qtbot)


def test_before_anything_was_sent_it_says_what_it_is_for(pane: Pane, workspace: Workspace) -> None:
    assert "Nothing sent yet" in pane.words
    open_tab(workspace)
    assert "Nothing sent yet" in pane.words
    assert pane.status == ""


@pytest.mark.parametrize(
    ("outcome", "page"),
    [
        (answer({}, 201), "body"),
        (answer({"detail": "No book 9"}, 404), "errors"),
        (answer({}, 500), "errors"),
        (refusal(an_error("body", "year")), "errors"),
        (Failure(Phase.CONNECT, "Refused."), "errors"),
        (Failure(Phase.WAIT, "Stopped.", cancelled=True), "errors"),
    ],
)
def test_the_page_that_matters_comes_to_the_front(
    pane: Pane, workspace: Workspace, outcome: Outcome, page: str
) -> None:
    open_tab(workspace)
    finish(workspace, outcome)
    assert pane.page == page


def test_a_page_that_a_person_chose_stays_after_a_success(pane: Pane, workspace: Workspace) -> None:
    open_tab(workspace)
    finish(workspace, answer({}, 201))
    pane.pane.pages.set_current("headers")
    finish(workspace, answer({}, 200))
    assert pane.page == "headers"
    finish(workspace, refusal(an_error("body", "year")))
    assert pane.page == "errors"


def test_the_number_of_errors_stands_on_its_page(pane: Pane, workspace: Workspace) -> None:
    open_tab(workspace)
    finish(workspace, refusal(an_error("body", "year"), an_error("body", "title")))
    assert pane.pane.pages.bar.tabs()[0].count == "2"
    finish(workspace, answer({}, 201))
    assert pane.pane.pages.bar.tabs()[0].count == ""


def test_the_last_answer_stays_for_a_moment_then_the_wait_is_shown(
    pane: Pane, workspace: Workspace, qtbot: QtBot
) -> None:
    tab = open_tab(workspace)
    finish(workspace, answer({}, 201))
    workspace.begin_send(tab.identity)
    assert pane.status == "201 Created"
    qtbot.waitUntil(lambda: pane.status == "Sending…")
    assert pane.states[0] is StepState.RUNNING
    finish(workspace, answer({}, 200))
    assert pane.status == "200 OK"


def test_an_answer_that_comes_at_once_shows_no_wait(pane: Pane, workspace: Workspace) -> None:
    def patience() -> bool:
        timers = pane.pane.findChildren(QTimer, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return any(timer.isActive() for timer in timers)

    tab = open_tab(workspace)
    workspace.begin_send(tab.identity)
    assert patience()
    finish(workspace, answer({}, 201))
    assert not patience()
    assert pane.status == "201 Created"


def test_another_tabs_answer_changes_nothing_here(pane: Pane, workspace: Workspace) -> None:
    first = open_tab(workspace)
    open_tab(workspace, "GET /books")
    workspace.begin_send(first.identity)
    finish(workspace, answer({}, 201), first)
    assert "Nothing sent yet" in pane.words
    workspace.activate(first.identity)
    assert pane.status == "201 Created"
    assert pane.page == "body"


def test_closing_the_last_tab_empties_the_pane(pane: Pane, workspace: Workspace) -> None:
    tab = open_tab(workspace)
    finish(workspace, answer({}, 201))
    workspace.close_tab(tab.identity)
    assert "Nothing sent yet" in pane.words


def test_the_servers_account_is_joined_when_it_comes(pane: Pane, workspace: Workspace) -> None:
    tab = open_tab(workspace)
    result = finish(workspace, answer({}, 201))
    pane.pane.pages.set_current("timing")
    stages = tuple(Stage(name, StageState.PASSED, "Fine.", 1.0) for name in StageName)
    trace = Trace(result.exchange.request.trace_id, "POST", "/books", 201, 4.0, ())
    other = open_tab(workspace, "GET /books")
    workspace.attach_trace(tab.identity, trace, Journey(stages, None, known=True, summary="Went through."))
    workspace.close_tab(other.identity)
    pane.pane.pages.set_current("timing")
    workspace.attach_trace(tab.identity, trace, Journey(stages, None, known=True, summary="Went through."))
    assert pane.states == [StepState.PASSED] * 6
    chart = pane.pane.findChild(TimingChart)
    assert chart is not None
    assert "server: endpoint 1 ms" in chart.accessibleName()


def test_walking_the_errors_brings_their_page_forward(pane: Pane, workspace: Workspace) -> None:
    open_tab(workspace)
    finish(workspace, refusal(an_error("body", "year")))
    pane.pane.pages.set_current("headers")
    pane.errors.walk(1)
    assert pane.page == "errors"
    view = pane.pane.findChild(DiagnosisView)
    assert view is not None
    assert [card.property("current") for card in view.cards] == ["true"]


def test_its_pages_can_be_built_ahead(pane: Pane) -> None:
    lazy = pane.pane.findChildren(LazyPage)
    assert len(lazy) == 5
    for build in pane.pane.prepare():
        build()
    assert all(page.content() is not None for page in lazy)


def test_a_broken_promise_leads_to_its_node(runner: Runner, qtbot: QtBot) -> None:
    workspace = promising_workspace()
    pane = Pane(workspace, runner, qtbot)
    open_tab(workspace, KEY)
    finish(workspace, answer(BROKEN))
    assert {info.key: info.count for info in pane.pane.pages.bar.tabs()}["contract"] == "6"
    pane.pane.pages.set_current("contract")
    qtbot.waitUntil(lambda: pane.host.findChild(QPushButton, "showNode:5") is not None)
    button = pane.host.findChild(QPushButton, "showNode:5")
    assert button is not None
    button.click()
    tree = pane.host.findChild(JsonTree, "bodyTree")
    assert tree is not None
    assert pane.page == "body"
    assert tree.isVisible()
    card = pane.host.findChild(ViolationView, "violation:5")
    assert card is not None
    pointer = card.accessibleName().partition(" ")[0]
    # What is missing is shown by the object that lacks it.
    assert pointer.startswith(tree.tree_model.pointer(tree.currentIndex()))
    assert tree.currentIndex().isValid()


def test_hops_have_a_page_while_there_are_some(pane: Pane, workspace: Workspace) -> None:
    def offered() -> dict[str, str]:
        bar = pane.pane.pages.bar
        return {info.key: info.count for index, info in enumerate(bar.tabs()) if bar.isTabVisible(index)}

    tab = open_tab(workspace)
    first = finish(workspace, answer({}, 200))
    assert "hops" not in offered()
    hops = (Hop(first.exchange, "401: a token was renewed."),)
    workspace.finish_send(tab.identity, replace(first, exchange=replace(first.exchange, hops=hops)))
    assert offered()["hops"] == "2"
    pane.pane.pages.set_current("hops")
    finish(workspace, answer({}, 200))
    assert "hops" not in offered()
    assert pane.page != "hops"

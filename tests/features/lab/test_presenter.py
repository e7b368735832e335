"""What the lab offers, asks and says."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QWidget

from app.core.lab.model import Lane, Piece, PieceKind, Plan, Portion
from app.core.workspace import events as ev
from app.core.workspace.model import Level
from app.features.lab.presenter import LabPresenter, lane_words, outcome_words, whole
from tests.support.exchanges import open_tab
from tests.support.lab_runs import ORIGIN, a_run, over, side_by_side, staircase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from app.core.lab.model import Run
    from app.core.workspace.workspace import Workspace


@pytest.fixture
def presenter(workspace: Workspace, qtbot: QtBot) -> Iterator[LabPresenter]:
    holder = QWidget()
    qtbot.addWidget(holder)
    yield LabPresenter(workspace, holder, now=lambda: ORIGIN + 2)
    holder.close()


@pytest.fixture
def asked(workspace: Workspace) -> list[Plan]:
    found: list[Plan] = []

    def take(event: ev.LabRunRequested) -> None:
        found.append(event.plan)

    workspace.events.subscribe(ev.LabRunRequested, take)
    return found


def put(workspace: Workspace, run: Run, stopped: str = "") -> None:
    lab = workspace.lab
    begun = lab.begin(run.plan, tuple(replace(shot, outcome=None, trace=None) for shot in run.shots), ORIGIN)
    lab.runs = (*lab.runs[:-1], replace(begun, shots=run.shots))
    lab.finish(begun.number, stopped)


def test_the_tab_in_front_is_offered_first(workspace: Workspace, presenter: LabPresenter) -> None:
    open_tab(workspace, "GET /books")
    open_tab(workspace, "POST /books")
    assert [(row.method, row.path, row.count) for row in presenter.rows()] == [
        ("GET", "/books", 0),
        ("POST", "/books", 8),
    ]


def test_chosen_counts_stay_when_another_tab_comes_to_the_front(workspace: Workspace, presenter: LabPresenter) -> None:
    first = open_tab(workspace, "GET /books")
    presenter.set_count(first.identity, "5")
    open_tab(workspace, "POST /books")
    assert [row.count for row in presenter.rows()] == [5, 0]
    workspace.close_tab(first.identity)
    assert [row.count for row in presenter.rows()] == [8]


def test_a_run_of_safe_requests_begins_at_once(
    workspace: Workspace, presenter: LabPresenter, asked: list[Plan]
) -> None:
    tab = open_tab(workspace, "GET /books")
    presenter.set_count(tab.identity, "12")
    presenter.set_at_once("4")
    presenter.set_stagger("20")
    presenter.start()
    assert asked == [Plan((Portion(tab.identity, "GET /books", 12),), 4, 20.0)]


def test_what_may_change_something_is_asked_about(
    workspace: Workspace, presenter: LabPresenter, asked: list[Plan]
) -> None:
    tab = open_tab(workspace, "POST /books")
    presenter.start()
    assert presenter.asking == "This does POST /books 8 times on the server, and may change what is there."
    assert asked == []
    presenter.refuse()
    assert presenter.asking == ""
    presenter.set_count(tab.identity, "1")
    presenter.start()
    assert "POST /books once on the server" in presenter.asking
    presenter.confirm()
    assert (presenter.asking, len(asked)) == ("", 1)


@pytest.mark.parametrize(
    ("count", "at_once", "stagger", "problem"),
    [
        ("201", "", "", "At most 200 requests in one run; these are 201."),
        ("2", "none", "", "How many may be under way"),
        ("2", "0", "", "How many may be under way"),
        ("2", "", "10001", "A pause is at most 10.0 s."),
        ("2", "", "-5", "The pause is a whole number of milliseconds"),
    ],
)
def test_a_plan_that_cannot_be(
    workspace: Workspace,
    presenter: LabPresenter,
    asked: list[Plan],
    count: str,
    at_once: str,
    stagger: str,
    problem: str,
) -> None:
    presenter.set_count(open_tab(workspace, "GET /books").identity, count)
    presenter.set_at_once(at_once)
    presenter.set_stagger(stagger)
    assert presenter.problem.startswith(problem)
    presenter.start()
    assert (presenter.is_ready, asked) == (False, [])


def test_nothing_wanted_is_no_run(workspace: Workspace, presenter: LabPresenter, asked: list[Plan]) -> None:
    presenter.start()
    presenter.set_count(open_tab(workspace, "GET /books").identity, "many")
    presenter.start()
    assert asked == []


def test_after_a_refusal_one_may_try_again(workspace: Workspace, presenter: LabPresenter, asked: list[Plan]) -> None:
    open_tab(workspace, "GET /books")
    workspace.lab.refuse("It is not running.")
    assert (presenter.problem, presenter.is_ready) == ("It is not running.", True)
    presenter.start()
    assert len(asked) == 1


def test_while_a_run_is_under_way_it_tells_how_far_it_is(workspace: Workspace, presenter: LabPresenter) -> None:
    tab = open_tab(workspace, "GET /books")
    run = a_run(*side_by_side(2), (None, None))
    workspace.lab.begin(Plan((Portion(tab.identity, "GET /books", 3),)), run.shots, ORIGIN)
    assert presenter.is_running
    assert not presenter.is_ready
    assert (presenter.told(), presenter.progress()) == ((), "2 of 3 are over.")
    assert presenter.elapsed_ms() == pytest.approx(2000)
    assert not presenter.untold()
    shown = presenter.chosen
    assert shown is not None
    assert shown.title == "Run 1 · running · 3 × GET /books"  # noqa: RUF001 - the sign for times


def test_a_run_that_is_over_is_judged(workspace: Workspace, presenter: LabPresenter) -> None:
    assert (presenter.told(), presenter.chosen, presenter.progress(), presenter.elapsed_ms()) == ((), None, "", 0.0)
    put(workspace, a_run(*staircase(8)))
    (told,) = presenter.told()
    assert told.level is Level.WARN
    assert told.words.startswith("8 requests of 300 ms each took 2.40 s. One after another")
    assert PieceKind.LOOP_WAIT in presenter.kinds()
    assert PieceKind.THREAD not in presenter.kinds()


def test_of_several_operations_each_has_its_sentence(workspace: Workspace, presenter: LabPresenter) -> None:
    put(workspace, a_run(*side_by_side(4), keys=("GET /a", "GET /b", "GET /a", "GET /b")))
    assert [told.words.partition(":")[0] for told in presenter.told()] == ["GET /a", "GET /b"]


def test_two_runs_are_compared(workspace: Workspace, presenter: LabPresenter) -> None:
    put(workspace, a_run(*staircase(8)))
    put(workspace, a_run(*side_by_side(8)))
    assert [run.number for run in presenter.runs()] == [2, 1]
    presenter.set_against(1)
    assert presenter.told()[-1].words == "2.40 s before, 314 ms now: 7.7 times as fast."
    presenter.choose(1)
    assert presenter.against is None
    presenter.set_against(None)
    assert len(presenter.told()) == 1


def test_a_stopped_run_says_so(workspace: Workspace, presenter: LabPresenter) -> None:
    put(workspace, a_run(*side_by_side(2), (None, None)), stopped="You stopped it.")
    assert presenter.told()[0].words == "You stopped it. 2 of 3 had begun by then."


def test_a_server_that_tells_nothing_is_said_to(workspace: Workspace, presenter: LabPresenter) -> None:
    put(workspace, a_run((over(0, 1, 2, 3), None)))
    assert presenter.untold()


def test_runs_can_be_copied_and_forgotten(workspace: Workspace, presenter: LabPresenter) -> None:
    assert (presenter.csv(), presenter.json()) == ("", "")
    put(workspace, a_run(*staircase(2)))
    assert len(list(csv.DictReader(io.StringIO(presenter.csv())))) == 2
    assert json.loads(presenter.json())["verdicts"][0]["manner"] == "blocked"
    presenter.forget()
    assert presenter.chosen is None


def test_an_unchanged_run_is_not_laid_out_again(workspace: Workspace, presenter: LabPresenter) -> None:
    put(workspace, a_run(*staircase(2)))
    assert presenter.runs()[0] is presenter.runs()[0]


def test_news_are_told_but_not_too_often(workspace: Workspace, presenter: LabPresenter, qtbot: QtBot) -> None:
    calls: list[int] = []
    presenter.listen(lambda: calls.append(1))
    run = workspace.lab.begin(Plan((Portion(1, "GET /x", 1),)), a_run((None, None)).shots, ORIGIN)
    for _ in range(50):
        workspace.lab.take(run.number, ())
    workspace.lab.finish(run.number)
    qtbot.waitUntil(lambda: len(calls) == 2)
    assert len(calls) == 2


def test_a_lane_in_words() -> None:
    lane = Lane(3, "GET /x", 0, 1, end_ms=12, pieces=(Piece(PieceKind.LOOP, 0, 12),), status=404)
    assert lane_words(lane) == "3. GET /x: 404 Not Found after 12 ms (on the event loop 12 ms)"
    assert lane_words(Lane(1, "GET /x")) == "1. GET /x: not begun"
    assert lane_words(Lane(1, "GET /x", 0)) == "1. GET /x: under way"
    assert outcome_words(Lane(1, "GET /x", problem="Refused.")) == "Refused."
    assert outcome_words(Lane(1, "GET /x", cancelled=True, problem="Stopped after 3 ms.")) == "stopped"
    assert outcome_words(Lane(1, "GET /x")) == "no answer"


@pytest.mark.parametrize(
    ("text", "number"), [("", 0), (" 12 ", 12), ("-1", 0), ("1.5", 0), ("9" * 30, 999_999_999), ("²", 0)]
)
def test_whole_numbers(text: str, number: int) -> None:
    assert whole(text) == number

"""The comparison in the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QTableView

from app.core.workspace import events as ev
from app.core.workspace.events import SendRequested
from app.features.comparison.presenter import ComparisonPresenter
from app.features.comparison.view import ComparisonView
from tests.features.comparison.test_presenter import digest
from tests.support.exchanges import an_error, answer, finish, open_tab, refusal
from tests.support.widgets import part, settle, shown

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.core.workspace.workspace import Workspace
    from app.jobs.runner import Runner


@pytest.fixture
def view(workspace: Workspace, runner: Runner, qtbot: QtBot) -> ComparisonView:
    return shown(qtbot, ComparisonView(ComparisonPresenter(workspace, runner, digest)), 1000, 400)


def table(view: ComparisonView) -> QTableView:
    return part(view, QTableView, "comparisonTable")


def texts(view: ComparisonView) -> list[list[str]]:
    model = table(view).model()
    return [
        [str(model.index(row, column).data() or "") for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def summary(view: ComparisonView) -> str:
    found = view.findChild(QLabel, "comparisonSummary")
    assert found is not None
    return found.text() if found.isVisible() else ""


def test_without_two_answers_it_says_how_to_begin(view: ComparisonView) -> None:
    assert any("Send a request twice" in label.text() and label.isVisible() for label in view.findChildren(QLabel))
    assert summary(view) == ""


def test_the_next_step_is_a_button(view: ComparisonView, workspace: Workspace) -> None:
    asked: list[SendRequested] = []
    workspace.events.subscribe(SendRequested, asked.append)
    settle()
    assert part(view, QPushButton, "compareStep").text().startswith("Open GET ")
    tab = open_tab(workspace, "GET /books")
    settle()
    button = part(view, QPushButton, "compareStep")
    assert (button.text(), button.isVisible()) == ("Send GET /books", True)
    button.click()
    assert asked == [SendRequested(tab.identity, "comparison")]
    workspace.begin_send(tab.identity)
    settle()
    assert not button.isVisible()
    finish(workspace, answer({"id": 1}), tab)
    settle()
    assert any("One answer so far" in label.text() and label.isVisible() for label in view.findChildren(QLabel))
    assert part(view, QPushButton, "compareStep").text() == "Send GET /books"


def test_errors_that_are_gone_stand_beside_nothing(view: ComparisonView, workspace: Workspace, qtbot: QtBot) -> None:
    tab = open_tab(workspace)
    finish(workspace, refusal(an_error("body", "year")), tab)
    finish(workspace, answer({"id": 1}, 201), tab)
    qtbot.waitUntil(lambda: bool(texts(view)))
    assert summary(view).startswith("422 Unprocessable Content became 201 Created; 1 error gone;")
    rows = texts(view)
    assert ["Result", "differs", "Status", "422 Unprocessable Content", "201 Created"] in rows
    assert ["Errors", "gone", "body/year", "Input should be more", ""] in rows
    assert ["Body", "new", "/id", "", "1"] in rows


def test_the_same_lines_are_shown_on_demand(view: ComparisonView, workspace: Workspace, qtbot: QtBot) -> None:
    tab = open_tab(workspace)
    for text in ("a\nb\nc\nd", "a\nb\nc\nx"):
        finish(workspace, answer(text, 200, "text/plain"), tab)
    qtbot.waitUntil(lambda: ["Body", "", "…", "1 line the same", "1 line the same"] in texts(view))
    assert not any(row[0] == "Headers" for row in texts(view))
    everything = view.findChild(QCheckBox, "comparisonAll")
    assert everything is not None
    everything.click()
    assert any(row[:3] == ["Headers", "same", "content-type"] for row in texts(view))


def test_enter_shows_the_node_of_a_row(view: ComparisonView, workspace: Workspace, qtbot: QtBot) -> None:
    heard: list[ev.NodeRevealRequested] = []
    workspace.events.subscribe(ev.NodeRevealRequested, heard.append)
    tab = open_tab(workspace)
    for value in (1, 2):
        finish(workspace, answer({"a": value}), tab)
    qtbot.waitUntil(lambda: any(row[2] == "/a" for row in texts(view)))
    row = next(index for index, cells in enumerate(texts(view)) if cells[2] == "/a")
    table(view).setCurrentIndex(table(view).model().index(row, 0))
    QTest.keyClick(table(view), Qt.Key.Key_Return)
    assert heard == [ev.NodeRevealRequested(tab.identity, ("a",), "comparison")]


def test_what_was_not_compared_is_said(view: ComparisonView, workspace: Workspace, qtbot: QtBot) -> None:
    tab = open_tab(workspace)
    for count in (0, 1001):
        finish(workspace, answer({str(index): index for index in range(count)}), tab)
    notes = view.findChild(QLabel, "comparisonNotes")
    assert notes is not None
    qtbot.waitUntil(lambda: notes.isVisible())
    assert notes.text() == "Only the first 1,000 differences of the body are shown."

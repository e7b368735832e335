"""The lab in the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from app.core.lab.model import PieceKind, Plan, Portion
from app.core.workspace import events as ev
from app.features.lab.chart_view import Axis, LaneChart
from app.features.lab.presenter import LabPresenter
from app.features.lab.view import LabView
from app.ui.buttons import Button
from app.ui.combo import ComboBox
from app.ui.labels import ElidedLabel
from tests.features.lab.test_presenter import put
from tests.support.exchanges import open_tab
from tests.support.lab_runs import ORIGIN, a_run, in_thread, over, side_by_side, staircase
from tests.support.widgets import part, press, settle, shown, type_into

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.core.workspace.workspace import Workspace


@pytest.fixture
def view(workspace: Workspace, qtbot: QtBot) -> LabView:
    return shown(qtbot, LabView(LabPresenter(workspace)), 1100, 420)


def button(view: LabView, name: str) -> Button:
    return part(view, Button, name)


def chart(view: LabView, name: str = "labLanes") -> LaneChart:
    return part(view, LaneChart, name)


def sentences(view: LabView) -> list[str]:
    return [label.text() for label in view.findChildren(QLabel, "labSentence") if label.isVisible()]


def shows(view: LabView, words: str) -> bool:
    return any(words in label.text() and label.isVisible() for label in view.findChildren(QLabel))


def test_without_tabs_it_says_where_to_begin(view: LabView) -> None:
    assert shows(view, "Nothing to send yet")


def test_the_next_step_is_a_button(view: LabView, workspace: Workspace) -> None:
    settle()
    press(view, "labOpen")
    tab = workspace.current
    assert tab is not None
    assert tab.operation.key.startswith("GET ")
    settle()
    assert view.findChildren(Button, "labOpen") == []
    type_into(view, f"labCount:{tab.operation.key}", "3")
    assert button(view, "labSend").text() == "Send 3 requests"


def test_the_plan_has_room_for_paths_also_where_the_page_is_narrow(view: LabView, workspace: Workspace) -> None:
    open_tab(workspace, "GET /books")
    view.resize(560, 420)
    [path] = [label for label in view.findChildren(ElidedLabel) if label.text() == "/books"]
    assert path.width() > path.fontMetrics().horizontalAdvance("/lab/blocking")


def test_a_person_chooses_how_many_and_sends(view: LabView, workspace: Workspace, qtbot: QtBot) -> None:
    plans: list[ev.LabRunRequested] = []
    workspace.events.subscribe(ev.LabRunRequested, plans.append)
    open_tab(workspace, "GET /books")
    assert shows(view, "Send several at once")
    assert button(view, "labSend").text() == "Send 8 requests"
    number = view.findChild(QLineEdit, "labCount:GET /books")
    assert number is not None
    number.setFocus()
    number.selectAll()
    QTest.keyClicks(number, "3")
    QTest.keyClick(number, Qt.Key.Key_Up)
    assert button(view, "labSend").text() == "Send 4 requests"
    for name, text in (("labAtOnce", "2"), ("labStagger", "5")):
        editor = view.findChild(QLineEdit, name)
        assert editor is not None
        QTest.keyClicks(editor, text)
    button(view, "labSend").click()
    assert plans == [ev.LabRunRequested(Plan((Portion(1, "GET /books", 4),), 2, 5.0))]


def test_a_wrong_number_is_told_beside_the_button(view: LabView, workspace: Workspace) -> None:
    open_tab(workspace, "GET /books")
    editor = view.findChild(QLineEdit, "labAtOnce")
    assert editor is not None
    QTest.keyClicks(editor, "0")
    assert shows(view, "leave it empty for all")
    assert not button(view, "labSend").isEnabled()


def test_unsafe_requests_are_asked_about_in_place(view: LabView, workspace: Workspace) -> None:
    open_tab(workspace, "POST /books")
    button(view, "labSend").click()
    assert shows(view, "POST /books 8 times on the server")
    assert button(view, "labSend").isHidden()
    button(view, "labRefuse").click()
    assert not button(view, "labSend").isHidden()
    assert button(view, "labConfirm").isHidden()


def test_a_run_under_way_grows_and_can_be_stopped(view: LabView, workspace: Workspace, qtbot: QtBot) -> None:
    stops: list[object] = []
    workspace.events.subscribe(ev.LabCancelRequested, stops.append)
    open_tab(workspace, "GET /books")
    workspace.lab.begin(Plan((Portion(1, "GET /books", 2),)), a_run(*side_by_side(1), (None, None)).shots, ORIGIN)
    qtbot.waitUntil(lambda: shows(view, "1 of 2 are over."))
    button(view, "labStop").click()
    assert len(stops) == 1
    workspace.lab.finish(1, "You stopped it.")
    qtbot.waitUntil(lambda: any("You stopped it." in words for words in sentences(view)))
    assert button(view, "labStop").isHidden()


def test_what_is_said_stands_above_the_lanes(view: LabView, workspace: Workspace, qtbot: QtBot) -> None:
    put(workspace, a_run(*staircase(8)))
    qtbot.waitUntil(lambda: bool(sentences(view)))
    assert sentences(view)[0].startswith("8 requests of 300 ms each took 2.40 s.")
    marks = {
        mark.accessibleName()
        for mark in view.findChildren(QWidget)
        if mark.accessibleName() in set(PieceKind) and mark.isVisible()
    }
    assert marks == {
        "connecting and sending",
        "waiting for the event loop",
        "on the event loop",
        "elsewhere in the server",
        "receiving",
    }


def test_two_runs_stand_beside_each_other_on_one_axis(view: LabView, workspace: Workspace, qtbot: QtBot) -> None:
    put(workspace, a_run(*staircase(4)))
    put(workspace, a_run(*side_by_side(4)))
    against = view.findChild(ComboBox, "labAgainst")
    assert against is not None
    qtbot.waitUntil(lambda: against.count() == 2)
    assert chart(view, "labLanesBefore").isHidden()
    against.setCurrentIndex(1)
    against.activated.emit(1)
    assert not chart(view, "labLanesBefore").isHidden()
    qtbot.waitUntil(lambda: any("times as fast" in words for words in sentences(view)))
    runs = view.findChild(ComboBox, "labRuns")
    assert runs is not None
    runs.setCurrentIndex(1)
    runs.activated.emit(1)
    qtbot.waitUntil(lambda: any("One after another" in words for words in sentences(view)))
    against.activated.emit(0)
    assert chart(view, "labLanesBefore").isHidden()


def test_a_run_is_copied_and_forgotten(view: LabView, workspace: Workspace, qtbot: QtBot) -> None:
    put(workspace, a_run(*staircase(2)))
    qtbot.waitUntil(lambda: bool(sentences(view)))
    button(view, "labCopyCsv").click()
    assert QGuiApplication.clipboard().text().startswith("number,operation,status")
    button(view, "labCopyJson").click()
    assert '"manner": "blocked"' in QGuiApplication.clipboard().text()
    forget = view.findChild(QWidget, "labForget")
    assert forget is not None
    QTest.mouseClick(forget, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not sentences(view) or not chart(view).isVisible())


def test_lanes_are_read_with_keys_and_mouse(view: LabView, workspace: Workspace, qtbot: QtBot) -> None:
    put(workspace, a_run(*staircase(3)))
    qtbot.waitUntil(lambda: bool(sentences(view)) and chart(view).height() > 60)
    lanes = chart(view)
    lanes.setFocus()
    QTest.keyClick(lanes, Qt.Key.Key_Down)
    QTest.keyClick(lanes, Qt.Key.Key_Down)
    detail = view.findChild(QLabel, "labDetail")
    assert detail is not None
    assert detail.text().startswith(
        "2. GET /lab/x: 200 OK after 605 ms (connecting and sending 2 ms, waiting for the event loop"
    )
    QTest.keyClick(lanes, Qt.Key.Key_Left)
    QTest.mouseMove(lanes, QPoint(200, lanes.height() - 8))
    qtbot.waitUntil(lambda: detail.text().startswith("3."))
    assert lanes.lane_at(-5) == -1
    assert lanes.lane_at(10_000) == -1


def test_each_kind_of_time_has_a_look_of_its_own(qtbot: QtBot, workspace: Workspace) -> None:
    made = LaneChart()
    qtbot.addWidget(made)
    made.resize(900, 200)
    assert made.words() == ""
    made.grab()
    requests = [
        *staircase(2),
        (over(0, 2, 612, 613, 503), in_thread(3, 4, 306, 606)),
        (over(0, 2, None, 500, None, problem="It took too long."), None),
    ]
    put(workspace, a_run(*requests, (None, None)))
    shown = LabPresenter(workspace).chosen
    assert shown is not None
    made.show_run(shown, Axis(shown.total_ms, named=True))
    image = made.grab().toImage()
    colors = {image.pixel(x, y) for x in range(220, 700) for y in range(24, 84)}
    assert len(colors) > 12


@pytest.mark.parametrize(
    ("total", "most", "ticks"),
    [(100, 5, (0, 20, 40, 60, 80, 100)), (2405, 6, (0, 500, 1000, 1500, 2000)), (0, 3, (0.0,)), (1, 0, (0, 1))],
)
def test_ticks_are_round(total: float, most: int, ticks: tuple[float, ...]) -> None:
    assert Axis(total).ticks(most) == pytest.approx(ticks)

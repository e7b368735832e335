"""The Trace page as a person uses it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QMenu, QStackedWidget, QWidget

from app.core.trace.model import StageName
from app.core.workspace.events import CodeRequested, SendRequested
from app.features.trace.presenter import TracePresenter
from app.features.trace.view import TraceView
from app.ui.check_box import CheckBox
from app.ui.empty_state import EmptyState
from app.ui.search_field import SearchField
from tests.support.exchanges import an_error, answer, finish, open_tab, refusal
from tests.support.recorded import PASSED, REFUSED, attach, send_traced
from tests.support.spans import make_trace
from tests.support.widgets import part, press, settle, shown

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.core.workspace.workspace import Workspace


@pytest.fixture
def view(workspace: Workspace, qtbot: QtBot) -> TraceView:
    return shown(qtbot, TraceView(TracePresenter(workspace)), 1000, 300)


def words(view: TraceView, name: str) -> str:
    label = view.findChild(QLabel, name)
    assert label is not None
    return label.text() if label.isVisible() else ""


def told(view: TraceView) -> str:
    return view.details.toPlainText()


def empty(view: TraceView) -> str:
    found = view.findChild(EmptyState)
    assert found is not None
    return found.accessibleName() if found.isVisible() else ""


def refused(workspace: Workspace) -> None:
    send_traced(workspace, REFUSED, refusal(an_error("body", "year")), 422)


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def search(view: TraceView, text: str) -> SearchField:
    field = view.findChild(SearchField, "traceSearch")
    assert field is not None
    field.setText(text)
    return field


def test_before_anything_was_sent(view: TraceView) -> None:
    assert empty(view).startswith("Nothing to trace yet.")


def test_the_next_step_is_a_button(view: TraceView, workspace: Workspace, qtbot: QtBot) -> None:
    asked: list[SendRequested] = []
    workspace.events.subscribe(SendRequested, asked.append)
    settle()
    press(view, "traceStep")
    tab = workspace.current
    assert tab is not None
    settle()
    assert part(view, QAbstractButton, "traceStep").text() == f"Send {tab.operation.key}"
    press(view, "traceStep")
    assert asked == [SendRequested(tab.identity, "trace")]
    workspace.begin_send(tab.identity)
    qtbot.waitUntil(lambda: empty(view).startswith("Under way"))


def test_what_was_sent_is_shown_where_it_stopped(workspace: Workspace, view: TraceView) -> None:
    refused(workspace)
    assert empty(view) == ""
    assert (
        words(view, "traceSummary") == "POST /books · 422 Unprocessable Content · 12 ms, the server 6.00 ms · 9 spans"
    )
    assert words(view, "traceRemark") == ""
    assert view.tree.current_key() == "span:8"
    assert "body/year does not fit" in told(view)


def test_a_page_begins_at_its_top_where_what_matters_is_in_view_then(workspace: Workspace, qtbot: QtBot) -> None:
    send_traced(workspace, PASSED)
    holder = QStackedWidget()
    qtbot.addWidget(holder)
    holder.resize(1000, 300)
    holder.addWidget(QWidget())
    holder.show()
    view = TraceView(TracePresenter(workspace))
    holder.addWidget(view)
    holder.setCurrentWidget(view)
    tree = view.tree
    qtbot.waitUntil(lambda: tree.height() > 200 and tree.verticalScrollBar().value() == 0)
    assert view.details.verticalScrollBar().value() == 0


@pytest.mark.parametrize("height", [201, 209, 217])
def test_the_first_row_in_view_is_a_whole_one(workspace: Workspace, view: TraceView, height: int) -> None:
    view.resize(1000, height)
    send_traced(workspace, PASSED)
    keys = view.tree.timeline_model.hit_keys()
    assert view.tree.select(keys[-3])
    bar = view.tree.verticalScrollBar()
    assert 0 < bar.value() < bar.maximum()
    assert view.tree.visualRect(view.tree.indexAt(QPoint(5, 0))).top() == 0


def test_a_server_that_tells_nothing(workspace: Workspace, view: TraceView) -> None:
    workspace.set_source(replace(workspace.source, inside=False))
    open_tab(workspace)
    finish(workspace, answer({}))
    assert words(view, "traceRemark").startswith("This server tells nothing")
    assert view.tree.current_key() == "phase:wait"
    assert told(view).startswith("Wait for the server")


def test_an_account_that_comes_late(workspace: Workspace, view: TraceView, qtbot: QtBot) -> None:
    workspace.set_source(replace(workspace.source, inside=True))
    tab = open_tab(workspace)
    finish(workspace, answer({}))
    qtbot.waitUntil(lambda: words(view, "traceRemark").startswith("The server's account is not here yet"))
    trace = send_traced(workspace)
    attach(workspace, tab.identity, trace)
    assert words(view, "traceRemark") == ""
    assert view.tree.current_key() == "span:1"


def test_a_trace_that_grows_leaves_the_current_row_and_the_axis_alone(workspace: Workspace, view: TraceView) -> None:
    trace = send_traced(workspace, PASSED[:9])
    view.tree.select("span:7")
    view.tree.zoom_to_current()
    axis = view.tree.axis
    assert workspace.active is not None
    attach(workspace, workspace.active, replace(trace, spans=make_trace(*PASSED).spans))
    assert view.tree.timeline_model.index_of("span:10").isValid()
    assert (view.tree.current_key(), view.tree.axis) == ("span:7", axis)
    attach(workspace, workspace.active, replace(trace, spans=make_trace(*PASSED[:2]).spans))
    assert view.tree.current_key() == "span:1"


def test_while_the_next_is_under_way_the_last_stays_for_a_moment(
    workspace: Workspace, view: TraceView, qtbot: QtBot
) -> None:
    refused(workspace)
    assert workspace.active is not None
    workspace.begin_send(workspace.active)
    assert empty(view) == ""
    qtbot.waitUntil(lambda: empty(view).startswith("Under way."))
    send_traced(workspace)
    assert empty(view) == ""
    assert view.tree.current_key() == "span:1"


def test_another_tab_has_its_own(workspace: Workspace, view: TraceView) -> None:
    refused(workspace)
    first = workspace.active
    open_tab(workspace, "GET /books")
    assert empty(view).startswith("Nothing to trace yet.")
    assert first is not None
    workspace.activate(first)
    assert view.tree.current_key() == "span:8"


def test_what_comes_while_nobody_looks_is_shown_at_the_next_look(workspace: Workspace, view: TraceView) -> None:
    view.hide()
    refused(workspace)
    workspace.show_stage(StageName.DEPENDENCIES, by="test")
    view.show()
    assert view.tree.current_key() == "span:7"
    view.hide()
    view.show()
    assert view.tree.current_key() == "span:7"


def test_a_stage_is_shown_and_one_without_a_row_is_told(workspace: Workspace, view: TraceView) -> None:
    send_traced(workspace, (*PASSED[:5], *PASSED[8:]))
    search(view, "gate")
    workspace.show_stage(StageName.ENDPOINT, by="test")
    assert view.tree.current_key() == "span:6"
    assert search(view, "").text() == ""
    workspace.show_stage(StageName.DEPENDENCIES, by="test")
    assert told(view).startswith("Dependencies: ")


def test_the_layers_of_fastapi_on_wish(workspace: Workspace, view: TraceView) -> None:
    box = view.findChild(CheckBox, "traceLayers")
    assert box is not None
    send_traced(workspace, PASSED[2:])
    assert not box.isVisible()
    send_traced(workspace)
    assert box.isVisible()
    box.click()
    assert view.tree.timeline_model.index_of("span:2").isValid()
    box.click()
    assert not view.tree.timeline_model.index_of("span:2").isValid()


def test_search_leads_from_hit_to_hit(workspace: Workspace, view: TraceView) -> None:
    send_traced(workspace)
    field = search(view, "body")
    assert view.tree.current_key() == "span:5"
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert view.tree.current_key() == "span:8"
    assert view.tree.hasFocus()


def test_copies(workspace: Workspace, view: TraceView) -> None:
    send_traced(workspace)
    view.tree.select("span:9")
    view.tree.setFocus()
    QTest.keyClick(view.tree, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard().startswith("create_book\n")
    view.copy_place()
    assert clipboard() == "/shop/books.py:41"
    view.copy_json()
    assert json.loads(clipboard())[0]["kind"] == "endpoint"
    view.tree.select("client")
    view.copy_place()
    view.open_place()
    assert json.loads(clipboard())[0]["kind"] == "endpoint"


def test_source_is_opened_from_the_menu_and_from_a_link(workspace: Workspace, view: TraceView) -> None:
    heard: list[CodeRequested] = []
    workspace.events.subscribe(CodeRequested, heard.append)
    send_traced(workspace)
    view.tree.select("span:9")
    view.open_place()
    details = view.details
    assert "books.py:41" in told(view)
    from PySide6.QtCore import QUrl

    details.anchorClicked.emit(QUrl("place:0"))
    assert heard == [CodeRequested("/shop/books.py", 41, "trace")] * 2


def test_the_menu_offers_what_makes_sense(workspace: Workspace, view: TraceView) -> None:
    send_traced(workspace)

    def offered(key: str) -> list[str]:
        view.tree.select(key)
        menu = view.menu()
        return [action.text() for action in menu.actions() if action.isEnabled()]

    everything = ["Zoom to it", "Open its source", "Copy file and line", "Copy as text", "Copy as JSON"]
    assert offered("span:9") == everything
    assert offered("client") == ["Zoom to it", "Copy as text"]
    place = view.tree.visualRect(view.tree.currentIndex()).center()
    view.tree.customContextMenuRequested.emit(place)
    menus = [menu for menu in view.findChildren(QMenu) if menu.isVisible()]
    assert len(menus) == 1
    menus[0].close()
    view.tree.customContextMenuRequested.emit(QPoint(5, 5000))
    assert not [menu for menu in view.findChildren(QMenu) if menu.isVisible()]


def test_the_buttons_zoom(workspace: Workspace, view: TraceView) -> None:
    send_traced(workspace)
    buttons = {button.accessibleName(): button for button in view.findChildren(QWidget) if button.accessibleName()}
    near, fit = buttons["Zoom in"], buttons["Show all of the time line"]
    view.tree.zoom_fit()
    assert not fit.isEnabled()
    QTest.mouseClick(near, Qt.MouseButton.LeftButton)
    assert not view.tree.axis.is_whole
    assert fit.isEnabled()
    QTest.mouseClick(fit, Qt.MouseButton.LeftButton)
    assert view.tree.axis.is_whole

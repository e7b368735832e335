"""The window by keyboard alone, and what a person does again and again: tabs, errors, restarts, looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from app.core.base.field_path import FieldPath
from app.core.exchange.model import Failure
from app.core.forms.edits import SetValue
from app.core.forms.state import get
from app.core.workspace.model import SourceStatus
from app.ui.badges import StatusBadge
from app.ui.theme_manager import ThemeMode
from tests.journeys.conftest import START_MS

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.demo.stage import DemoStage

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
YEAR, TITLE = FieldPath.parse("body/year"), FieldPath.parse("body/title")


def press(stage: DemoStage, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Presses a key where the focus is, as a keyboard does."""
    target = QApplication.focusWidget() or stage.window
    QTest.keyClick(target, key, modifiers)


def type_words(words: str) -> None:
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClicks(target, words)


def focused_in(stage: DemoStage, name: str) -> bool:
    place, focus = stage.find(name), QApplication.focusWidget()
    return place is not None and focus is not None and (place is focus or place.isAncestorOf(focus))


def badge(stage: DemoStage) -> str:
    found = stage.find("responseStatus")
    return found.text() if isinstance(found, StatusBadge) else ""


def test_find_fill_send_and_mend_without_a_mouse(person: DemoStage, qtbot: QtBot) -> None:
    press(person, Qt.Key.Key_Slash)
    assert focused_in(person, "operationFilter")
    type_words("add a book")
    press(person, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: person.find("field:body/title") is not None)
    assert person.tab.operation.key == "POST /books"

    person.type_into("field:body/title", "")
    person.type_into("field:body/year", "500")
    press(person, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: person.status() == 422)
    press(person, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: focused_in(person, "field:body/title"))
    press(person, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: focused_in(person, "field:body/year"))
    press(person, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: focused_in(person, "field:body/title"))
    press(person, Qt.Key.Key_F8, SHIFT)
    qtbot.waitUntil(lambda: focused_in(person, "field:body/year"))

    person.press("applyAllFixes")
    assert get(person.tab.state, YEAR) == 1000
    press(person, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: person.status() == 201)
    assert badge(person) == "201 Created"


def test_a_slash_in_a_field_is_a_slash(person: DemoStage, qtbot: QtBot) -> None:
    person.open("POST /books")
    qtbot.waitUntil(lambda: person.find("field:body/title") is not None)
    person.type_into("field:body/title", "1984 / Animal Farm")
    assert get(person.tab.state, TITLE) == "1984 / Animal Farm"


@pytest.mark.expected_logs("graceful shutdown|Exception in ASGI", logger="uvicorn.error", required=False)
def test_escape_cancels_from_anywhere_and_only_then(person: DemoStage, qtbot: QtBot) -> None:
    person.open("GET /lab/async")
    person.desk.workspace.edit(person.tab.identity, [SetValue(FieldPath.parse("query/seconds"), 5)], by="test")
    press(person, Qt.Key.Key_Slash)
    type_words("books")
    press(person, Qt.Key.Key_Escape)
    field = person.find("operationFilter")
    assert isinstance(field, QLineEdit)
    assert field.text() == ""

    person.send()
    assert person.tab.sending
    qtbot.waitUntil(lambda: badge(person) == "Sending…")
    press(person, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not person.tab.sending)
    assert person.tab.exchange is not None
    assert isinstance(person.tab.exchange.outcome, Failure)
    assert person.tab.exchange.outcome.cancelled
    assert badge(person) == "Cancelled"


def test_tabs_close_and_come_back_with_what_was_typed(person: DemoStage, qtbot: QtBot) -> None:
    person.open("POST /books")
    qtbot.waitUntil(lambda: person.find("field:body/year") is not None)
    person.type_into("field:body/year", "1605")
    person.open("GET /books")
    person.open("GET /health")
    press(person, Qt.Key.Key_PageDown, CTRL)
    assert person.tab.operation.key == "POST /books"
    press(person, Qt.Key.Key_PageUp, CTRL)
    assert person.tab.operation.key == "GET /health"
    for _ in range(4):
        press(person, Qt.Key.Key_W, CTRL)
    assert not person.desk.workspace.tabs
    press(person, Qt.Key.Key_Return, CTRL)
    press(person, Qt.Key.Key_F8)
    press(person, Qt.Key.Key_Escape)
    for _ in range(4):
        press(person, Qt.Key.Key_T, CTRL | SHIFT)
    keys = [tab.operation.key for tab in person.desk.workspace.tabs]
    assert sorted(keys) == ["GET /books", "GET /health", "POST /books"]
    person.open("POST /books")
    assert get(person.tab.state, YEAR) == 1605


def test_side_bar_drawer_and_zoom_have_their_keys(person: DemoStage, qtbot: QtBot) -> None:
    press(person, Qt.Key.Key_B, CTRL)
    assert person.find("operationList") is None
    press(person, Qt.Key.Key_K, CTRL)
    assert focused_in(person, "operationFilter")
    press(person, Qt.Key.Key_J, CTRL)
    assert person.desk.drawer.is_open()
    press(person, Qt.Key.Key_J, CTRL)
    assert not person.desk.drawer.is_open()
    press(person, Qt.Key.Key_Plus, CTRL)
    press(person, Qt.Key.Key_Equal, CTRL)
    assert person.desk.themes.zoom() == 125
    press(person, Qt.Key.Key_Minus, CTRL)
    assert person.desk.themes.zoom() == 110
    press(person, Qt.Key.Key_0, CTRL)
    assert person.desk.themes.zoom() == 100


def test_another_theme_keeps_what_stands_there(person: DemoStage, qtbot: QtBot) -> None:
    person.desk.themes.set_mode(ThemeMode.LIGHT)
    person.open("POST /books")
    qtbot.waitUntil(lambda: person.find("field:body/year") is not None)
    person.type_into("field:body/year", "500")
    person.send()
    qtbot.waitUntil(lambda: person.status() == 422 and bool(person.label_text("error:body/year")))
    light = person.window.grab().toImage().pixelColor(5, 300)
    person.press("themeSwitch")
    dark = person.window.grab().toImage().pixelColor(5, 300)
    assert light.lightness() > 200 > 80 > dark.lightness()
    assert person.label_text("error:body/year")
    assert get(person.tab.state, YEAR) == 500
    person.press("themeSwitch")
    assert person.window.grab().toImage().pixelColor(5, 300) == light


def menu_item(stage: DemoStage, name: str) -> None:
    action = stage.window.findChild(QAction, name)
    assert action is not None
    action.trigger()


def test_restarting_keeps_tabs_and_words_and_reads_the_routes_again(person: DemoStage, qtbot: QtBot) -> None:
    person.open("POST /books")
    qtbot.waitUntil(lambda: person.find("field:body/year") is not None)
    person.type_into("field:body/year", "1605")
    person.desk.drawer.show_page("routes")
    url = person.desk.workspace.source.base_url
    before = person.desk.workspace.routes
    menu_item(person, "restartSource")
    qtbot.waitUntil(lambda: person.desk.workspace.source.status is SourceStatus.STARTING)
    qtbot.waitUntil(lambda: person.desk.workspace.source.status is SourceStatus.RUNNING, timeout=START_MS)
    qtbot.waitUntil(lambda: person.desk.workspace.routes is not before)
    assert person.desk.workspace.source.base_url == url
    assert get(person.tab.state, YEAR) == 1605
    person.send()
    qtbot.waitUntil(lambda: person.status() == 201)
    assert any("Route 1" in line.text for line in person.desk.workspace.log)


def test_resetting_brings_the_seed_data_back(person: DemoStage, qtbot: QtBot) -> None:
    def books() -> str:
        person.open("GET /books")
        before = person.tab.exchange
        person.send()
        qtbot.waitUntil(lambda: person.tab.exchange is not before and person.status() == 200)
        assert person.tab.reading is not None
        return person.tab.reading.text

    seed = books()
    person.open("POST /books")
    person.send()
    qtbot.waitUntil(lambda: person.status() == 201)
    menu_item(person, "resetSource")
    qtbot.waitUntil(lambda: "Bookstore is as new: the seed data is back." in person.desk.notices.titles)
    assert books() == seed


@pytest.mark.parametrize("page", ["body", "headers", "timing"])
def test_every_page_of_an_answer_can_be_looked_at(person: DemoStage, qtbot: QtBot, page: str) -> None:
    person.open("GET /books")
    person.send()
    qtbot.waitUntil(lambda: person.status() == 200 and person.traced())
    person.desk.result.pages.set_current(page)
    names = {"body": "bodyView", "headers": "headersView", "timing": "timingChart"}
    qtbot.waitUntil(lambda: person.find(names[page]) is not None)
    shown = person.find(names[page])
    assert shown is not None
    told = shown.accessibleName() if page == "timing" else shown.toPlainText()  # type: ignore[attr-defined]
    assert {"body": "Clean Code", "headers": "GET /books", "timing": "server: endpoint"}[page] in told


@pytest.mark.expected_logs("Unhandled exception in GET /boom", "Exception in ASGI application")
def test_a_failure_leads_to_its_cause_in_the_log(person: DemoStage, qtbot: QtBot) -> None:
    person.open("GET /boom")
    person.send()
    qtbot.waitUntil(lambda: person.find("showServerLog") is not None)
    person.press("showServerLog")
    qtbot.waitUntil(lambda: person.find("serverLog") is not None)
    log = person.find("serverLog")
    assert isinstance(log, QPlainTextEdit)
    qtbot.waitUntil(lambda: "Unhandled exception in GET /boom" in log.toPlainText())
    assert "RuntimeError: This endpoint always fails, on purpose." in log.toPlainText()
    assert "Route 1:" not in log.toPlainText()

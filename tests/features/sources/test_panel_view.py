"""Where a person names an API."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeVar

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QToolButton, QWidget

from app.core.workspace.workspace import Workspace
from app.features.sources.panel_view import SourcePanel
from app.features.sources.recents import Recent
from app.ui.list_model import ListRow
from app.ui.lists import GroupedList, ItemChosen
from tests.support.sources import Bench, MemoryKeeper, a_document, opened
from tests.support.widgets import part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from app.jobs.runner import Runner

WidgetT = TypeVar("WidgetT", bound=QWidget)
WHOLE, CUT = Recent("/a.json", "A"), Recent("https://h/b?token=***", "B")


class Desk:
    """A window with the panel's button, and the panel."""

    def __init__(self, bench: Bench, qtbot: QtBot) -> None:
        self.bench = bench
        self.presenter = bench.make()
        self.window = QWidget()
        self.window.resize(900, 600)
        self.anchor = QPushButton("Open", self.window)
        self.panel = SourcePanel(self.presenter, self.anchor)
        qtbot.addWidget(self.window)
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        self.panel.open_panel()

    def part(self, kind: type[WidgetT], name: str) -> WidgetT:
        return part(self.panel, kind, name)

    @property
    def words(self) -> str:
        return self.part(QLabel, "sourceWords").text()

    @property
    def recent(self) -> list[str]:
        return [row.key for row in self.part(GroupedList, "recentSources").list_model.rows()]

    def asked(self) -> list[tuple[str, str | None]]:
        return [(request.reference, request.text) for request in self.bench.opener.requests]


@pytest.fixture
def desk(runner: Runner, qtbot: QtBot) -> Iterator[Desk]:
    bench = Bench(Workspace(), runner, keeper=MemoryKeeper((WHOLE, CUT)))
    bench.opener.waits = True
    made = Desk(bench, qtbot)
    yield made
    made.presenter.cancel()
    made.window.close()


def test_it_says_what_it_was_given_and_enter_opens(desk: Desk, qtbot: QtBot) -> None:
    assert desk.panel.line.hasFocus()
    assert not desk.part(QPushButton, "openSource").isEnabled()
    QTest.keyClicks(desk.panel.line, "127.0.0.1:8000")
    assert desk.words == "This is the address of a server: its document is looked for in the usual places."
    QTest.keyClick(desk.panel.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.asked() == [("http://127.0.0.1:8000", None)])
    assert not desk.panel.isVisible()
    assert desk.panel.line.text() == ""


def test_what_cannot_be_opened_is_refused_in_words(desk: Desk) -> None:
    QTest.keyClicks(desk.panel.line, "ftp://h/a.json")
    assert desk.words.startswith("ftp:// cannot be opened.")
    QTest.keyClick(desk.panel.line, Qt.Key.Key_Return)
    assert desk.panel.isVisible()
    assert desk.asked() == []


@pytest.mark.parametrize("indent", [None, 1])
def test_a_pasted_document_is_kept_whole(desk: Desk, qtbot: QtBot, indent: int | None) -> None:
    text = json.dumps(a_document(), indent=indent)
    QGuiApplication.clipboard().setText(text)
    QTest.keyClick(desk.panel.line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert desk.panel.line.text() == ""
    assert desk.words.startswith("This is a document itself:")
    desk.part(QPushButton, "openSource").click()
    qtbot.waitUntil(lambda: desk.asked() == [("Pasted text", text)])


def test_a_pasted_document_can_be_dropped_for_something_else(desk: Desk) -> None:
    QGuiApplication.clipboard().setText("openapi: 3.1.0\npaths: {}\n")
    desk.panel.line.paste_given()
    assert not desk.panel.line.isEnabled()
    next(one for one in desk.panel.findChildren(QPushButton) if one.text() == "Type something else").click()
    assert desk.panel.line.isEnabled()
    QGuiApplication.clipboard().setText("/a.json")
    desk.panel.line.paste_given()
    assert (desk.panel.line.text(), desk.words) == ("/a.json", "This is a file.")


def test_what_was_open_lately_is_a_click_away(desk: Desk, qtbot: QtBot) -> None:
    assert desk.recent == ["bookstore", WHOLE.reference, CUT.reference]
    desk.part(GroupedList, "recentSources").announce(ItemChosen(WHOLE.reference, activated=False))
    assert desk.asked() == []
    desk.part(GroupedList, "recentSources").announce(ItemChosen(WHOLE.reference, activated=True))
    qtbot.waitUntil(lambda: desk.asked() == [(WHOLE.reference, None)])
    assert not desk.panel.isVisible()


def test_a_secret_that_was_not_kept_is_asked_for(desk: Desk) -> None:
    desk.part(GroupedList, "recentSources").announce(ItemChosen(CUT.reference, activated=True))
    assert desk.panel.line.text() == CUT.reference
    assert "put it in place of the stars" in desk.words
    assert desk.asked() == []


def test_down_leads_to_the_list_and_delete_forgets(desk: Desk) -> None:
    desk.part(GroupedList, "recentSources").select("bookstore")
    QTest.keyClick(desk.panel.line, Qt.Key.Key_Down)
    recent = desk.part(GroupedList, "recentSources")
    assert recent.hasFocus()
    entry = recent.list_model.entry(recent.currentIndex())
    assert isinstance(entry, ListRow)
    QTest.keyClick(recent, Qt.Key.Key_Delete)
    assert entry.key not in desk.recent
    recent.select("bookstore")
    QTest.keyClick(recent, Qt.Key.Key_Delete)
    assert "bookstore" in desk.recent


def test_a_file_can_be_chosen(desk: Desk, qtbot: QtBot) -> None:
    desk.part(QToolButton, "browseSource").click()
    dialog = desk.window.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit("/chosen.json")
    dialog.close()
    qtbot.waitUntil(lambda: desk.asked() == [("/chosen.json", None)])


def test_it_closes_on_escape_and_on_a_press_beside_it(desk: Desk) -> None:
    QTest.keyClick(desk.panel.line, Qt.Key.Key_Escape)
    assert not desk.panel.isVisible()
    assert desk.anchor.hasFocus()
    desk.panel.toggle_panel()
    assert desk.panel.isVisible()
    QTest.mouseClick(desk.panel, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert desk.panel.isVisible()
    QTest.mouseClick(desk.window, Qt.MouseButton.LeftButton, pos=QPoint(880, 580))
    assert not desk.panel.isVisible()
    desk.panel.toggle_panel()
    desk.panel.toggle_panel()
    assert not desk.panel.isVisible()
    desk.panel.close_panel()


def test_it_stays_inside_a_window_that_shrinks(desk: Desk) -> None:
    desk.window.resize(420, 300)
    assert desk.panel.geometry().right() < desk.window.width()
    assert desk.panel.geometry().bottom() < desk.window.height()


def test_a_source_that_is_open_is_marked(desk: Desk, qtbot: QtBot) -> None:
    desk.bench.opener.waits = False
    desk.bench.opener.results[WHOLE.reference] = opened(a_document(), WHOLE.reference)
    QTest.keyClicks(desk.panel.line, WHOLE.reference)
    QTest.keyClick(desk.panel.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.bench.workspace.source.label == "Things")
    desk.panel.open_panel()
    assert desk.part(GroupedList, "recentSources").current_key() == WHOLE.reference

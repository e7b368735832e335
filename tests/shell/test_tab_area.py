"""Tabs of open operations: opening, closing, walking, and what each tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton, QWidget

from app.core.exchange.model import Failure, Phase
from app.core.operations.read import read_api
from app.core.spec.document import Document
from app.shell.tab_area import TabArea
from app.ui.tab_bar import TabBar, TabInfo
from app.ui.theme import Level
from tests.support.exchanges import answer, finish, open_document, open_tab
from tests.support.form_documents import bookstore_document
from tests.support.widgets import part

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.core.exchange.model import Outcome
    from app.core.workspace.workspace import Workspace


class Area:
    """A tab area whose views are labels, and what a person sees of it."""

    def __init__(self, workspace: Workspace, qtbot: QtBot) -> None:
        self.made: list[int] = []
        self.empty = QLabel("nothing open")
        self.widget = TabArea(workspace, self.make, self.make_notes, self.empty)
        qtbot.addWidget(self.widget)
        self.widget.resize(700, 400)
        self.widget.show()

    def make_notes(self, identity: int, parent: QWidget) -> QWidget:
        return QLabel(f"notes {identity}", parent)

    def make(self, identity: int, parent: QWidget) -> QWidget:
        self.made.append(identity)
        return QLabel(f"form {identity}", parent)

    @property
    def bar(self) -> TabBar:
        return part(self.widget, TabBar, "requestTabs")

    @property
    def shown(self) -> list[str]:
        texts = [label.text() for label in self.widget.findChildren(QLabel) if label.isVisible()]
        return [text for text in texts if not text.startswith("notes")]

    def has_notes(self, identity: int) -> bool:
        labels = self.widget.findChildren(QLabel)
        return any(label.text() == f"notes {identity}" and label.isVisible() for label in labels)

    def info(self, index: int) -> TabInfo:
        return self.bar.tabs()[index]


@pytest.fixture
def area(workspace: Workspace, qtbot: QtBot) -> Area:
    return Area(workspace, qtbot)


def test_without_tabs_the_way_in_is_shown(area: Area) -> None:
    assert area.shown == ["nothing open"]
    assert not area.bar.isVisible()


def test_each_operation_has_one_tab(area: Area, workspace: Workspace) -> None:
    first = open_tab(workspace)
    second = open_tab(workspace, "GET /books")
    open_tab(workspace)
    assert area.made == [first.identity, second.identity]
    assert [(info.badge, info.text) for info in area.bar.tabs()] == [("POST", "/books"), ("GET", "/books")]
    assert area.bar.current_key() == str(first.identity)
    assert area.shown == [f"form {first.identity}"]
    assert area.has_notes(first.identity)
    assert not area.has_notes(second.identity)


def test_a_click_on_a_tab_brings_it_forward(area: Area, workspace: Workspace) -> None:
    first = open_tab(workspace)
    open_tab(workspace, "GET /books")
    QTest.mouseClick(area.bar, Qt.MouseButton.LeftButton, pos=area.bar.tabRect(0).center())
    assert workspace.active == first.identity
    assert area.shown == [f"form {first.identity}"]


def test_the_middle_button_closes_and_what_was_typed_can_come_back(area: Area, workspace: Workspace) -> None:
    first = open_tab(workspace)
    second = open_tab(workspace, "GET /books")
    QTest.mouseClick(area.bar, Qt.MouseButton.MiddleButton, pos=area.bar.tabRect(1).center())
    assert workspace.tab(second.identity) is None
    assert area.shown == [f"form {first.identity}"]
    assert area.widget.view(second.identity) is None
    again = workspace.reopen_tab()
    assert again is not None
    assert area.shown == [f"form {again.identity}"]
    workspace.close_tab(again.identity)
    workspace.close_tab(first.identity)
    assert area.shown == ["nothing open"]
    assert not area.bar.isVisible()


def test_keys_walk_over_the_tabs_round_the_end(area: Area, workspace: Workspace) -> None:
    area.widget.next_tab()
    keys = ("POST /books", "GET /books", "GET /health")
    tabs = [open_tab(workspace, key).identity for key in keys]
    area.widget.next_tab()
    assert workspace.active == tabs[0]
    area.widget.previous_tab()
    assert workspace.active == tabs[2]


@pytest.mark.parametrize(
    ("outcome", "count", "level"),
    [
        (answer({}, 201), "201", Level.OK),
        (answer({}, 404), "404", Level.ERROR),
        (Failure(Phase.CONNECT, "Refused."), "", Level.ERROR),
        (Failure(Phase.RECEIVE, "It broke off.", partial=answer(b"{")), "", Level.ERROR),
        (Failure(Phase.WAIT, "Stopped.", cancelled=True), "", Level.WARN),
    ],
)
def test_a_tab_tells_how_its_request_ended(
    area: Area, workspace: Workspace, outcome: Outcome, count: str, level: Level
) -> None:
    tab = open_tab(workspace)
    assert (area.info(0).count, area.info(0).level) == ("", None)
    workspace.begin_send(tab.identity)
    assert (area.info(0).count, area.info(0).level) == ("…", Level.INFO)
    finish(workspace, outcome)
    assert (area.info(0).count or "!", area.info(0).level) == (count or "!", level)


def test_another_edition_keeps_all_views_and_marks_operations_that_are_gone(area: Area, workspace: Workspace) -> None:
    stays = open_tab(workspace)
    goes = open_tab(workspace, "GET /health")
    raw = bookstore_document()
    del raw["paths"]["/health"]
    document = Document(raw, version="3.1.0")
    workspace.open_document(document, read_api(document))
    assert area.made == [stays.identity, goes.identity]
    assert area.shown == [f"form {goes.identity}"]
    assert [(info.count, info.level) for info in area.bar.tabs()] == [("", None), ("gone", Level.WARN)]
    assert area.info(1).tip == "The document no longer has this operation."
    open_document(workspace)
    assert [(info.count, info.level) for info in area.bar.tabs()] == [("", None), ("", None)]


def test_the_tip_names_the_operation(area: Area, workspace: Workspace) -> None:
    open_tab(workspace)
    assert area.info(0).tip == "Add a book"


def test_more_tabs_than_fit_are_not_painted_under_the_buttons_that_scroll(area: Area, workspace: Workspace) -> None:
    assert workspace.api is not None
    for operation in workspace.api.operations:
        open_tab(workspace, operation.key)
    workspace.activate(workspace.tabs[0].identity)
    area.widget.resize(400, 300)
    scrollers = [button for button in area.bar.findChildren(QToolButton) if button.isVisible()]
    assert scrollers
    left = min(button.x() for button in scrollers)
    for button in scrollers:
        button.hide()
    with_all = area.bar.grab().toImage()
    for button in scrollers:
        button.show()
        button.setStyleSheet("border: none; qproperty-arrowType: NoArrow;")
    with_buttons = area.bar.grab().toImage()
    assert with_all.copy(0, 0, left, 30) == with_buttons.copy(0, 0, left, 30)
    assert with_all.copy(left, 0, 40, 30) != with_buttons.copy(left, 0, 40, 30)

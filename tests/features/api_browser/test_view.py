"""The operation list in the window: filter, keys, groups, dots, and a failed source in its place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from app.core.exchange.model import Failure, Phase
from app.core.operations.listing import ListedOperations, OperationEntry
from app.core.operations.model import Api
from app.core.spec.document import Document
from app.core.workspace.model import Opening, Source, SourceStatus
from app.features.api_browser.view import ApiBrowserView
from app.ui.list_model import ListRow
from app.ui.lists import GroupedList
from app.ui.search_field import SearchField
from app.ui.segmented import SegmentedControl
from app.ui.theme import Level
from tests.support.exchanges import answer, finish, open_tab

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.core.workspace.workspace import Workspace
    from app.jobs.runner import Runner
    from tests.support.heartbeat import Heartbeat

WidgetT = TypeVar("WidgetT", bound=QWidget)


class Control:
    """Notes what is asked of it."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def retry(self) -> None:
        self.asked.append("retry")

    def cancel(self) -> None:
        self.asked.append("cancel")

    def dismiss(self) -> None:
        self.asked.append("dismiss")

    def open_bookstore(self) -> None:
        self.asked.append("bookstore")


@pytest.fixture
def control() -> Control:
    return Control()


@pytest.fixture
def view(workspace: Workspace, control: Control, qtbot: QtBot) -> ApiBrowserView:
    made = ApiBrowserView(workspace, control)
    qtbot.addWidget(made)
    made.resize(320, 600)
    made.show()
    open_again(workspace)
    return made


def open_again(workspace: Workspace) -> None:
    assert workspace.document is not None
    assert workspace.api is not None
    workspace.open_document(workspace.document, workspace.api)


def part(view: QWidget, kind: type[WidgetT], name: str) -> WidgetT:
    found = view.findChild(kind, name)
    assert found is not None, name
    return found


def keys(view: ApiBrowserView) -> list[str]:
    return [row.key for row in view.list.list_model.rows()]


def shown(view: ApiBrowserView) -> list[str]:
    model = view.list.list_model
    entries = [model.entry(model.index(row, 0)) for row in range(model.rowCount())]
    return [entry.key for entry in entries if isinstance(entry, ListRow)]


def press(widget: QWidget, key: Qt.Key) -> None:
    QTest.keyClick(widget, key)


def test_it_is_found_by_its_names(view: ApiBrowserView) -> None:
    assert part(view, SearchField, "operationFilter").accessibleName() == "Filter operations"
    assert part(view, GroupedList, "operationList").accessibleName() == "Operations"
    assert "POST /books" in keys(view)


def test_a_filter_narrows_and_enter_opens_what_was_found(view: ApiBrowserView, workspace: Workspace) -> None:
    field = part(view, SearchField, "operationFilter")
    QTest.keyClicks(field, "POST add book")
    assert shown(view) == ["POST /books"]
    press(field, Qt.Key.Key_Return)
    assert workspace.current is not None
    assert workspace.current.operation.key == "POST /books"


def test_arrows_in_the_filter_walk_and_enter_opens_where_they_stand(view: ApiBrowserView, workspace: Workspace) -> None:
    field = part(view, SearchField, "operationFilter")
    QTest.keyClicks(field, "books")
    expected = shown(view)
    assert len(expected) > 2
    press(field, Qt.Key.Key_Down)
    press(field, Qt.Key.Key_Down)
    assert not workspace.tabs
    press(field, Qt.Key.Key_Enter)
    assert workspace.current is not None
    assert workspace.current.operation.key == expected[1]


def test_a_parameter_name_finds_its_operation(view: ApiBrowserView) -> None:
    QTest.keyClicks(part(view, SearchField, "operationFilter"), "x-request-id")
    assert shown(view) == ["POST /everything"]


def test_nothing_found_is_said_and_escape_shows_all_again(view: ApiBrowserView) -> None:
    field = part(view, SearchField, "operationFilter")
    QTest.keyClicks(field, "zzz")
    assert shown(view) == []
    press(field, Qt.Key.Key_Return)
    press(field, Qt.Key.Key_Escape)
    assert shown(view) == keys(view)


def test_grouping_keeps_the_operation_of_the_tab_in_front(view: ApiBrowserView, workspace: Workspace) -> None:
    open_tab(workspace)
    assert view.list.current_key() == "POST /books"
    control = next(c for c in view.findChildren(SegmentedControl) if c.accessibleName().startswith("Group"))
    for key in ("path", "order", "tag"):
        control.choose(key)
        assert view.list.current_key() == "POST /books"
    control.choose("order")
    assert shown(view) == keys(view)


def test_the_list_follows_the_tab_in_front(view: ApiBrowserView, workspace: Workspace) -> None:
    first, second = open_tab(workspace), open_tab(workspace, "GET /health")
    assert view.list.current_key() == "GET /health"
    workspace.activate(first.identity)
    assert view.list.current_key() == "POST /books"
    workspace.close_tab(second.identity)
    workspace.close_tab(first.identity)
    assert workspace.active is None


def test_a_dot_tells_how_the_last_send_ended(view: ApiBrowserView, workspace: Workspace) -> None:
    open_tab(workspace)
    finish(workspace, answer({}, 201))
    row = next(row for row in view.list.list_model.rows() if row.key == "POST /books")
    assert (row.dot, row.dot_tip) == (Level.OK, "201 Created")
    finish(workspace, Failure(Phase.CONNECT, "Nothing listens there."))
    row = next(row for row in view.list.list_model.rows() if row.key == "POST /books")
    assert (row.dot, row.dot_tip) == (Level.ERROR, "Nothing listens there.")


def test_a_failed_source_stands_in_place_of_the_list_with_retry(
    view: ApiBrowserView, workspace: Workspace, control: Control
) -> None:
    source = workspace.source
    workspace.set_source(
        replace(source, status=SourceStatus.FAILED, problem="The port is in use.", hint="Free it.", detail="errno 98")
    )
    assert not view.list.isVisible()
    state = part(view, QWidget, "sourceState")
    assert state.isVisible()
    words = [label.text() for label in state.findChildren(QLabel)]
    assert "The port is in use. Free it." in words
    assert not part(view, SearchField, "operationFilter").isEnabled()
    part(view, QPushButton, "retry").click()
    assert control.asked == ["retry"]
    part(view, QPushButton, "copyDetails").click()
    assert QGuiApplication.clipboard().text().endswith("errno 98")

    workspace.set_source(source)
    assert view.list.isVisible()
    assert part(view, SearchField, "operationFilter").isEnabled()


def test_a_source_that_starts_says_so_until_its_list_is_there(
    workspace: Workspace, control: Control, qtbot: QtBot
) -> None:
    workspace.api = None
    workspace.set_source(Source("Bookstore", SourceStatus.STARTING, inside=True))
    view = ApiBrowserView(workspace, control)
    qtbot.addWidget(view)
    view.show()
    state = part(view, QWidget, "sourceState")
    assert "Bookstore is starting" in [label.text() for label in state.findChildren(QLabel)]
    assert not view.list.isVisible()


def test_the_filter_key_brings_a_hidden_list_back(view: ApiBrowserView, qtbot: QtBot) -> None:
    QTest.keyClicks(part(view, SearchField, "operationFilter"), "books")
    view.hide()
    view.focus_filter()
    assert view.isVisible()
    field = part(view, SearchField, "operationFilter")
    assert field.selectedText() == "books"


def test_what_could_not_be_opened_is_told_and_what_is_in_view_comes_back(
    view: ApiBrowserView, workspace: Workspace, control: Control
) -> None:
    workspace.set_opening(Opening("api.example"))
    assert view.list.isVisible()
    workspace.set_opening(Opening("api.example", "Nothing listens there.", "Start it."))
    state = part(view, QWidget, "sourceState")
    words = [label.text() for label in state.findChildren(QLabel)]
    assert "api.example could not be opened" in words
    assert "Nothing listens there. Start it." in words
    part(view, QPushButton, "retry").click()
    back = part(view, QPushButton, "keepSource")
    assert back.text() == "Back to Bookstore"
    back.click()
    assert control.asked == ["retry", "dismiss"]
    workspace.set_opening(None)
    assert view.list.isVisible()


def test_a_first_source_can_be_left_off_or_changed_for_the_bookstore(
    workspace: Workspace, control: Control, qtbot: QtBot
) -> None:
    workspace.api = None
    workspace.set_source(Source("api.example", SourceStatus.STARTING))
    view = ApiBrowserView(workspace, control)
    qtbot.addWidget(view)
    view.show()
    part(view, QPushButton, "cancelOpening").click()
    workspace.set_source(Source("api.example", SourceStatus.FAILED, problem="No."))
    part(view, QPushButton, "openBookstore").click()
    assert control.asked == ["cancel", "bookstore"]


def test_another_source_takes_the_keyboard_and_forgets_how_operations_ended(
    view: ApiBrowserView, workspace: Workspace
) -> None:
    open_tab(workspace)
    finish(workspace, answer({}, 201))
    assert workspace.document is not None
    assert workspace.api is not None
    view.activateWindow()
    workspace.open_source(Source("Other", SourceStatus.RUNNING, key="other"), workspace.document, workspace.api)
    workspace.open_source(Source("Third", SourceStatus.RUNNING, key="third"), workspace.document, workspace.api)
    assert view.focusWidget() is view.list
    assert {row.dot for row in view.list.list_model.rows()} == {None}


def test_a_large_document_is_listed_without_holding_the_window(
    workspace: Workspace, control: Control, runner: Runner, qtbot: QtBot, heartbeat: Heartbeat
) -> None:
    paths: dict[str, Any] = {
        f"/area{number % 97}/things/{number}": {"get": {"responses": {}}} for number in range(12_000)
    }
    document = Document({"openapi": "3.1.0", "paths": paths}, version="3.1.0")
    entries = tuple(OperationEntry("GET", path, "", tags=(path.split("/")[1],)) for path in paths)
    api = Api("Large", "1", "", ListedOperations(entries, open_tab))  # type: ignore[arg-type]  # none is read here
    view = ApiBrowserView(workspace, control, runner=runner)
    qtbot.addWidget(view)
    view.resize(320, 600)
    view.show()
    names = iter("abcdefgh")

    def open_it() -> None:
        key = next(names)
        workspace.open_source(Source(key, SourceStatus.RUNNING, key=key), document, api)
        assert not keys(view)
        qtbot.waitUntil(lambda: len(keys(view)) == 12_000)

    heartbeat.quietest(open_it, limit_ms=80).assert_within(80)
    control_ = next(c for c in view.findChildren(SegmentedControl) if c.accessibleName().startswith("Group"))
    control_.choose("order")
    open_again = shown(view)
    control_.choose("path")
    qtbot.waitUntil(lambda: runner.running == 0)
    assert len(shown(view)) == len(open_again) == 12_000

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
from app.core.operations.kept_list import KeptRow
from app.core.operations.listing import ListedOperations, OperationEntry
from app.core.operations.model import Api
from app.core.operations.read import read_api
from app.core.spec.document import Document
from app.core.workspace.events import Notified
from app.core.workspace.model import Opening, Source, SourceStatus
from app.core.workspace.workspace import Workspace
from app.features.api_browser.first_browser_view import FirstBrowser
from app.features.api_browser.first_list_view import FirstList
from app.features.api_browser.view import ApiBrowserView
from app.ui.list_model import ListRow
from app.ui.lists import GroupedList
from app.ui.search_field import SearchField
from app.ui.segmented import SegmentedControl
from app.ui.theme import Level
from tests.support.exchanges import answer, finish, open_tab
from tests.support.kept_lists import BOOKS, kept

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

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


# The list of last time


@pytest.fixture
def waiting() -> Workspace:
    """A workspace whose first document is on its way."""
    made = Workspace()
    made.set_source(Source("Bookstore", SourceStatus.STARTING, inside=True, key="bookstore"))
    return made


@pytest.fixture
def first(waiting: Workspace, control: Control, qtbot: QtBot) -> ApiBrowserView:
    """A view that shows the list of last time."""
    made = ApiBrowserView(waiting, control)
    qtbot.addWidget(made)
    made.resize(320, 600)
    before = FirstBrowser(kept(*BOOKS))
    qtbot.addWidget(before)
    made.take_over(before)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def arrive(waiting: Workspace, workspace: Workspace) -> None:
    """The document comes."""
    assert workspace.document is not None
    assert workspace.api is not None
    source = replace(waiting.source, status=SourceStatus.RUNNING)
    waiting.open_source(source, workspace.document, workspace.api)


def first_list(view: ApiBrowserView) -> FirstList | None:
    return view.findChild(FirstList)


def test_the_list_of_last_time_stands_there_until_the_document_is(
    first: ApiBrowserView, waiting: Workspace, workspace: Workspace, qtbot: QtBot
) -> None:
    listed = first_list(first)
    assert listed is not None
    assert listed.isVisible()
    assert part(first, SearchField, "operationFilter").isEnabled()
    arrive(waiting, workspace)
    assert first.list.isVisible()
    assert not listed.isVisible()
    qtbot.waitUntil(lambda: first_list(first) is None)
    assert "POST /books" in keys(first)


def test_what_was_picked_before_opens_when_the_document_is_there(
    first: ApiBrowserView, waiting: Workspace, workspace: Workspace, qtbot: QtBot
) -> None:
    field = part(first, SearchField, "operationFilter")
    QTest.keyClicks(field, "add")
    press(field, Qt.Key.Key_Return)
    assert not waiting.tabs
    arrive(waiting, workspace)
    qtbot.waitUntil(lambda: waiting.current is not None)
    assert waiting.current is not None
    assert waiting.current.operation.key == "POST /books"
    assert shown(first) == ["POST /books"]
    assert first.list.current_key() == "POST /books"


def test_what_was_picked_before_and_is_no_more_is_told(first: ApiBrowserView, waiting: Workspace, qtbot: QtBot) -> None:
    told: list[str] = []
    waiting.events.subscribe(Notified, lambda event: told.append(event.notice.title))
    listed = first_list(first)
    assert listed is not None
    listed.set_filter("shelf")
    press(listed, Qt.Key.Key_Return)
    without = Document({"openapi": "3.1.0", "paths": {"/only": {"get": {"responses": {}}}}}, version="3.1.0")
    waiting.open_source(replace(waiting.source, status=SourceStatus.RUNNING), without, read_api(without))
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["GET /shelf/{name} is no longer in Bookstore."]
    assert waiting.current is None


def test_what_is_picked_later_is_opened_at_once(
    first: ApiBrowserView, waiting: Workspace, workspace: Workspace, qtbot: QtBot
) -> None:
    arrive(waiting, workspace)
    qtbot.waitUntil(lambda: first_list(first) is None)
    assert waiting.current is None
    first.list.select("POST /books")
    press(first.list, Qt.Key.Key_Return)
    assert waiting.current is not None


def test_where_it_was_left_it_goes_on(waiting: Workspace, workspace: Workspace, control: Control, qtbot: QtBot) -> None:
    assert workspace.api is not None
    view = ApiBrowserView(waiting, control)
    qtbot.addWidget(view)
    view.resize(320, 300)
    rows = [KeptRow(entry.method, entry.path) for entry in workspace.api.entries]
    before = FirstBrowser(kept(*rows))
    qtbot.addWidget(before)
    view.take_over(before)
    with qtbot.waitActive(view):
        view.show()
        view.activateWindow()
    listed = first_list(view)
    assert listed is not None
    qtbot.waitUntil(listed.hasFocus)
    listed.scroll_to(60)
    arrive(waiting, workspace)
    assert view.list.verticalScrollBar().value() == 60
    assert view.list.hasFocus()


def test_a_source_that_fails_says_so_in_place_of_the_list_of_last_time(
    first: ApiBrowserView, waiting: Workspace, qtbot: QtBot
) -> None:
    waiting.set_source(replace(waiting.source, status=SourceStatus.FAILED, problem="It is gone."))
    assert part(first, QWidget, "sourceState").isVisible()
    assert not part(first, SearchField, "operationFilter").isEnabled()
    qtbot.waitUntil(lambda: first_list(first) is None)


def test_a_filter_that_was_typed_before_stays(
    waiting: Workspace, workspace: Workspace, control: Control, qtbot: QtBot
) -> None:
    before = FirstBrowser(kept(*BOOKS))
    qtbot.addWidget(before)
    with qtbot.waitActive(before):
        before.show()
        before.activateWindow()
    QTest.keyClicks(before.filter, "add")
    before.filter.setFocus()
    view = ApiBrowserView(waiting, control)
    qtbot.addWidget(view)
    view.take_over(before)
    view.focus_list()
    with qtbot.waitActive(view):
        view.show()
        view.activateWindow()
    field = part(view, SearchField, "operationFilter")
    assert field.text() == "add"
    assert view.focusWidget() is field
    press(field, Qt.Key.Key_Down)
    listed = first_list(view)
    assert listed is not None
    assert listed.current_key() == "POST /books"
    arrive(waiting, workspace)
    assert shown(view) == ["POST /books"]


def test_many_operations_are_listed_behind_the_list_of_last_time(
    waiting: Workspace, control: Control, runner: Runner, qtbot: QtBot
) -> None:
    entries = tuple(OperationEntry("GET", f"/{number}", "") for number in range(2_000))
    api = Api("Large", "1", "", ListedOperations(entries, open_tab))  # type: ignore[arg-type]  # none is read here
    view = ApiBrowserView(waiting, control, runner=runner)
    qtbot.addWidget(view)
    before = FirstBrowser(kept(*BOOKS))
    qtbot.addWidget(before)
    view.take_over(before)
    view.show()
    source = replace(waiting.source, status=SourceStatus.RUNNING)
    waiting.open_source(source, Document({}, version="3.1.0"), api)
    listed = first_list(view)
    assert listed is not None
    assert listed.isVisible()
    qtbot.waitUntil(lambda: view.list.isVisible())
    assert len(keys(view)) == 2_000


def test_groups_that_were_chosen_before_are_those_of_the_document(
    first: ApiBrowserView, waiting: Workspace, workspace: Workspace
) -> None:
    groups = first.findChild(SegmentedControl)
    assert groups is not None
    groups.choose("order")
    listed = first_list(first)
    assert listed is not None
    assert listed.isVisible()
    arrive(waiting, workspace)
    assert {row.group for row in first.list.list_model.rows()} == {""}

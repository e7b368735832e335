"""Where requests go: the line in the top bar, the document's servers, and the questions over the form."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from app.core.operations.read import read_api
from app.core.spec.load import load_document
from app.core.workspace import events as ev
from app.core.workspace.model import Source, SourceStatus
from app.core.workspace.workspace import Workspace
from app.features.sources.address_view import AddressView
from app.features.sources.servers import ServersPresenter
from app.features.sources.tab_notes_view import TabNotes
from tests.support.exchanges import open_tab
from tests.support.hidden_things import hidden_things
from tests.support.sources import a_document
from tests.support.widgets import part, press

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

SERVERS = [
    {"url": "https://api.example/v1", "description": "Production"},
    {"url": "https://{region}.api.example", "variables": {"region": {"default": "eu", "enum": ["eu", "us"]}}},
    {"url": "/relative"},
]


def show(
    workspace: Workspace, base_url: str = "https://api.example/v1", place: str = "/a.json", **members: Any
) -> None:
    document = load_document(json.dumps(a_document(**members)), source=place)
    source = Source("Things", SourceStatus.RUNNING, base_url, key=place, place=place)
    workspace.open_source(source, document, read_api(document))


@pytest.fixture
def workspace() -> Workspace:
    made = Workspace()
    show(made, servers=SERVERS)
    return made


@pytest.fixture
def view(workspace: Workspace, qtbot: QtBot) -> Iterator[AddressView]:
    window = QWidget()
    made = AddressView(workspace, window)
    window.resize(900, 600)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    yield made
    window.close()


def test_the_address_is_shown_and_typed(view: AddressView, workspace: Workspace) -> None:
    assert view.line.text() == "https://api.example/v1"
    view.focus_line()
    assert view.line.hasFocus()
    QTest.keyClicks(view.line, "localhost:8000/")
    QTest.keyClick(view.line, Qt.Key.Key_Return)
    assert workspace.source.base_url == view.line.text() == "http://localhost:8000"


def test_what_is_no_address_is_not_taken_and_escape_brings_the_old_one_back(
    view: AddressView, workspace: Workspace
) -> None:
    view.focus_line()
    QTest.keyClicks(view.line, "http://[bad")
    QTest.keyClick(view.line, Qt.Key.Key_Return)
    assert workspace.source.base_url == "https://api.example/v1"
    assert view.line.property("state") == "error"
    QTest.keyClick(view.line, Qt.Key.Key_Escape)
    assert view.line.text() == "https://api.example/v1"


def test_what_was_typed_holds_when_the_keyboard_goes_elsewhere(view: AddressView, workspace: Workspace) -> None:
    view.focus_line()
    QTest.keyClicks(view.line, "https://other.example")
    view.line.clearFocus()
    assert workspace.source.base_url == "https://other.example"


def test_requests_that_leave_the_documents_host_are_marked(view: AddressView, workspace: Workspace) -> None:
    mark = part(view.window(), QLabel, "addressMark")
    assert not mark.isVisible()
    show(workspace, place="https://docs.example/openapi.json")
    assert mark.isVisible()
    assert mark.toolTip() == "Requests go to api.example; the document came from docs.example."
    show(workspace, "", servers=[{"url": "/v1"}])
    assert mark.isVisible()
    assert "type where the API runs" in view.line.toolTip()
    workspace.set_source(Source("Things", SourceStatus.STARTING))
    assert not view.isVisible()


def test_the_documents_servers_are_offered_with_their_variables(view: AddressView, workspace: Workspace) -> None:
    press(view.window(), "serverMenu")
    panel = part(view.window(), QWidget, "serverPanel")
    assert panel.isVisible()
    assert not part(view.window(), QPushButton, "useServer:https://api.example/v1").isEnabled()
    region = part(view.window(), QWidget, "serverVariable:region")
    region.set_value_text("us")  # type: ignore[attr-defined]  # a ChoiceEditor
    press(view.window(), "useServer:https://{region}.api.example")
    assert workspace.source.base_url == "https://us.api.example"
    press(view.window(), "useServer:/relative")
    assert workspace.source.base_url == "https://us.api.example/relative"
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert not panel.isVisible()


def test_a_relative_server_of_a_file_needs_an_address_first() -> None:
    workspace = Workspace()
    show(workspace, "", servers=[{"url": "/v1"}])
    presenter = ServersPresenter(workspace)
    [row] = presenter.rows()
    assert (row.url, row.current, row.can_be_used) == ("", False, False)
    assert row.note == "Relative: the document has no address of its own."
    assert not presenter.choose_server(row.server, {})
    assert workspace.source.base_url == ""


def test_a_relative_server_keeps_the_values_that_were_chosen() -> None:
    tenant = {"url": "/{tenant}/", "name": "shared", "variables": {"tenant": {"default": "demo"}}}
    workspace = Workspace()
    show(workspace, "https://api.example", "https://api.example/docs/a.json", servers=[tenant])
    presenter = ServersPresenter(workspace)
    [row] = presenter.rows()
    assert (row.url, row.note, row.current) == ("https://api.example/demo", "shared", False)
    assert presenter.choose_server(row.server, {"tenant": "acme"})
    [row] = presenter.rows()
    assert (row.url, row.values, row.current) == ("https://api.example/acme", {"tenant": "acme"}, True)


def test_a_server_with_open_variables_says_what_it_needs_and_takes_it(view: AddressView, workspace: Workspace) -> None:
    show(workspace, "", servers=[{"url": "https://{tenant}.example", "description": "Hosted"}])
    assert "values to fill in" in view.line.toolTip()
    assert ServersPresenter(workspace).rows()[0].note == "Hosted · Needs a value for tenant."
    press(view.window(), "serverMenu")
    use = part(view.window(), QPushButton, "useServer:https://{tenant}.example")
    tenant = part(view.window(), QWidget, "serverVariable:tenant")
    use.click()
    assert (workspace.source.base_url, tenant.property("state")) == ("", "error")
    QTest.keyClicks(tenant, "ac me")
    assert tenant.property("state") is None
    use.click()
    assert (workspace.source.base_url, tenant.property("state")) == ("", "error")
    tenant.set_value_text("acme")  # type: ignore[attr-defined]  # a ChoiceEditor
    use.click()
    assert workspace.source.base_url == "https://acme.example"


def test_a_server_that_fits_to_the_letter_is_no_value_of_another() -> None:
    hosted = {"url": "https://{tenant}.example/v1", "variables": {"tenant": {"default": "demo"}}}
    workspace = Workspace()
    show(workspace, "https://api.example/v1", servers=[{"url": "https://api.example/v1"}, hosted])
    fixed, open_one = ServersPresenter(workspace).rows()
    assert (fixed.current, open_one.current) == (True, False)
    assert open_one.values == {"tenant": "demo"}


def test_an_operation_may_have_its_own_server(view: AddressView, workspace: Workspace) -> None:
    raw = a_document("Things", "/things", "/up")
    raw["paths"]["/up"]["servers"] = [{"url": "https://up.example", "description": "Files"}]
    document = load_document(json.dumps(raw), source="/a.json")
    workspace.open_source(workspace.source, document, read_api(document))
    open_tab(workspace, "GET /up")
    assert view.line.text() == "https://up.example"
    assert "for this operation alone" in view.line.toolTip()
    assert ServersPresenter(workspace).rows()[0].note == "this path · Files"
    open_tab(workspace, "GET /things")
    assert view.line.text() == "https://api.example/v1"


# Over the form


class Notes:
    def __init__(self, workspace: Workspace, qtbot: QtBot) -> None:
        self.tab = open_tab(workspace, "GET /things").identity
        self.sends: list[ev.SendRequested] = []
        workspace.events.subscribe(ev.SendRequested, self.sends.append)
        self.view = TabNotes(workspace, self.tab)
        qtbot.addWidget(self.view)
        self.view.resize(600, 300)

    def shown(self, name: str) -> bool:
        found = part(self.view, QWidget, name)
        return found.isVisibleTo(self.view) and not self.view.isHidden()

    def words(self, name: str) -> str:
        found = part(self.view, QWidget, name)
        return " ".join(label.text() for label in found.findChildren(QLabel))


def test_the_first_request_to_another_host_says_where_it_goes_and_waits(workspace: Workspace, qtbot: QtBot) -> None:
    notes = Notes(workspace, qtbot)
    assert notes.view.isHidden()
    workspace.events.publish(ev.DestinationAsked(notes.tab + 1, "https://api.example/v1"))
    assert notes.view.isHidden()
    workspace.events.publish(ev.DestinationAsked(notes.tab, "https://api.example/v1"))
    assert notes.shown("destinationQuestion")
    words = notes.words("destinationQuestion")
    assert "This request goes to https://api.example/v1" in words
    assert "you opened /a.json" in words
    button = next(one for one in notes.view.findChildren(QPushButton) if one.text() == "Send to api.example")
    button.click()
    assert workspace.destinations.is_agreed("https://api.example/v1")
    assert notes.sends == [ev.SendRequested(notes.tab, "sources")]
    assert notes.view.isHidden()


def test_another_address_takes_the_question_away(workspace: Workspace, qtbot: QtBot) -> None:
    notes = Notes(workspace, qtbot)
    workspace.events.publish(ev.DestinationAsked(notes.tab, "https://api.example/v1"))
    workspace.destinations.choose("http://localhost:8000")
    assert notes.view.isHidden()
    workspace.close_tab(notes.tab)
    workspace.destinations.choose("http://localhost:8001")


def test_where_the_api_runs_is_asked_in_place_and_the_answer_sends_what_waits(qtbot: QtBot) -> None:
    workspace = Workspace()
    show(workspace, "")
    notes = Notes(workspace, qtbot)
    assert notes.shown("whereQuestion")
    line = part(notes.view, QLineEdit, "whereLine")
    line.setText("no address at all")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert "That is no address" in notes.words("whereQuestion")
    assert notes.sends == []
    workspace.events.publish(ev.DestinationAsked(notes.tab, ""))
    line.setText("127.0.0.1:8000")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert workspace.source.base_url == "http://127.0.0.1:8000"
    assert notes.sends == [ev.SendRequested(notes.tab, "sources")]
    assert notes.view.isHidden()


def test_where_values_are_missing_it_says_so(qtbot: QtBot) -> None:
    workspace = Workspace()
    show(workspace, "", servers=[{"url": "https://{tenant}.example"}])
    notes = Notes(workspace, qtbot)
    assert "The document's server has values to fill in" in notes.words("whereQuestion")


def test_an_operation_that_is_gone_is_marked_and_comes_back(workspace: Workspace, qtbot: QtBot) -> None:
    notes = Notes(workspace, qtbot)
    assert workspace.document is not None
    assert workspace.api is not None
    whole = workspace.document, workspace.api
    other = load_document(json.dumps(a_document("Things", "/other")), source="/a.json")
    workspace.open_document(other, read_api(other))
    assert notes.shown("goneNote")
    workspace.open_document(*whole)
    assert notes.view.isHidden()


# What answers


def test_over_the_form_it_says_that_another_handler_answers(workspace: Workspace, qtbot: QtBot) -> None:
    notes = Notes(workspace, qtbot)
    pages: list[ev.PageRequested] = []
    workspace.events.subscribe(ev.PageRequested, pages.append)
    workspace.set_routes(hidden_things())
    assert notes.shown("promiseNote")
    words = notes.words("promiseNote")
    assert "The document promises list_things here; read_any answers, because route 1 /{what} comes first" in words
    button = next(one for one in notes.view.findChildren(QPushButton) if one.text() == "Show the routes")
    button.click()
    assert [page.page for page in pages] == ["routes"]
    workspace.set_routes(None)
    assert notes.view.isHidden()

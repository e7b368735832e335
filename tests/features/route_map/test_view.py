"""The route table in the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from app.adapters.tracing.in_process import RouteInspector
from app.core.routes.model import Encounter, RouteTable
from app.core.routes.simulate import DocumentRoutes
from app.core.workspace.model import Source, SourceStatus
from app.core.workspace.workspace import Workspace
from app.features.route_map.presenter import RouteMapPresenter
from app.features.route_map.view import RouteMapView, ShadowWarning
from app.ui.marked import MarkedLabel
from app.ui.tables import TableView
from embedded_api.factory import create_app
from embedded_api.settings import IN_MEMORY, Settings
from tests.support.operation_entries import entries
from tests.support.widgets import part, shown

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.jobs.runner import Runner


@pytest.fixture(scope="module")
def inspector() -> RouteInspector:
    return RouteInspector(create_app(Settings(database=IN_MEMORY)))


@pytest.fixture
def workspace() -> Workspace:
    return Workspace()


@pytest.fixture
def view(workspace: Workspace, runner: Runner, qtbot: QtBot) -> RouteMapView:
    return shown(qtbot, RouteMapView(RouteMapPresenter(workspace, runner)), 1200, 400)


@pytest.fixture
def filled(view: RouteMapView, workspace: Workspace, inspector: RouteInspector) -> RouteMapView:
    workspace.set_routes(inspector.routes(), inspector=inspector)
    return view


def warning(view: RouteMapView) -> ShadowWarning:
    return part(view, ShadowWarning, "shadowWarning")


def sentence(view: RouteMapView) -> MarkedLabel:
    return part(view, MarkedLabel, "routeTrySentence")


def line(view: RouteMapView) -> QLineEdit:
    return part(view, QLineEdit, "routeTry")


def button(view: QWidget, text: str) -> QPushButton:
    return next(found for found in view.findChildren(QPushButton) if found.text() == text and found.isVisible())


def wait_for_sentence(view: RouteMapView, qtbot: QtBot) -> None:
    qtbot.waitUntil(sentence(view).isVisible)


def encounter(view: RouteMapView, path: str) -> Encounter | None:
    return next(row.encounter for row in view.rows() if row.path == path)


def test_before_the_routes_are_known_it_says_what_it_is_for(view: RouteMapView) -> None:
    assert not view.table.isVisible()
    assert not warning(view).isVisible()


def test_routes_that_arrive_later_are_shown(filled: RouteMapView) -> None:
    assert filled.table.isVisible()
    assert len(filled.rows()) > 30
    assert isinstance(filled.findChild(TableView, "routeTable"), TableView)


def test_the_shadowed_route_is_warned_about_and_tried_by_one_press(filled: RouteMapView, qtbot: QtBot) -> None:
    assert warning(filled).accessibleName().startswith("/shelf/featured can never be reached: /shelf/{name} (route ")
    button(filled, "Try GET /shelf/featured").click()
    assert line(filled).text() == "GET /shelf/featured"
    wait_for_sentence(filled, qtbot)
    assert encounter(filled, "/shelf/featured") is Encounter.NEVER_REACHED
    assert not warning(filled).isVisible()
    assert sentence(filled).isVisible()
    button(filled, "Clear").click()
    assert warning(filled).isVisible()
    assert not sentence(filled).isVisible()
    assert line(filled).text() == ""


def test_enter_tries_what_was_typed(filled: RouteMapView, qtbot: QtBot) -> None:
    QTest.keyClicks(line(filled), "GET /books/7")
    QTest.keyClick(line(filled), Qt.Key.Key_Return)
    wait_for_sentence(filled, qtbot)
    assert encounter(filled, "/books/{book_id}") is Encounter.MATCH
    assert "book_id" in sentence(filled).text()


def test_what_cannot_be_tried_is_said_where_it_was_typed(filled: RouteMapView) -> None:
    filled.try_text("FETCH /books")
    assert sentence(filled).isVisible()
    assert "not a method" in sentence(filled).text()
    assert encounter(filled, "/books") is None


def test_enter_on_a_shadowed_row_tries_its_witness(filled: RouteMapView, qtbot: QtBot) -> None:
    number = next(row.number for row in filled.rows() if row.never)
    filled.table.select_row(number - 1)
    QTest.keyClick(filled.table, Qt.Key.Key_Return)
    wait_for_sentence(filled, qtbot)
    assert encounter(filled, "/shelf/featured") is Encounter.NEVER_REACHED
    filled.table.select_row(0)
    QTest.keyClick(filled.table, Qt.Key.Key_Return)
    assert line(filled).text() == "GET /shelf/featured"


def test_other_routes_take_the_place_of_the_old_ones(filled: RouteMapView, workspace: Workspace, qtbot: QtBot) -> None:
    filled.try_text("/books")
    wait_for_sentence(filled, qtbot)
    workspace.set_routes(RouteTable((), ()))
    assert not filled.rows()
    assert not filled.table.isVisible()
    assert not sentence(filled).isVisible()


def show_document(workspace: Workspace, *lines: str, base_path: str = "") -> None:
    routes = DocumentRoutes(entries(*lines), base_path)
    workspace.set_source(Source("Elsewhere", SourceStatus.RUNNING, "http://h"))
    workspace.set_routes(routes.table, inspector=routes)


def test_of_a_server_that_runs_elsewhere_nothing_is_shown_without_a_document(
    filled: RouteMapView, workspace: Workspace, inspector: RouteInspector
) -> None:
    workspace.set_routes(None)
    workspace.set_source(Source("Elsewhere", SourceStatus.RUNNING, "http://h"))
    words = [label.text() for label in filled.findChildren(QLabel) if label.isVisible()]
    assert "No routes to show" in words
    assert not line(filled).isVisible()
    workspace.set_source(Source("Bookstore", SourceStatus.RUNNING, "http://h", inside=True))
    workspace.set_routes(inspector.routes())
    assert line(filled).isVisible()
    assert filled.table.isVisible()


def mark(view: RouteMapView) -> str:
    found = view.findChild(QLabel, "routeMarkWords")
    assert found is not None
    return found.text() if found.isVisible() else ""


def test_a_simulated_table_is_marked_and_can_be_tried(
    filled: RouteMapView, workspace: Workspace, inspector: RouteInspector, qtbot: QtBot
) -> None:
    assert mark(filled) == ""
    show_document(workspace, "GET /shelf/{name}", "GET /shelf/featured", base_path="/v1")
    assert mark(filled) == "Simulated by the document's order; the server may try its routes otherwise."
    assert warning(filled).accessibleName().startswith("Where the first match wins, /shelf/featured is never reached")
    button(filled, "Try GET /shelf/featured").click()
    wait_for_sentence(filled, qtbot)
    assert "By OpenAPI, where fixed paths come first" in sentence(filled).text()
    assert [row.ruled for row in filled.rows()] == [False, True]
    assert [row.never for row in filled.rows()] == [False, False]
    model = filled.table.model()
    assert [model.index(row, 1).data() for row in range(2)] == ["match", "OpenAPI's choice"]
    workspace.set_routes(inspector.routes(), inspector=inspector)
    assert mark(filled) == ""


def test_of_an_order_that_is_none_no_warning_is_made(filled: RouteMapView, workspace: Workspace) -> None:
    paths = [f"GET /{letter}" for letter in "abcdefg"]
    show_document(workspace, *paths, "GET /{x}/a", "GET /{y}/a")
    assert "alphabetical order" in mark(filled)
    assert not warning(filled).isVisible()
    assert filled.rows()[8].shadow.startswith("Hidden where the first match wins: /{x}/a (route 8)")


def test_rows_of_a_huge_document_are_made_when_they_are_looked_at(
    filled: RouteMapView, workspace: Workspace, qtbot: QtBot
) -> None:
    show_document(workspace, *(f"GET /r{number}/{{x}}" for number in range(20_000)))
    assert len(filled.rows()) == 20_000
    filled.try_text("GET /r19999/7")
    wait_for_sentence(filled, qtbot)
    assert filled.rows()[19_999].encounter is Encounter.MATCH
    assert filled.rows()[19_998:][0].encounter is Encounter.NO_MATCH

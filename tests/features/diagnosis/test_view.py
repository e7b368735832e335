"""The error cards in the window: one each, in pages, reached by keys, and what stands there without any."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QWidget

from app.core.base.field_path import FieldPath
from app.core.exchange.model import Failure, Phase
from app.core.forms.edits import SetMediaType, SetValue
from app.core.forms.state import get
from app.core.routes.model import RouteTable
from app.core.workspace import events as ev
from app.core.workspace.model import LogLine
from app.features.diagnosis.cause_view import CauseView
from app.features.diagnosis.presenter import DiagnosisPresenter
from app.features.diagnosis.view import SHOWN, DiagnosisView
from app.ui.badges import Chip
from tests.features.diagnosis.test_presenter import TOO_SHORT, TOO_SMALL
from tests.support.exchanges import an_error, answer, finish, open_tab, refusal
from tests.support.hidden_things import hidden_things
from tests.support.spans import make_trace
from tests.support.widgets import part

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.core.workspace.workspace import Workspace

TITLE, YEAR = FieldPath.parse("body/title"), FieldPath.parse("body/year")
MANY = 3_000


@pytest.fixture
def presenter(workspace: Workspace) -> DiagnosisPresenter:
    return DiagnosisPresenter(workspace)


@pytest.fixture
def view(workspace: Workspace, presenter: DiagnosisPresenter, qtbot: QtBot) -> DiagnosisView:
    made = DiagnosisView(presenter)
    qtbot.addWidget(made)
    made.resize(420, 500)
    made.show()
    workspace.events.subscribe(ev.FindingFocused, made.focus_card)
    open_tab(workspace)
    return made


def refuse(workspace: Workspace, view: DiagnosisView, qtbot: QtBot, *errors: dict[str, Any]) -> None:
    tab = workspace.current
    assert tab is not None
    if tab.operation.key == "POST /books":
        workspace.edit(tab.identity, [SetValue(TITLE, ""), SetValue(YEAR, 500)], by="test")
    finish(workspace, refusal(*(errors or (TOO_SHORT, TOO_SMALL))))
    view.refresh()
    qtbot.waitUntil(lambda: view.is_complete)


def refuse_lines(workspace: Workspace, view: DiagnosisView, qtbot: QtBot, count: int) -> None:
    open_tab(workspace, "POST /orders")
    refuse(workspace, view, qtbot, *(an_error("body", "lines", number, "quantity") for number in range(count)))


def button(view: DiagnosisView, name: str) -> QPushButton:
    found = view.findChildren(QPushButton, name)
    assert found, name
    return found[-1]


def error_list(view: DiagnosisView) -> QScrollArea:
    return part(view, QScrollArea, "errorList")


def words(view: QWidget) -> list[str]:
    return [label.text() for label in view.findChildren(QLabel)]


def current(view: DiagnosisView) -> list[int]:
    return [card.index for card in view.cards if card.property("current") == "true"]


def in_view(view: DiagnosisView, index: int) -> bool:
    card = next(card for card in view.cards if card.index == index)
    return not card.visibleRegion().isEmpty()


def test_one_card_for_each_error_with_everything_on_it(workspace: Workspace, view: DiagnosisView, qtbot: QtBot) -> None:
    refuse(workspace, view, qtbot)
    assert error_list(view).isVisible()
    assert [card.objectName() for card in view.cards] == ["errorCard:0", "errorCard:1"]
    told = words(view.cards[1])
    assert {"body.year", str(TOO_SMALL["msg"]), "500", "1000 … 2100"} <= set(told)
    assert [chip.text() for chip in view.cards[1].findChildren(Chip)] == ["greater_than_equal"]
    assert view.cards[1].accessibleName() == f"body.year: {TOO_SMALL['msg']}"


def test_a_servers_markup_stays_words(workspace: Workspace, view: DiagnosisView, qtbot: QtBot) -> None:
    refuse(workspace, view, qtbot, an_error("body", "year", msg="<b>bold</b>", kind="<i>x</i>"))
    labels = [label for label in view.cards[0].findChildren(QLabel) if "bold" in label.text()]
    assert [label.text() for label in labels] == ["<b>bold</b>"]
    assert labels[0].textFormat() is Qt.TextFormat.PlainText


def test_buttons_fix_and_lead_to_the_field(workspace: Workspace, view: DiagnosisView, qtbot: QtBot) -> None:
    refuse(workspace, view, qtbot)
    shown: list[str] = []

    def note(event: ev.RevealRequested) -> None:
        shown.append(str(event.path))

    workspace.events.subscribe(ev.RevealRequested, note)
    button(view, "goToField:0").click()
    assert shown == ["body/title"]
    assert current(view) == [0]
    button(view, "fix:1:0").click()
    assert workspace.current is not None
    assert get(workspace.current.state, YEAR) == 1000
    assert shown == ["body/title", "body/year"]


def test_every_fix_at_once(workspace: Workspace, view: DiagnosisView, qtbot: QtBot) -> None:
    refuse(workspace, view, qtbot)
    button(view, "applyAllFixes").click()
    assert workspace.current is not None
    assert get(workspace.current.state, YEAR) == 1000


def test_one_fix_alone_needs_no_button_for_all(workspace: Workspace, view: DiagnosisView, qtbot: QtBot) -> None:
    refuse(workspace, view, qtbot, TOO_SMALL)
    assert not view.findChildren(QPushButton, "applyAllFixes")


def test_enter_on_a_card_leads_to_its_field(workspace: Workspace, view: DiagnosisView, qtbot: QtBot) -> None:
    refuse(workspace, view, qtbot, TOO_SHORT, an_error("somewhere"))
    QTest.keyClick(view.cards[0], Qt.Key.Key_Return)
    assert current(view) == [0]
    QTest.keyClick(view.cards[1], Qt.Key.Key_Return)
    assert current(view) == [0]
    QTest.keyClick(view.cards[0], Qt.Key.Key_Down)


def test_a_shown_diagnosis_is_not_built_again(workspace: Workspace, view: DiagnosisView, qtbot: QtBot) -> None:
    refuse(workspace, view, qtbot)
    before = view.cards
    view.refresh()
    assert view.cards == before
    refuse(workspace, view, qtbot)
    assert view.cards != before


def test_thousands_of_errors_come_in_pages(
    workspace: Workspace, view: DiagnosisView, presenter: DiagnosisPresenter, qtbot: QtBot
) -> None:
    refuse_lines(workspace, view, qtbot, MANY)
    assert presenter.count == MANY
    assert [card.index for card in view.cards] == list(range(SHOWN))
    assert f"1 to {SHOWN} of 3,000" in words(view)
    assert not button(view, "previousErrors").isEnabled()
    button(view, "nextErrors").click()
    qtbot.waitUntil(lambda: view.is_complete)
    assert [card.index for card in view.cards] == list(range(SHOWN, 2 * SHOWN))
    button(view, "previousErrors").click()
    qtbot.waitUntil(lambda: view.is_complete)
    assert view.cards[0].index == 0


def test_the_walk_turns_the_pages(
    workspace: Workspace, view: DiagnosisView, presenter: DiagnosisPresenter, qtbot: QtBot
) -> None:
    refuse_lines(workspace, view, qtbot, SHOWN + 5)
    presenter.walk(-1)
    assert current(view) == [SHOWN + 4]
    qtbot.waitUntil(lambda: in_view(view, SHOWN + 4))
    assert [card.index for card in view.cards] == list(range(SHOWN, SHOWN + 5))
    assert not button(view, "nextErrors").isEnabled()
    presenter.walk(1)
    qtbot.waitUntil(lambda: view.is_complete)
    assert current(view) == [0]
    assert len(view.cards) == SHOWN


def test_a_card_far_down_comes_into_view(
    workspace: Workspace, view: DiagnosisView, presenter: DiagnosisPresenter, qtbot: QtBot
) -> None:
    refuse_lines(workspace, view, qtbot, SHOWN)
    assert not in_view(view, 20)
    for _ in range(21):
        presenter.walk(1)
    assert current(view) == [20]
    qtbot.waitUntil(lambda: in_view(view, 20))


def test_coming_back_to_a_tab_finds_the_page_of_its_walk(
    workspace: Workspace, view: DiagnosisView, presenter: DiagnosisPresenter, qtbot: QtBot
) -> None:
    refuse_lines(workspace, view, qtbot, SHOWN + 5)
    first = workspace.active
    assert first is not None
    presenter.walk(-1)
    open_tab(workspace, "GET /books")
    view.refresh()
    assert not error_list(view).isVisible()
    workspace.activate(first)
    view.refresh()
    qtbot.waitUntil(lambda: view.is_complete)
    assert current(view) == [SHOWN + 4]


def test_without_an_answer_it_says_why_and_offers_the_next_step(
    workspace: Workspace, view: DiagnosisView, qtbot: QtBot
) -> None:
    finish(workspace, Failure(Phase.CONNECT, "Nothing listens there.", "Start it.", "ConnectError: x"))
    view.refresh()
    assert not error_list(view).isVisible()
    assert {"No response", "Nothing listens there. Start it."} <= set(words(view))
    asked: list[object] = []
    workspace.events.subscribe(ev.SendRequested, asked.append)
    button(view, "sendAgain").click()
    assert len(asked) == 1
    button(view, "copyFailure").click()
    assert QGuiApplication.clipboard().text() == "Nothing listens there.\nStart it.\nConnectError: x"


def test_success_is_said_too(workspace: Workspace, view: DiagnosisView) -> None:
    finish(workspace, answer({}, 201))
    view.refresh()
    assert "No errors" in words(view)


def test_a_refusal_without_findings_shows_what_it_means(
    workspace: Workspace, view: DiagnosisView, qtbot: QtBot
) -> None:
    finish(workspace, answer({"detail": "No book 9"}, 404))
    view.refresh()
    assert error_list(view).isVisible()
    assert view.cards == ()
    assert any("No book 9" in text for text in words(view))


def test_a_failure_of_the_server_leads_to_its_log(workspace: Workspace, view: DiagnosisView) -> None:
    asked: list[object] = []
    workspace.events.subscribe(ev.LogRequested, asked.append)
    finish(workspace, answer({}, 500, "application/json", ("x-correlation-id", "abc")))
    view.refresh()
    button(view, "showServerLog").click()
    assert asked == [ev.LogRequested("abc", "diagnosis")]
    finish(workspace, answer({}, 404))
    view.refresh()
    assert not view.findChildren(QPushButton, "showServerLog")
    workspace.set_source(replace(workspace.source, inside=False))
    finish(workspace, answer({}, 500))
    view.refresh()
    assert not view.findChildren(QPushButton, "showServerLog")


def test_a_certificate_that_is_not_accepted_offers_what_can_be_done(workspace: Workspace, view: DiagnosisView) -> None:
    asked: list[ev.ConnectionAsked] = []
    workspace.events.subscribe(ev.ConnectionAsked, asked.append)
    open_tab(workspace)
    finish(workspace, Failure(Phase.TLS, "The certificate is not accepted.", untrusted=True))
    view.refresh()
    trust, skip = view.findChild(QPushButton, "trustFile"), view.findChild(QPushButton, "skipCheck")
    assert trust is not None
    assert skip is not None
    trust.click()
    assert len(asked) == 1
    skip.click()
    assert workspace.travelling.connection.is_insecure("https://127.0.0.1:9/")
    assert not skip.isVisible()


# Causes


def cause(view: DiagnosisView, number: int = 0) -> CauseView:
    return part(view, CauseView, f"cause:{number}")


def test_what_the_log_says_of_a_failure_is_quoted_as_soon_as_it_comes(
    workspace: Workspace, view: DiagnosisView
) -> None:
    open_tab(workspace)
    finish(workspace, answer({}, 500, "application/json", ("x-correlation-id", "c-7")))
    view.refresh()
    assert not any("ZeroDivisionError" in text for text in words(view))
    workspace.append_log((LogLine(0.0, "ERROR", "app", "c-7 failed\nTraceback\nZeroDivisionError: by zero"),))
    assert any(text == "c-7 failed … ZeroDivisionError: by zero" for text in words(view))
    shown = cause(view)
    workspace.append_log((LogLine(0.0, "INFO", "app", "something else"),))
    assert cause(view) is shown


def test_what_the_server_recorded_makes_a_cause_certain(workspace: Workspace, view: DiagnosisView) -> None:
    tab = open_tab(workspace)
    finish(workspace, answer({"detail": "Not Found"}, 404))
    view.refresh()
    assert "Most likely no route matches" in cause(view).accessibleName()
    assert any(text == "likely" for text in (chip.text() for chip in view.findChildren(Chip)))
    spans = ((0, "server", "POST /books", 0, 9), (1, "router", "router", 1, 8))
    trace = make_trace(*spans, status=404, endpoint="", route="")
    current = workspace.tab(tab.identity)
    assert current is not None
    assert current.journey is not None
    workspace.attach_trace(tab.identity, trace, current.journey)
    view.refresh()
    assert cause(view).accessibleName() == "No route: No route of the server matches /books."


def test_a_cause_leads_to_the_routes_and_its_fix_mends_the_form(workspace: Workspace, view: DiagnosisView) -> None:
    pages: list[ev.PageRequested] = []
    workspace.events.subscribe(ev.PageRequested, pages.append)
    workspace.set_routes(RouteTable(()))
    tab = open_tab(workspace)
    finish(workspace, answer({"detail": "Not Found"}, 404))
    view.refresh()
    button(view, "showCauseRoutes").click()
    assert pages == [ev.PageRequested("routes", "diagnosis")]

    workspace.edit(tab.identity, (SetMediaType("text/plain"),), by="test")
    finish(workspace, answer({}, 415))
    view.refresh()
    button(view, "causeFix:0:0").click()
    current = workspace.tab(tab.identity)
    assert current is not None
    assert current.state.media_type == "application/json"


def test_a_success_that_another_handler_answered_is_told(workspace: Workspace, view: DiagnosisView) -> None:
    workspace.set_routes(hidden_things("POST", "/books", "add_book"))
    open_tab(workspace)
    finish(workspace, answer({}, 201))
    view.refresh()
    assert error_list(view).isVisible()
    assert "The document promises add_book here; read_any answered" in cause(view).accessibleName()
    workspace.set_routes(None)
    view.refresh()
    assert not error_list(view).isVisible()

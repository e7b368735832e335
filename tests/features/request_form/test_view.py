from __future__ import annotations

import gc
import json
import weakref
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from app.core.base.field_path import FieldPath
from app.core.forms.edits import SetValue
from app.core.operations.read import read_api
from app.core.requests.credentials import ApiKeyCredential
from app.core.spec.load import load_document
from app.core.workspace import events as ev
from app.features.request_form.group_view import GroupRow
from app.features.request_form.parts import PartKey
from app.features.request_form.presenter import RequestFormPresenter
from app.features.request_form.services import RequestFormServices
from app.features.request_form.tab_order_view import in_tab_order
from app.features.request_form.top_view import PathLabel, SendButton
from app.features.request_form.view import RequestFormView
from app.ui.buttons import ButtonVariant
from app.ui.code_view import CodeView
from app.ui.tab_bar import TabBar
from app.ui.theme import Level
from app.ui.theme_manager import ThemeManager, ThemeMode
from tests.support.form_desk import TOO_OLD, TOO_SHORT, FormDesk, an_error
from tests.support.form_documents import bookstore_document
from tests.support.form_window import FormWindow

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    Open = Callable[[str], FormWindow]


# Sending


def _button(window: FormWindow) -> SendButton:
    return window.find("sendButton", SendButton)


def test_send_asks_for_the_request_to_be_sent(opened: Open) -> None:
    window = opened("POST /books")
    asked: list[ev.SendRequested] = []
    window.desk.workspace.events.subscribe(ev.SendRequested, asked.append)

    window.press("sendButton")

    assert [(event.tab, event.by) for event in asked] == [(window.desk.tab.identity, "request_form")]


def test_the_send_button_keeps_its_width_in_every_look(opened: Open, qapp: QApplication) -> None:
    ThemeManager(qapp).apply(ThemeMode.LIGHT)
    window = opened("POST /books")
    button = _button(window)
    before = button.sizeHint().width()
    window.desk.workspace.begin_send(window.desk.tab.identity)
    window.qtbot.waitUntil(button.is_cancel)
    assert button.sizeHint().width() == before


def test_send_becomes_cancel_with_a_clock_when_it_takes_its_time(opened: Open) -> None:
    window = opened("POST /books")
    button, identity = _button(window), window.desk.tab.identity
    stopped: list[ev.CancelRequested] = []
    window.desk.workspace.events.subscribe(ev.CancelRequested, stopped.append)
    width = button.width()

    window.desk.workspace.begin_send(identity)
    assert button.text() == "Send", "a quick request flickers nothing"
    window.qtbot.waitUntil(button.is_cancel)
    assert button.text().startswith("Cancel 0.")
    assert button.accessibleName() == "Cancel"
    assert button.property("variant") == ButtonVariant.DANGER.value
    first = button.text()
    window.qtbot.waitUntil(lambda: button.text() != first)
    assert button.width() == width

    window.press("sendButton")
    assert [event.tab for event in stopped] == [identity]
    window.desk.workspace.abandon_send(identity)
    assert (button.text(), button.is_cancel()) == ("Send", False)


def test_a_form_that_is_opened_while_its_request_runs_offers_to_stop_it(qtbot: QtBot, desk: FormDesk) -> None:
    identity = desk.open("POST /books")
    desk.workspace.begin_send(identity)
    window = FormWindow(qtbot, desk, "POST /books")

    qtbot.waitUntil(_button(window).is_cancel)

    desk.workspace.abandon_send(identity)


# Parts


def _tabs(window: FormWindow) -> list[tuple[str, str, Level | None]]:
    return [(tab.text, tab.count, tab.level) for tab in window.find("requestParts", TabBar).tabs()]


def test_an_error_in_one_part_is_counted_on_the_bar(opened: Open) -> None:
    window = opened("POST /everything")
    assert _tabs(window) == [
        ("Query", "", None),
        ("Headers", "", None),
        ("Cookies", "", None),
        ("Body", "", None),
        ("Code", "", None),
    ]

    window.desk.put("body/whole", "x")
    window.rest()
    assert ("Body", "1", Level.WARN) in _tabs(window)
    window.desk.put("header/x-request-id", "zz")
    window.desk.refuse(an_error("uuid_parsing", "Input should be a valid UUID", "header", "x-request-id", given="zz"))

    assert ("Headers", "1", Level.ERROR) in _tabs(window)


def test_the_bar_leads_to_a_part_and_follows_the_scrolling(opened: Open) -> None:
    window = opened("POST /everything")
    bar = window.find("requestParts", TabBar)

    bar.set_current("body")
    part = window.view.page.part(PartKey.BODY)
    assert part is not None
    top = part.mapTo(window.view.page.viewport(), QPoint(0, 0)).y()
    assert 0 <= top < 40

    window.view.page.verticalScrollBar().setValue(0)
    assert bar.current_key() == "query"


def test_a_filled_in_credential_is_ticked(opened: Open) -> None:
    window = opened("GET /external-quote")
    assert _tabs(window)[0] == ("Auth", "", None)

    window.desk.workspace.set_credential("APIKeyHeader", ApiKeyCredential("x"), by="x")

    assert _tabs(window)[0] == ("Auth", "✓", Level.OK)


def test_an_operation_without_anything_to_fill_in_says_so(opened: Open) -> None:
    window = opened("GET /health")

    assert window.has("requestEmpty")
    window.desk.refuse(an_error("value_error", "closed on Sundays", "day"))
    assert not window.has("requestEmpty")
    assert any("closed on Sundays" in words for words in window.errors("unplaced"))


def test_code_shows_the_request_and_is_copied_with_its_credentials(opened: Open) -> None:
    window = opened("GET /external-quote")
    window.desk.workspace.set_credential("APIKeyHeader", ApiKeyCredential("forge"), by="x")
    window.find("requestParts", TabBar).set_current("code")
    view = window.find("curlView", CodeView)
    assert "X-API-Key: ********" in view.text()

    window.press("copyCurl")
    assert "X-API-Key: forge" in QGuiApplication.clipboard().text()

    window.desk.edit(SetValue(FieldPath.parse("query/extra"), "1"))
    window.rest()
    assert "extra=1" in view.text()


def test_a_deprecated_operation_says_so(qtbot: QtBot) -> None:
    document = bookstore_document()
    document["paths"]["/books"]["get"]["deprecated"] = True

    assert FormWindow(qtbot, FormDesk(document), "GET /books").has("requestDeprecated")
    assert not FormWindow(qtbot, FormDesk(document), "POST /books").has("requestDeprecated")


# Showing a field


def test_a_field_deep_down_is_opened_scrolled_to_and_focused(opened: Open) -> None:
    window = opened("POST /orders")
    window.desk.put("body/lines", [{"book_id": n, "quantity": 1} for n in range(30)])

    window.desk.reveal("body/lines/27/quantity")

    line = window.line("body/lines/27/quantity")
    window.qtbot.waitUntil(line.isVisible)
    assert window.focus() == "field:body/lines/27/quantity"
    viewport = window.view.page.viewport()
    window.qtbot.waitUntil(lambda: viewport.rect().contains(line.mapTo(viewport, QPoint(0, 0))), timeout=2000)


def test_a_field_that_is_not_there_shows_what_stands_for_it(opened: Open) -> None:
    window = opened("POST /orders")

    window.desk.reveal("body/shipping_address/city")

    assert window.view.focusWidget() is window.find("field:body/shipping_address", GroupRow).header


def test_a_press_on_a_path_parameter_leads_to_its_field(opened: Open) -> None:
    window = opened("PATCH /books/{book_id}")
    label = window.find("requestPath", PathLabel)
    window.line("body/title").setFocus()

    QTest.mouseClick(label, Qt.MouseButton.LeftButton, pos=QPoint(label.sizeHint().width() - 12, 10))

    assert window.focus() == "field:path/book_id"


def test_findings_are_walked_to_whatever_they_point_at(opened: Open) -> None:
    window = opened("POST /books")
    window.desk.put("body/title", "")
    window.desk.put("body/year", 500)
    window.desk.refuse(TOO_SHORT, TOO_OLD, an_error("value_error", "no idea", "elsewhere"))
    identity = window.desk.tab.identity

    window.desk.workspace.focus_finding(identity, 1, by="diagnosis")
    assert window.focus() == "field:body/year"
    window.desk.workspace.focus_finding(identity, 0, by="diagnosis")
    assert window.focus() == "field:body/title"
    window.desk.workspace.focus_finding(identity, 2, by="diagnosis")
    (words,) = window.errors("unplaced")
    assert words.startswith("no idea (the server says elsewhere")


def test_a_fix_is_one_click_and_the_keyboard_stays_on_the_field(opened: Open) -> None:
    window = opened("POST /books")
    window.desk.put("body/year", 500)
    window.desk.refuse(TOO_OLD)

    window.press_text("Fix: 1000")

    assert window.desk.value("body/year") == 1000
    assert window.line("body/year").text() == "1000"
    assert window.focus() == "field:body/year"
    assert window.errors("body/year") == [
        "Changed since it was sent. The server said: Input should be greater than or equal to 1000"
    ]


def test_a_warning_comes_when_the_keyboard_rests_and_never_forbids(opened: Open) -> None:
    window = opened("POST /books")

    window.type_into("body/year", "500")
    assert window.messages("warning:body/year") == []
    window.rest()

    assert window.messages("warning:body/year") == ["must be at least 1000, is 500"]
    assert window.desk.value("body/year") == 500
    assert window.desk.prepared().sent.body == {"title": "title", "author": "Robert C. Martin", "year": 500}


# Tab


def test_tab_walks_from_top_to_bottom_also_through_what_was_built_late(opened: Open) -> None:
    window = opened("POST /orders")
    window.choose("presence:body/shipping_address", "value")
    window.press("add:body/lines")

    sheet = window.view.page.widget()
    assert sheet is not None
    order = [widget.objectName() for widget in in_tab_order(sheet)]
    fields = [name for name in order if name.startswith("field:body/") and "/" in name[11:]]
    assert fields == [
        "field:body/customer/name",
        "field:body/customer/email",
        "field:body/lines/0/book_id",
        "field:body/lines/0/quantity",
        "field:body/lines/1/book_id",
        "field:body/lines/1/quantity",
        "field:body/payment/kind",
        "field:body/payment/number",
        "field:body/payment/cvc",
        "field:body/shipping_address/street",
        "field:body/shipping_address/city",
    ]

    window.line("body/shipping_address/street").setFocus()
    QTest.keyClick(window.line("body/shipping_address/street"), Qt.Key.Key_Tab)
    assert window.focus() == "field:body/shipping_address/city"
    window.line("body/customer/name").setFocus()
    QTest.keyClick(window.line("body/customer/name"), Qt.Key.Key_Tab)
    assert window.focus() == "field:body/customer/email"


def test_the_keyboard_goes_to_the_first_field(opened: Open) -> None:
    window = opened("GET /books")
    window.find("sendButton", SendButton).setFocus()

    window.view.setFocus()

    assert window.focus() == "field:query/genre"


# Life


def test_closing_and_opening_the_view_again_loses_nothing(opened: Open) -> None:
    window = opened("POST /books")
    window.type_into("body/title", "")
    window.desk.put("body/year", 500)
    window.desk.refuse(TOO_SHORT, TOO_OLD)
    window.view.hide()

    again = FormWindow(window.qtbot, window.desk, "POST /books")

    assert again.line("body/year").text() == "500"
    assert again.errors("body/year") == ["Input should be greater than or equal to 1000"]
    assert again.errors("body/title") == ["String should have at least 1 character"]


def test_a_deleted_view_hears_nothing_and_is_let_go(qtbot: QtBot, desk: FormDesk) -> None:
    identity = desk.open("POST /books")
    view = RequestFormView(desk.workspace, identity, RequestFormServices())
    qtbot.addWidget(view)
    view.show()
    presenter = weakref.ref(view.presenter)

    view.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    desk.put("body/title", "still there")
    desk.refuse(TOO_SHORT)

    assert not desk.workspace.events._handlers[ev.FormChanged]
    del view
    gc.collect()
    assert presenter() is None


def test_a_reloaded_document_rebuilds_the_form_and_keeps_what_was_typed(opened: Open) -> None:
    window = opened("POST /books")
    window.type_into("body/title", "Dune")
    changed = bookstore_document()
    changed["components"]["schemas"]["BookIn"]["properties"]["isbn"] = {"type": "string"}
    document = load_document(json.dumps(changed), "test")

    window.desk.workspace.open_document(document, read_api(document))

    assert window.line("body/title").text() == "Dune"
    assert window.has("field:body/isbn")


def test_two_forms_do_not_disturb_each_other(opened: Open) -> None:
    one, other = opened("POST /books"), opened("GET /books")

    other.type_into("query/limit", "5")

    assert one.line("body/year").text() == "2008"
    assert other.line("query/limit").text() == "5"


@pytest.mark.parametrize(
    "key", ["POST /books", "POST /orders", "POST /everything", "POST /covers/{book_id}", "GET /me"]
)
def test_every_control_has_a_name_for_screen_readers(opened: Open, key: str) -> None:
    window = opened(key)
    sheet = window.view.page.widget()
    assert sheet is not None

    silent = [
        widget.objectName() or widget.metaObject().className()
        for widget in in_tab_order(sheet)
        if not (widget.accessibleName() or getattr(widget, "text", str)())
    ]

    assert silent == []


def test_a_presenter_can_stand_alone(desk: FormDesk) -> None:
    presenter = RequestFormPresenter(desk.workspace, desk.open("POST /books"), RequestFormServices())

    desk.put("body/title", "Dune")
    desk.refuse(TOO_SHORT)

    assert presenter.marks.findings.items

"""Tab walks through the whole form as it is seen, also after parts of it were built anew."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from app.core.base.json_types import OMIT
from app.features.request_form.group_view import GroupRow
from app.features.request_form.parts import PartKey
from app.ui.messages import ActionButton
from tests.support.form_desk import TOO_SHORT, FormDesk
from tests.support.form_documents import bookstore_document
from tests.support.form_window import FormWindow

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    Open = Callable[[str], FormWindow]


def ring(window: FormWindow) -> list[QWidget]:
    """What Tab meets from the Send button on until it is there again."""
    start = window.find("sendButton", QWidget)
    found: list[QWidget] = [start]
    widget = start.nextInFocusChain()
    while widget is not None and widget is not start:
        takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None
        if takes and widget.isVisible() and widget.isEnabled() and widget is not window.view:
            found.append(widget)
        widget = widget.nextInFocusChain()
    return found


def names(window: FormWindow) -> list[str]:
    return [widget.objectName() for widget in ring(window) if widget.objectName()]


def is_top_down(widgets: list[QWidget], window: FormWindow) -> bool:
    """Whether each stands below or to the right of the one before."""
    centers = [widget.mapTo(window.view, widget.rect().center()) for widget in widgets]
    lines = [(center.y() // 14, center.x()) for center in centers]
    return all(one[0] <= two[0] + 1 for one, two in pairwise(lines))


@pytest.mark.parametrize("key", ["GET /books", "POST /books", "POST /orders", "PATCH /books/{book_id}", "GET /me"])
def test_the_ring_goes_from_send_over_the_part_tabs_and_the_fields_to_the_code(opened: Open, key: str) -> None:
    window = opened(key)
    window.rest()

    stops = ring(window)

    assert names(window)[:4] == ["sendButton", "requestParts", "findField", "addPart"]
    code = window.view.page.part(PartKey.CODE)
    assert code is not None
    assert code.isAncestorOf(stops[-1])
    assert is_top_down(stops, window)


def test_nothing_is_lost_when_rows_are_replaced(opened: Open) -> None:
    window = opened("POST /orders")
    window.rest()
    window.desk.put("body/payment", {"kind": "voucher", "code": "BOOK"})
    window.desk.put("body/lines", [{"book_id": 1}, {"book_id": 2}])
    window.rest()

    QTest.keyClick(window.find("sendButton", QPushButton), Qt.Key.Key_Tab)

    assert names(window)[:4] == ["sendButton", "requestParts", "findField", "addPart"]
    assert is_top_down(ring(window), window)
    assert names(window).index("field:body/lines/1/book_id") < names(window).index("field:body/payment/code")


def test_nothing_is_lost_when_the_whole_form_is_built_anew(opened: Open) -> None:
    window = opened("POST /books")
    window.rest()
    before = names(window)

    window.view.on_form_replaced()
    window.rest()

    assert names(window) == before
    assert is_top_down(ring(window), window)


def test_actions_of_messages_are_met_where_they_stand(opened: Open) -> None:
    window = opened("POST /books")
    window.desk.put("body/title", "")
    window.desk.refuse(TOO_SHORT)
    window.qtbot.waitUntil(lambda: any(one.isVisible() for one in window.view.findChildren(ActionButton)))

    QTest.keyClick(window.find("sendButton", QPushButton), Qt.Key.Key_Tab)

    stops = ring(window)
    action = next(one for one in stops if isinstance(one, ActionButton))
    assert stops[stops.index(action) - 1].objectName() == "field:body/title"
    assert is_top_down(stops, window)


@pytest.mark.parametrize(
    ("key", "first"),
    [
        ("GET /books", "query/"),
        ("PATCH /books/{book_id}", "path/book_id"),
        ("POST /everything", ""),
        ("POST /books", "body/title"),
    ],
)
def test_the_keyboard_goes_into_the_first_field_also_where_all_are_left_out(opened: Open, key: str, first: str) -> None:
    window = opened(key)
    window.view.page.focus_first()

    focused = window.view.focusWidget()
    assert focused is not None
    assert not focused.objectName().startswith(("plus:", "add", "presence:"))
    assert not isinstance(focused, GroupRow)
    assert focused.objectName().startswith(f"field:{first}")


@pytest.mark.parametrize("schema", [{"type": "boolean"}, {"enum": ["red", "green"]}])
def test_the_keyboard_also_goes_into_a_choice_that_is_left_out(qtbot: QtBot, schema: dict[str, Any]) -> None:
    document = bookstore_document()
    parameter = {"name": "choice", "in": "query", "schema": schema}
    document["paths"]["/choices"] = {"get": {"parameters": [parameter], "responses": {"200": {"description": "OK"}}}}
    desk = FormDesk(document)
    window = FormWindow(qtbot, desk, "GET /choices")
    assert desk.value("query/choice") is OMIT

    window.view.page.focus_first()

    focused, editor = window.view.focusWidget(), window.find("field:query/choice", QWidget)
    assert focused is not None
    assert focused is editor or editor.isAncestorOf(focused)

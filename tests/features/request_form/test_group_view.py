from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QMenu, QToolButton, QWidget

from app.core.base.field_path import FieldPath
from app.core.base.json_types import OMIT
from app.core.forms.edits import MoveItem, SetValue
from app.features.request_form.controls_view import BranchChooser, KeyEditor
from app.features.request_form.group_view import GroupRow
from app.ui.badges import Chip
from app.ui.theme import Level
from tests.support.form_desk import FormDesk, an_error
from tests.support.form_documents import bookstore_document
from tests.support.form_window import FormWindow

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    Open = Callable[[str], FormWindow]


# Arrays


def test_items_are_added_typed_into_moved_and_removed(opened: Open) -> None:
    window = opened("POST /orders")

    window.press("add:body/lines")
    assert window.focus() in {"field:body/lines/1/book_id", ""} or window.has("field:body/lines/1/book_id")
    window.type_into("body/lines/1/book_id", "7")
    window.press("up:body/lines/1")
    assert window.line("body/lines/0/book_id").text() == "7"
    assert window.line("body/lines/1/book_id").text() == "1"

    window.press("remove:body/lines/0")
    assert window.line("body/lines/0/book_id").text() == "1"
    assert not window.has("field:body/lines/1")
    assert window.desk.value("body/lines") == [{"book_id": 1}]


def test_the_first_item_cannot_go_up_nor_the_last_one_down(opened: Open) -> None:
    window = opened("POST /everything")
    window.desk.put("query/tag", [1, 2, 3])

    def enabled(name: str) -> bool:
        return window.find(name, QToolButton).isEnabled()

    assert (enabled("up:query/tag/0"), enabled("down:query/tag/0")) == (False, True)
    assert (enabled("up:query/tag/2"), enabled("down:query/tag/2")) == (True, False)

    window.press("down:query/tag/0")
    assert window.desk.value("query/tag") == [2, 1, 3]
    window.press("remove:query/tag/2")
    window.press("remove:query/tag/1")
    assert not window.has("up:query/tag/0")


def test_moves_of_others_move_the_texts(opened: Open) -> None:
    window = opened("POST /everything")
    window.desk.put("query/tag", [1, 2])

    window.desk.edit(MoveItem(FieldPath.parse("query/tag/1"), 0))

    assert [window.line(f"query/tag/{index}").text() for index in (0, 1)] == ["2", "1"]


def test_a_group_that_is_left_out_offers_to_be_filled_in(opened: Open) -> None:
    window = opened("POST /orders")
    window.find("field:body/shipping_address", GroupRow).set_expanded(expanded=True)

    window.press("fill:body/shipping_address")

    assert isinstance(window.desk.value("body/shipping_address"), dict)
    window.type_into("body/shipping_address/city", "Paris")
    assert window.desk.value("body/shipping_address/city") == "Paris"

    window.choose("presence:body/shipping_address", "null")
    assert window.desk.value("body/shipping_address") is None
    assert not window.has("field:body/shipping_address/city")

    window.choose("presence:body/shipping_address", "value")
    assert window.line("body/shipping_address/city").text() == "Paris"

    window.choose("presence:body/shipping_address", "omit")
    assert window.desk.value("body/shipping_address") is OMIT


def test_a_recursive_schema_is_built_as_far_as_somebody_looks(opened: Open) -> None:
    window = opened("POST /everything")

    window.choose("presence:body/tree", "value")
    window.choose("presence:body/tree/child", "value")
    window.type_into("body/tree/child/name", "leaf")

    assert window.desk.value("body/tree/child/name") == "leaf"
    assert not window.has("field:body/tree/child/child/name")


# Unions


def test_an_alternative_is_chosen_and_its_fields_appear(opened: Open) -> None:
    window = opened("POST /orders")
    assert window.has("field:body/payment/number")

    window.choose("branch:body/payment", "1")

    assert window.desk.value("body/payment/kind") == "transfer"
    assert not window.has("field:body/payment/number")
    window.type_into("body/payment/iban", "DE1234")
    assert window.desk.value("body/payment/iban") == "DE1234"


def test_a_tag_that_somebody_else_sets_changes_the_alternative(opened: Open) -> None:
    window = opened("POST /orders")

    window.desk.put("body/payment/kind", "voucher")

    assert window.has("field:body/payment/code")
    assert window.has("key:body/payment/number"), "what the new alternative does not know is still sent, and seen"


def test_many_alternatives_are_a_list(qtbot: QtBot) -> None:
    document = bookstore_document()
    payment = document["components"]["schemas"]["OrderIn"]["properties"]["payment"]
    names = [f"an alternative with a long name {n}" for n in range(6)]
    payment.clear()
    payment["oneOf"] = [
        {"type": "object", "title": name, "properties": {f"p{n}": {"type": "string"}}, "required": [f"p{n}"]}
        for n, name in enumerate(names)
    ]
    window = FormWindow(qtbot, FormDesk(document), "POST /orders")
    chooser = window.find("branch:body/payment", BranchChooser)
    combo = chooser.findChild(QComboBox)
    assert combo is not None
    assert [combo.itemText(index) for index in range(combo.count())] == names

    chooser.choose(3)

    assert window.has("field:body/payment/p3")


def test_a_plain_alternative_changes_the_editor(opened: Open) -> None:
    window = opened("POST /everything")
    window.view.page.reveal(FieldPath.parse("body/either"))
    window.type_into("body/either", "5")
    assert window.desk.value("body/either") == 5

    window.choose("branch:body/either", "1")
    window.type_into("body/either", "5")

    assert window.desk.value("body/either") == "5"


# Maps and members that the schema does not know


def test_entries_are_added_renamed_and_removed(opened: Open) -> None:
    window = opened("POST /orders")
    window.choose("presence:body/notes", "value")

    window.press("add:body/notes")
    name = window.find("addName:body/notes", QLineEdit)
    QTest.keyClicks(name, "gift")
    QTest.keyClick(name, Qt.Key.Key_Return)
    window.type_into("body/notes/gift", "yes")
    assert window.desk.value("body/notes") == {"gift": "yes"}

    key = window.find("key:body/notes/gift", KeyEditor)
    key.setFocus()
    key.selectAll()
    QTest.keyClicks(key, "present")
    QTest.keyClick(key, Qt.Key.Key_Return)
    assert window.desk.value("body/notes") == {"present": "yes"}

    window.press("remove:body/notes/present")
    assert window.desk.value("body/notes") == {}


def test_a_name_that_is_taken_is_refused_with_words(opened: Open) -> None:
    window = opened("POST /orders")
    window.desk.put("body/notes", {"a": "1", "b": "2"})

    key = window.find("key:body/notes/b", KeyEditor)
    key.setFocus()
    key.setText("a")
    QTest.keyClick(key, Qt.Key.Key_Return)
    assert window.desk.value("body/notes") == {"a": "1", "b": "2"}
    assert "old name stays" in key.toolTip()
    QTest.keyClick(key, Qt.Key.Key_Escape)
    assert key.text() == "b"

    window.press("add:body/notes")
    name = window.find("addName:body/notes", QLineEdit)
    QTest.keyClicks(name, "a")
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert window.desk.value("body/notes") == {"a": "1", "b": "2"}
    assert name.isVisible()
    QTest.keyClick(name, Qt.Key.Key_Escape)
    assert not name.isVisible()


@pytest.mark.parametrize(
    ("key", "plus", "group"),
    [
        ("POST /books", "plus:body", "body"),
        ("POST /orders", "plus:body/customer", "body/customer"),
        ("GET /books", "plus:query", "query"),
        ("POST /everything", "plus:header", "header"),
    ],
)
def test_what_the_schema_does_not_know_can_be_sent_too(opened: Open, key: str, plus: str, group: str) -> None:
    window = opened(key)

    window.press(plus)
    name = window.find(f"addName:{group}", QLineEdit)
    QTest.keyClicks(name, "extra")
    QTest.keyClick(name, Qt.Key.Key_Return)
    window.type_into(f"{group}/extra", "5")

    assert window.desk.value(f"{group}/extra") in ("5", 5)
    assert window.find(f"key:{group}/extra", KeyEditor).text() == "extra"


def test_a_header_can_be_added_where_none_is_declared(opened: Open) -> None:
    window = opened("GET /health")
    assert window.has("requestEmpty")
    menu = window.view.findChild(QMenu, "addPartMenu")
    assert menu is not None

    next(action for action in menu.actions() if action.objectName() == "addPart:header").trigger()
    name = window.find("addName:header", QLineEdit)
    assert name.isVisible()
    QTest.keyClicks(name, "X-Trace")
    QTest.keyClick(name, Qt.Key.Key_Return)
    window.type_into("header/X-Trace", "on")

    assert window.desk.value("header") == {"X-Trace": "on"}


# What is said about groups


def _badge(group: GroupRow) -> str:
    own = group.findChildren(Chip, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return next((chip.text() for chip in own if chip.isVisible()), "")


def test_a_folded_group_counts_what_is_wrong_inside(opened: Open) -> None:
    window = opened("POST /orders")
    group = window.find("field:body/lines", GroupRow)
    window.desk.put("body/lines", [{"book_id": 0}, {"book_id": 0}])
    window.desk.refuse(
        an_error("greater_than_equal", "Input should be ≥ 1", "body", "lines", 0, "book_id", given=0, ge=1),
        an_error("greater_than_equal", "Input should be ≥ 1", "body", "lines", 1, "book_id", given=0, ge=1),
    )
    assert _badge(group) == ""

    group.set_expanded(expanded=False)

    assert _badge(group) == "2 errors"
    window.desk.put("body/lines/0/book_id", 3)
    assert _badge(group) == "1 error"


def test_an_error_on_the_group_itself_stands_on_its_header(opened: Open) -> None:
    window = opened("POST /orders")

    window.desk.refuse(an_error("too_short", "List should have at least 1 item", "body", "lines", given=[]))

    assert window.errors("body/lines") == ["List should have at least 1 item"]
    group = window.find("field:body/lines", GroupRow)
    assert group.messages.level() is Level.ERROR
    assert "List should have at least 1 item" in group.header.accessibleDescription()


def test_a_missing_member_of_a_group_that_is_not_there_can_be_added(opened: Open) -> None:
    window = opened("POST /orders")
    window.desk.refuse(an_error("missing", "Field required", "body", "shipping_address", "city"))
    window.desk.workspace.focus_finding(window.desk.tab.identity, 0, by="test")
    assert window.errors("body/shipping_address/city") == ["Field required"]

    window.press("field:body/shipping_address/city")

    assert isinstance(window.desk.value("body/shipping_address/city"), str)
    assert window.line("body/shipping_address/city").isVisible()


def test_a_groups_menu_does_what_its_header_does_not_offer(opened: Open) -> None:
    window = opened("POST /orders")
    group = window.find("field:body/customer", GroupRow)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(2, 2), group.mapToGlobal(QPoint(2, 2)))
    QGuiApplication.sendEvent(group, event)
    menu = window.find("menu:body/customer", QMenu)
    window.qtbot.waitUntil(menu.isVisible)

    next(action for action in menu.actions() if action.objectName() == "leave-out").trigger()
    menu.close()

    assert window.desk.value("body/customer") is OMIT
    assert window.has("presence:body/customer")


def test_a_member_can_be_added_to_an_item_by_its_menu(opened: Open) -> None:
    window = opened("POST /orders")
    item = window.find("field:body/lines/0", GroupRow)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(2, 2), item.mapToGlobal(QPoint(2, 2)))
    QGuiApplication.sendEvent(item, event)
    menu = window.find("menu:body/lines/0", QMenu)

    next(action for action in menu.actions() if action.objectName() == "add-member").trigger()
    menu.close()
    name = window.find("addName:body/lines/0", QLineEdit)
    QTest.keyClicks(name, "note")
    QTest.keyClick(name, Qt.Key.Key_Return)

    assert window.desk.value("body/lines/0/note") == ""


def test_a_group_that_holds_something_else_is_shown_as_it_is(opened: Open) -> None:
    window = opened("POST /orders")

    window.desk.edit(SetValue(FieldPath.parse("body/lines"), "nothing"))

    editor = window.find("field:body/lines", QWidget)
    assert not isinstance(editor, GroupRow)
    window.type_into("body/lines", "[]")
    assert window.desk.value("body/lines") == []
    assert isinstance(window.find("field:body/lines", QWidget), GroupRow)

"""Arrays by mouse and keyboard: copied, dragged, moved with Alt, filled from text; read-only members on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QPlainTextEdit, QWidget

from app.core.base.field_path import FieldPath
from app.core.forms.edits import ChooseBranch
from app.ui.badges import Chip
from tests.support.form_bodies import KEY, body_document, members
from tests.support.form_desk import FormDesk
from tests.support.form_window import FormWindow
from tests.support.widgets import settle

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

TAGS = members(tags={"type": "array", "items": {"type": "string"}})
LINES = members(lines={"type": "array", "items": members(id={"type": "integer"}, tags=TAGS["properties"]["tags"])})


def opened(qtbot: QtBot, schema: dict[str, Any], value: Any) -> FormWindow:
    window = FormWindow(qtbot, FormDesk(body_document(schema)), KEY)
    window.desk.put("body", value)
    window.qtbot.waitUntil(window.view.page.is_calm)
    settle()
    return window


def test_an_item_is_duplicated_behind_itself(qtbot: QtBot) -> None:
    window = opened(qtbot, TAGS, {"tags": ["a", "b"]})
    window.press("copy:body/tags/0")
    assert window.desk.value("body/tags") == ["a", "a", "b"]
    assert window.focus() == "field:body/tags/1"


def test_a_copy_keeps_the_alternative_that_was_chosen(qtbot: QtBot) -> None:
    either = {"anyOf": [{"type": "object", "title": "A"}, {"type": "object", "title": "B"}]}
    window = opened(qtbot, members(items={"type": "array", "items": either}), {"items": [{}, {}]})
    window.desk.edit(ChooseBranch(FieldPath.parse("body/items/0"), 1))
    window.press("copy:body/items/0")
    assert window.desk.tab.state.branches == {
        FieldPath.parse("body/items/0"): 1,
        FieldPath.parse("body/items/1"): 1,
    }


def test_what_is_no_item_is_not_duplicated(qtbot: QtBot) -> None:
    window = opened(qtbot, TAGS, {"tags": ["a"]})
    edits = window.view.presenter.edits
    assert edits.duplicate(FieldPath.parse("body")) is None
    assert edits.duplicate(FieldPath.parse("body/tags")) is None
    assert edits.duplicate(FieldPath.parse("body/tags/7")) is None


@pytest.mark.parametrize(
    ("key", "at", "result"),
    [
        (Qt.Key.Key_Down, 0, ["b", "a", "c"]),
        (Qt.Key.Key_Up, 2, ["a", "c", "b"]),
        (Qt.Key.Key_Up, 0, ["a", "b", "c"]),
        (Qt.Key.Key_Down, 2, ["a", "b", "c"]),
    ],
)
def test_alt_moves_an_item_and_the_keyboard_goes_with_it(qtbot: QtBot, key: Qt.Key, at: int, result: list[str]) -> None:
    window = opened(qtbot, TAGS, {"tags": ["a", "b", "c"]})
    line = window.line(f"body/tags/{at}")
    text = line.text()
    line.setFocus()
    QTest.keyClick(line, key, Qt.KeyboardModifier.AltModifier)
    assert window.desk.value("body/tags") == result
    assert window.focus() == f"field:body/tags/{result.index(text)}"


def test_alt_moves_the_nearest_item_from_a_field_inside_it(qtbot: QtBot) -> None:
    window = opened(qtbot, LINES, {"lines": [{"id": 1}, {"id": 2, "tags": ["x", "y"]}]})
    line = window.line("body/lines/1/id")
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert window.desk.value("body/lines/0/id") == 2
    assert window.focus() == "field:body/lines/0/id"

    inner = window.line("body/lines/0/tags/0")
    inner.setFocus()
    QTest.keyClick(inner, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert window.desk.value("body/lines/0/tags") == ["y", "x"]


def test_alt_down_elsewhere_opens_what_the_editor_has(qtbot: QtBot) -> None:
    from app.ui.editors.moment import MomentEditor

    window = opened(qtbot, members(at={"type": "string", "format": "date-time"}), {"at": "2024-01-31T09:30:00Z"})
    editor = window.find("field:body/at", MomentEditor)
    editor.setFocus()
    QTest.keyClick(editor, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    popup = editor.popup()
    assert popup is not None
    popup.close()


def drag(window: FormWindow, name: str, before: str, *, let_go: bool = True) -> None:
    """Drags an item's handle to just above a row."""
    handle, target = window.find(name, QWidget), window.find(before, QWidget)
    place = handle.mapFromGlobal(target.mapToGlobal(QPoint(5, 1)))
    QTest.mousePress(handle, Qt.MouseButton.LeftButton)
    QTest.mouseMove(handle, place)
    if let_go:
        QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=place)


def test_an_item_is_dragged_to_another_place(qtbot: QtBot) -> None:
    window = opened(qtbot, TAGS, {"tags": ["a", "b", "c"]})
    drag(window, "drag:body/tags/2", "row:body/tags/0")
    assert window.desk.value("body/tags") == ["c", "a", "b"]
    drag(window, "drag:body/tags/0", "row:body/tags/2")
    assert window.desk.value("body/tags") == ["a", "c", "b"]
    assert not window.has("dropLine")


def test_a_drag_shows_where_it_leads_and_esc_lets_go(qtbot: QtBot) -> None:
    window = opened(qtbot, TAGS, {"tags": ["a", "b", "c"]})
    drag(window, "drag:body/tags/2", "row:body/tags/1", let_go=False)
    line = window.find("dropLine", QWidget)
    assert line.isVisible()
    line.grab()
    handle = window.find("drag:body/tags/2", QWidget)
    QTest.keyClick(handle, Qt.Key.Key_Escape)
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton)
    assert window.desk.value("body/tags") == ["a", "b", "c"]


def test_the_handle_moves_by_keys(qtbot: QtBot) -> None:
    window = opened(qtbot, TAGS, {"tags": ["a", "b"]})
    QTest.keyClick(window.find("drag:body/tags/0", QWidget), Qt.Key.Key_Down)
    assert window.desk.value("body/tags") == ["b", "a"]
    QTest.keyClick(window.find("drag:body/tags/0", QWidget), Qt.Key.Key_Up)
    assert window.desk.value("body/tags") == ["b", "a"]


def test_in_little_room_the_arrows_give_way(qtbot: QtBot) -> None:
    window = opened(qtbot, TAGS, {"tags": ["a", "b"]})
    assert window.has("up:body/tags/1")
    window.view.resize(360, 760)
    qtbot.waitUntil(lambda: not window.has("up:body/tags/1"))
    assert window.has("drag:body/tags/1")
    assert window.line("body/tags/1").width() > 60


# Many


def test_lines_become_items_in_one_step(qtbot: QtBot) -> None:
    window = opened(qtbot, TAGS, {"tags": ["a"]})
    window.press("several:body/tags")
    box = window.find("many:body/tags", QPlainTextEdit)
    assert box.hasFocus()
    box.insertPlainText("b\nc\n\nd")
    button = window.find("addMany:body/tags", QAbstractButton)
    assert button.text() == "Add 3 items"
    button.click()
    assert window.desk.value("body/tags") == ["a", "b", "c", "d"]
    assert not window.has("many:body/tags")


def test_what_cannot_be_read_is_told_before_anything_is_added(qtbot: QtBot) -> None:
    window = opened(qtbot, LINES, {"lines": []})
    window.press("several:body/lines")
    box = window.find("many:body/lines", QPlainTextEdit)
    box.insertPlainText('{"id": 1}\n{"id":')
    assert not window.find("addMany:body/lines", QAbstractButton).isEnabled()
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert not window.has("many:body/lines")
    assert window.desk.value("body/lines") == []


def test_entries_come_from_lines_and_taken_names_lose_nothing(qtbot: QtBot) -> None:
    schema = {"type": "object", "additionalProperties": {"type": "integer"}}
    window = opened(qtbot, schema, {"a": 1})
    window.press("several:body")
    box = window.find("many:body", QPlainTextEdit)
    box.insertPlainText("a: 5\nb: 6")
    window.find("addMany:body", QAbstractButton).click()
    assert window.desk.value("body") == {"a": 1}
    assert window.has("many:body")
    box.setPlainText("b: 6\nc: 7")
    window.find("addMany:body", QAbstractButton).click()
    assert window.desk.value("body") == {"a": 1, "b": 6, "c": 7}


def test_the_rule_for_names_stands_where_a_name_is_asked_for(qtbot: QtBot) -> None:
    schema = {"type": "object", "propertyNames": {"pattern": "^x-"}, "additionalProperties": {"type": "string"}}
    window = opened(qtbot, schema, {})
    window.press("add:body")
    assert "matches ^x-" in window.find("addName:body", QWidget).property("placeholderText")


def test_a_tuple_says_where_its_schema_ends(qtbot: QtBot) -> None:
    pair = {"type": "array", "prefixItems": [{"type": "string"}, {"type": "number"}], "items": False}
    window = opened(qtbot, members(pair=pair), {"pair": ["a"]})
    button = window.find("add:body/pair", QAbstractButton)
    assert button.text() == "Add an item"
    button.click()
    assert button.text() == "Add an item beyond the schema"
    button.click()
    value = window.desk.value("body/pair")
    assert isinstance(value, list)
    assert len(value) == 3, "a bad value is never forbidden"


# Read-only members

READ_ONLY = {
    **members(
        id={"type": "integer", "readOnly": True},
        name={"type": "string"},
        made={"$ref": "#/components/schemas/Made"},
        secret={"type": "string", "writeOnly": True},
    )
}
MADE = {"Made": {"type": "string", "readOnly": True}}


def test_read_only_members_are_hidden_until_somebody_wants_them(qtbot: QtBot) -> None:
    window = FormWindow(qtbot, FormDesk(body_document(READ_ONLY, MADE)), KEY)
    button = window.find("readOnly:body", QAbstractButton)
    assert button.text() == "Show 2 read-only fields"
    assert not window.has("field:body/id")

    window.press("readOnly:body")
    assert button.text() == "Hide 2 read-only fields"
    assert "read-only" in window.find("row:body/id", QWidget).findChild(Chip).text()  # type: ignore[union-attr]
    window.type_into("body/id", "7")
    assert window.desk.value("body/id") == 7

    window.press("readOnly:body")
    assert window.has("field:body/id"), "what is sent stays in sight"
    assert not window.has("field:body/made")
    assert button.text() == "Show 1 read-only field"


def test_write_only_is_said(qtbot: QtBot) -> None:
    window = FormWindow(qtbot, FormDesk(body_document(READ_ONLY, MADE)), KEY)
    chip = window.find("row:body/secret", QWidget).findChild(Chip)
    assert isinstance(chip, Chip)
    assert "write-only" in chip.text()

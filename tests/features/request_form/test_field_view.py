from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QMenu, QPlainTextEdit, QWidget

from app.core.base.field_path import FieldPath
from app.core.base.json_types import OMIT, FileRef, Omitted, Value
from app.features.request_form.field_view import FieldRow
from app.ui.editors.file import FileEditor
from app.ui.editors.line import LineEditor, SecretEditor
from app.ui.form_row import RowState

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.form_window import FormWindow

    Open = Callable[[str], FormWindow]


@pytest.mark.parametrize(
    ("key", "path", "text", "value"),
    [
        ("PATCH /books/{book_id}", "path/book_id", "42", 42),
        ("GET /books", "query/genre", "Fantasy", "Fantasy"),
        ("GET /books", "query/limit", "5", 5),
        ("POST /everything", "header/x-request-id", "abc", "abc"),
        ("POST /everything", "cookie/session", "s3cret", "s3cret"),
        ("POST /everything", "body/text", "hello", "hello"),
        ("POST /everything", "body/whole", "12x", "12x"),
        ("POST /everything", "body/fraction", "1.5", 1.5),
        ("POST /everything", "body/color", "green", "green"),
        ("POST /everything", "body/color", "pink", "pink"),
        ("POST /everything", "body/version", "2", 2),
        ("POST /everything", "body/day", "2026-11-22", "2026-11-22"),
        ("POST /everything", "body/secret", "hush", "hush"),
        ("POST /everything", "body/anything", '{"a": [1]}', {"a": [1]}),
        ("POST /everything", "body/nothing", "x", "x"),
        ("POST /everything", "body/either", "7", 7),
        ("POST /token", "body/username", "ada", "ada"),
    ],
)
def test_every_kind_of_field_takes_what_is_typed(opened: Open, key: str, path: str, text: str, value: Value) -> None:
    window = opened(key)
    window.view.page.reveal(FieldPath.parse(path))

    window.type_into(path, text)

    assert window.desk.value(path) == value
    assert type(window.desk.value(path)) is type(value)


def test_typing_never_moves_the_caret(opened: Open) -> None:
    window = opened("POST /books")
    line = window.line("body/title")
    line.setFocus()
    line.setText("Dune")
    line.setCursorPosition(2)

    QTest.keyClicks(line, "xy")

    assert line.text() == "Duxyne"
    assert line.cursorPosition() == 4
    assert window.desk.value("body/title") == "Duxyne"


def test_what_another_feature_changes_is_shown_without_taking_the_keyboard(opened: Open) -> None:
    window = opened("POST /books")
    window.line("body/title").setFocus()

    window.desk.put("body/year", 1965)

    assert window.line("body/year").text() == "1965"
    assert window.focus() == "field:body/title"


def test_a_text_that_already_means_the_value_stays_as_it_was_typed(opened: Open) -> None:
    window = opened("POST /everything")

    window.type_into("body/fraction", "1e3")

    assert window.desk.value("body/fraction") == 1000.0
    assert window.line("body/fraction").text() == "1e3"


def test_clearing_a_number_leaves_it_out_and_clearing_a_text_sends_it_empty(opened: Open) -> None:
    window = opened("POST /books")

    window.type_into("body/year", "")
    window.type_into("body/title", "")

    assert window.desk.value("body/year") is OMIT
    assert window.desk.value("body/title") == ""


@pytest.mark.parametrize(("key", "value"), [("omit", OMIT), ("null", None), ("value", "")])
def test_nothing_null_and_empty_are_three_things(opened: Open, key: str, value: Value | Omitted) -> None:
    window = opened("POST /books")
    window.desk.put("body/genre", None if key == "omit" else "x")
    if key == "value":
        window.type_into("body/genre", "")

    window.choose("presence:body/genre", key)

    assert window.desk.value("body/genre") == value


def test_a_value_comes_back_when_it_was_only_left_out(opened: Open) -> None:
    window = opened("POST /books")
    window.type_into("body/genre", "Fantasy")

    window.choose("presence:body/genre", "omit")
    assert window.line("body/genre").text() == ""
    window.choose("presence:body/genre", "value")

    assert window.line("body/genre").text() == "Fantasy"
    assert window.focus() == "field:body/genre"


def test_a_left_out_field_is_faded_and_typing_sends_it(opened: Open) -> None:
    window = opened("POST /books")
    row = window.find("row:body/genre", FieldRow)
    assert row.state() is RowState.OMITTED

    window.type_into("body/genre", "F")

    assert row.state() is RowState.NORMAL
    assert window.desk.value("body/genre") == "F"


@pytest.mark.parametrize(("key", "value"), [("true", True), ("false", False), ("omit", OMIT), ("other", "")])
def test_a_truth_value_says_all_in_one_control(opened: Open, key: str, value: Value | Omitted) -> None:
    window = opened("POST /everything")
    window.desk.put("body/yes", key != "true")

    window.choose("field:body/yes", key)

    assert window.desk.value("body/yes") == value


def test_a_truth_value_can_be_anything_else(opened: Open) -> None:
    window = opened("POST /everything")
    window.desk.put("body/yes", "maybe")
    editor = window.find("field:body/yes", QWidget)
    line = editor.findChild(QLineEdit)
    assert line is not None
    assert (line.text(), line.isVisible()) == ("maybe", True)

    line.setFocus()
    line.end(False)
    QTest.keyClicks(line, "!")
    assert window.desk.value("body/yes") == "maybe!"

    window.desk.put("body/yes", True)
    assert not line.isVisible()
    window.desk.put("body/yes", None)
    window.choose("field:body/yes", "null")
    assert window.desk.value("body/yes") is None


def test_an_enum_offers_its_values(opened: Open) -> None:
    window = opened("POST /everything")
    combo = window.find("field:body/color", QComboBox)
    assert [combo.itemText(index) for index in range(combo.count())] == ["red", "green", "blue", "3"]

    combo.setCurrentIndex(3)
    combo.textActivated.emit(combo.currentText())

    assert window.desk.value("body/color") == 3


def test_helpers_fill_in_a_value(opened: Open) -> None:
    window = opened("POST /everything")

    window.find("field:header/x-request-id", LineEditor).fill_in()

    value = window.desk.value("header/x-request-id")
    assert isinstance(value, str)
    assert len(value) == 36


def test_a_secret_is_hidden_until_asked_for(opened: Open) -> None:
    window = opened("POST /everything")
    window.view.page.reveal(FieldPath.parse("body/secret"))
    editor = window.find("field:body/secret", SecretEditor)
    assert editor.echoMode() is QLineEdit.EchoMode.Password

    editor.toggle_shown()

    assert editor.echoMode() is QLineEdit.EchoMode.Normal


def test_files_are_chosen_and_taken_away(opened: Open, tmp_path: Path) -> None:
    front, back = tmp_path / "front.png", tmp_path / "back.png"
    for file in (front, back):
        file.write_bytes(b"\x89PNG\r\n\x1a\n")
    window = opened("POST /covers/{book_id}")
    one, many = (window.find(f"field:body/{name}", FileEditor) for name in ("front", "others"))

    one.choose_paths([str(front)])
    many.choose_paths([str(front), str(back)])

    png = "image/png"
    assert window.desk.value("body/front") == FileRef(str(front), "front.png", png)
    assert window.desk.value("body/others") == [
        FileRef(str(front), "front.png", png),
        FileRef(str(back), "back.png", png),
    ]
    many.remove_file(many.files()[0])
    one.remove_file(one.files()[0])
    assert window.desk.value("body/others") == [FileRef(str(back), "back.png", png)]
    assert window.desk.value("body/front") is OMIT


def test_a_value_that_one_line_cannot_hold_gets_several(opened: Open) -> None:
    window = opened("POST /everything")

    window.desk.put("body/text", "one\ntwo")

    assert window.find("field:body/text", QPlainTextEdit).toPlainText() == "one\ntwo"


def test_another_editor_goes_on_where_the_person_was_typing(opened: Open) -> None:
    window = opened("POST /everything")
    window.view.page.reveal(FieldPath.parse("body/either"))

    window.type_into("body/either", "5a5b")

    assert window.desk.value("body/either") == "5a5b"
    assert window.focus() == "field:body/either"
    assert window.line("body/either").text() == "5a5b"


def test_a_screen_reader_hears_name_demand_type_and_what_is_wrong(opened: Open) -> None:
    window = opened("POST /books")
    line = window.line("body/year")
    assert line.accessibleName() == "year, required, integer"
    assert "1000 … 2100" in line.accessibleDescription()

    window.desk.refuse({"type": "greater_than_equal", "loc": ["body", "year"], "msg": "Too old", "input": 5})

    assert "Too old" in line.accessibleDescription()


# What the form does not propose


def _menu(window: FormWindow, path: str) -> QMenu:
    editor = window.find(f"field:{path}", QWidget)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(2, 2), editor.mapToGlobal(QPoint(2, 2)))
    QGuiApplication.sendEvent(editor, event)
    menus = window.view.findChildren(QMenu, f"menu:{path}")
    window.qtbot.waitUntil(menus[-1].isVisible)
    return menus[-1]


def _pick(menu: QMenu, name: str) -> None:
    action = next(action for action in menu.actions() if action.objectName() == name)
    action.trigger()
    menu.close()


@pytest.mark.parametrize(("name", "value"), [("leave-out", OMIT), ("null", None)])
def test_a_required_field_can_be_left_out_or_null(opened: Open, name: str, value: Value | Omitted) -> None:
    window = opened("POST /books")

    _pick(_menu(window, "body/title"), name)

    assert window.desk.value("body/title") == value
    assert window.has("presence:body/title")
    window.type_into("body/title", "Dune")
    assert window.desk.value("body/title") == "Dune"


def test_path_and_value_can_be_copied(opened: Open) -> None:
    window = opened("POST /orders")

    _pick(_menu(window, "body/lines/0/book_id"), "copy-path")
    assert QGuiApplication.clipboard().text() == "body.lines.0.book_id"
    _pick(_menu(window, "body/lines/0/book_id"), "copy-value")
    assert QGuiApplication.clipboard().text() == "1"


def test_what_the_document_proposes_is_one_click_away(opened: Open) -> None:
    window = opened("GET /books")
    _pick(_menu(window, "query/limit"), "default")
    assert window.desk.value("query/limit") == 10

    window = opened("POST /books")
    window.type_into("body/author", "")
    _pick(_menu(window, "body/author"), "example:0")
    assert window.line("body/author").text() == "Robert C. Martin"


def test_an_editors_own_menu_is_part_of_it(opened: Open) -> None:
    window = opened("POST /books")
    line = window.line("body/title")
    line.selectAll()

    menu = _menu(window, "body/title")
    copy = next(
        action for action in menu.actions() if "Copy" in action.text() and not action.objectName().startswith("copy-")
    )
    copy.trigger()

    assert QGuiApplication.clipboard().text() == "title"
    menu.close()


def test_digits_that_a_double_cannot_hold_are_told_and_stay(opened: Callable[[str], FormWindow]) -> None:
    window = opened("POST /everything")
    window.type_into("body/fraction", "0.10000000000000000555")
    row = window.find("row:body/fraction", FieldRow)
    assert window.line("body/fraction").text() == "0.10000000000000000555"
    assert "sent as 0.1" in " ".join(label.text() for label in row.findChildren(QLabel))
    window.type_into("body/fraction", "0.5")
    assert "sent as" not in " ".join(label.text() for label in row.findChildren(QLabel))


def test_integers_of_any_size_are_exact(opened: Callable[[str], FormWindow]) -> None:
    window = opened("POST /everything")
    window.type_into("body/whole", "123456789012345678901234567890")
    assert window.desk.value("body/whole") == 123456789012345678901234567890

"""Values that may be anything: JSON for just this value, or one kind that a person chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from app.core.base.field_path import FieldPath
from app.core.base.json_types import OMIT
from app.features.request_form.any_kinds import AnyKind, converted, kind_of_value, still_holds
from app.features.request_form.controls_view import KindChooser
from app.features.request_form.group_view import GroupRow
from app.ui.editors.colored import ColoredEditor
from tests.support.form_bodies import KEY, body_document, documents_of, members
from tests.support.form_desk import FormDesk
from tests.support.form_window import FormWindow

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("x", AnyKind.TEXT),
        (1, AnyKind.NUMBER),
        (1.5, AnyKind.NUMBER),
        (True, AnyKind.TRUTH),
        (None, AnyKind.NULL),
        ({}, AnyKind.OBJECT),
        ([], AnyKind.ARRAY),
        (OMIT, AnyKind.JSON),
    ],
)
def test_each_value_has_a_kind(value: Any, kind: AnyKind) -> None:
    assert kind_of_value(value) is kind
    assert still_holds(kind, value)
    assert still_holds(AnyKind.JSON, value)


@pytest.mark.parametrize(
    ("value", "kind", "result"),
    [
        (5, AnyKind.TEXT, "5"),
        ({"a": 1}, AnyKind.TEXT, '{"a":1}'),
        (OMIT, AnyKind.TEXT, ""),
        (None, AnyKind.TEXT, ""),
        ("12345678901234567890", AnyKind.NUMBER, 12345678901234567890),
        ("many", AnyKind.NUMBER, 0),
        (None, AnyKind.NUMBER, 0),
        ("true", AnyKind.TRUTH, True),
        (3, AnyKind.TRUTH, False),
        ("x", AnyKind.NULL, None),
        ("x", AnyKind.ARRAY, ["x"]),
        ("", AnyKind.ARRAY, []),
        (OMIT, AnyKind.ARRAY, []),
        ('{"a": 1}', AnyKind.OBJECT, {"a": 1}),
        ("x", AnyKind.OBJECT, {}),
        ([1], AnyKind.OBJECT, {}),
        ("x", AnyKind.TEXT, "x"),
        ("x", AnyKind.JSON, "x"),
    ],
)
def test_what_can_be_kept_is_kept(value: Any, kind: AnyKind, result: Any) -> None:
    made = converted(value, kind)
    assert made == result
    assert type(made) is type(result)


ANYTHING = members(any={})


@pytest.fixture
def window(qtbot: QtBot) -> FormWindow:
    return FormWindow(qtbot, FormDesk(body_document(ANYTHING)), KEY)


def chosen(window: FormWindow, kind: AnyKind, path: str = "body/any") -> None:
    window.find(f"kind:{path}", KindChooser).choose(kind)


def test_json_is_read_and_other_text_is_sent_as_text_and_said(window: FormWindow) -> None:
    editor = window.find("field:body/any", QPlainTextEdit)
    assert isinstance(editor, ColoredEditor)
    editor.setFocus()
    QTest.keyClicks(editor, "[1, 2")
    assert window.desk.value("body/any") == "[1, 2"
    row = window.view.presenter.row_at(FieldPath.parse("body/any"))
    assert row is not None
    assert row.hint == "no JSON: sent as text"
    QTest.keyClicks(editor, "]")
    assert window.desk.value("body/any") == [1, 2]


def test_a_text_that_looks_like_a_number_stays_a_text(window: FormWindow) -> None:
    chosen(window, AnyKind.TEXT)
    assert window.desk.value("body/any") == ""
    assert window.focus() == "field:body/any"
    window.type_into("body/any", "5")
    assert window.desk.value("body/any") == "5"
    chosen(window, AnyKind.NUMBER)
    assert window.desk.value("body/any") == 5
    assert isinstance(window.find("field:body/any", QWidget), QLineEdit)


def test_an_object_has_rows_and_goes_back_to_json(window: FormWindow) -> None:
    chosen(window, AnyKind.OBJECT)
    assert window.desk.value("body/any") == {}
    group = window.find("field:body/any", GroupRow)
    assert group.is_expanded()
    window.press("add:body/any")
    name = window.find("addName:body/any", QLineEdit)
    QTest.keyClicks(name, "inner")
    name.returnPressed.emit()
    assert window.desk.value("body/any") == {"inner": ""}
    chosen(window, AnyKind.JSON)
    assert window.find("field:body/any", QPlainTextEdit).toPlainText() == '{"inner":""}'


def test_an_array_of_anything_takes_items(window: FormWindow) -> None:
    chosen(window, AnyKind.ARRAY)
    window.press("add:body/any")
    chosen(window, AnyKind.TRUTH, "body/any/0")
    assert window.desk.value("body/any") == [False]
    chosen(window, AnyKind.NULL, "body/any/0")
    assert window.desk.value("body/any") == [None]


def test_a_kind_that_no_longer_holds_gives_way_to_json(window: FormWindow) -> None:
    chosen(window, AnyKind.TEXT)
    window.desk.put("body/any", {"raw": 1})
    assert window.find("kind:body/any", KindChooser).currentText() == AnyKind.JSON
    window.desk.put("body/any", "text again")
    assert window.find("kind:body/any", KindChooser).currentText() == AnyKind.TEXT


def test_a_whole_body_of_any_kind(qtbot: QtBot) -> None:
    window = FormWindow(qtbot, FormDesk(body_document({})), KEY)
    chosen(window, AnyKind.OBJECT, "body")
    assert window.desk.value("body") == {}
    assert window.has("add:body")
    chosen(window, AnyKind.JSON, "body")
    assert window.has("field:body")
    chosen(window, AnyKind.NUMBER, "body")
    window.type_into("body", "7")
    assert window.desk.value("body") == 7


def test_what_the_schema_names_needs_no_chooser(qtbot: QtBot) -> None:
    window = FormWindow(qtbot, FormDesk(body_document(members(text={"type": "string"}))), KEY)
    assert not window.view.findChildren(KindChooser)


def test_markup_is_coloured(qtbot: QtBot) -> None:
    contents = {"text/html": {"schema": {"type": "string"}}}
    window = FormWindow(qtbot, FormDesk(documents_of(contents)), KEY)
    editor = window.find("field:body", ColoredEditor)
    editor.setPlainText("<p class='x'>\nhello")
    assert window.desk.value("body") == "<p class='x'>\nhello"
    assert editor.document().firstBlock().layout().formats()

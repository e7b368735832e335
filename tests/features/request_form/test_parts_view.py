"""Bodies of every kind as parts of the page, and the page in another look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFont, QMouseEvent, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QMenu, QPlainTextEdit, QWidget

from app.core.base.field_path import FieldPath
from app.core.base.json_types import OMIT
from app.core.forms.edits import SetValue
from app.features.request_form.page_view import FormPage
from app.features.request_form.parts import PartKey
from app.features.request_form.tab_order_view import in_tab_order
from app.features.request_form.top_view import PathLabel
from app.ui.metrics import CONTROL_HEIGHT
from app.ui.theme import THEME_PROPERTY, ZOOM_PROPERTY
from app.ui.theme_manager import ThemeManager, ThemeMode
from tests.support.form_bodies import KEY, body_document, documents_of, members
from tests.support.form_desk import FormDesk, an_error
from tests.support.form_documents import bookstore_document
from tests.support.form_window import FormWindow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    Open = Callable[[str], FormWindow]

JSON = "application/json"


def _posting(schema: dict[str, Any], *, required: bool = True, media_type: str = JSON) -> FormDesk:
    document = bookstore_document()
    body = {"required": required, "content": {media_type: {"schema": schema}}}
    document["paths"]["/books"]["post"]["requestBody"] = body
    return FormDesk(document)


def test_an_optional_body_is_left_out_until_it_is_wanted(qtbot: QtBot) -> None:
    window = FormWindow(qtbot, _posting({"$ref": "#/components/schemas/BookIn"}, required=False), "POST /books")
    assert window.desk.value("body") is OMIT

    window.choose("presence:body", "value")
    assert window.has("field:body/title")
    assert isinstance(window.desk.value("body"), dict)

    window.choose("presence:body", "omit")
    assert window.desk.value("body") is OMIT
    assert not window.has("field:body/title")


def test_an_edit_deep_in_a_body_that_is_left_out_makes_it(qtbot: QtBot) -> None:
    window = FormWindow(qtbot, _posting({"$ref": "#/components/schemas/BookIn"}, required=False), "POST /books")

    window.desk.put("body/title", "Dune")

    assert window.line("body/title").text() == "Dune"


def test_a_body_that_is_a_union_has_its_chooser_in_the_heading(qtbot: QtBot) -> None:
    schema = {"oneOf": [{"$ref": "#/components/schemas/Card"}, {"$ref": "#/components/schemas/Transfer"}]}
    window = FormWindow(qtbot, _posting(schema), "POST /books")
    assert window.has("field:body/number")

    window.choose("branch:body", "1")

    assert window.has("field:body/iban")
    assert not window.has("field:body/number")


@pytest.mark.parametrize(
    ("schema", "text", "value"),
    [
        ({"type": "integer", "minimum": 1}, "5", 5),
        ({"type": "string"}, "five", "five"),
        ({}, '{"a": 1}', {"a": 1}),
        ({"enum": ["red", "green"]}, "green", "green"),
    ],
)
def test_a_body_of_one_value_is_one_row(qtbot: QtBot, schema: dict[str, Any], text: str, value: object) -> None:
    window = FormWindow(qtbot, _posting(schema), "POST /books")

    window.type_into("body", text)
    window.desk.refuse(an_error("odd", "Too odd", "body", given=value))

    assert window.desk.value("body") == value
    assert window.errors("body") == ["Too odd"]
    window.desk.reveal("body/deeper")
    assert window.focus() == "field:body"


def test_a_body_that_is_an_array_adds_items(qtbot: QtBot) -> None:
    window = FormWindow(qtbot, _posting({"type": "array", "items": {"type": "integer"}}), "POST /books")
    window.desk.put("body", [])

    window.press("add:body")
    window.type_into("body/0", "7")

    assert window.desk.value("body") == [7]
    window.press("remove:body/0")
    assert window.desk.value("body") == []


def test_a_body_of_bytes_is_a_file(qtbot: QtBot) -> None:
    desk = _posting({"type": "string", "format": "binary"}, media_type="application/octet-stream")
    window = FormWindow(qtbot, desk, "POST /books")

    assert type(window.find("field:body", QWidget)).__name__ == "FileEditor"
    assert not window.find("bodyMode", QWidget).isVisible()


def test_a_body_of_text_takes_lines(opened: Open) -> None:
    window = opened("POST /notes")
    window.view.presenter.edits.choose_media_type("text/plain")

    editor = window.find("field:body", QPlainTextEdit)
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, "one")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClicks(editor, "two")

    assert window.desk.value("body") == "one\ntwo"


def test_a_warning_on_a_single_body_is_shown(qtbot: QtBot) -> None:
    window = FormWindow(qtbot, _posting({"type": "integer", "minimum": 10}), "POST /books")

    window.type_into("body", "5")
    window.rest()

    assert window.messages("warning:body")


def test_fixes_on_groups_and_parts_are_one_click_too(opened: Open) -> None:
    window = opened("POST /orders")
    window.desk.put("body", {"customer": {"name": "Ada"}})
    diagnosis = window.desk.refuse(
        an_error("missing", "Field required", "body", "lines", given={}),
        an_error("missing", "Field required", "body", "shipping_address", "city", given={}),
    )
    labels = [fix.label for finding in diagnosis.findings for fix in finding.fixes[:1]]
    assert labels

    for label in labels:
        window.press_text(label)

    assert window.desk.value("body/lines") is not OMIT


def test_a_value_in_a_part_that_was_not_there_shows_the_part(opened: Open) -> None:
    window = opened("POST /books")

    window.desk.edit(SetValue(FieldPath.parse("header/X-Trace"), "on"))

    assert window.line("header/X-Trace").text() == "on"


def test_revealing_what_no_part_holds_shows_the_list_on_top(opened: Open) -> None:
    window = opened("GET /books")
    window.desk.refuse(an_error("missing", "Field required", "body", "title"))

    window.desk.workspace.focus_finding(window.desk.tab.identity, 0, by="test")

    (words,) = window.errors("unplaced")
    assert words.startswith("Field required")


def test_the_menu_of_parts_opens_below_its_button(opened: Open) -> None:
    window = opened("GET /books")

    window.press("addPart")

    menu = window.find("addPartMenu", QMenu)
    window.qtbot.waitUntil(menu.isVisible)
    assert [action.text() for action in menu.actions()] == ["Add a query parameter", "Add a header", "Add a cookie"]
    menu.close()


def test_a_path_parameter_shows_that_it_leads_somewhere(opened: Open) -> None:
    window = opened("PATCH /books/{book_id}")
    label = window.find("requestPath", PathLabel)

    def move_to(x: int) -> None:
        where = QPointF(x, 10)
        event = QMouseEvent(
            QMouseEvent.Type.MouseMove,
            where,
            label.mapToGlobal(where),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
        )
        label.mouseMoveEvent(event)

    move_to(label.sizeHint().width() - 12)
    assert label.toolTip() == "Go to book_id"
    assert label.cursor().shape() is Qt.CursorShape.PointingHandCursor
    move_to(3)
    assert label.toolTip() == ""
    label.resize(40, label.height())
    move_to(3)
    assert label.toolTip() == "/books/{book_id}"
    assert not label.grab().isNull()


# Another look


@pytest.fixture
def look(qapp: QApplication) -> Iterator[ThemeManager]:
    style, palette, font = qapp.style().name(), QPalette(qapp.palette()), QFont(qapp.font())
    manager = ThemeManager(qapp)
    manager.apply(ThemeMode.LIGHT)
    yield manager
    manager.deleteLater()
    for name in (THEME_PROPERTY, ZOOM_PROPERTY):
        qapp.setProperty(name, None)
    qapp.setStyleSheet("")
    qapp.setStyle(style)
    qapp.setPalette(palette)
    qapp.setFont(font)


@pytest.mark.parametrize("key", ["POST /orders", "POST /covers/{book_id}", "GET /me"])
def test_every_row_follows_theme_and_zoom(opened: Open, look: ThemeManager, key: str) -> None:
    window = opened(key)
    light = window.view.grab().toImage()
    heights = {id(widget): widget.sizeHint().height() for widget in in_tab_order(_sheet(window))}

    look.set_mode(ThemeMode.DARK)
    assert window.view.grab().toImage() != light
    look.set_zoom(200)
    window.qtbot.waitUntil(lambda: window.view.grab().toImage() != light)

    larger = [widget.sizeHint().height() > heights[id(widget)] for widget in in_tab_order(_sheet(window))]
    assert all(larger), "a control kept its old size"


def _sheet(window: FormWindow) -> QWidget:
    sheet = window.view.page.widget()
    assert sheet is not None
    return sheet


@pytest.mark.parametrize("width", [380, 640, 1600])
@pytest.mark.parametrize("key", ["POST /orders", "POST /covers/{book_id}", "GET /me", "POST /everything"])
def test_nothing_is_cut_off_at_the_side(opened: Open, look: ThemeManager, key: str, width: int) -> None:
    window = opened(key)
    window.view.resize(width, 800)
    page = window.find("formPage", FormPage)
    window.qtbot.waitUntil(lambda: page.width() == width)
    window.qtbot.waitUntil(page.is_calm)

    for widget in in_tab_order(_sheet(window)):
        right = widget.mapTo(page.viewport(), QPoint(widget.width(), 0)).x()
        assert right <= page.viewport().width(), f"{widget.objectName()} ends at {right}"


def test_in_little_room_the_controls_of_a_heading_have_a_line_of_their_own(qtbot: QtBot) -> None:
    schema = {"schema": members(a={"type": "string"})}
    desk = FormDesk(documents_of({"application/json": schema, "application/vnd.company.thing+json": schema}))
    window = FormWindow(qtbot, desk, KEY)
    body = window.view.page.part(PartKey.BODY)
    assert body is not None
    assert not body.heading.is_stacked()

    window.view.resize(320, 760)
    qtbot.waitUntil(body.heading.is_stacked)
    qtbot.waitUntil(lambda: body.heading.height() > 2 * CONTROL_HEIGHT)
    window.view.resize(640, 760)
    qtbot.waitUntil(lambda: not body.heading.is_stacked() and body.heading.height() < 2 * CONTROL_HEIGHT)
    assert window.has("mediaType")


def test_the_heading_of_a_body_says_its_rules(qtbot: QtBot) -> None:
    entries = {"^x-": {"type": "integer"}}
    schema = {"type": "object", "patternProperties": entries, "additionalProperties": False, "minProperties": 2}
    window = FormWindow(qtbot, FormDesk(body_document(schema)), KEY)
    texts = [label.text() for label in window.find("part:body", QWidget).findChildren(QLabel)]
    assert "map of integer · ≥ 2 entries" in texts
    assert any(button.text() == "Add an entry" for button in window.view.findChildren(QAbstractButton))

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.core.base.json_types import OMIT
from app.core.requests.model import BytesBody
from app.features.request_form.part_view import BodyPart
from app.features.request_form.parts import PartKey
from app.features.request_form.services import RequestFormServices
from app.features.request_form.view import RequestFormView
from app.ui.banner import Banner
from app.ui.code.editor import CodeEditor
from app.ui.combo import ComboBox
from tests.support.form_desk import TOO_OLD, FormDesk, an_error
from tests.support.form_window import FormWindow

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    Open = Callable[[str], FormWindow]

BROKEN = '{\n  "title": "Dune",\n  \'year\': 1965\n}'


def _as_text(window: FormWindow) -> CodeEditor:
    window.choose("bodyMode", "json")
    return window.find("rawBody", CodeEditor)


def _type(editor: CodeEditor, text: str) -> None:
    editor.selectAll()
    editor.insertPlainText(text)


def _banner(window: FormWindow, name: str) -> str:
    banner = window.find(name, Banner)
    content = banner.content()
    return f"{content.title} {content.text}" if content is not None and banner.isVisible() else ""


def test_the_form_shows_up_in_the_text_and_the_text_in_the_form(opened: Open) -> None:
    window = opened("POST /books")
    window.type_into("body/title", "Dune")

    editor = _as_text(window)
    assert '"title": "Dune"' in editor.raw_text()
    assert not window.has("field:body/title")
    _type(editor, '{"title": "Emma", "year": 1815}')
    assert window.desk.value("body") == {"title": "Emma", "year": 1815}

    window.choose("bodyMode", "form")
    assert window.line("body/title").text() == "Emma"
    assert window.line("body/year").text() == "1815"
    assert window.line("body/author").text() == ""


def test_the_text_stays_exactly_as_it_was_typed(opened: Open) -> None:
    window = opened("POST /books")
    editor = _as_text(window)
    text = '{ "year" : 1.50e3 ,\n\n"title":"D\\u00fcne"}'

    _type(editor, text)
    window.choose("bodyMode", "form")
    window.choose("bodyMode", "json")

    assert editor.raw_text() == text
    assert window.desk.tab.state.body_text == text


def test_broken_text_is_kept_with_line_column_and_tip_and_the_caret_goes_there(opened: Open) -> None:
    window = opened("POST /books")
    editor = _as_text(window)

    _type(editor, BROKEN)

    words = _banner(window, "rawProblem")
    assert "line 3, column 3" in words
    assert "double quotes" in words
    assert editor.raw_text() == BROKEN
    assert window.desk.value("body/title") == "title", "the form stays at the last value that could be read"
    window.press_text("Go to it")
    cursor = editor.textCursor()
    assert (cursor.blockNumber() + 1, cursor.positionInBlock() + 1) == (3, 3)
    assert editor.error() is not None

    _type(editor, "{}")
    assert _banner(window, "rawProblem") == ""
    assert editor.error() is None


def test_the_form_says_that_the_text_is_not_json_yet_and_leads_back(opened: Open) -> None:
    window = opened("POST /books")
    editor = _as_text(window)
    _type(editor, BROKEN)

    window.choose("bodyMode", "form")
    assert "not JSON yet" in _banner(window, "bodyNotice")
    assert window.line("body/title").text() == "title"

    window.press_text("Go to the text")
    assert editor.isVisible()
    assert editor.raw_text() == BROKEN
    assert editor.textCursor().blockNumber() == 2


def test_an_edit_of_the_form_replaces_unfinished_text_and_it_can_be_brought_back(opened: Open) -> None:
    window = opened("POST /books")
    editor = _as_text(window)
    _type(editor, BROKEN)
    window.choose("bodyMode", "form")

    window.type_into("body/title", "Emma")
    assert "replaced" in _banner(window, "bodyNotice")
    assert window.desk.tab.state.body_text is None

    window.press_text("Bring it back")
    assert editor.isVisible()
    assert editor.raw_text() == BROKEN


def test_unfinished_text_is_in_front_when_the_form_is_opened_again(opened: Open) -> None:
    window = opened("POST /books")
    _type(_as_text(window), BROKEN)
    identity = window.desk.tab.identity

    again = RequestFormView(window.desk.workspace, identity, RequestFormServices())
    window.qtbot.addWidget(again)

    part = again.page.part(PartKey.BODY)
    assert isinstance(part, BodyPart)
    assert part.is_text()
    assert part.raw is not None
    assert part.raw.code.text() == BROKEN


def test_an_emptied_text_sends_no_body(opened: Open) -> None:
    window = opened("POST /books")

    _type(_as_text(window), "")

    assert window.desk.value("body") is OMIT
    window.choose("bodyMode", "form")
    assert window.has("fill:body")
    window.press("fill:body")
    assert isinstance(window.desk.value("body"), dict)
    assert window.has("field:body/title")


def test_text_of_the_wrong_shape_is_shown_as_it_is(opened: Open) -> None:
    window = opened("POST /books")

    _type(_as_text(window), "[1, 2]")
    window.choose("bodyMode", "form")

    assert window.has("field:body")
    assert not window.has("field:body/title")
    window.type_into("body", '{"title": "Dune"}')
    assert window.line("body/title").text() == "Dune"


def test_what_others_change_is_seen_in_the_text(opened: Open) -> None:
    window = opened("POST /books")
    editor = _as_text(window)

    window.desk.put("body/title", "Emma")

    assert '"title": "Emma"' in editor.raw_text()


def test_typing_in_the_text_keeps_the_caret(opened: Open) -> None:
    window = opened("POST /books")
    editor = _as_text(window)
    _type(editor, '{"title": "De"}')
    editor.go_to(1, 13)
    editor.setFocus()

    QTest.keyClicks(editor, "un")

    assert editor.raw_text() == '{"title": "Dune"}'
    assert editor.textCursor().positionInBlock() == 14
    assert window.desk.value("body/title") == "Dune"


def test_errors_on_fields_are_told_above_the_text_and_reveal_switches_to_the_form(opened: Open) -> None:
    window = opened("POST /books")
    _type(_as_text(window), '{"year": 500}')
    window.desk.refuse(TOO_OLD)
    assert any("1000" in words for words in window.errors("body"))

    window.desk.reveal("body/year")

    assert window.line("body/year").isVisible()
    assert window.errors("body/year") == ["Input should be greater than or equal to 1000"]
    assert window.focus() == "field:body/year"


def test_a_place_that_the_server_could_not_read_past_is_marked_in_the_text(opened: Open) -> None:
    window = opened("POST /books")
    editor = _as_text(window)
    _type(editor, '{"title": "Dune"}')
    window.choose("bodyMode", "form")
    window.desk.refuse(an_error("json_invalid", "JSON decode error", "body", 10, given={}, error="Expecting value"))

    window.desk.workspace.focus_finding(window.desk.tab.identity, 0, by="test")

    assert editor.isVisible()
    error = editor.error()
    assert error is not None
    assert (error.line, error.column) == (1, 11)
    assert editor.textCursor().positionInBlock() == 10


def test_the_media_type_can_be_chosen_where_there_are_several(opened: Open) -> None:
    window = opened("POST /notes")
    media = window.find("mediaType", ComboBox)
    assert media.isVisible()

    media.setCurrentText("text/plain")
    media.activated.emit(media.currentIndex())

    assert window.desk.tab.state.media_type == "text/plain"
    assert not window.find("bodyMode", QWidget).isVisible()
    window.type_into("body", "hello")
    assert window.desk.value("body") == "hello"
    assert not opened("POST /books").find("mediaType", ComboBox).isVisible()


def test_ctrl_enter_is_no_new_line(opened: Open) -> None:
    window = opened("POST /books")
    editor = _as_text(window)
    before = editor.raw_text()
    editor.setFocus()

    QTest.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    assert editor.raw_text() == before


# XML


def _books_in_xml() -> dict[str, Any]:
    book = {
        "type": "object",
        "required": ["id", "title"],
        "properties": {
            "id": {"type": "integer", "xml": {"attribute": True}},
            "title": {"type": "string"},
            "authors": {"type": "array", "items": {"type": "string", "xml": {"name": "author"}}},
        },
    }
    content = {"application/xml": {"schema": {"$ref": "#/components/schemas/Book"}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Books", "version": "1"},
        "paths": {"/books": {"post": {"requestBody": {"required": True, "content": content}}}},
        "components": {"schemas": {"Book": book}},
    }


def test_fields_are_written_as_xml_and_the_text_can_be_edited(qtbot: QtBot) -> None:
    window = FormWindow(qtbot, FormDesk(_books_in_xml()), "POST /books")
    window.type_into("body/title", "Emma")
    window.type_into("body/id", "7")

    editor = _as_text(window)
    assert editor.raw_text().endswith('<Book id="7">\n  <title>Emma</title>\n</Book>')
    _type(editor, "<Book id='8'/>")
    assert _banner(window, "rawProblem") == ""

    window.choose("bodyMode", "form")
    assert window.line("body/id").text() == "8"
    assert window.line("body/title").text() == ""
    assert _banner(window, "bodyNotice") == ""
    window.type_into("body/title", "Dune")
    assert _banner(window, "bodyNotice") == ""
    assert _as_text(window).raw_text().endswith('<Book id="8">\n  <title>Dune</title>\n</Book>')


def test_typed_xml_is_read_into_the_fields(qtbot: QtBot) -> None:
    window = FormWindow(qtbot, FormDesk(_books_in_xml()), "POST /books")
    editor = _as_text(window)
    _type(editor, "<Book id='8'><title>Emma</title><author>Jane</author><author>Austen</author></Book>")

    window.choose("bodyMode", "form")
    assert window.line("body/title").text() == "Emma"
    assert window.line("body/authors/1").text() == "Austen"
    assert window.desk.value("body") == {"id": 8, "title": "Emma", "authors": ["Jane", "Austen"]}
    assert window.desk.prepared().body == BytesBody(editor.raw_text().encode())


def test_xml_that_cannot_be_read_is_kept_and_told(qtbot: QtBot) -> None:
    window = FormWindow(qtbot, FormDesk(_books_in_xml()), "POST /books")
    window.type_into("body/title", "Emma")
    editor = _as_text(window)
    _type(editor, "<Book>\n<title>Dune</Book>")
    assert "Not XML yet, line 2, column 14" in _banner(window, "rawProblem")
    error = editor.error()
    assert error is not None
    assert (error.line, error.column) == (2, 14)

    window.choose("bodyMode", "form")
    assert window.line("body/title").text() == "Emma"
    assert "not XML yet" in _banner(window, "bodyNotice")
    window.press_text("Go to the text")
    assert editor.textCursor().blockNumber() == 1
    assert editor.raw_text() == "<Book>\n<title>Dune</Book>"


def test_what_xml_says_beyond_the_form_is_told_and_can_be_brought_back(qtbot: QtBot) -> None:
    window = FormWindow(qtbot, FormDesk(_books_in_xml()), "POST /books")
    editor = _as_text(window)
    typed = "<Book id='8'>\n  <!-- mine -->\n  <title lang='en'>Emma</title></Book>"
    _type(editor, typed)
    assert "Line 2, column 3: a comment" in _banner(window, "rawProblem")
    assert "and 1 more" in _banner(window, "rawProblem")
    assert editor.error() is None
    window.press_text("Go to it")
    assert (editor.textCursor().blockNumber(), editor.textCursor().positionInBlock()) == (1, 2)

    window.choose("bodyMode", "form")
    assert window.line("body/title").text() == "Emma"
    assert "says more than the form shows" in _banner(window, "bodyNotice")
    window.type_into("body/title", "Dune")
    assert "was replaced" in _banner(window, "bodyNotice")
    window.press_text("Bring it back")
    assert editor.raw_text() == typed
    assert window.desk.value("body/title") == "Emma"

"""The code view: exact text, large text, errors, finding, keys."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextCharFormat
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from app.ui.code.editor import CodeEditor, CodeError
from app.ui.code.highlighting import Language
from app.ui.code_view import LONG_LINE, SLICE, WINDOW, CodeView, SaveRequested
from app.ui.editors.base import Edited
from app.ui.theme import Token, current_theme
from tests.support.widgets import shown

if TYPE_CHECKING:
    from PySide6.QtWidgets import QTextEdit
    from pytestqt.qtbot import QtBot

    from app.ui.theme_manager import ThemeManager


@pytest.fixture
def view(qtbot: QtBot) -> CodeView:
    return shown(qtbot, CodeView("Body"), 600, 400)


@pytest.fixture
def raw(qtbot: QtBot) -> CodeView:
    return shown(qtbot, CodeView("Raw body", editable=True), 600, 400)


def block_colors(editor: CodeEditor, number: int) -> list[str]:
    formats = editor.document().findBlockByNumber(number).layout().formats()
    return [one.format.foreground().color().name() for one in formats]


def found_marks(view: CodeView) -> list[QTextEdit.ExtraSelection]:
    return [mark for mark in view.editor.extraSelections() if mark.cursor.hasSelection()]


@pytest.mark.parametrize("text", ["", "a\u00a0b", "a\u2028b", "\U0001f600", "x\n\n", "tab\there", "\x00"])
def test_an_editable_text_is_exact(raw: CodeView, text: str) -> None:
    raw.set_text(text)
    assert raw.text() == text


@pytest.mark.parametrize("text", ["a\r\nb", "a\ud800b", "x" * (LONG_LINE + 5)])
def test_a_read_text_stays_exact_whatever_is_shown(view: CodeView, text: str) -> None:
    view.set_text(text)
    assert view.text() == text
    view.copy_all()
    if "\ud800" not in text:
        assert QGuiApplication.clipboard().text() == text


def test_programs_are_silent_and_people_are_heard(raw: CodeView) -> None:
    heard: list[Edited] = []
    raw.edited.connect(heard.append)
    raw.set_text('{"a": 1}')
    assert heard == []
    QTest.keyClicks(raw.editor, "x")
    assert heard == [Edited('x{"a": 1}')]
    raw.set_text('x{"a": 1}')
    assert raw.editor.textCursor().position() == 1, "an equal text leaves the caret"


def test_only_visible_lines_are_coloured(view: CodeView) -> None:
    view.set_text("\n".join(f'"key{number}": {number},' for number in range(2000)))
    assert block_colors(view.editor, 0)[0] == current_theme().hex(Token.CODE_KEY)
    assert block_colors(view.editor, 1500) == []
    view.editor.go_to(1501)
    view.editor.grab()
    assert block_colors(view.editor, 1500)[0] == current_theme().hex(Token.CODE_KEY)


def test_an_edited_line_is_coloured_anew(raw: CodeView) -> None:
    raw.set_text("nul")
    assert block_colors(raw.editor, 0) == []
    raw.editor.go_to(1, 4)
    QTest.keyClicks(raw.editor, "l")
    raw.editor.color_visible()
    assert block_colors(raw.editor, 0) == [current_theme().hex(Token.CODE_LITERAL)]


def test_colours_follow_language_and_theme(view: CodeView, look: ThemeManager) -> None:
    view.set_text("import x")
    assert block_colors(view.editor, 0) == []
    view.set_language(Language.PYTHON)
    light = block_colors(view.editor, 0)
    assert light == [current_theme().hex(Token.CODE_LITERAL)]
    assert view.editor.coloring.language() is Language.PYTHON
    look.toggle()
    assert block_colors(view.editor, 0) == [current_theme().hex(Token.CODE_LITERAL)] != light


def test_colours_count_in_utf16(view: CodeView) -> None:
    view.set_text('"\U0001f600": 1')
    formats = view.editor.document().firstBlock().layout().formats()
    assert [(one.start, one.length) for one in formats] == [(0, 4), (4, 1), (6, 1)]


def test_the_mark_of_an_error_stands_at_its_place(raw: CodeView) -> None:
    raw.set_text('{\n  "\U0001f600" 1\n}')
    raw.set_error(CodeError(2, 7, "Expected ':'"))
    (mark,) = [
        one
        for one in raw.editor.extraSelections()
        if one.format.underlineStyle() is QTextCharFormat.UnderlineStyle.WaveUnderline
    ]
    assert mark.cursor.selectedText() == "1"
    assert raw.editor.accessibleDescription() == "Line 2, column 7: Expected ':'"
    raw.go_to_error()
    assert raw.editor.textCursor().blockNumber() == 1
    assert raw.editor.textCursor().position() == mark.cursor.selectionStart()
    raw.grab()
    raw.set_error(None)
    assert raw.editor.error() is None
    assert raw.editor.accessibleDescription() == ""
    raw.go_to_error()


@pytest.mark.parametrize("error", [CodeError(99, 1, "x"), CodeError(1, 99, "x"), CodeError(1, 1, "x", 99)])
@pytest.mark.parametrize("text", ["", "ab", "ab\ncd"])
def test_an_error_outside_the_text_is_marked_at_its_end(raw: CodeView, text: str, error: CodeError) -> None:
    raw.set_text(text)
    raw.set_error(error)
    raw.go_to_error()
    raw.grab()
    assert raw.editor.error() == error


def test_brackets_are_matched(raw: CodeView) -> None:
    raw.set_text('{"\U0001f600": [1]}')
    raw.editor.go_to(1, 1)
    assert [mark.cursor.selectedText() for mark in found_marks(raw)] == ["{", "}"]
    raw.editor.go_to(1, 8)
    assert sorted(mark.cursor.selectedText() for mark in found_marks(raw)) == ["[", "]"]
    raw.set_text("(")
    raw.editor.go_to(1, 1)
    assert found_marks(raw) == []


def test_enter_keeps_and_deepens_the_indentation(raw: CodeView) -> None:
    raw.set_text('  {"a": [')
    raw.editor.go_to(1, 99)
    QTest.keyClick(raw.editor, Qt.Key.Key_Return)
    assert raw.text() == '  {"a": [\n    '
    QTest.keyClicks(raw.editor, "1")
    QTest.keyClick(raw.editor, Qt.Key.Key_Return)
    assert raw.text() == '  {"a": [\n    1\n    '
    QTest.keyClick(raw.editor, Qt.Key.Key_Backtab)
    assert raw.text() == '  {"a": [\n    1\n  '
    QTest.keyClick(raw.editor, Qt.Key.Key_Tab)
    assert raw.text() == '  {"a": [\n    1\n    '


def test_escape_lets_tab_leave(qtbot: QtBot, raw: CodeView) -> None:
    with qtbot.waitActive(raw):
        raw.activateWindow()
    raw.set_text("x")
    raw.open_find()
    raw.editor.setFocus()
    qtbot.waitUntil(raw.editor.hasFocus)
    QTest.keyClick(raw.editor, Qt.Key.Key_Escape)
    QTest.keyClick(raw.editor, Qt.Key.Key_Tab)
    assert raw.text() == "x"
    assert not raw.editor.hasFocus()


def test_a_read_view_takes_no_keys(view: CodeView) -> None:
    view.set_text("abc")
    QTest.keyClicks(view.editor, "x")
    QTest.keyClick(view.editor, Qt.Key.Key_Return)
    assert view.editor.raw_text() == "abc"


def test_a_large_text_comes_in_slices(qtbot: QtBot, view: CodeView) -> None:
    text = json.dumps(list(range(60_000)), indent=0)
    assert SLICE < len(text) < WINDOW
    view.set_text(text)
    assert not view.is_complete()
    assert view.editor.document().characterCount() <= SLICE + 1
    qtbot.waitUntil(view.is_complete)
    assert view.editor.raw_text() == text
    view.set_text("short")
    assert view.is_complete()
    assert view.editor.raw_text() == "short"


def test_a_large_editable_text_is_whole_and_can_be_edited_afterwards(qtbot: QtBot, raw: CodeView) -> None:
    text = "some words\n" * 20_000
    raw.set_text(text)
    assert raw.editor.isReadOnly()
    qtbot.waitUntil(raw.is_complete, timeout=20_000)
    assert not raw.editor.isReadOnly()
    assert raw.text() == text


def test_a_huge_text_is_shown_in_parts_with_a_word(qtbot: QtBot, view: CodeView) -> None:
    text = "word\n" * (WINDOW // 5 * 2)
    view.set_text(text)
    qtbot.waitUntil(view.is_complete, timeout=20_000)
    assert len(view.editor.raw_text()) == WINDOW
    words = " ".join(label.text() for label in view.findChildren(QLabel) if label.isVisible())
    assert "are shown" in words
    more = next(button for button in view.findChildren(QPushButton) if button.text() == "Show more")
    save = next(button for button in view.findChildren(QPushButton) if button.text() == "Save all…")
    with qtbot.waitSignal(view.save_requested) as caught:
        save.click()
    assert caught.args == [SaveRequested()]
    more.click()
    qtbot.waitUntil(view.is_complete, timeout=20_000)
    assert len(view.editor.raw_text()) == len(text)
    assert not more.isVisible()


def test_long_lines_are_cut_and_told(view: CodeView) -> None:
    view.set_text("x" * (LONG_LINE + 7))
    assert view.editor.raw_text().endswith("… 7 more characters")
    words = " ".join(label.text() for label in view.findChildren(QLabel) if label.isVisible())
    assert "1 long line is cut" in words


def test_finding_counts_marks_and_goes_round(view: CodeView) -> None:
    view.set_text("\U0001f600 one two one\none")
    view.open_find()
    view.find_bar.field.setText("ONE")
    assert view.editor.textCursor().selectedText() == "one"
    assert len(found_marks(view)) == 3
    places = [view.editor.textCursor().selectionStart()]
    for _ in range(3):
        QTest.keyClick(view.find_bar.field, Qt.Key.Key_Return)
        places.append(view.editor.textCursor().selectionStart())
    assert places == [3, 11, 15, 3]
    view.find_bar.previous_hit()
    assert view.editor.textCursor().selectionStart() == 15
    labels = [label.text() for label in view.find_bar.findChildren(QLabel)]
    assert "3 of 3" in labels
    view.find_bar.field.setText("four")
    assert "no hit" in [label.text() for label in view.find_bar.findChildren(QLabel)]
    assert found_marks(view) == []
    view.find_bar.field.setText("")
    assert "" in [label.text() for label in view.find_bar.findChildren(QLabel)]


def test_escape_empties_then_closes_the_search(qtbot: QtBot, view: CodeView) -> None:
    view.set_text("one")
    view.open_find()
    view.find_bar.field.setText("one")
    QTest.keyClick(view.find_bar.field, Qt.Key.Key_Escape)
    assert view.find_bar.field.text() == ""
    assert view.find_bar.isVisible()
    QTest.keyClick(view.find_bar.field, Qt.Key.Key_Escape)
    assert not view.find_bar.isVisible()
    view.find_bar.close_bar()
    assert found_marks(view) == []


def test_the_selected_word_is_searched(view: CodeView) -> None:
    view.set_text("one two")
    cursor = view.editor.textCursor()
    cursor.setPosition(4)
    cursor.movePosition(cursor.MoveOperation.EndOfWord, cursor.MoveMode.KeepAnchor)
    view.editor.setTextCursor(cursor)
    view.open_find()
    assert view.find_bar.field.text() == "two"


def test_ctrl_f_opens_the_search(qtbot: QtBot, view: CodeView) -> None:
    with qtbot.waitActive(view):
        view.activateWindow()
    view.editor.setFocus()
    qtbot.waitUntil(view.editor.hasFocus)
    QTest.keyClick(view.editor, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert view.find_bar.isVisible()


def test_a_hit_beyond_the_shown_part_is_brought_in(qtbot: QtBot, view: CodeView) -> None:
    view.set_text("word\n" * (WINDOW // 5 * 2) + "needle")
    view.open_find()
    view.find_bar.field.setText("needle")
    assert view.editor.textCursor().selectedText() == "", "the window is not held meanwhile"
    qtbot.waitUntil(view.is_complete, timeout=20_000)
    assert view.editor.textCursor().selectedText() == "needle"


def test_a_search_follows_edits(raw: CodeView) -> None:
    raw.set_text("one")
    raw.open_find()
    raw.find_bar.field.setText("one")
    raw.editor.go_to(1, 1)
    QTest.keyClicks(raw.editor, "one ")
    assert "0 of 2" in [label.text() for label in raw.find_bar.findChildren(QLabel)]


def test_lines_break_on_demand_and_numbers_have_room(view: CodeView) -> None:
    narrow = view.editor.gutter_width()
    view.set_text("x\n" * 12_000)
    view.set_wrapped(wrapped=True)
    assert view.editor.lineWrapMode() is CodeEditor.LineWrapMode.WidgetWidth
    view.set_wrapped(wrapped=False)
    assert view.editor.lineWrapMode() is CodeEditor.LineWrapMode.NoWrap
    assert view.editor.gutter_width() > narrow

"""Rows of a form, their messages and their states."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from app.ui.editors.line import LineEditor, NumberEditor
from app.ui.form_row import FormRow, RowActionTriggered, RowState, RowText
from app.ui.messages import MessageAction, MessageList, PinnedMessage
from app.ui.metrics import EDGE
from app.ui.segmented import Segment, SegmentedControl
from app.ui.theme import Level, Token, current_theme

if TYPE_CHECKING:
    from PySide6.QtGui import QColor
    from pytestqt.qtbot import QtBot

    from app.ui.theme_manager import ThemeManager

FIX = MessageAction("fix", "Fix: 1000", "wand")
TOO_SMALL = PinnedMessage(Level.ERROR, "Input should be at least 1000", (FIX,), "error:body/year")
ODD = PinnedMessage(Level.WARN, "Few books are that old")


@pytest.fixture
def row(qtbot: QtBot) -> FormRow:
    result = FormRow(RowText("year", True, "integer", "1000 … 2100", "When it was printed."))
    result.setObjectName("field:body/year")
    result.set_editor(LineEditor("500"))
    qtbot.addWidget(result)
    result.resize(700, 80)
    result.show()
    return result


def edge_color(row: FormRow) -> QColor:
    return row.grab().toImage().pixelColor(EDGE // 2, row.height() // 2)


def test_the_editor_is_named_and_described(row: FormRow) -> None:
    editor = row.editor()
    assert editor is not None
    assert editor.accessibleName() == "year, required"
    assert editor.accessibleDescription() == "1000 … 2100 When it was printed."
    row.set_messages((TOO_SMALL,))
    assert editor.accessibleDescription().startswith("error: Input should be at least 1000")


def test_messages_colour_row_and_editor_by_the_most_serious(row: FormRow) -> None:
    plain = edge_color(row)
    row.set_messages((ODD, TOO_SMALL))
    assert row.state() is RowState.ERROR
    assert edge_color(row) == current_theme().color(Token.ERROR) != plain
    editor = row.editor()
    assert editor is not None
    assert editor.property("state") == "error"
    row.set_messages((ODD,))
    assert (row.state(), editor.property("state")) == (RowState.WARN, "warn")
    row.set_messages(())
    assert (row.state(), editor.property("state")) == (RowState.NORMAL, None)
    assert edge_color(row) == plain


def test_the_message_carries_its_object_name(qtbot: QtBot, row: FormRow) -> None:
    row.set_messages((TOO_SMALL,))
    label = row.findChild(QLabel, "error:body/year")
    assert isinstance(label, QLabel)
    assert label.isVisible()
    assert label.text() == "Input should be at least 1000"
    row.set_messages(())
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert row.findChild(QLabel, "error:body/year") is None


def test_an_action_of_a_message_names_its_row(qtbot: QtBot, row: FormRow) -> None:
    row.set_messages((TOO_SMALL,))
    button = next(one for one in row.findChildren(QPushButton) if one.text() == "Fix: 1000")
    with qtbot.waitSignal(row.action_triggered) as caught:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert caught.args == [RowActionTriggered("field:body/year", FIX)]


def test_an_omitted_row_fades_but_keeps_its_messages_in_front(row: FormRow) -> None:
    row.set_omitted(omitted=True)
    assert row.state() is RowState.OMITTED
    row.set_messages((TOO_SMALL,))
    assert row.state() is RowState.ERROR
    row.set_messages(())
    row.set_omitted(omitted=False)
    row.set_confirmed(confirmed=True)
    assert row.state() is RowState.OK
    assert edge_color(row) == current_theme().color(Token.OK)


def test_a_narrow_row_puts_the_editor_below_the_name(row: FormRow) -> None:
    editor = row.editor()
    assert editor is not None
    row.resize(700, 100)
    side = editor.mapTo(row, editor.rect().topLeft())
    row.resize(330, 140)
    QApplication.sendPostedEvents()
    below = editor.mapTo(row, editor.rect().topLeft())
    assert below.x() < side.x()
    assert below.y() > side.y()
    row.resize(700, 100)
    QApplication.sendPostedEvents()
    assert editor.mapTo(row, editor.rect().topLeft()) == side


def test_controls_stay_at_the_right_of_a_compact_editor(qtbot: QtBot, row: FormRow) -> None:
    row.set_editor(NumberEditor("5"))
    presence = SegmentedControl((Segment("omit", "omit"), Segment("value", "value")), "Presence")
    row.set_presence(presence)
    remove = QWidget()
    remove.setFixedSize(20, 20)
    row.add_trailing(remove)
    QApplication.sendPostedEvents()
    editor = row.editor()
    assert editor is not None
    assert editor.width() == 200
    assert remove.mapTo(row, remove.rect().topRight()).x() == row.width() - 1
    assert presence.mapTo(row, presence.rect().topLeft()).x() > row.width() / 2


def test_hint_chip_and_description_can_change(row: FormRow) -> None:
    row.set_hint("")
    row.set_type_chip("number")
    assert row.chip.text() == "number"
    assert not seen(row, "When it was printed.")
    row.toggle_description()
    assert seen(row, "When it was printed.")
    row.toggle_description()
    assert not seen(row, "When it was printed.")
    row.toggle_description()
    assert seen(row, "When it was printed.")
    row.set_hint("at least 5")
    assert seen(row, "at least 5")


def test_rules_come_before_longer_words_and_messages_after_both(row: FormRow) -> None:
    row.set_hint("")
    row.set_messages((TOO_SMALL,))
    row.toggle_description()
    row.set_hint("at least 5")
    QApplication.sendPostedEvents()
    texts = sorted(row.findChildren(QLabel), key=lambda label: label.mapTo(row, label.rect().topLeft()).y())
    order = [label.text() for label in texts if label.isVisible()]
    wanted = ["at least 5", "When it was printed.", TOO_SMALL.text]
    assert [text for text in order if text in wanted] == wanted


def test_a_row_without_longer_words_shows_none(qtbot: QtBot) -> None:
    plain = FormRow(RowText("year"))
    qtbot.addWidget(plain)
    before = len(plain.findChildren(QLabel))
    plain.toggle_description()
    plain.set_messages(())
    assert len(plain.findChildren(QLabel)) == before
    assert plain.messages() == ()


def seen(row: FormRow, text: str) -> bool:
    return any(label.isVisible() and label.text() == text for label in row.findChildren(QLabel))


def test_a_key_can_be_edited_in_place_of_the_name(qtbot: QtBot, row: FormRow) -> None:
    key = LineEditor("colour")
    row.set_name_editor(key)
    assert not key.isHidden()
    assert not row.name_label.isVisible()


def test_the_keyboard_comes_into_the_editor(qtbot: QtBot, row: FormRow) -> None:
    with qtbot.waitActive(row):
        row.activateWindow()
    row.focus_editor()
    editor = row.editor()
    assert editor is not None
    qtbot.waitUntil(editor.hasFocus)


def test_another_editor_replaces_the_first(qtbot: QtBot, row: FormRow) -> None:
    first = row.editor()
    row.set_editor(LineEditor("600"))
    assert row.editor() is not first
    empty = FormRow(RowText("x"))
    qtbot.addWidget(empty)
    empty.focus_editor()
    empty.set_messages((ODD,))
    assert empty.state() is RowState.WARN


def test_names_are_cut_in_the_middle_and_spoken_whole(qtbot: QtBot, row: FormRow) -> None:
    label = row.name_label
    label.set_name("a_name_that_is_far_too_long_for_its_column")
    assert label.name() in label.accessibleName()
    assert label.minimumSizeHint().width() < label.sizeHint().width()
    old = FormRow(RowText("old", struck=True))
    qtbot.addWidget(old)
    assert old.name_label.spoken() == "old, deprecated"
    old.grab()


def test_rows_follow_the_zoom(qtbot: QtBot, look: ThemeManager, row: FormRow) -> None:
    before = row.name_label.width()
    look.set_zoom(150)
    QApplication.sendPostedEvents()
    assert row.name_label.width() > before


def test_a_message_list_is_hidden_while_empty(qtbot: QtBot) -> None:
    messages = MessageList()
    qtbot.addWidget(messages)
    assert messages.level() is None
    messages.set_messages((ODD, TOO_SMALL))
    assert not messages.isHidden()
    assert messages.level() is Level.ERROR
    assert messages.messages() == (ODD, TOO_SMALL)
    lines = messages.findChildren(QLabel)
    messages.set_messages((ODD, TOO_SMALL))
    assert messages.findChildren(QLabel) == lines, "equal messages are left alone"
    messages.set_messages(())
    assert messages.isHidden()


def test_in_a_narrow_row_the_presence_stands_beside_the_name(row: FormRow, qtbot: QtBot) -> None:
    presence = SegmentedControl((Segment("omit", "omit"), Segment("value", "value")), "year")
    trailing = QPushButton("x")
    row.set_presence(presence)
    row.add_trailing(trailing)
    editor = row.editor()
    assert editor is not None
    qtbot.waitUntil(lambda: presence.isVisible())
    assert editor.geometry().right() < presence.geometry().left() < trailing.geometry().left()

    row.resize(300, 120)
    qtbot.waitUntil(lambda: presence.parentWidget() is not row.slot)
    qtbot.waitUntil(lambda: editor.width() > presence.width())

    row.resize(700, 80)
    qtbot.waitUntil(lambda: presence.parentWidget() is row.slot and presence.isVisible())
    qtbot.waitUntil(lambda: editor.geometry().right() < presence.geometry().left() < trailing.geometry().left())


def test_what_stands_beside_the_editor_never_leaves_it_too_little(row: FormRow) -> None:
    row.resize(480, 80)
    assert not is_stacked(row)
    row.set_presence(SegmentedControl(tuple(Segment(word, word) for word in ("omit", "null", "value")), "year"))
    assert not is_stacked(row)
    row.set_presence(SegmentedControl(tuple(Segment(word, word) for word in ("string", "integer", "boolean")), "kind"))
    assert is_stacked(row)
    row.resize(700, 80)
    assert not is_stacked(row)


def is_stacked(row: FormRow) -> bool:
    """Whether the editor stands below the name."""
    editor = row.editor()
    assert editor is not None
    layout = row.layout()
    assert layout is not None
    layout.activate()
    return (
        editor.mapTo(row, editor.rect().topLeft()).y()
        > row.name_label.mapTo(row, row.name_label.rect().bottomLeft()).y()
    )


def test_the_row_of_an_item_never_stacks(qtbot: QtBot, look: ThemeManager) -> None:
    row = FormRow(RowText("12", is_index=True))
    line = LineEditor("x")
    row.set_editor(line)
    qtbot.addWidget(row)
    row.resize(300, 40)
    row.show()
    assert row.name_label.mapTo(row, row.name_label.rect().center()).y() == pytest.approx(
        line.mapTo(row, line.rect().center()).y(), abs=4
    )
    assert line.width() > 200

"""Editors with a panel: the panel writes, the line takes any text, the keyboard reaches everything."""

from __future__ import annotations

import base64
from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QToolButton, QWidget

from app.ui.editors.base import Edited, ScalarEditor
from app.ui.editors.calendar import MonthView
from app.ui.editors.duration import DurationEditor
from app.ui.editors.encoded import MOST_BYTES, EncodedEditor, decode_words
from app.ui.editors.moment import MomentEditor, MomentPopup

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.ui.theme_manager import ThemeManager


@pytest.fixture
def moment(qtbot: QtBot, look: ThemeManager) -> MomentEditor:
    editor = MomentEditor("date-time", "2024-01-31T09:30:00.25Z")
    qtbot.addWidget(editor)
    editor.show()
    return editor


def opened(editor: MomentEditor) -> MomentPopup:
    editor.open_popup()
    popup = editor.popup()
    assert popup is not None
    return popup


def pressed(popup: QWidget, name: str) -> None:
    buttons = [*popup.findChildren(QPushButton), *popup.findChildren(QToolButton)]
    QTest.mouseClick(
        next(one for one in buttons if name in (one.text(), one.accessibleName())), Qt.MouseButton.LeftButton
    )


def closed(qtbot: QtBot, editor: MomentEditor | DurationEditor | EncodedEditor) -> None:
    popup = editor.popup()
    assert popup is not None
    popup.close()
    qtbot.waitUntil(lambda: editor.popup() is None)


@pytest.mark.parametrize("text", ["", "tomorrow", "2024-13-45T99:99:99Z", "2024-01-31"])
def test_any_text_stays_when_the_panel_opens_and_closes(qtbot: QtBot, moment: MomentEditor, text: str) -> None:
    moment.set_value_text(text)
    opened(moment)
    closed(qtbot, moment)
    assert moment.value_text() == text


@pytest.mark.parametrize(
    ("key", "modifier"),
    [(Qt.Key.Key_F4, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)],
)
def test_the_keyboard_opens_chooses_and_closes(
    qtbot: QtBot, moment: MomentEditor, key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    heard: list[Edited] = []
    moment.edited.connect(heard.append)
    QTest.keyClick(moment, key, modifier)
    popup = moment.popup()
    assert popup is not None

    QTest.keyClick(popup.month, Qt.Key.Key_Left)
    assert heard == [Edited("2024-01-30T09:30:00.25Z")]
    QTest.keyClick(popup.month, Qt.Key.Key_PageDown)
    assert moment.value_text() == "2024-02-29T09:30:00.25Z"
    QTest.keyClick(popup, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: moment.popup() is None)


def test_a_day_is_clicked_and_the_month_is_turned(qtbot: QtBot, moment: MomentEditor) -> None:
    popup = opened(moment)
    month = popup.month
    cell = QPointF(month.width() / 7, month.height() / 7)
    # 31 January 2024 is a Wednesday; the day one row above is a week earlier.
    place = next(
        QPoint(round((column + 0.5) * cell.x()), round((row + 0.5) * cell.y()))
        for row in range(1, 7)
        for column in range(7)
        if month.day_at(QPointF((column + 0.5) * cell.x(), (row + 0.5) * cell.y())) == date(2024, 1, 24)
    )
    QTest.mouseClick(month, Qt.MouseButton.LeftButton, pos=place)
    assert moment.value_text().startswith("2024-01-24T")
    QTest.mouseClick(month, Qt.MouseButton.LeftButton, pos=QPoint(5, 2))
    assert moment.value_text().startswith("2024-01-24T"), "the names of the weekdays are no days"
    for name, text in (("Next month", "2024-02-24"), ("Next year", "2025-02-24"), ("Last month", "2025-01-24")):
        pressed(popup, name)
        assert moment.value_text().startswith(text)
    pressed(popup, "Last year")
    assert moment.value_text() == "2024-01-24T09:30:00.25Z"
    assert "2024" in popup.month.title()
    month.grab()
    closed(qtbot, moment)


def test_the_offset_changes_without_the_time(qtbot: QtBot, moment: MomentEditor) -> None:
    popup = opened(moment)
    popup.offset.textActivated.emit("+05:45")
    assert moment.value_text() == "2024-01-31T09:30:00.25+05:45"
    popup.time.setCursorPosition(4)
    QTest.keyClick(popup.time, Qt.Key.Key_Up)
    assert moment.value_text() == "2024-01-31T09:31:00.25+05:45"
    popup.time.selectAll()
    QTest.keyClicks(popup.time, "noon")
    assert moment.value_text() == "2024-01-31Tnoon+05:45", "a bad value is never forbidden"
    pressed(popup, "Now here")
    assert "noon" not in moment.value_text()
    closed(qtbot, moment)


@pytest.mark.parametrize(("form", "words"), [("date", "Today"), ("time", "Now in UTC"), ("date-time", "Now in UTC")])
def test_each_form_has_now(qtbot: QtBot, look: ThemeManager, form: str, words: str) -> None:
    editor = MomentEditor(form)
    qtbot.addWidget(editor)
    editor.show()
    popup = opened(editor)
    assert popup.month.isVisible() == (form != "time")
    assert popup.time.isVisible() == (form != "date")
    pressed(popup, words)
    assert editor.value_text()
    pressed(popup, "Done")
    qtbot.waitUntil(lambda: editor.popup() is None)


def test_a_read_only_line_has_no_panel(moment: MomentEditor) -> None:
    moment.setReadOnly(True)
    moment.open_popup()
    assert moment.popup() is None


def test_the_calendar_speaks(qtbot: QtBot, look: ThemeManager) -> None:
    month = MonthView(date(2024, 1, 31))
    qtbot.addWidget(month)
    assert "2024" in month.accessibleName()
    assert "PageUp" in month.accessibleDescription()
    light = month.grab().toImage()
    look.toggle()
    assert month.grab().toImage() != light


def test_a_duration_is_put_together(qtbot: QtBot, look: ThemeManager) -> None:
    editor = DurationEditor("P1DT2H")
    qtbot.addWidget(editor)
    editor.show()
    QTest.keyClick(editor, Qt.Key.Key_F4)
    popup = editor.popup()
    assert popup is not None
    assert (popup.lines["days"].text(), popup.lines["hours"].text()) == ("1", "2")
    QTest.keyClick(popup.lines["minutes"], Qt.Key.Key_Up)
    assert editor.value_text() == "P1DT2H1M"
    popup.lines["days"].enter_text("many")
    assert editor.value_text() == "PmanyDT2H1M"
    assert "no duration" in " ".join(label.text() for label in popup.findChildren(QLabel))
    popup.lines["days"].enter_text("")
    assert editor.value_text() == "PT2H1M"
    QTest.keyClick(popup, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: editor.popup() is None)
    assert editor.toolTip() == "2 hours 1 minute"


@pytest.mark.parametrize(
    ("text", "size", "words"),
    [
        ("aGVsbG8=", 5, "5 bytes: “hello”"),
        ("YQ==", 1, "1 byte: “a”"),
        ("YQ", 1, "1 byte: “a”"),
        ("_-8", 2, "2 bytes: ff ef"),
        ("!!", None, "not Base64; it is sent as it is"),
        ("ü", None, "not Base64; it is sent as it is"),
        ("", 0, ""),
    ],
)
def test_what_a_text_decodes_to_is_said(text: str, size: int | None, words: str) -> None:
    decoded = decode_words(text)
    assert (decoded.size, decoded.words) == (size, words)


def test_control_characters_are_shown_as_bytes() -> None:
    assert decode_words(base64.b64encode(b"a\x00b").decode()).words == "3 bytes: 61 00 62"
    assert decode_words(base64.b64encode(bytes(3000)).decode()).words.endswith("…")


@pytest.mark.parametrize(("url_safe", "encoded"), [(False, "Pz8/"), (True, "Pz8_")])
def test_a_text_is_encoded_while_it_is_typed(qtbot: QtBot, look: ThemeManager, url_safe: bool, encoded: str) -> None:
    editor = EncodedEditor(encoded, url_safe=url_safe)
    qtbot.addWidget(editor)
    editor.show()
    assert isinstance(editor, ScalarEditor)
    heard: list[Edited] = []
    editor.edited.connect(heard.append)
    editor.open_text()
    popup = editor.popup()
    assert popup is not None
    assert popup.text.value_text() == "???"
    QTest.keyClicks(popup.text, "a")
    assert base64.urlsafe_b64decode(heard[-1].text.replace("/", "_")) == b"a???"
    closed(qtbot, editor)


def test_a_file_is_encoded_or_refused_in_words(qtbot: QtBot, tmp_path: Path) -> None:
    editor = EncodedEditor("old")
    qtbot.addWidget(editor)
    preview = editor.findChild(QLabel, "decoded")
    assert isinstance(preview, QLabel)
    small, large = tmp_path / "small.bin", tmp_path / "large.bin"
    small.write_bytes(b"\x00\x01")
    large.write_bytes(bytes(MOST_BYTES + 1))

    editor.encode_file(str(small))
    assert (editor.value_text(), preview.text()) == ("AAE=", "2 bytes: 00 01")
    editor.encode_file(str(large))
    assert "larger than" in preview.text()
    editor.encode_file(str(tmp_path / "gone"))
    assert "cannot be read" in preview.text()
    assert editor.value_text() == "AAE="


def test_the_file_dialog_holds_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_bytes(b"hello")
    editor = EncodedEditor()
    qtbot.addWidget(editor)
    editor.show()
    editor.open_menu()
    editor.menu.actions()[1].trigger()
    dialog = editor.window().findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(file))
    assert editor.value_text() == "aGVsbG8="
    dialog.reject()
    editor.menu.close()

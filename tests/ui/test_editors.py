"""Editors of one value: any text stays, people are heard, programs are silent."""

from __future__ import annotations

import warnings
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from app.ui.code.highlighting import Language
from app.ui.combo import ComboBox
from app.ui.editors.base import Edited, ScalarEditor
from app.ui.editors.choice import Choice, ChoiceEditor
from app.ui.editors.colored import ColoredEditor
from app.ui.editors.file import FileEditor, describe_file
from app.ui.editors.line import HELPERS, LineEditor, NumberEditor, SecretEditor, stepped_number
from app.ui.editors.multiline import MultilineEditor

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.ui.theme_manager import ThemeManager

MAKERS: dict[str, Callable[[], QWidget]] = {
    "line": LineEditor,
    "number": NumberEditor,
    "secret": SecretEditor,
    "multiline": MultilineEditor,
}
TEXTS = ("", " ", "abc", "12", "true", "null", "\u00a0x", "\U0001f600", "1e400", "x" * 40_000, "<b>")


def choice() -> ChoiceEditor:
    return ChoiceEditor((Choice("novel", "A long story"), Choice("poetry")))


MAKERS["choice"] = choice


def heard_by(editor: ScalarEditor) -> list[Edited]:
    heard: list[Edited] = []
    editor.edited.connect(heard.append)
    return heard


@pytest.mark.parametrize("maker", MAKERS.values(), ids=MAKERS.keys())
def test_any_text_stays_exactly_and_programs_are_silent(qtbot: QtBot, maker: Callable[[], QWidget]) -> None:
    editor = maker()
    qtbot.addWidget(editor)
    assert isinstance(editor, ScalarEditor)
    heard = heard_by(editor)
    for text in TEXTS:
        editor.set_value_text(text)
        assert editor.value_text() == text
    for state in ("error", "warn", "ok", "omitted", None):
        editor.set_state(state)
    editor.set_placeholder("example")
    assert heard == []


def test_typing_is_heard(qtbot: QtBot) -> None:
    editor = LineEditor("a")
    qtbot.addWidget(editor)
    with qtbot.waitActive(editor):
        editor.show()
        editor.activateWindow()
    editor.clearFocus()
    heard = heard_by(editor)
    editor.setFocus()
    QTest.keyClicks(editor, "bc")
    assert heard == [Edited("ab"), Edited("abc")]


def test_a_long_value_is_read_from_its_beginning(qtbot: QtBot) -> None:
    editor = LineEditor("1725ff48-ab45-4bb5-9d02-88745177dedb")
    qtbot.addWidget(editor)
    assert editor.cursorPosition() == 0
    editor.set_value_text("another")
    assert editor.cursorPosition() == 0


def test_an_equal_value_leaves_the_caret(qtbot: QtBot) -> None:
    editor = LineEditor("abc")
    qtbot.addWidget(editor)
    editor.setCursorPosition(2)
    editor.set_value_text("abc")
    assert editor.cursorPosition() == 2


@pytest.mark.parametrize(
    ("text", "step", "count", "result"),
    [
        ("500", "1", 1, "501"),
        ("500", "1", -10, "490"),
        ("", "1", 1, "1"),
        ("0", "1", -1, "-1"),
        ("1.50", "0.01", 1, "1.51"),
        ("99999999999999999999999999999999999", "1", 1, "100000000000000000000000000000000000"),
        ("1e3", "1", 1, "1001"),
        ("many", "1", 1, None),
        ("NaN", "1", 1, None),
        ("Infinity", "1", 1, None),
        ("1e999999999", "1", 1, None),
    ],
)
def test_stepping_is_exact_or_leaves_the_text(text: str, step: str, count: int, result: str | None) -> None:
    assert stepped_number(text, Decimal(step), count) == result


def test_arrows_step_a_number(qtbot: QtBot) -> None:
    editor = NumberEditor("5", step=Decimal(2))
    qtbot.addWidget(editor)
    heard = heard_by(editor)
    for key in (Qt.Key.Key_Up, Qt.Key.Key_PageUp, Qt.Key.Key_Down, Qt.Key.Key_PageDown):
        QTest.keyClick(editor, key)
    assert [edited.text for edited in heard] == ["7", "27", "25", "5"]
    editor.set_value_text("five")
    QTest.keyClick(editor, Qt.Key.Key_Up)
    assert editor.value_text() == "five"
    editor.setReadOnly(True)
    editor.set_value_text("1")
    QTest.keyClick(editor, Qt.Key.Key_Up)
    assert editor.value_text() == "1"


def test_a_step_that_leads_nowhere_becomes_one(qtbot: QtBot) -> None:
    editor = NumberEditor("1", step=Decimal(0))
    qtbot.addWidget(editor)
    editor.step(1)
    assert editor.value_text() == "2"


def test_a_secret_is_shown_on_demand(qtbot: QtBot) -> None:
    editor = SecretEditor("hunter2")
    qtbot.addWidget(editor)
    assert editor.echoMode() is QLineEdit.EchoMode.Password
    editor.toggle_shown()
    assert editor.echoMode() is QLineEdit.EchoMode.Normal
    editor.toggle_shown()
    assert editor.echoMode() is QLineEdit.EchoMode.Password
    assert editor.value_text() == "hunter2"


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("date-time", r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"),
        ("date", r"\d{4}-\d\d-\d\d"),
        ("time", r"\d\d:\d\d:\d\dZ"),
        ("uuid", r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"),
    ],
)
def test_a_helper_fills_in_like_typing(qtbot: QtBot, name: str, pattern: str) -> None:
    import re

    editor = LineEditor()
    editor.add_helper(HELPERS[name])
    qtbot.addWidget(editor)
    heard = heard_by(editor)
    editor.actions()[0].trigger()
    assert re.fullmatch(pattern, editor.value_text())
    assert heard == [Edited(editor.value_text())]


def test_buttons_in_a_line_follow_the_theme(qtbot: QtBot, look: ThemeManager) -> None:
    editor = SecretEditor("x")
    qtbot.addWidget(editor)
    before = editor.actions()[0].icon().pixmap(16, 16).toImage()
    look.toggle()
    assert editor.actions()[0].icon().pixmap(16, 16).toImage() != before


def test_several_lines_grow_and_keep_every_character(qtbot: QtBot, look: ThemeManager) -> None:
    editor = MultilineEditor("one")
    qtbot.addWidget(editor)
    editor.resize(300, 30)
    editor.show()
    low = editor.height()
    heard = heard_by(editor)
    editor.insertPlainText("a\u00a0b\n" * 4)
    assert editor.height() > low
    assert heard[-1].text == editor.value_text() == "a\u00a0b\n" * 4 + "one"
    assert editor.verticalScrollBar().maximum() == 0
    editor.set_value_text("x\n" * 50)
    assert editor.height() < 400
    assert editor.verticalScrollBar().maximum() > 0
    editor.set_value_text("")
    assert editor.height() == low
    assert len(heard) == 1
    look.set_zoom(150)
    assert editor.height() > low


def test_a_value_keeps_its_colours_in_another_theme(qtbot: QtBot, look: ThemeManager) -> None:
    editor = ColoredEditor(Language.JSON, '{"a": 1}')
    qtbot.addWidget(editor)
    block = editor.document().firstBlock()
    light = [span.format.foreground().color().name() for span in block.layout().formats()]
    look.toggle()
    dark = [span.format.foreground().color().name() for span in block.layout().formats()]
    assert light
    assert len(light) == len(dark)
    assert light != dark


def test_a_choice_can_be_picked_or_typed(qtbot: QtBot) -> None:
    editor = choice()
    qtbot.addWidget(editor)
    assert editor.value_text() == ""
    heard = heard_by(editor)
    editor.set_value_text("poetry")
    assert editor.currentIndex() == 1
    editor.set_value_text("Poetry")
    assert editor.currentIndex() == -1, "another case is another value"
    editor.set_value_text("drama")
    assert (editor.currentIndex(), editor.value_text()) == (-1, "drama")
    line = editor.lineEdit()
    assert line is not None
    QTest.keyClicks(line, "s")
    assert heard == [Edited("dramas")]
    editor.textActivated.emit("novel")
    assert heard[-1] == Edited("novel")
    editor.set_choices((Choice("a"),))
    assert editor.value_text() == "dramas"
    assert editor.itemData(0, Qt.ItemDataRole.ToolTipRole) is None


def test_the_wheel_never_changes_a_choice(qtbot: QtBot) -> None:
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QWheelEvent
    from PySide6.QtWidgets import QApplication

    combo = ComboBox()
    qtbot.addWidget(combo)
    combo.addItems(["a", "b"])
    place = QPointF(5, 5)
    none = Qt.KeyboardModifier.NoModifier
    phase = Qt.ScrollPhase.NoScrollPhase
    down = QPoint(0, -120)
    wheel = QWheelEvent(place, place, down, down, Qt.MouseButton.NoButton, none, phase, False)
    QApplication.sendEvent(combo, wheel)
    assert combo.currentText() == "a"
    combo.grab()


@pytest.fixture
def png(tmp_path: Path) -> Path:
    file = tmp_path / "cover ü.png"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(2000))
    return file


def test_a_file_is_described_even_when_it_is_gone(png: Path, tmp_path: Path) -> None:
    known = describe_file(str(png))
    assert (known.name, known.size, known.media_type) == ("cover ü.png", 2008, "image/png")
    gone = describe_file(str(tmp_path / "gone.txt"))
    assert (gone.size, gone.media_type) == (None, "text/plain")


def test_one_file_replaces_the_other_and_several_add_up(qtbot: QtBot, png: Path, tmp_path: Path) -> None:
    other = tmp_path / "b.txt"
    other.write_text("x", encoding="utf-8")
    one, many = FileEditor(), FileEditor(several=True)
    for editor in (one, many):
        qtbot.addWidget(editor)
        heard = heard_by(editor)
        editor.choose_paths([])
        editor.choose_paths([str(png)])
        editor.choose_paths([str(other)])
        assert len(heard) == 2
    assert [file.name for file in one.files()] == ["b.txt"]
    assert many.value_text() == f"{png}\n{other}"
    many.remove_file(many.files()[0])
    assert [file.name for file in many.files()] == ["b.txt"]


def test_paths_set_by_a_program_are_silent(qtbot: QtBot, png: Path) -> None:
    editor = FileEditor()
    qtbot.addWidget(editor)
    heard = heard_by(editor)
    editor.set_value_text(f"{png}\n/nowhere/x.bin")
    assert [file.size for file in editor.files()] == [2008, None]
    editor.set_value_text(editor.value_text())
    editor.set_files(editor.files())
    editor.set_state("error")
    editor.set_placeholder("image/png")
    editor.grab()
    assert heard == []


def test_the_cross_takes_a_file_away(qtbot: QtBot, png: Path) -> None:
    from app.ui.buttons import IconButton

    editor = FileEditor()
    qtbot.addWidget(editor)
    editor.set_value_text(str(png))
    cross = editor.findChild(IconButton)
    assert isinstance(cross, IconButton)
    assert cross.accessibleName() == "Remove cover ü.png"
    with qtbot.waitSignal(editor.edited) as caught:
        cross.click()
    assert caught.args == [Edited("")]


def test_files_can_be_dropped(qtbot: QtBot, png: Path) -> None:
    editor = FileEditor()
    qtbot.addWidget(editor)
    editor.resize(300, 60)
    files, words = QMimeData(), QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(png)), QUrl("https://example.org/x")])
    words.setText("words")
    place, copy, left = QPointF(5, 5), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    with warnings.catch_warnings():
        # Qt 6.12 wants QPointF here, which 6.11 does not know.
        warnings.simplefilter("ignore", DeprecationWarning)
        refused = QDragEnterEvent(place.toPoint(), copy, words, left, none)
        accepted = QDragEnterEvent(place.toPoint(), copy, files, left, none)
    refused.ignore()
    editor.dragEnterEvent(refused)
    assert not refused.isAccepted()
    plain = editor.grab().toImage()
    editor.dragEnterEvent(accepted)
    assert editor.grab().toImage() != plain
    editor.dragLeaveEvent(QDragLeaveEvent())
    assert editor.grab().toImage() == plain
    editor.dropEvent(QDropEvent(place, copy, files, left, none))
    assert editor.value_text() == str(png)


def test_the_dialog_does_not_hold_the_window(qtbot: QtBot, png: Path) -> None:
    editor = FileEditor(several=True)
    qtbot.addWidget(editor)
    editor.show()
    editor.open_dialog()
    dialog = editor.window().findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    assert dialog.fileMode() is QFileDialog.FileMode.ExistingFiles
    dialog.filesSelected.emit([str(png)])
    assert editor.value_text() == str(png)
    dialog.reject()

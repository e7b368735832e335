"""A list to pick from: short ones by arrows, long ones by typing; the keyboard comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.ui.list_model import ListRow
from app.ui.lists import ItemChosen
from app.ui.picker import SEARCHED_FROM, Picker, PickerButton

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.ui.theme_manager import ThemeManager

FEW = tuple(ListRow(str(number), f"kind {number}") for number in range(3))
MANY = tuple(ListRow(str(number), f"kind {number}", secondary=f"note {number}") for number in range(40))


@pytest.fixture
def button(qtbot: QtBot, look: ThemeManager) -> PickerButton:
    made = PickerButton("Alternative of tool", MANY)
    made.set_current("7")
    qtbot.addWidget(made)
    made.resize(160, 28)
    made.show()
    return made


def opened(button: PickerButton) -> Picker:
    button.open_picker()
    picker = button.picker()
    assert picker is not None
    return picker


def test_it_shows_what_holds_and_says_what_it_is_for(button: PickerButton) -> None:
    assert (button.text(), button.current()) == ("kind 7", "7")
    assert button.accessibleName() == "Alternative of tool: kind 7"
    assert button.sizeHint().width() >= button.minimumSizeHint().width()
    button.set_current("")
    assert button.text() == ""
    button.grab()


def test_typing_narrows_and_enter_picks(qtbot: QtBot, button: PickerButton) -> None:
    heard: list[ItemChosen] = []
    button.picked.connect(heard.append)
    picker = opened(button)
    assert not picker.field.isHidden()
    QTest.keyClicks(picker.field, "note 31")
    QTest.keyClick(picker.field, Qt.Key.Key_Return)
    assert heard == [ItemChosen("31", activated=True)]
    assert button.text() == "kind 31"
    qtbot.waitUntil(lambda: button.picker() is None)


def test_arrows_walk_from_the_line_and_nothing_is_picked_by_walking(qtbot: QtBot, button: PickerButton) -> None:
    heard: list[ItemChosen] = []
    button.picked.connect(heard.append)
    picker = opened(button)
    QTest.keyClick(picker.field, Qt.Key.Key_Down)
    assert heard == []
    assert picker.list.current_key() == "8"
    QTest.keyClick(picker.field, Qt.Key.Key_Return)
    assert heard == [ItemChosen("8", activated=True)]


def test_esc_closes_and_picks_nothing(qtbot: QtBot, button: PickerButton) -> None:
    heard: list[ItemChosen] = []
    button.picked.connect(heard.append)
    picker = opened(button)
    picker.close()
    qtbot.waitUntil(lambda: button.picker() is None)
    assert heard == []


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_F4, Qt.Key.Key_Space])
def test_the_keyboard_opens_it(qtbot: QtBot, button: PickerButton, key: Qt.Key) -> None:
    QTest.keyClick(button, key)
    picker = button.picker()
    assert picker is not None
    button.open_picker()
    assert button.picker() is picker
    picker.close()


def test_a_short_list_needs_no_line(qtbot: QtBot, look: ThemeManager) -> None:
    button = PickerButton("Few", FEW)
    qtbot.addWidget(button)
    button.show()
    picker = opened(button)
    assert len(FEW) < SEARCHED_FROM
    assert picker.field.isHidden()
    picker.set_rows(MANY)
    assert picker.list.list_model.rowCount() == len(MANY)
    picker.grab()
    picker.close()

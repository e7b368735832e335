from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.ui.check_box import CheckBox
from app.ui.names import NameLabel
from app.ui.theme import Token, current_theme

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def _box(qtbot: QtBot, text: str = "a scope") -> CheckBox:
    box = CheckBox(text)
    qtbot.addWidget(box)
    box.resize(box.sizeHint())
    box.show()
    return box


def test_all_of_it_can_be_pressed(qtbot: QtBot) -> None:
    box = _box(qtbot)

    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(box.width() - 3, box.height() // 2))

    assert box.isChecked()


def test_a_ticked_box_is_filled_with_the_accent(qtbot: QtBot) -> None:
    box = _box(qtbot)
    edge = QPoint(4, box.height() // 2 - 5)
    assert box.grab().toImage().pixelColor(edge).name() != current_theme().hex(Token.ACCENT)

    box.setChecked(True)

    assert box.grab().toImage().pixelColor(edge).name() == current_theme().hex(Token.ACCENT)


def test_a_disabled_box_with_the_keyboard_still_paints(qtbot: QtBot) -> None:
    box = _box(qtbot)
    box.setFocus()
    focused = box.grab().toImage()

    box.setEnabled(False)

    assert box.grab().toImage() != focused
    assert box.minimumSizeHint().width() < _box(qtbot, "a rather long name of a scope").sizeHint().width()


@pytest.mark.parametrize("name", ["front", "title", "item_name", "x", "fffff", "iiiiiiiii"])
def test_a_name_is_never_cut_where_it_has_the_room_it_asks_for(qtbot: QtBot, name: str) -> None:
    wide, narrow = NameLabel(name, required=True), NameLabel(name, required=True)
    for label in (wide, narrow):
        qtbot.addWidget(label)
    narrow.resize(narrow.sizeHint())
    wide.resize(narrow.width() + 40, narrow.height())

    shown = narrow.grab().toImage()

    assert wide.grab().toImage().copy(0, 0, shown.width(), shown.height()) == shown

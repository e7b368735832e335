from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip, QVBoxLayout, QWidget

from app.ui.buttons import Button, ButtonVariant
from app.ui.marked import MarkedLabel
from app.ui.message_line import MessageLine
from app.ui.messages import MessageAction, MessageList, PinnedMessage
from app.ui.theme import Level

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.ui.theme_manager import ThemeManager

LONG_FIX = "Add reference: 3f1b8c4e-8f0a-4b53-9a44-1f2d3c4b5a69"


@pytest.fixture
def holder(qtbot: QtBot, look: ThemeManager) -> QWidget:
    holder = QWidget()
    qtbot.addWidget(holder)
    layout = QVBoxLayout(holder)
    layout.addWidget(MessageList(holder))
    layout.addStretch(1)
    holder.resize(400, 300)
    with qtbot.waitExposed(holder):
        holder.show()
    return holder


def show(holder: QWidget, text: str, *fixes: str) -> tuple[MessageLine, MarkedLabel, list[Button]]:
    actions = tuple(MessageAction(fix, fix, "wand") for fix in fixes)
    messages = holder.findChild(MessageList)
    assert messages is not None
    messages.set_messages((PinnedMessage(Level.ERROR, text, actions),))
    QApplication.processEvents()
    line, words = messages.findChild(MessageLine), messages.findChild(MarkedLabel)
    assert line is not None
    assert words is not None
    return line, words, line.findChildren(Button)


def test_a_short_action_stands_beside_the_words(holder: QWidget) -> None:
    line, words, (button,) = show(holder, "Field required", "Add 1 item")

    assert button.y() == 0
    assert button.geometry().right() == line.width() - 1
    assert words.geometry().right() < button.x()


def test_a_long_action_stands_below_the_words_and_leaves_them_the_width(holder: QWidget) -> None:
    line, words, (button,) = show(holder, "Field required", LONG_FIX)

    assert button.y() >= words.geometry().bottom()
    assert button.x() == words.x()
    assert words.height() == words.heightForWidth(line.width()), "one line is enough for two words"
    assert line.height() == line.heightForWidth(line.width()) > button.geometry().bottom()


def test_what_does_not_fit_even_there_ends_in_an_ellipsis_and_is_told_whole(holder: QWidget) -> None:
    holder.resize(220, 300)
    line, _, (button,) = show(holder, "Field required", LONG_FIX)

    assert button.geometry().right() <= line.width() - 1
    assert button.is_cut()
    assert button.shown_text().startswith("Add reference: ")
    assert button.shown_text().endswith("…")
    QApplication.sendEvent(button, QHelpEvent(QEvent.Type.ToolTip, QPoint(2, 2), button.mapToGlobal(QPoint(2, 2))))
    assert QToolTip.text() == LONG_FIX
    QToolTip.hideText()


def test_several_long_actions_begin_new_lines(holder: QWidget) -> None:
    line, _, buttons = show(holder, "Field required", LONG_FIX, f"Use {LONG_FIX}", "Go")

    assert buttons[0].y() < buttons[1].y()
    assert all(button.geometry().right() < line.width() for button in buttons)
    assert not buttons[0].geometry().intersects(buttons[1].geometry())


def test_a_line_follows_its_width_and_the_zoom(holder: QWidget, look: ThemeManager) -> None:
    line, _, (button,) = show(holder, "Field required " * 12, "Add 1 item, and more")
    wide = line.height()

    holder.resize(240, 600)
    QApplication.processEvents()
    assert line.height() == line.heightForWidth(line.width()) > wide

    narrow = line.height()
    look.set_zoom(150)
    QApplication.processEvents()
    assert line.height() == line.heightForWidth(line.width()) > narrow
    assert button.height() == button.sizeHint().height()


def test_a_line_without_parts_takes_no_room(qtbot: QtBot) -> None:
    line = MessageLine()
    qtbot.addWidget(line)

    assert line.heightForWidth(100) == 0
    assert line.sizeHint().isEmpty()
    assert line.minimumSizeHint().isEmpty()


@pytest.mark.parametrize("variant", list(ButtonVariant))
@pytest.mark.parametrize("icon_name", ["", "wand"])
@pytest.mark.parametrize("zoom", [100, 150])
def test_a_button_with_its_own_size_is_never_cut(
    qtbot: QtBot, look: ThemeManager, variant: ButtonVariant, icon_name: str, zoom: int
) -> None:
    look.set_zoom(zoom)
    button = Button("Add 1 item", variant, icon_name)
    qtbot.addWidget(button)
    button.ensurePolished()
    button.resize(button.sizeHint())
    assert not button.is_cut()

    button.resize(button.minimumSizeHint())
    assert button.is_cut()
    assert not button.grab().isNull()

"""Badges, chips, dots, labels, buttons and the segmented control."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QHelpEvent, QIcon, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QToolTip, QWidget

from app.ui.badges import Chip, Dot, MethodBadge, StatusBadge
from app.ui.buttons import Button, ButtonVariant, IconButton
from app.ui.labels import ElidedLabel, Label, TextRole
from app.ui.segmented import Segment, SegmentChosen, SegmentedControl
from app.ui.theme import Level, Token, current_theme
from app.ui.theme_manager import ThemeManager, ThemeMode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

PRESENCE = (Segment("omit", "omit", "Not sent."), Segment("null", "null"), Segment("value", "value"))


def painted(widget: QWidget) -> set[str]:
    image = widget.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def test_method_badges_line_up_and_are_spoken(qtbot: QtBot) -> None:
    get, delete = MethodBadge("get"), MethodBadge("DELETE")
    qtbot.addWidget(get)
    qtbot.addWidget(delete)
    assert get.sizeHint() == delete.sizeHint()
    assert get.accessibleName() == get.method() == "GET"
    longer = MethodBadge("PROPPATCH", pill=False)
    qtbot.addWidget(longer)
    assert longer.sizeHint().width() > delete.sizeHint().width() - 16


def test_badges_follow_the_theme(qtbot: QtBot, look: ThemeManager) -> None:
    badge = MethodBadge("DELETE")
    qtbot.addWidget(badge)
    badge.resize(badge.sizeHint())
    assert current_theme().hex(Token.METHOD_DELETE) in painted(badge)
    look.set_mode(ThemeMode.DARK)
    assert current_theme().hex(Token.METHOD_DELETE) in painted(badge)


def test_a_status_has_words_and_an_icon_beside_its_colour(qtbot: QtBot) -> None:
    badge = StatusBadge("201 Created", Level.OK)
    qtbot.addWidget(badge)
    before = badge.sizeHint().width()
    badge.set_status("422 Unprocessable Content", Level.ERROR)
    assert badge.sizeHint().width() > before
    assert (badge.text(), badge.level()) == ("422 Unprocessable Content", Level.ERROR)
    assert badge.accessibleName() == "422 Unprocessable Content"
    badge.resize(badge.sizeHint())
    assert current_theme().hex(Token.ERROR_SOFT) in painted(badge)


def test_an_empty_chip_takes_no_room(qtbot: QtBot) -> None:
    chip = Chip()
    qtbot.addWidget(chip)
    assert chip.sizeHint().isEmpty()
    chip.grab()
    chip.set_text("string", Level.WARN)
    assert chip.text() == chip.accessibleName() == "string"
    bare = Chip("string", bare=True)
    qtbot.addWidget(bare)
    assert bare.sizeHint().width() < chip.sizeHint().width()
    chip.resize(chip.sizeHint())
    assert current_theme().hex(Token.WARN_SOFT) in painted(chip)


def test_dots_differ_in_shape_not_only_in_colour(qtbot: QtBot) -> None:
    shapes = set()
    for level in (Level.OK, Level.WARN, Level.ERROR, None):
        dot = Dot(level, "state")
        qtbot.addWidget(dot)
        dot.resize(48, 48)
        image = dot.grab().toImage()
        background = image.pixelColor(0, 0)
        places = [(x, y) for x in range(48) for y in range(48) if image.pixelColor(x, y) != background]
        shapes.add(frozenset(places))
        assert dot.accessibleName() == dot.toolTip() == "state"
    assert len(shapes) == 4


def test_a_label_never_reads_markup(qtbot: QtBot) -> None:
    label = Label("<b>x</b>", TextRole.ERROR, selectable=True)
    qtbot.addWidget(label)
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert label.property("role") == "error"
    label.set_role(TextRole.BODY)
    assert label.property("role") is None


def test_label_roles_have_their_ink(qtbot: QtBot, look: ThemeManager) -> None:
    label = Label("MMMM", TextRole.ERROR)
    qtbot.addWidget(label)
    label.show()
    assert label.palette().color(label.foregroundRole()) == current_theme().color(Token.ERROR)


def test_a_long_line_is_cut_and_told(qtbot: QtBot) -> None:
    label = ElidedLabel("/a/very/long/path\nwith two lines", TextRole.DATA)
    qtbot.addWidget(label)
    label.resize(400, 20)
    assert not label.is_cut()
    label.resize(30, 20)
    assert label.is_cut()
    label.grab()
    assert label.minimumSizeHint().width() < 60


def test_margins_are_room_that_a_cut_text_does_not_have(qtbot: QtBot) -> None:
    label = ElidedLabel("/a/path")
    qtbot.addWidget(label)
    width = label.fontMetrics().horizontalAdvance("/a/path")
    label.resize(width + 10, 20)
    assert not label.is_cut()
    painted = label.grab().toImage()
    label.setContentsMargins(8, 0, 8, 0)
    assert label.is_cut()
    assert label.grab().toImage() != painted


def test_buttons_carry_variant_and_icon(qtbot: QtBot, look: ThemeManager) -> None:
    button = Button("Send", ButtonVariant.PRIMARY, "send")
    qtbot.addWidget(button)
    assert button.property("variant") == "primary"
    light = button.icon().pixmap(16, 16).toImage()
    button.set_variant(ButtonVariant.DANGER)
    assert button.icon().pixmap(16, 16).toImage() != light
    button.set_icon_name("")
    assert button.icon().isNull()
    button.set_icon_name("cancel")
    before = button.icon().pixmap(16, 16).toImage()
    look.set_mode(ThemeMode.DARK)
    assert button.icon().pixmap(16, 16).toImage() != before


def test_an_icon_button_says_what_it_does(qtbot: QtBot, look: ThemeManager) -> None:
    button = IconButton("copy", "Copy", shortcut_text="Ctrl+C", checkable=True)
    qtbot.addWidget(button)
    assert button.accessibleName() == "Copy"
    assert button.toolTip() == "Copy  (Ctrl+C)"
    assert button.icon_name() == "copy"
    off = button.icon().pixmap(16, 16, QIcon.Mode.Normal, QIcon.State.Off).toImage()
    on = button.icon().pixmap(16, 16, QIcon.Mode.Normal, QIcon.State.On).toImage()
    assert off != on
    button.set_icon_name("check", Token.OK)
    button.set_name("Copied")
    assert button.toolTip() == "Copied"
    look.set_mode(ThemeMode.DARK)
    assert not button.icon().isNull()


@pytest.fixture
def control(qtbot: QtBot) -> Iterator[SegmentedControl]:
    host = QWidget()
    layout = QHBoxLayout(host)
    result = SegmentedControl(PRESENCE, "Presence", "null", host)
    layout.addWidget(result)
    qtbot.addWidget(host)
    host.show()
    yield result
    host.close()


def test_arrows_choose_and_stop_at_the_ends(qtbot: QtBot, control: SegmentedControl) -> None:
    heard: list[SegmentChosen] = []
    control.chosen.connect(heard.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_Left, Qt.Key.Key_End):
        QTest.keyClick(control, key)
    assert [chosen.key for chosen in heard] == ["value", "omit", "value"]
    assert control.current() == "value"
    assert control.accessibleName() == "Presence: value"
    assert "3 of 3" in control.accessibleDescription()


def test_a_click_chooses_and_programs_are_silent(qtbot: QtBot, control: SegmentedControl) -> None:
    heard: list[SegmentChosen] = []
    control.chosen.connect(heard.append)
    control.set_current("value")
    QTest.mouseClick(
        control, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(10, control.height() // 2)
    )
    QTest.mouseClick(
        control, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(10, control.height() // 2)
    )
    QTest.mouseClick(
        control,
        Qt.MouseButton.RightButton,
        Qt.KeyboardModifier.NoModifier,
        QPoint(control.width() - 10, control.height() // 2),
    )
    assert [chosen.key for chosen in heard] == ["omit"]


def test_hover_and_leave_paint_anew(qtbot: QtBot, control: SegmentedControl) -> None:
    before = control.grab().toImage()
    control.mouseMoveEvent(_move(control, control.width() - 10))
    assert control.grab().toImage() != before
    control.leaveEvent(_move(control, 0))
    assert control.grab().toImage() == before


def _move(widget: QWidget, x: int) -> QMouseEvent:
    place = QPointF(x, widget.height() / 2)
    none = Qt.MouseButton.NoButton
    return QMouseEvent(QEvent.Type.MouseMove, place, place, none, none, Qt.KeyboardModifier.NoModifier)


def test_each_segment_has_its_tooltip(qtbot: QtBot, control: SegmentedControl) -> None:
    help_event = QHelpEvent(QEvent.Type.ToolTip, QPoint(10, 10), control.mapToGlobal(QPoint(10, 10)))
    QApplication.sendEvent(control, help_event)
    assert QToolTip.text() == ""
    control.mouseMoveEvent(_move(control, 10))
    QApplication.sendEvent(control, help_event)
    assert QToolTip.text() == "Not sent."
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_a_cut_line_tells_its_whole_text(qtbot: QtBot) -> None:
    label = ElidedLabel("/a/very/long/path")
    qtbot.addWidget(label)
    label.resize(30, 20)
    label.show()
    QApplication.sendEvent(label, QHelpEvent(QEvent.Type.ToolTip, QPoint(5, 5), label.mapToGlobal(QPoint(5, 5))))
    assert QToolTip.text() == "/a/very/long/path"
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_other_keys_pass_on_and_unknown_choices_are_refused(qtbot: QtBot, control: SegmentedControl) -> None:
    QTest.keyClick(control, Qt.Key.Key_A)
    assert control.current() == "null"
    with pytest.raises(KeyError):
        control.set_current("maybe")


def test_segments_can_change(qtbot: QtBot, control: SegmentedControl) -> None:
    before = control.sizeHint().width()
    control.set_segments((Segment("a", "", icon_name="code"), Segment("b", "B")), "b")
    assert control.current() == "b"
    assert control.sizeHint().width() < before
    control.setEnabled(False)
    control.grab()


def test_focus_is_visible(qtbot: QtBot, control: SegmentedControl) -> None:
    with qtbot.waitActive(control.window()):
        control.window().activateWindow()
    control.clearFocus()
    assert current_theme().hex(Token.ACCENT) not in painted(control)
    control.setFocus()
    qtbot.waitUntil(control.hasFocus)
    assert QColor(current_theme().hex(Token.ACCENT)).name() in painted(control)

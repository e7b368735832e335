"""The strip of stages: states, keys, motion."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QAbstractAnimation, Qt, QVariantAnimation
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.ui.metrics import MOTION_MS
from app.ui.motion import REDUCED_PROPERTY, motion_ms
from app.ui.strip import Step, StepButton, StepChosen, StepState, StepStrip
from app.ui.theme import Token, current_theme
from tests.support.widgets import shown

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.ui.theme_manager import ThemeManager

S = StepState
STOPPED = (
    Step("request", "Request", S.PASSED, "0.3 ms"),
    Step("route", "Route", S.PASSED, "0.1 ms"),
    Step("validation", "Validation", S.STOPPED, "0.6 ms", "Two fields are wrong."),
    Step("endpoint", "Endpoint", S.NOT_REACHED),
)


@pytest.fixture
def strip(qtbot: QtBot) -> StepStrip:
    return shown(qtbot, StepStrip("Journey"), 480, 90)


def colors(button: StepButton) -> set[str]:
    image = button.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def button(strip: StepStrip, key: str) -> StepButton:
    found = strip.button(key)
    assert found is not None
    return found


def test_each_state_looks_different(strip: StepStrip) -> None:
    strip.set_steps(tuple(Step(state.value, "Same", state) for state in StepState))
    pictures = [button(strip, state.value).grab().toImage() for state in StepState]
    for place, one in enumerate(pictures):
        assert all(one != other for other in pictures[place + 1 :])


def test_the_stage_where_it_stopped_is_marked(strip: StepStrip) -> None:
    strip.set_steps(STOPPED)
    assert current_theme().hex(Token.ERROR) in colors(button(strip, "validation"))
    assert current_theme().hex(Token.ERROR) not in colors(button(strip, "route"))
    QApplication.sendPostedEvents()
    line = strip.grab().toImage()
    left, right = button(strip, "route"), button(strip, "validation")
    middle = (left.geometry().center().x() + right.geometry().center().x()) // 2
    height = round(left.y() + left.disc().center().y())
    column = {line.pixelColor(middle, height + offset).name() for offset in (-1, 0, 1)}
    assert current_theme().hex(Token.ERROR) in column


def test_stages_are_spoken(strip: StepStrip) -> None:
    strip.set_steps(STOPPED)
    stopped = button(strip, "validation")
    assert stopped.accessibleName() == "Validation, stopped, 0.6 ms"
    assert stopped.accessibleDescription() == stopped.toolTip() == "Two fields are wrong."
    assert button(strip, "endpoint").accessibleName() == "Endpoint, not reached"
    assert strip.button("none") is None


def test_click_and_enter_choose_and_arrows_walk(qtbot: QtBot, strip: StepStrip) -> None:
    strip.set_steps(STOPPED)
    with qtbot.waitActive(strip):
        strip.activateWindow()
    heard: list[StepChosen] = []
    strip.chosen.connect(heard.append)
    QTest.mouseClick(button(strip, "route"), Qt.MouseButton.LeftButton)
    first = button(strip, "request")
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    QTest.keyClick(first, Qt.Key.Key_Right)
    QTest.keyClick(button(strip, "route"), Qt.Key.Key_Right)
    stopped = button(strip, "validation")
    assert stopped.hasFocus()
    QTest.keyClick(stopped, Qt.Key.Key_Return)
    QTest.keyClick(stopped, Qt.Key.Key_Space)
    QTest.keyClick(first, Qt.Key.Key_A)
    assert [chosen.key for chosen in heard] == ["route", "validation", "validation"]
    assert current_theme().hex(Token.ACCENT) in colors(stopped)


def test_arrows_stop_at_the_ends(qtbot: QtBot, strip: StepStrip) -> None:
    strip.set_steps(STOPPED)
    with qtbot.waitActive(strip):
        strip.activateWindow()
    first = button(strip, "request")
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    QTest.keyClick(first, Qt.Key.Key_Left)
    assert first.hasFocus()


def test_other_stages_replace_the_first(strip: StepStrip) -> None:
    strip.set_steps(STOPPED)
    kept = button(strip, "request")
    strip.set_steps(STOPPED)
    strip.set_steps(STOPPED[:2])
    assert strip.steps() == STOPPED[:2]
    assert button(strip, "request") is kept
    strip.set_steps(())
    assert strip.steps() == ()
    strip.grab()


def test_the_line_fills_in_a_moment_and_ends_complete(qtbot: QtBot, strip: StepStrip) -> None:
    strip.set_steps(STOPPED, animated=True)
    animation = strip.findChild(QVariantAnimation)
    assert isinstance(animation, QVariantAnimation)
    assert 0 < animation.duration() <= MOTION_MS < 150
    assert button(strip, "validation").shown_state() is S.NOT_REACHED
    assert button(strip, "request").shown_state() in (S.PASSED, S.NOT_REACHED)
    qtbot.waitUntil(lambda: animation.state() is QAbstractAnimation.State.Stopped)
    assert [button(strip, step.key).shown_state() for step in STOPPED] == [step.state for step in STOPPED]


def test_who_wants_no_motion_gets_none(qapp: QApplication, look: ThemeManager, strip: StepStrip) -> None:
    qapp.setProperty(REDUCED_PROPERTY, True)
    assert motion_ms(strip) == 0
    strip.set_steps(STOPPED, animated=True)
    assert button(strip, "validation").shown_state() is S.STOPPED


def test_stages_follow_zoom_and_narrow_places(strip: StepStrip, look: ThemeManager) -> None:
    strip.set_steps(STOPPED)
    before = button(strip, "request").sizeHint().height()
    look.set_zoom(200)
    assert button(strip, "request").sizeHint().height() > before
    assert button(strip, "request").minimumSizeHint().width() <= 2 * 30
    strip.resize(220, 120)
    strip.grab()

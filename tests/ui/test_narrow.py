"""In a small window at a large zoom things shrink, end in an ellipsis, or say less; nothing is painted cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QSplitter, QToolButton, QWidget

from app.ui.buttons import Button
from app.ui.drawer import Drawer
from app.ui.empty_state import EmptyState, EmptyText
from app.ui.flow import FlowLayout
from app.ui.fonts import SMALL, words_font
from app.ui.segmented import Segment, SegmentChosen, SegmentedControl
from app.ui.strip import Step, StepButton, StepState, StepStrip
from app.ui.tab_bar import TabBar, TabInfo

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.ui.theme_manager import ThemeManager

NAMES = {"Request": "Req.", "Route": "", "Dependencies": "Deps", "Validation": "Valid.", "Endpoint": "Endp."}


# Stages


def _strip(qtbot: QtBot, width: int, stopped: str = "Dependencies") -> StepStrip:
    strip = StepStrip("Journey")
    qtbot.addWidget(strip)
    strip.set_steps(
        tuple(
            Step(
                name, name, StepState.STOPPED if name == stopped else StepState.PASSED, "0.5 ms", "What it did.", short
            )
            for name, short in NAMES.items()
        )
    )
    strip.resize(width, 80)
    with qtbot.waitExposed(strip):
        strip.show()
    QApplication.processEvents()
    return strip


def _buttons(strip: StepStrip) -> list[StepButton]:
    return [button for name in NAMES if (button := strip.button(name)) is not None]


def test_the_stage_with_the_longest_name_gets_the_room_it_needs(qtbot: QtBot, look: ThemeManager) -> None:
    strip = _strip(qtbot, 600)
    whole = sum(button.whole_width() for button in _buttons(strip))

    strip.resize(whole + 10, 80)
    QApplication.processEvents()

    for button in _buttons(strip):
        assert button.shown_label() == button.step().label
        assert button.width() >= button.whole_width()


@pytest.mark.parametrize("zoom", [100, 150])
def test_stages_say_short_names_where_the_whole_ones_do_not_fit(qtbot: QtBot, look: ThemeManager, zoom: int) -> None:
    look.set_zoom(zoom)

    strip = _strip(qtbot, round(280 * zoom / 100))

    buttons = _buttons(strip)
    assert [button.shown_label() for button in buttons] == ["Req.", "Route", "Deps", "Valid.", "Endp."]
    for button in buttons:
        assert QFontMetrics(words_font(SMALL)).horizontalAdvance(button.shown_label()) <= button.width()
        assert button.toolTip() == f"{button.step().label} · 0.5 ms\nWhat it did."
        assert button.step().label in button.accessibleName()


def test_stages_say_their_whole_names_again_in_more_room(qtbot: QtBot, look: ThemeManager) -> None:
    strip = _strip(qtbot, 200)
    buttons = _buttons(strip)
    assert strip.minimumSizeHint().width() <= 200

    strip.resize(900, 80)
    QApplication.processEvents()

    assert [button.shown_label() for button in buttons] == list(NAMES)
    assert buttons[0].toolTip() == "What it did."
    strip.grab()


# Tabs and segments


def test_tabs_give_up_air_before_they_scroll(qtbot: QtBot, look: ThemeManager) -> None:
    look.set_zoom(150)
    bar = TabBar("Response")
    qtbot.addWidget(bar)
    for word in ("Errors", "Body", "Headers", "Timing"):
        bar.add_tab(TabInfo(word, word))
    wanted = sum(bar.tabSizeHint(index).width() for index in range(4))
    bar.resize(wanted - 30, bar.sizeHint().height())
    with qtbot.waitExposed(bar):
        bar.show()

    assert bar.tabRect(3).right() < bar.width()
    assert not [one for one in bar.findChildren(QToolButton) if one.isVisible()]
    assert bar.tabRect(0).width() < bar.tabSizeHint(0).width()
    bar.grab()


def test_tabs_that_can_be_closed_keep_their_width(qtbot: QtBot) -> None:
    bar = TabBar("Requests", closable=True)
    qtbot.addWidget(bar)
    bar.add_tab(TabInfo("one", "/books"))
    assert bar.minimumTabSizeHint(0) == bar.tabSizeHint(0)


def test_segments_give_up_air_and_stay_where_they_are_pressed(qtbot: QtBot, look: ThemeManager) -> None:
    control = SegmentedControl(tuple(Segment(key, key) for key in ("Pretty", "Tree", "Raw")), "Body as")
    qtbot.addWidget(control)
    control.resize(control.minimumSizeHint())
    with qtbot.waitExposed(control):
        control.show()
    assert control.width() < control.sizeHint().width()
    told: list[SegmentChosen] = []
    control.chosen.connect(told.append)

    middle = control.height() // 2
    for left in (control.width() // 2 + 6, control.width() - 6, 6):
        QTest.mouseClick(control, Qt.MouseButton.LeftButton, pos=QPoint(left, middle))

    assert [one.key for one in told] == ["Tree", "Raw", "Pretty"]


# The drawer


def test_a_closed_drawer_shows_its_whole_tabs_at_each_zoom(qtbot: QtBot, look: ThemeManager) -> None:
    splitter = QSplitter(Qt.Orientation.Vertical)
    qtbot.addWidget(splitter)
    splitter.addWidget(QWidget())
    drawer = Drawer("Server", splitter)
    drawer.add_page(TabInfo("routes", "Routes"), QWidget())
    splitter.addWidget(drawer)
    splitter.resize(600, 500)
    with qtbot.waitExposed(splitter):
        splitter.show()

    for zoom in (80, 150, 100):
        look.set_zoom(zoom)
        qtbot.waitUntil(lambda: drawer.bar.height() == drawer.bar.sizeHint().height() <= drawer.height())
        qtbot.waitUntil(lambda: drawer.height() <= drawer.bar.sizeHint().height() + 12)
        assert not drawer.is_open()


def test_an_open_drawer_is_never_too_low_for_its_page(qtbot: QtBot, look: ThemeManager) -> None:
    look.set_zoom(150)
    splitter = QSplitter(Qt.Orientation.Vertical)
    qtbot.addWidget(splitter)
    splitter.addWidget(QWidget())
    drawer = Drawer("Server", splitter)
    drawer.add_page(TabInfo("routes", "Routes"), QWidget())
    splitter.addWidget(drawer)
    splitter.resize(600, 320)
    with qtbot.waitExposed(splitter):
        splitter.show()

    drawer.show_page("routes")

    qtbot.waitUntil(lambda: drawer.height() >= 240)


# Words


def test_a_long_title_of_an_empty_place_wraps(qtbot: QtBot, look: ThemeManager) -> None:
    title = "The document of this server could not be read because it is far too long"
    place = EmptyState(EmptyText("send", title, "Why."))
    qtbot.addWidget(place)
    place.resize(300, 500)
    with qtbot.waitExposed(place):
        place.show()
    QApplication.processEvents()

    label = next(label for label in place.findChildren(QLabel) if label.text() == title)
    assert label.height() == label.heightForWidth(label.width()) > label.fontMetrics().height()
    assert 0 <= label.x() < label.geometry().right() < place.width()


def test_a_flow_may_be_narrower_than_its_widest_button(qtbot: QtBot, look: ThemeManager) -> None:
    place = QWidget()
    qtbot.addWidget(place)
    flow = FlowLayout(place)
    button = Button("Add reference: 3f1b8c4e-8f0a-4b53-9a44-1f2d3c4b5a69", icon_name="wand", parent=place)
    flow.addWidget(button)
    place.resize(160, 80)
    with qtbot.waitExposed(place):
        place.show()

    assert flow.minimumSize().width() < 100
    assert button.width() == 160
    assert button.is_cut()

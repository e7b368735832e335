"""The tree on its axis: zooming, moving, keys, mouse, and traces of thousands of spans."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.core.trace.timeline import Timeline, make_timeline
from app.features.trace.rows_model import BAR, NAME
from app.features.trace.tree_view import AxisChanged, TraceRowChosen, TraceTree
from app.ui.theme import Level
from tests.support.recorded import PASSED, REFUSED
from tests.support.spans import make_trace

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.ui.theme_manager import ThemeManager

NONE = Qt.KeyboardModifier.NoModifier
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def tree(qtbot: QtBot) -> TraceTree:
    made = TraceTree()
    qtbot.addWidget(made)
    made.resize(800, 400)
    made.show()
    made.show_timeline(make_timeline(None, make_trace(*PASSED)))
    made.select("span:1")
    made.setFocus()
    return made


def wheel(tree: TraceTree, turns: int, modifiers: Qt.KeyboardModifier, x: float) -> None:
    position = QPointF(x, 40)
    event = QWheelEvent(
        position,
        tree.viewport().mapToGlobal(position),
        QPoint(),
        QPoint(0, 120 * turns),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(tree.viewport(), event)


def move(tree: TraceTree, x: float, buttons: Qt.MouseButton) -> None:
    position = QPointF(x, 40)
    event = QMouseEvent(
        QEvent.Type.MouseMove, position, tree.viewport().mapToGlobal(position), Qt.MouseButton.NoButton, buttons, NONE
    )
    QApplication.sendEvent(tree.viewport(), event)


def bars_at(tree: TraceTree, share: float) -> float:
    """A place on the axis."""
    return tree.columnViewportPosition(BAR) + 8 + share * (tree.columnWidth(BAR) - 18)


def test_everything_is_open_but_the_clients_phases(tree: TraceTree) -> None:
    for key in ("span:1", "span:3", "span:4", "span:6"):
        assert tree.isExpanded(tree.timeline_model.index_of(key)), key
    assert not tree.visualRect(tree.timeline_model.index_of("span:8")).isEmpty()


def test_the_arrows_walk_and_tell(tree: TraceTree) -> None:
    heard: list[TraceRowChosen] = []
    tree.chosen.connect(heard.append)
    QTest.keyClick(tree, Qt.Key.Key_Down)
    QTest.keyClick(tree, Qt.Key.Key_Left)
    assert heard == [TraceRowChosen("span:3")]
    assert not tree.isExpanded(tree.timeline_model.index_of("span:3"))
    assert tree.select("span:9")
    assert tree.isExpanded(tree.timeline_model.index_of("span:3"))
    assert tree.current_key() == "span:9"
    assert not tree.select("nothing")


def test_keys_zoom_and_move(tree: TraceTree) -> None:
    heard: list[AxisChanged] = []
    tree.axis_changed.connect(heard.append)
    QTest.keyClicks(tree, "+=")
    near = tree.axis
    assert near.length == pytest.approx(6.0 / 1.5**2)
    QTest.keyClick(tree, Qt.Key.Key_Right, SHIFT)
    assert tree.axis.begin == pytest.approx(near.begin + 0.2 * near.length)
    QTest.keyClick(tree, Qt.Key.Key_Left, SHIFT)
    QTest.keyClicks(tree, "-")
    assert tree.axis.length == pytest.approx(4.0)
    QTest.keyClicks(tree, "0")
    assert tree.axis.is_whole
    assert len(heard) == 6


def test_enter_and_a_double_click_zoom_to_a_row_and_back(tree: TraceTree) -> None:
    tree.select("span:7")
    QTest.keyClick(tree, Qt.Key.Key_Return)
    assert (tree.axis.begin, tree.axis.end) == pytest.approx((2.05, 2.65))
    QTest.keyClick(tree, Qt.Key.Key_Return)
    assert tree.axis.is_whole
    place = tree.visualRect(tree.currentIndex()).center()
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, NONE, place)
    QTest.mouseDClick(tree.viewport(), Qt.MouseButton.LeftButton, NONE, place)
    assert not tree.axis.is_whole


def test_the_wheel_zooms_at_the_mouse_moves_or_scrolls(tree: TraceTree) -> None:
    wheel(tree, 1, CTRL, bars_at(tree, 0.25))
    assert tree.axis.length == pytest.approx(4.0)
    assert tree.axis.share(1.5) == pytest.approx(0.25, abs=0.02)
    begin = tree.axis.begin
    wheel(tree, -1, SHIFT, bars_at(tree, 0.25))
    assert tree.axis.begin > begin
    tree.resize(800, 120)
    axis = tree.axis
    wheel(tree, -3, NONE, 20)
    assert tree.axis == axis
    assert tree.verticalScrollBar().value() > 0


def test_the_axis_is_dragged_once_it_is_zoomed(tree: TraceTree) -> None:
    x = bars_at(tree, 0.5)
    for expected in (False, True):
        axis = tree.axis
        QTest.mousePress(tree.viewport(), Qt.MouseButton.LeftButton, NONE, QPoint(round(x), 40))
        move(tree, x - 60, Qt.MouseButton.LeftButton)
        QTest.mouseRelease(tree.viewport(), Qt.MouseButton.LeftButton, NONE, QPoint(round(x - 60), 40))
        assert (tree.axis != axis) is expected
        tree.zoom_in()
    move(tree, x, Qt.MouseButton.NoButton)


def test_a_filter_keeps_the_current_row_or_takes_the_first_that_fits(tree: TraceTree) -> None:
    tree.select("span:9")
    tree.set_filter("create")
    assert tree.current_key() == "span:9"
    tree.set_filter("body")
    assert tree.current_key() == "span:5"
    assert tree.select_hit()
    assert tree.current_key() == "span:8"
    assert tree.select_hit()
    assert tree.current_key() == "span:5"
    tree.set_filter("nothing like it")
    assert not tree.select_hit()
    assert tree.current_key() == ""


def test_what_failed_is_red(tree: TraceTree) -> None:
    tree.show_timeline(make_timeline(None, make_trace(*REFUSED)))
    assert tree.level_of(tree.timeline_model.index_of("span:8")) is Level.ERROR
    assert tree.level_of(tree.timeline_model.index_of("span:1")) is None


def test_a_server_that_is_but_a_corner_of_the_axis_is_seen_first(tree: TraceTree) -> None:
    spans = make_trace((0, "server", "x", 0, 1), (0, "client", "slow", 1, 100), ms=100.0)
    tree.show_timeline(make_timeline(None, spans))
    assert (tree.axis.begin, tree.axis.end) == pytest.approx((0.0, 1.2))


def test_the_names_have_their_share_until_a_person_chooses_another(tree: TraceTree) -> None:
    tree.resize(1400, 400)
    assert tree.columnWidth(NAME) == 400
    tree.resize(400, 400)
    assert tree.columnWidth(NAME) == 220
    tree.header().resizeSection(NAME, 300)
    tree.resize(1400, 400)
    assert tree.columnWidth(NAME) == 300


def test_it_paints_in_both_themes_however_far_it_is_zoomed(tree: TraceTree, look: ThemeManager) -> None:
    from app.ui.theme_manager import ThemeMode

    pictures = []
    for mode in (ThemeMode.LIGHT, ThemeMode.DARK):
        look.set_mode(mode)
        tree.zoom_fit()
        pictures.append(tree.grab().toImage())
    assert pictures[0] != pictures[1]
    tree.collapse(tree.timeline_model.index_of("span:4"))
    assert tree.grab().toImage() != pictures[1]
    for _ in range(40):
        tree.zoom_in()
    assert tree.grab().toImage() != pictures[1]
    look.zoom_in()
    tree.show_timeline(Timeline())
    tree.grab()


def test_five_thousand_spans_are_not_all_opened(tree: TraceTree) -> None:
    wide = [(1 + number % 3, "client", f"call {number}", number / 1000, number / 1000 + 0.5) for number in range(5000)]
    tree.show_timeline(make_timeline(None, make_trace((0, "server", "x", 0, 6), *wide)))
    model = tree.timeline_model
    opened = sum(tree.isExpanded(model.index_of(f"span:{number}")) for number in range(1, 2000))
    assert 0 < opened < 1200
    assert tree.select("span:4999")
    tree.set_filter("call 424")
    assert tree.current_key() == "span:426"
    assert set(model.hit_keys()) == {
        f"span:{number + 2}" for number in (424, 1424, 2424, 3424, *range(4240, 4250), 4424)
    }

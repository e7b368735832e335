"""The frame: its first frame, its parts, its layout, its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import shiboken6
from PySide6 import __version_info__
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from app.shell.keys import bind_key, bind_keys
from app.shell.main_window import SMALLEST, MainWindow
from app.shell.parts import Parts
from app.ui.drawer import Drawer
from app.ui.tab_bar import TabInfo
from app.ui.theme import ThemeMode, Token, current_theme
from app.ui.theme_manager import ThemeManager
from tests.support.window_owner import Witness

if TYPE_CHECKING:
    from typing import Any

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

# PySide6 6.12 calls a QPoint here deprecated; 6.11 knows nothing else.
WHERE: Any = QPointF(9, 9) if __version_info__ >= (6, 12) else QPoint(9, 9)


class Ear:
    """Remembers what it hears."""

    def __init__(self) -> None:
        self.heard: list[object] = []

    def hear(self, event: object) -> None:
        self.heard.append(event)

    def note(self) -> None:
        self.heard.append("key")


@pytest.fixture
def owner() -> Witness:
    return Witness()


@pytest.fixture
def window(qtbot: QtBot, owner: Witness) -> MainWindow:
    made = MainWindow("Test", owner)
    qtbot.addWidget(made)
    return made


def fill(window: MainWindow) -> Parts:
    drawer = Drawer("Debugger", window)
    drawer.add_page(TabInfo("one", "One"), QWidget())
    parts = Parts(QLabel("top", window), QLabel("side", window), QLabel("center", window), QLabel("right"), drawer)
    window.set_parts(parts)
    return parts


def test_the_first_frame_comes_before_any_part_and_once(window: MainWindow, owner: Witness, qtbot: QtBot) -> None:
    window.show()
    qtbot.waitUntil(lambda: bool(owner.told))
    assert window.centralWidget() is None
    fill(window)
    window.resize(1200, 800)
    window.repaint()
    QTest.qWait(0)
    assert owner.told == ["first frame"]


def test_before_its_parts_are_there_their_outline_is(window: MainWindow, owner: Witness, qtbot: QtBot) -> None:
    window.show()
    qtbot.waitUntil(lambda: bool(owner.told))
    image = window.grab().toImage()
    line = QColor(current_theme().hex(Token.BORDER))
    across = {image.pixelColor(x, 300).name() for x in range(window.width())}
    down = {image.pixelColor(5, y).name() for y in range(window.height())}
    assert line.name() in across
    assert line.name() in down


def test_it_is_not_larger_than_its_screen_at_first(window: MainWindow) -> None:
    room = window.screen().availableSize().expandedTo(SMALLEST)
    assert window.width() <= room.width()
    assert window.height() <= room.height()


def test_its_first_colours_do_not_come_back_with_another_theme(qapp: QApplication, qtbot: QtBot) -> None:
    worn = qapp.styleSheet(), qapp.palette()
    # As at the start of the program: the frame is there before any style sheet is.
    qapp.setStyleSheet("")
    owner = Witness()
    window = MainWindow("Test", owner)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: bool(owner.told))
    themes = ThemeManager(qapp)
    window.drop_first_colours()
    themes.apply(ThemeMode.LIGHT)
    fill(window)
    for mode in (ThemeMode.DARK, ThemeMode.LIGHT, ThemeMode.DARK):
        themes.set_mode(mode)
        surface = current_theme().hex(Token.SURFACE)
        assert window.palette().color(QPalette.ColorRole.Window).name() == surface
        assert window.grab().toImage().pixelColor(2, 2).name() == surface
    qapp.setPalette(worn[1])
    qapp.setStyleSheet(worn[0])


def test_its_parts_stand_where_they_belong(window: MainWindow, qtbot: QtBot) -> None:
    parts = fill(window)
    window.show()
    qtbot.waitExposed(window)
    places = [part.mapTo(window, part.rect().topLeft()) for part in (parts.side, parts.center, parts.right)]
    assert [place.x() for place in places] == sorted(place.x() for place in places)
    assert parts.top.mapTo(window, parts.top.rect().topLeft()).y() == 0
    assert parts.drawer.mapTo(window, parts.drawer.rect().topLeft()).y() > places[0].y()
    assert window.minimumSize() == SMALLEST


def test_side_bar_and_drawer_come_and_go(window: MainWindow, qtbot: QtBot) -> None:
    window.toggle_side()
    window.toggle_drawer()
    parts = fill(window)
    window.show()
    window.toggle_side()
    assert not parts.side.isVisible()
    window.toggle_side()
    assert parts.side.isVisible()
    window.toggle_drawer()
    assert parts.drawer.is_open()


def test_a_layout_comes_back_also_when_the_parts_come_later(qtbot: QtBot) -> None:
    first, later = MainWindow("one", Witness()), MainWindow("two", Witness())
    for window in (first, later):
        qtbot.addWidget(window)
    parts = fill(first)
    first.show()
    qtbot.waitExposed(first)
    parts.side.setMinimumWidth(444)
    qtbot.waitUntil(lambda: parts.side.width() == 444)
    kept = first.layout_state()
    later.restore_layout(kept)
    assert later.layout_state()[1:] == kept[1:]
    again = fill(later)
    later.show()
    # The screen of the test may be smaller than the window was; shares are kept.
    usual = 300 / 1440 * later.width()
    qtbot.waitUntil(lambda: again.side.width() > usual * 1.3)


@pytest.mark.parametrize("junk", [b"", b"junk", bytes(range(200))])
def test_a_broken_layout_is_ignored(window: MainWindow, junk: bytes) -> None:
    window.restore_layout((junk, junk, junk, 0))
    parts = fill(window)
    window.show()
    assert parts.center.width() > 0


def test_closing_is_told_once_before_it_goes(window: MainWindow, owner: Witness) -> None:
    window.show()
    window.close()
    assert [told for told in owner.told if told != "first frame"] == ["closing"]


def test_what_comes_first_stands_where_the_side_bar_will(window: MainWindow, qtbot: QtBot) -> None:
    first = QWidget()
    window.restore_layout((b"", b"", b"", 321))
    window.set_first(first)
    window.show()
    qtbot.waitExposed(window)
    window.resize(1200, 800)
    place = first.geometry()
    assert (place.width(), first.parent()) == (321, window)
    parts = fill(window)
    qtbot.waitUntil(lambda: parts.side.height() > 0 and parts.drawer.height() > 0)
    side = parts.side.mapTo(window, parts.side.rect().topLeft())
    assert side.x() == place.x() == 0
    qtbot.waitUntil(lambda: not shiboken6.isValid(first))


def test_a_side_bar_that_fills_the_window_leaves_room_for_the_rest_at_first(window: MainWindow) -> None:
    first = QWidget()
    window.restore_layout((b"", b"", b"", 99_999))
    window.set_first(first)
    assert first.width() == window.width() // 2


def test_the_width_of_the_side_bar_is_kept_also_while_it_is_hidden(window: MainWindow, qtbot: QtBot) -> None:
    window.restore_layout((b"", b"", b"", 300))
    parts = fill(window)
    window.show()
    qtbot.waitExposed(window)
    assert window.layout_state()[3] == parts.side.width()
    width = parts.side.width()
    window.toggle_side()
    assert window.layout_state()[3] == width


def test_the_width_of_a_side_bar_that_was_never_kept_is_kept_also_while_it_is_hidden(
    window: MainWindow, qtbot: QtBot
) -> None:
    parts = fill(window)
    window.show()
    qtbot.waitExposed(window)
    width = parts.side.width()
    window.toggle_side()
    assert window.layout_state()[3] == width > 0


def test_keys_work_everywhere_and_can_be_switched_off(window: MainWindow, qtbot: QtBot) -> None:
    ear = Ear()
    bind_keys(window, (("F8", ear.note), ("Ctrl+J", ear.note)))
    action = bind_key(window, "Escape", ear.note)
    parts = fill(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    parts.right.setFocus()
    QTest.keyClick(window, Qt.Key.Key_F8)
    QTest.keyClick(window, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert len(ear.heard) == 3
    action.setEnabled(False)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert len(ear.heard) == 3


def test_what_is_dropped_on_it_is_handed_on(qtbot: QtBot) -> None:
    owner = Witness()
    window = MainWindow("Test", owner)
    qtbot.addWidget(window)
    for data in (
        a_drop(urls=["file:///api/a%20b.json"]),
        a_drop(urls=["https://h/a.json"]),
        a_drop(text=" text "),
        a_drop(),
    ):
        enter = QDragEnterEvent(
            WHERE, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
        enter.ignore()
        window.dragEnterEvent(enter)
        drop = QDropEvent(
            QPointF(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
        window.dropEvent(drop)
        assert enter.isAccepted() is bool(data.formats())
    assert owner.told == ["/api/a b.json", "https://h/a.json", "text"]


def a_drop(*, urls: list[str] | None = None, text: str = "") -> QMimeData:
    data = QMimeData()
    if urls:
        data.setUrls([QUrl(url) for url in urls])
    if text:
        data.setText(text)
    return data

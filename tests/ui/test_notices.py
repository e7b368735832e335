"""Banners, empty places, toasts and the search field."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from app.ui.banner import Banner, BannerText
from app.ui.buttons import IconButton
from app.ui.empty_state import EmptyState, EmptyText
from app.ui.messages import MessageAction
from app.ui.search_field import SearchChanged, SearchField, SearchStep
from app.ui.theme import Level, Token, current_theme
from app.ui.toasts import MOST, SHOWN_MS, Toast, ToastArea

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from app.ui.theme_manager import ThemeManager

RETRY = MessageAction("retry", "Retry", "refresh")
REFUSED = BannerText(
    Level.ERROR, "The server does not answer.", "Connection refused.", (RETRY,), "errno 111", closable=True
)


def press(widget: QWidget, text: str) -> None:
    next(button for button in widget.findChildren(QPushButton) if button.text() == text).click()


@pytest.fixture
def banner(qtbot: QtBot) -> Banner:
    result = Banner()
    qtbot.addWidget(result)
    result.resize(500, 100)
    return result


def test_a_banner_says_acts_copies_and_closes(qtbot: QtBot, banner: Banner) -> None:
    assert banner.isHidden()
    banner.show_message(REFUSED)
    assert banner.content() == REFUSED
    assert banner.accessibleName() == "error: The server does not answer. Connection refused."
    assert banner.grab().toImage().pixelColor(250, 3) == current_theme().color(Token.ERROR_SOFT)
    with qtbot.waitSignal(banner.action_triggered) as caught:
        press(banner, "Retry")
    assert caught.args == [RETRY]
    press(banner, "Copy details")
    assert QGuiApplication.clipboard().text() == "The server does not answer.\nConnection refused.\nerrno 111"
    close = banner.findChild(IconButton)
    assert isinstance(close, IconButton)
    with qtbot.waitSignal(banner.closed) as closed:
        close.click()
    assert closed.args == [REFUSED]
    assert banner.isHidden()
    banner.copy_details()


def test_a_banner_says_something_else(banner: Banner) -> None:
    banner.show_message(REFUSED)
    banner.show_message(REFUSED)
    banner.show_message(BannerText(Level.OK, "Saved."))
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert banner.findChildren(QPushButton) == []
    assert "Connection refused." not in [label.text() for label in banner.findChildren(QLabel) if label.isVisible()]
    banner.clear()
    assert banner.content() is None
    banner.grab()


def test_an_empty_place_offers_the_first_step(qtbot: QtBot, look: ThemeManager) -> None:
    send, lesson = MessageAction("sendFirst", "Send a request", "send"), MessageAction("lesson", "Take the lesson")
    state = EmptyState(EmptyText("pulse", "Nothing yet", "Send a request to see how it travels.", (send, lesson)))
    qtbot.addWidget(state)
    state.resize(500, 400)
    state.show()
    assert state.accessibleName() == "Nothing yet. Send a request to see how it travels."
    heard: list[MessageAction] = []
    state.action_triggered.connect(heard.append)
    button = state.findChild(QPushButton, "sendFirst")
    assert isinstance(button, QPushButton)
    assert button.property("variant") == "primary"
    press(state, "Send a request")
    press(state, "Take the lesson")
    assert heard == [send, lesson]
    state.set_content(EmptyText("search", "Nothing found", "Try fewer words."))
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert state.findChildren(QPushButton) == []
    look.set_zoom(150)
    state.grab()


def test_a_low_place_leaves_the_symbol_out(qtbot: QtBot) -> None:
    state = EmptyState(EmptyText("pulse", "Nothing yet", "Words."))
    qtbot.addWidget(state)
    state.resize(500, 400)
    state.show()
    high = state.grab().toImage()
    assert any(high.pixelColor(250, y) == current_theme().color(Token.ACCENT_SOFT) for y in range(high.height()))
    state.resize(500, 180)
    low = state.grab().toImage()
    assert all(low.pixelColor(250, y) != current_theme().color(Token.ACCENT_SOFT) for y in range(low.height()))


@pytest.fixture
def area(qtbot: QtBot) -> Iterator[ToastArea]:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 600)
    result = ToastArea(window)
    window.show()
    yield result
    window.close()


def finish(area: ToastArea) -> None:
    for toast in area.toasts():
        toast.finish()


def test_toasts_stand_in_the_corner_and_stay_when_serious(area: ToastArea) -> None:
    assert area.isHidden()
    quiet = area.show_toast(BannerText(Level.OK, "Copied."))
    serious = area.show_toast(REFUSED)
    assert area.show_toast(REFUSED) is serious
    QApplication.sendPostedEvents()
    assert area.geometry().right() < 800
    assert area.geometry().bottom() < 600
    assert not quiet.stays()
    assert serious.stays()
    area.parentWidget().resize(1000, 700)  # type: ignore[union-attr]
    assert area.geometry().right() > 800
    area.grab()
    quiet.finish()
    assert area.toasts() == (serious,)
    close = serious.banner.findChild(IconButton)
    assert isinstance(close, IconButton)
    close.click()
    assert area.toasts() == ()
    assert area.isHidden()


def test_a_quiet_toast_goes_by_itself_but_waits_for_a_reader(qtbot: QtBot, area: ToastArea) -> None:
    toast = area.show_toast(BannerText(Level.INFO, "Saved."))
    toast.enterEvent(QEnterEvent(QPointF(), QPointF(), QPointF()))
    assert toast.stays()
    toast.leaveEvent(QEvent(QEvent.Type.Leave))
    assert not toast.stays()
    assert toast._timer.interval() == SHOWN_MS
    toast._timer.setInterval(1)
    qtbot.waitUntil(lambda: area.toasts() == ())


def test_a_serious_toast_does_not_begin_to_count(area: ToastArea) -> None:
    toast = area.show_toast(REFUSED)
    toast.leaveEvent(QEvent(QEvent.Type.Leave))
    assert toast.stays()


def test_only_the_newest_toasts_are_kept(area: ToastArea) -> None:
    made = [area.show_toast(BannerText(Level.ERROR, f"Number {number}")) for number in range(MOST + 2)]
    assert area.toasts() == tuple(made[2:])
    finish(area)


def test_actions_of_toasts_are_heard(qtbot: QtBot, area: ToastArea) -> None:
    toast: Toast = area.show_toast(REFUSED)
    with qtbot.waitSignal(area.action_triggered) as caught:
        press(toast, "Retry")
    assert caught.args == [RETRY]


@pytest.fixture
def field(qtbot: QtBot) -> SearchField:
    result = SearchField("Filter operations", key_hint="/")
    qtbot.addWidget(result)
    result.resize(300, 30)
    return result


def test_a_search_is_heard_and_emptied(field: SearchField) -> None:
    heard: list[SearchChanged] = []
    field.changed.connect(heard.append)
    assert field.accessibleName() == "Filter operations"
    QTest.keyClicks(field, "ab")
    field.actions()[1].trigger()
    assert [changed.text for changed in heard] == ["a", "ab", ""]


def test_escape_empties_first_and_passes_on_then(qtbot: QtBot) -> None:
    class Parent(QWidget):
        escaped = 0

        def keyPressEvent(self, event: object) -> None:
            self.escaped += 1

    parent = Parent()
    qtbot.addWidget(parent)
    field = SearchField("Find", parent)
    field.setText("x")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert (field.text(), parent.escaped) == ("", 0)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert parent.escaped == 1


@pytest.mark.parametrize(
    ("key", "modifier", "count"),
    [
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, 1),
        (Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier, -1),
        (Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier, 1),
        (Qt.Key.Key_Up, Qt.KeyboardModifier.NoModifier, -1),
    ],
)
def test_keys_step(qtbot: QtBot, field: SearchField, key: Qt.Key, modifier: Qt.KeyboardModifier, count: int) -> None:
    with qtbot.waitSignal(field.stepped) as caught:
        QTest.keyClick(field, key, modifier)
    assert caught.args == [SearchStep(count)]


def test_the_key_hint_goes_when_there_is_text(field: SearchField, look: ThemeManager) -> None:
    hinted = field.grab().toImage()
    field.setText(" ")
    assert field.grab().toImage() != hinted
    look.toggle()
    field.grab()

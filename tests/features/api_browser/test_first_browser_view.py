"""The side bar of the first frame: its filter and its list work together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.features.api_browser.first_browser_view import FirstBrowser
from app.ui.theme import Token, current_theme
from tests.support.kept_lists import BOOKS, kept
from tests.support.looks import looking

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


@pytest.fixture
def first(qtbot: QtBot) -> FirstBrowser:
    made = FirstBrowser(kept(*BOOKS))
    qtbot.addWidget(made)
    made.resize(300, 500)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def test_the_list_has_the_keyboard_and_a_slash_leads_to_the_filter(first: FirstBrowser) -> None:
    assert first.list.hasFocus()
    QTest.keyClicks(first.list, "/")
    assert first.filter.hasFocus()
    QTest.keyClicks(first.filter, "shelf")
    assert first.list.count() == 2
    QTest.keyClick(first.filter, Qt.Key.Key_Return)
    assert first.list.wanted == "GET /shelf/{name}"


def test_the_arrows_of_the_filter_walk_in_the_list(first: FirstBrowser) -> None:
    first.filter.setFocus()
    QTest.keyClick(first.filter, Qt.Key.Key_Down)
    QTest.keyClick(first.filter, Qt.Key.Key_Down)
    assert first.list.current_key() == "POST /books"
    QTest.keyClick(first.filter, Qt.Key.Key_Up)
    assert first.list.current_key() == "GET /books"
    QTest.keyClick(first.filter, Qt.Key.Key_Escape)
    assert first.filter.hasFocus()


def test_its_filter_has_a_frame_before_and_after_there_is_a_style_sheet(
    first: FirstBrowser, qapp: QApplication
) -> None:
    worn = qapp.styleSheet()
    qapp.setStyleSheet("")
    middle = first.filter.geometry().center().x()
    assert current_theme().hex(Token.BORDER_STRONG) in column(first, middle)
    bare = first.filter.geometry()
    with looking(qapp):
        first.list.setFocus()
        assert current_theme().hex(Token.BORDER_STRONG) in column(first, middle)
        assert first.filter.geometry() == bare.adjusted(-1, -1, 1, 1)
        assert first.list.geometry().bottom() == first.rect().bottom()
    qapp.setStyleSheet(worn)


def column(first: FirstBrowser, x: int) -> set[str]:
    image = first.grab().toImage()
    return {image.pixelColor(x, y).name() for y in range(60)}

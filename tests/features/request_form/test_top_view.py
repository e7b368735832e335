from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest

from app.features.request_form.top_view import ParameterPressed, PathLabel, SendButton
from app.ui.fonts import data_font

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from tests.support.form_window import FormWindow

    Open = Callable[[str], FormWindow]

LONG = "/shelves/{shelf_id}/books/{book_id}/reviews"


def _path(qtbot: QtBot, path: str, width: int) -> PathLabel:
    label = PathLabel(path)
    qtbot.addWidget(label)
    label.resize(width, label.sizeHint().height())
    with qtbot.waitExposed(label):
        label.show()
    return label


@pytest.mark.parametrize("width", [30, 90, 160, 240])
def test_a_path_that_does_not_fit_is_left_out_in_the_middle(qtbot: QtBot, width: int) -> None:
    label = _path(qtbot, LONG, width)

    shown = label.shown_path()
    head, dots, tail = shown.partition("…")
    assert label.is_cut()
    assert dots
    assert LONG.startswith(head)
    assert LONG.endswith(tail)
    assert abs(len(head) - len(tail)) <= 1
    label.grab()


def test_a_path_that_fits_is_whole_and_one_pixel_less_is_not(qtbot: QtBot) -> None:
    label = _path(qtbot, "/books", 300)
    assert (label.shown_path(), label.is_cut()) == ("/books", False)

    label.resize(QFontMetrics(data_font()).horizontalAdvance("/books"), 30)
    assert label.shown_path() == "/books"
    label.resize(label.width() - 1, 30)
    assert label.shown_path() != "/books"


def test_a_short_path_asks_for_no_more_than_itself(qtbot: QtBot) -> None:
    assert _path(qtbot, "/me", 300).minimumSizeHint().width() < _path(qtbot, LONG, 300).minimumSizeHint().width()


def test_a_parameter_behind_the_gap_still_leads_to_its_field(qtbot: QtBot) -> None:
    label = _path(qtbot, "/shelves/with/a/long/name/{book_id}", 180)
    told: list[ParameterPressed] = []
    label.pressed.connect(told.append)

    QTest.mouseClick(label, Qt.MouseButton.LeftButton, pos=QPoint(label.width() - 20, label.height() // 2))
    QTest.mouseClick(label, Qt.MouseButton.LeftButton, pos=QPointF(4, 8).toPoint())

    assert [one.name for one in told] == ["book_id"]


@pytest.mark.parametrize("key", ["PATCH /books/{book_id}", "GET /books", "POST /everything"])
def test_send_gives_up_its_words_before_anything_is_cut(opened: Open, key: str) -> None:
    window = opened(key)
    button, path = window.find("sendButton", SendButton), window.find("requestPath", PathLabel)
    assert button.shown_text() == "Send"

    for width in (380, 320, 290):
        window.view.setFixedWidth(width)
        window.qtbot.waitUntil(lambda: button.parentWidget().width() == window.view.width())  # type: ignore[union-attr]
        right = button.mapTo(window.view, button.rect().topRight()).x()
        assert right < window.view.width()
        assert path.width() >= path.minimumSizeHint().width()
        assert button.shown_text() in {"Send", ""}
    assert button.width() >= button.minimumSizeHint().width()


def test_cancel_keeps_its_first_word_where_the_clock_does_not_fit(opened: Open) -> None:
    button = opened("GET /books").find("sendButton", SendButton)
    button.setText("Cancel 12.3 s")

    shown = set()
    for width in range(button.minimumSizeHint().width(), button.sizeHint().width() + 1):
        button.resize(width, button.height())
        shown.add(button.shown_text())

    assert shown == {"", "Cancel", "Cancel 12.3 s"}

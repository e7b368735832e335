"""Things side by side that begin a new line, and sentences with names in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.flow import FlowLayout
from app.ui.marked import MarkedLabel, marked_html, unmarked

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.ui.theme_manager import ThemeManager


@pytest.fixture
def flow(qtbot: QtBot) -> FlowLayout:
    host = QWidget()
    qtbot.addWidget(host)
    layout = FlowLayout(host, spacing=10, line_spacing=5)
    for _ in range(4):
        box = QWidget(host)
        box.setFixedSize(50, 20)
        layout.addWidget(box)
    host.show()
    layout.host = host  # type: ignore[attr-defined]
    return layout


def places(flow: FlowLayout, width: int) -> list[QPoint]:
    host = flow.parentWidget()
    assert host is not None
    host.resize(width, flow.heightForWidth(width))
    QApplication.sendPostedEvents()
    found = []
    for index in range(flow.count()):
        item = flow.itemAt(index)
        assert item is not None
        found.append(item.geometry().topLeft())
    return found


@pytest.mark.parametrize(
    ("width", "expected", "height"),
    [
        (230, [(0, 0), (60, 0), (120, 0), (180, 0)], 20),
        (229, [(0, 0), (60, 0), (120, 0), (0, 25)], 45),
        (110, [(0, 0), (60, 0), (0, 25), (60, 25)], 45),
        (50, [(0, 0), (0, 25), (0, 50), (0, 75)], 95),
    ],
)
def test_a_new_line_begins_where_the_room_ends(
    flow: FlowLayout, width: int, expected: list[tuple[int, int]], height: int
) -> None:
    assert places(flow, width) == [QPoint(*place) for place in expected]
    assert flow.heightForWidth(width) == height


def test_what_is_hidden_takes_no_room(flow: FlowLayout) -> None:
    first = flow.itemAt(0)
    assert first is not None
    widget = first.widget()
    assert widget is not None
    widget.hide()
    assert places(flow, 170)[1:] == [QPoint(0, 0), QPoint(60, 0), QPoint(120, 0)]


def test_items_can_be_taken_out(flow: FlowLayout) -> None:
    assert flow.itemAt(9) is None
    assert flow.takeAt(9) is None
    assert flow.takeAt(0) is not None
    assert flow.count() == 3
    assert flow.minimumSize().width() == flow.sizeHint().width() == 50
    assert flow.hasHeightForWidth()
    assert not flow.expandingDirections()


@pytest.mark.parametrize(
    ("text", "html", "plain"),
    [
        ("plain", "plain", "plain"),
        ("<b>&`", "&lt;b&gt;&amp;`", "<b>&`"),
        ("a\nb", "a<br>b", "a\nb"),
    ],
)
def test_words_stay_words(qtbot: QtBot, text: str, html: str, plain: str) -> None:
    assert marked_html(text) == html
    assert unmarked(text) == plain


def test_names_are_set_in_the_fixed_font(qtbot: QtBot, look: ThemeManager) -> None:
    text = "the API reads `item_name`; you sent `<name>`"
    label = MarkedLabel(text)
    qtbot.addWidget(label)
    assert marked_html(text).count("<span") == 2
    assert "&lt;name&gt;" in marked_html(text)
    assert label.source() == text
    assert label.accessibleName() == "the API reads item_name; you sent <name>"
    assert label.textFormat() is Qt.TextFormat.RichText
    look.toggle()
    assert label.source() == text

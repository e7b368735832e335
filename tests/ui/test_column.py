"""Widgets below each other, each as high as it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea

from app.ui.column import Column
from app.ui.labels import Label

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

LONG = "many words that need several lines where there is little room " * 4


@pytest.fixture
def area(qtbot: QtBot) -> QScrollArea:
    made = QScrollArea()
    made.setWidgetResizable(True)
    made.setWidget(Column(margin=10, spacing=5))
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    return made


def column(area: QScrollArea) -> Column:
    found = area.widget()
    assert isinstance(found, Column)
    return found


def test_each_stands_below_the_one_before(area: QScrollArea) -> None:
    first, second = QPushButton("one"), QPushButton("two")
    column(area).add(first)
    column(area).add(second)
    assert column(area).widgets() == (first, second)
    assert (first.x(), first.y()) == (10, 10)
    assert second.y() == first.y() + first.height() + 5
    assert first.width() == column(area).width() - 20
    assert second.isVisible()


def test_wrapped_words_get_the_height_that_their_width_needs(area: QScrollArea) -> None:
    label, below = Label(LONG, wrap=True), QPushButton("below")
    column(area).add(label)
    column(area).add(below)
    wide = label.height()
    area.resize(200, 300)
    assert label.height() > wide
    assert label.height() == label.heightForWidth(label.width())
    assert below.y() == label.y() + label.height() + 5


def test_a_widget_that_grows_pushes_the_rest_down(area: QScrollArea, qtbot: QtBot) -> None:
    label, below = Label("short", wrap=True), QPushButton("below")
    column(area).add(label)
    column(area).add(below)
    before = below.y()
    label.setText(LONG)
    qtbot.waitUntil(lambda: below.y() > before)


def test_the_area_scrolls_over_all_of_it(area: QScrollArea, qtbot: QtBot) -> None:
    buttons = [QPushButton(str(number)) for number in range(40)]
    for button in buttons:
        column(area).add(button)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    area.ensureWidgetVisible(buttons[-1])
    assert not buttons[-1].visibleRegion().isEmpty()
    assert column(area).sizeHint().height() == buttons[-1].geometry().bottom() + 1 + 10


def test_an_empty_column_needs_its_margin_only(area: QScrollArea) -> None:
    empty = Column(margin=10)
    assert empty.sizeHint().height() == 10
    empty.add(QLabel("x"))
    assert empty.widgets()[0].y() == 10
    empty.deleteLater()

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QWidget

from app.ui.scrolling import ScrollingArea

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def area(qtbot: QtBot) -> ScrollingArea:
    made = ScrollingArea()
    qtbot.addWidget(made)
    made.resize(200, 100)
    return made


@pytest.mark.parametrize("see_through", [True, False])
def test_what_is_in_it_takes_its_width_and_scrolls_from_top_to_bottom(area: ScrollingArea, see_through: bool) -> None:
    content = QWidget()
    content.setMinimumSize(300, 400)
    area.hold(content, see_through=see_through)
    area.show()
    assert area.viewport().height() == 100
    assert content.height() == 400
    assert area.verticalScrollBar().maximum() == 300
    content.setMinimumWidth(10)
    area.resize(180, 120)
    assert content.width() == area.viewport().width()
    assert area.viewport().autoFillBackground() is not see_through

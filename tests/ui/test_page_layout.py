from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QWidget

from app.ui.metrics import SPACE_M, SPACE_S
from app.ui.page_layout import lay_out_page
from tests.support.widgets import shown

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_the_first_of_the_line_and_the_last_below_take_the_room(qtbot: QtBot) -> None:
    page = QWidget()
    first, second, note, body = QPushButton("one"), QPushButton("two"), QPushButton("note"), QWidget()
    lay_out_page(page, (first, second), note, body, right=SPACE_S)
    shown(qtbot, page, 600, 300)
    assert (first.x(), first.y()) == (SPACE_M, SPACE_S)
    assert second.geometry().right() == page.width() - SPACE_S - 1
    assert first.width() > second.width() == second.sizeHint().width()
    assert note.x() == body.x() == 0
    assert note.height() == note.sizeHint().height()
    assert body.geometry().bottom() == page.height() - 1

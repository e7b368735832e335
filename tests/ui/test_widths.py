from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.labels import Label
from app.ui.marked import MarkedLabel
from app.ui.widths import take_any_width

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

LONG = "a_name_that_nobody_can_break " * 6


@pytest.mark.parametrize("kind", ["plain", "marked"])
def test_a_wrapped_text_is_higher_where_it_is_narrower(qtbot: QtBot, kind: str) -> None:
    label = Label(LONG, wrap=True) if kind == "plain" else MarkedLabel(LONG)
    qtbot.addWidget(label)

    assert label.hasHeightForWidth()
    take_any_width(label)
    assert label.hasHeightForWidth()
    assert label.heightForWidth(120) > label.heightForWidth(600)


def test_what_takes_any_width_gets_the_height_of_its_own_width(qtbot: QtBot) -> None:
    outer = QWidget()
    qtbot.addWidget(outer)
    holder, label = QWidget(outer), MarkedLabel(LONG)
    inner = QVBoxLayout(holder)
    inner.addWidget(label)
    label.setMinimumWidth(400)
    column = QVBoxLayout(outer)
    column.addWidget(holder)
    column.addStretch(1)
    take_any_width(holder)
    with qtbot.waitExposed(outer):
        outer.show()

    outer.setFixedSize(150, 600)
    qtbot.waitUntil(lambda: holder.height() == holder.heightForWidth(holder.width()))

    assert holder.width() < 150

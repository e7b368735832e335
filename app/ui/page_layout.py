"""How a page of the drawer is laid out: a line of controls, and below it what they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.ui.metrics import SPACE_M, SPACE_S, SPACE_XS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget


def lay_out_page(page: QWidget, head: Sequence[QWidget], *below: QWidget, right: int = SPACE_M) -> None:
    """Lays a page out.

    Args:
        head: The line; its first widget takes the room that is left.
        below: From top to bottom; the last one takes the room that is left.
        right: Margin at the end of the line, in pixels; smaller where an icon stands there, which has air of its own.
    """
    line = QHBoxLayout()
    line.setContentsMargins(SPACE_M, SPACE_S, right, SPACE_XS)
    line.setSpacing(SPACE_S)
    for index, widget in enumerate(head):
        line.addWidget(widget, 0 if index else 1)
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addLayout(line)
    for index, widget in enumerate(below, 1):
        layout.addWidget(widget, 1 if index == len(below) else 0)

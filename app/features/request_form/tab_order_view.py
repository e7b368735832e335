"""The order in which Tab walks: the one in which things are laid out, not the one in which they were made."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QLayout


def order_tabs(root: QWidget) -> None:
    """Makes Tab walk through everything visible in `root` from top to bottom."""
    for before, after in pairwise(in_tab_order(root)):
        QWidget.setTabOrder(before, after)


def in_tab_order(root: QWidget) -> Iterator[QWidget]:
    """What takes the keyboard by Tab in `root`, as it is laid out."""
    layout = root.layout()
    if layout is not None:
        yield from _in_layout(layout)


def _in_layout(layout: QLayout) -> Iterator[QWidget]:
    for index in range(layout.count()):
        item = layout.itemAt(index)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None and not widget.isHidden():
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
                yield widget
            else:
                yield from in_tab_order(widget)
        elif inner is not None:
            yield from _in_layout(inner)

"""The order in which Tab walks: the one in which things are laid out, not the one in which they were made."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from app.ui.form_row import FormRow
from app.ui.message_line import MessageLine

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
    elif isinstance(root, QScrollArea):
        content = root.widget()
        if content is not None:
            yield from in_tab_order(content)
    elif isinstance(root, MessageLine):
        yield from root.stops()


def first_editor(root: QWidget) -> QWidget | None:
    """The first thing in `root` that a value can be entered into, as it is laid out; None where there is none."""
    editors = [row.editor() for row in root.findChildren(FormRow)]
    for stop in in_tab_order(root):
        if any(editor is not None and (editor is stop or editor.isAncestorOf(stop)) for editor in editors):
            return stop
    return None


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

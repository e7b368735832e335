"""What can be done with an item of an array: drag it, move it by a step, copy it, take it away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QWidget

from app.features.request_form.discard_view import discard
from app.ui.buttons import IconButton
from app.ui.metrics import EDGE
from app.ui.painting import fill_rounded
from app.ui.theme import Token, current_theme

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.features.request_form.host import FormHost
    from app.features.request_form.rows import Row

_EDGE_ZONE: Final = 24
"""So near to the edge of the page, in pixels, a drag scrolls it."""


@runtime_checkable
class Siblings(Protocol):
    """What holds the items of one array."""

    def rows_by_name(self) -> Mapping[str, QWidget]:
        """The rows that are built, by name or index."""
        ...


class ItemButtons(QWidget):
    """Moves an item, copies it, or takes it away; entries can only be taken away."""

    def __init__(self, host: FormHost, row: Row, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._host = host
        self._row = row
        self._narrow = False
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._handle = DragHandle(host, row, self) if row.item is not None else None
        self._up = IconButton("arrow-up", "Move up", self, shortcut_text="Alt+Up")
        self._down = IconButton("arrow-down", "Move down", self, shortcut_text="Alt+Down")
        self._copy = IconButton("copy", "Duplicate", self)
        self._remove = IconButton("cross", "Remove", self)
        self._up.clicked.connect(self._on_up)
        self._down.clicked.connect(self._on_down)
        self._copy.clicked.connect(self._on_copy)
        self._remove.clicked.connect(self._on_remove)
        for button in (self._handle, self._up, self._down, self._copy, self._remove):
            if button is not None:
                layout.addWidget(button)
        self.show_row(row)

    def show_row(self, row: Row) -> None:
        """Follows the item's place."""
        self._row = row
        path, item = row.field.path, row.item
        words = ((self._up, "up"), (self._down, "down"), (self._copy, "copy"), (self._remove, "remove"))
        for button, word in words:
            button.setObjectName(f"{word}:{path}")
        several = item is not None and item.count > 1
        self._up.setVisible(several and not self._narrow)
        self._down.setVisible(several and not self._narrow)
        self._copy.setVisible(item is not None)
        if item is not None:
            self._up.setEnabled(item.index > 0)
            self._down.setEnabled(item.index < item.count - 1)
        if self._handle is not None:
            self._handle.show_row(row)
            self._handle.setVisible(several)
        self._copy.set_name(f"Duplicate {row.field.label}")
        self._remove.set_name(f"Remove {row.field.label}")

    def set_narrow(self, *, narrow: bool) -> None:
        """In little room the arrows give way: the handle, Alt+Up and Alt+Down do the same."""
        if narrow != self._narrow:
            self._narrow = narrow
            self.show_row(self._row)

    def _on_up(self) -> None:
        self._move(-1)

    def _on_down(self) -> None:
        self._move(1)

    def _move(self, step: int) -> None:
        if self._row.item is not None:
            self._host.presenter.edits.move(self._row.field.path, self._row.item.index + step)

    def _on_copy(self) -> None:
        copy = self._host.presenter.edits.duplicate(self._row.field.path)
        if copy is not None:
            self._host.reveal(copy)

    def _on_remove(self) -> None:
        self._host.presenter.edits.remove(self._row.field.path)


class DragHandle(IconButton):
    """Drags an item to another place among its siblings; with the keyboard on it Up and Down move it."""

    def __init__(self, host: FormHost, row: Row, parent: QWidget) -> None:
        super().__init__("drag", "Drag to another place", parent)
        self._host = host
        self._row = row
        self._line: DropLine | None = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.show_row(row)

    def show_row(self, row: Row) -> None:
        """Follows the item's place."""
        self._row = row
        self.setObjectName(f"drag:{row.field.path}")
        self.set_name(f"Drag {row.field.label} to another place", "or Up, Down")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Takes hold."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Shows where the item would go."""
        holder = self._holder()
        if holder is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        if self._line is None:
            self._line = DropLine(holder)
        y = holder.mapFromGlobal(event.globalPosition().toPoint()).y()
        self._scroll(holder, y)
        self._line.stand_at(self._line_y(holder, y))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Puts it there."""
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        holder = self._holder()
        if self._line is None or holder is None:
            return
        discard(self._line)
        self._line = None
        before = self._gap(holder, holder.mapFromGlobal(event.globalPosition().toPoint()).y())
        item = self._row.item
        if item is not None:
            self._move_to(before - 1 if before > item.index else before)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Moves it by one place; Esc lets go of a drag."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape and self._line is not None:
            discard(self._line)
            self._line = None
        elif step is not None and self._row.item is not None:
            self._move_to(self._row.item.index + step)
        else:
            super().keyPressEvent(event)

    def _move_to(self, index: int) -> None:
        move_item(self._host, self._row, index)

    def _holder(self) -> QWidget | None:
        widget = self.parentWidget()
        while widget is not None and not isinstance(widget, Siblings):
            widget = widget.parentWidget()
        return widget

    @staticmethod
    def _rows(holder: QWidget) -> list[tuple[int, QWidget]]:
        rows = holder.rows_by_name() if isinstance(holder, Siblings) else {}
        return sorted((int(name), row) for name, row in rows.items() if name.isdecimal())

    def _gap(self, holder: QWidget, y: int) -> int:
        """The index of the item that the dragged one would stand before."""
        last = 0
        for index, row in self._rows(holder):
            if y < row.mapTo(holder, QPoint(0, row.height() // 2)).y():
                return index
            last = index + 1
        return last

    def _line_y(self, holder: QWidget, y: int) -> int:
        gap, bottom = self._gap(holder, y), 0
        for index, row in self._rows(holder):
            if index == gap:
                return row.mapTo(holder, QPoint(0, 0)).y()
            bottom = row.mapTo(holder, QPoint(0, row.height())).y()
        return bottom

    @staticmethod
    def _scroll(holder: QWidget, y: int) -> None:
        area: QWidget | None = holder
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        content = area.widget() if isinstance(area, QScrollArea) else None
        if isinstance(area, QScrollArea) and content is not None:
            area.ensureVisible(0, holder.mapTo(content, QPoint(0, y)).y(), 0, _EDGE_ZONE)


class DropLine(QWidget):
    """Shows between two rows where the dragged one would go."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("dropLine")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def stand_at(self, y: int) -> None:
        """Stands at a height of its parent."""
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(0, y - EDGE // 2, parent.width(), EDGE)
            self.raise_()
            self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the line."""
        fill_rounded(QPainter(self), QRectF(self.rect()), current_theme().color(Token.ACCENT), EDGE / 2)


def move_item(host: FormHost, row: Row, index: int, below: tuple[str, ...] = ()) -> None:
    """Moves an item to another index of its array and goes with it.

    Args:
        below: The tokens from the item to the field that had the keyboard.
    """
    item, parent = row.item, row.field.path.parent
    if item is None or parent is None:
        return
    index = max(0, min(index, item.count - 1))
    if index != item.index:
        host.presenter.edits.move(row.field.path, index)
        path = parent.child(index)
        for token in below:
            path = path.child(token)
        host.reveal(path)

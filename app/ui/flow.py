"""A layout that puts things side by side and begins a new line where the room ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from app.ui.metrics import SPACE_S, SPACE_XS

if TYPE_CHECKING:
    from PySide6.QtCore import QMargins


class FlowLayout(QLayout):
    """Items from left to right, then from top to bottom.

    Args:
        centered: Whether each line stands in the middle.
    """

    def __init__(
        self,
        parent: QWidget | None = None,
        spacing: int = SPACE_S,
        line_spacing: int = SPACE_XS,
        *,
        centered: bool = False,
    ) -> None:
        super().__init__(parent)
        self._centered = centered
        self._items: list[QLayoutItem] = []
        self._spacing = spacing
        self._line_spacing = line_spacing
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Adds at the end."""
        self._items.append(item)

    def count(self) -> int:
        """How many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """An item, None out of range."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Takes an item out, None out of range."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """It asks for no more room than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Narrower means higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height that all lines need."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Places the items."""
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        """The least it needs; it takes what it gets."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """Room for the widest item."""
        size = QSize()
        for item in self._items:
            widget = item.widget()
            # What is wider than the area is made narrower, down to what it can bear.
            least = widget.minimumSizeHint() if widget is not None else item.minimumSize()
            size = size.expandedTo(least if widget is None else least.expandedTo(widget.minimumSize()))
        margins: QMargins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        margins: QMargins = self.contentsMargins()
        area = rect.marginsRemoved(margins)
        y = area.y()
        for line in self._lines(area.width()):
            height = max(size.height() for _, size in line)
            if move:
                self._place(line, area, y)
            y += height + self._line_spacing
        return max(area.y(), y - self._line_spacing) - rect.y() + margins.bottom()

    def _lines(self, room: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        """The items line by line, with their sizes; none is wider than the room."""
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        used = 0
        for item in self._items:
            if item.isEmpty():
                continue
            hint = item.sizeHint()
            size = QSize(min(hint.width(), room), hint.height())
            if not lines or used + self._spacing + size.width() > room:
                lines.append([])
                used = -self._spacing
            lines[-1].append((item, size))
            used += self._spacing + size.width()
        return lines

    def _place(self, line: list[tuple[QLayoutItem, QSize]], area: QRect, top: int) -> None:
        used = sum(size.width() + self._spacing for _, size in line) - self._spacing
        left = area.x() + (max(0, (area.width() - used) // 2) if self._centered else 0)
        for item, size in line:
            item.setGeometry(QRect(QPoint(left, top), size))
            left += size.width() + self._spacing

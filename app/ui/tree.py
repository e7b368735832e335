"""The view of any tree: hover, selection and soft colours behind whole rows, guide lines and our chevrons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF
from PySide6.QtWidgets import QStyleOptionViewItem, QTreeView, QWidget

from app.ui.icons import icon_size, paint_icon
from app.ui.metrics import ICON
from app.ui.painting import hairline
from app.ui.properties import is_restyled
from app.ui.theme import Level, Token, current_theme, current_zoom

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPainter

AnyIndex = QModelIndex | QPersistentModelIndex
_INDENT: Final = 18


class Tree(QTreeView):
    """A tree that paints itself; whoever derives from it gives it a model and a delegate.

    Args:
        name: Its accessible name.
        indent: Pixels of a level at 100 % zoom.
    """

    def __init__(self, name: str, parent: QWidget | None = None, indent: int = _INDENT) -> None:
        super().__init__(parent)
        self._indent = indent
        self._hovered = QPersistentModelIndex()
        self.setAccessibleName(name)
        self.setUniformRowHeights(True)
        self.setMouseTracking(True)
        self.setAnimated(False)
        self.setVerticalScrollMode(QTreeView.ScrollMode.ScrollPerPixel)
        self.setIndentation(round(self._indent * current_zoom()))

    def level_of(self, index: AnyIndex) -> Level | None:
        """The level whose soft colour lies behind a row; None for most."""
        del index
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follows the mouse with a whole row."""
        super().mouseMoveEvent(event)
        self._hover(self.indexAt(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        """Forgets the mouse."""
        super().leaveEvent(event)
        self._hover(QModelIndex())

    def changeEvent(self, event: QEvent) -> None:
        """Follows the zoom."""
        super().changeEvent(event)
        if is_restyled(event):
            self.setIndentation(round(self._indent * current_zoom()))
            self.scheduleDelayedItemsLayout()

    def drawRow(self, painter: QPainter, options: QStyleOptionViewItem, index: AnyIndex) -> None:  # noqa: N802
        """Paints selection, hover and level behind the whole row."""
        theme, rect = current_theme(), QRectF(options.rect)
        rect.setLeft(0)
        rect.setWidth(self.viewport().width())
        level = self.level_of(index)
        if self.selectionModel().isSelected(index.sibling(index.row(), 0)):
            painter.fillRect(rect, theme.color(Token.SELECTION))
        elif self._hovered.isValid() and self._hovered == index.sibling(index.row(), 0):
            painter.fillRect(rect, theme.color(Token.HOVER))
        elif level is not None:
            painter.fillRect(rect, theme.color(level.soft))
        super().drawRow(painter, options, index)

    def drawBranches(self, painter: QPainter, rect: QRect, index: AnyIndex) -> None:  # noqa: N802 - Qt's name
        """Paints guide lines and our chevron."""
        theme = current_theme()
        step = self.indentation()
        for level in range(1, rect.width() // step):
            left = rect.left() + (level - 1) * step + step / 2
            top, bottom = QPointF(left, rect.top()), QPointF(left, rect.bottom())
            hairline(painter, top, bottom, theme.color(Token.BORDER))
        if self.model().hasChildren(index):
            edge = icon_size(ICON - 2)
            area = QRectF(rect.right() - step / 2 - edge / 2, rect.center().y() - edge / 2 + 0.5, edge, edge)
            name = "chevron-down" if self.isExpanded(index.sibling(index.row(), 0)) else "chevron-right"
            paint_icon(painter, area, name, Token.TEXT_MUTED)

    def _hover(self, index: QModelIndex) -> None:
        row = QPersistentModelIndex(index.siblingAtColumn(0)) if index.isValid() else QPersistentModelIndex()
        if row != self._hovered:
            self._hovered = row
            self.viewport().update()

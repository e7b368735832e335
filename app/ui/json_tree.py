"""The view of a JSON tree: coloured by type, marks on nodes, path and value to copy."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QModelIndex, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import QMenu, QStyledItemDelegate, QStyleOptionViewItem, QTreeView, QWidget

from app.ui.fonts import data_font
from app.ui.icons import icon_size, paint_icon
from app.ui.json_tree_model import INK_ROLE, MARK_ROLE, JsonTreeModel, TreeMark
from app.ui.metrics import ICON, SPACE_S
from app.ui.theme import Token, current_theme, current_zoom
from app.ui.tree import AnyIndex, Tree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.ui.theme import Level

_ROW: Final = 24
_KEYS: Final = 240
_EXPAND_LIMIT: Final = 2000


@dataclass(frozen=True, slots=True)
class NodeChosen:
    """A node became the current one.

    Attributes:
        tokens: Its reference tokens (RFC 6901).
    """

    tokens: tuple[str, ...]


class NodeDelegate(QStyledItemDelegate):
    """Paints keys and values in the inks of their types."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Paints one cell."""
        painter.save()
        theme, rect = current_theme(), QRectF(option.rect)
        mark = index.data(MARK_ROLE)
        content = rect.adjusted(SPACE_S if index.column() else SPACE_S / 2, 0, -SPACE_S, 0)
        if isinstance(mark, TreeMark) and index.column() == 1:
            edge = icon_size(ICON - 2)
            area = QRectF(content.left(), content.center().y() - edge / 2, edge, edge)
            paint_icon(painter, area, mark.level.icon_name, mark.level.ink)
            content.adjust(edge + SPACE_S / 2, 0, 0, 0)
        # A StrEnum comes out of Qt as plain text.
        ink = Token(index.data(INK_ROLE) or Token.TEXT)
        font = data_font()
        text = QFontMetrics(font).elidedText(str(index.data()), Qt.TextElideMode.ElideRight, int(content.width()))
        painter.setFont(font)
        painter.setPen(theme.color(ink))
        painter.drawText(content, Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """One line."""
        width = QFontMetrics(data_font()).horizontalAdvance(str(index.data())) + 2 * SPACE_S
        return QSize(width, round(_ROW * current_zoom()))


class JsonTree(Tree):
    """A tree with its own model; the context menu and Ctrl+C copy.

    Signals:
        chosen: A NodeChosen.
    """

    chosen = Signal(NodeChosen)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.tree_model = JsonTreeModel(self)
        self.setModel(self.tree_model)
        self.setItemDelegate(NodeDelegate(self))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self.open_menu)
        self.header().resizeSection(0, round(_KEYS * current_zoom()))
        self.header().setStretchLastSection(True)

    def set_value(self, value: Any) -> None:
        """Shows a decoded JSON value, its first level open where that is small."""
        self.tree_model.set_value(value)
        if self.tree_model.rowCount() <= _FEW:
            self.expandToDepth(0)

    def set_marks(self, marks: Mapping[tuple[str, ...], TreeMark]) -> None:
        """Marks nodes by their reference tokens and opens the way to them."""
        self.tree_model.set_marks(marks)
        for tokens in list(marks)[:_FEW]:
            self.open_to(tokens)

    def open_to(self, tokens: tuple[str, ...]) -> QModelIndex:
        """Opens the parents of a node; returns its index, invalid where there is none."""
        index = self.tree_model.index_of(tokens)
        parent = index.parent()
        while parent.isValid():
            self.expand(parent)
            parent = parent.parent()
        return index

    def reveal(self, tokens: tuple[str, ...]) -> bool:
        """Opens the way to a node, makes it the current one and scrolls to it; False where there is none."""
        index = self.open_to(tokens)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index, QTreeView.ScrollHint.PositionAtCenter)
        return index.isValid()

    def copy_value(self) -> None:
        """Puts the current value on the clipboard as JSON, a string without its quotes."""
        value = self.tree_model.value(self.currentIndex())
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)
        QGuiApplication.clipboard().setText(text)

    def copy_pointer(self) -> None:
        """Puts the current node's JSON Pointer on the clipboard."""
        QGuiApplication.clipboard().setText(self.tree_model.pointer(self.currentIndex()))

    def copy_key(self) -> None:
        """Puts the current key on the clipboard."""
        tokens = self.tree_model.tokens(self.currentIndex())
        QGuiApplication.clipboard().setText(tokens[-1] if tokens else "")

    def expand_below(self) -> None:
        """Opens everything below the current node, up to a limit that keeps the window live."""
        waiting, opened = [self.currentIndex().siblingAtColumn(0)], 0
        while waiting and opened < _EXPAND_LIMIT:
            index = waiting.pop(0)
            while self.tree_model.canFetchMore(index) and self.tree_model.rowCount(index) < _EXPAND_LIMIT:
                self.tree_model.fetchMore(index)
            self.expand(index)
            opened += 1
            count = self.tree_model.rowCount(index)
            children = (self.tree_model.index(row, 0, index) for row in range(count))
            waiting += [child for child in children if self.tree_model.hasChildren(child)]

    def menu(self) -> QMenu:
        """The context menu of the current node; the tree owns it."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, slot in (
            ("Copy value", self.copy_value),
            ("Copy path", self.copy_pointer),
            ("Copy key", self.copy_key),
            ("Open everything below", self.expand_below),
        ):
            action = QAction(text, menu)
            action.triggered.connect(slot)
            menu.addAction(action)
        return menu

    def open_menu(self, position: QPoint) -> None:
        """Opens the context menu at a place of the viewport."""
        index = self.indexAt(position)
        if index.isValid():
            self.setCurrentIndex(index)
            self.menu().popup(self.viewport().mapToGlobal(position))

    def announce(self, chosen: NodeChosen) -> None:
        """Tells who listens; the typed door to the signal."""
        self.chosen.emit(chosen)

    def currentChanged(self, current: AnyIndex, previous: AnyIndex) -> None:  # noqa: N802 - Qt's name
        """Tells of another node."""
        super().currentChanged(current, previous)
        if current.isValid():
            self.announce(NodeChosen(self.tree_model.tokens(current)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+C copies the value."""
        if event.matches(QKeySequence.StandardKey.Copy) and self.currentIndex().isValid():
            self.copy_value()
        else:
            super().keyPressEvent(event)

    def level_of(self, index: AnyIndex) -> Level | None:
        """That of the node's mark."""
        mark = index.data(MARK_ROLE)
        return mark.level if isinstance(mark, TreeMark) else None


_FEW = 50

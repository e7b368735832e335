"""Decoded JSON as a tree that grows where somebody looks: nodes are made when their parent is opened."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.core.base.pointers import format_pointer
from app.ui.theme import Level, Token

if TYPE_CHECKING:
    from collections.abc import Mapping

AnyIndex = QModelIndex | QPersistentModelIndex

PAGE: Final = 1000
"""Members of one container that are made at once; more come when a person scrolls to them."""
TEXT_LIMIT: Final = 300
INK_ROLE: Final = Qt.ItemDataRole.UserRole + 1
MARK_ROLE: Final = Qt.ItemDataRole.UserRole + 2
_ROOT: Final = 0
_TITLES: Final = ("Key", "Value")


@dataclass(frozen=True, slots=True)
class TreeMark:
    """Something to say about a node.

    Attributes:
        level: How serious it is.
        text: In words.
    """

    level: Level
    text: str


class _Node:
    """A value in the tree; `children` are node numbers, in order, as far as they were made."""

    __slots__ = ("children", "key", "parent", "row", "value")

    def __init__(self, parent: int, row: int, key: str | int, value: Any) -> None:
        self.parent = parent
        self.row = row
        self.key = key
        self.value = value
        self.children: list[int] = []

    def size(self) -> int:
        """How many members the value has."""
        return len(self.value) if isinstance(self.value, dict | list) else 0


class JsonTreeModel(QAbstractItemModel):
    """Two columns: key and value. The members of the root stand at the top; a scalar root is one row."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._nodes: list[_Node] = [_Node(-1, 0, "", [])]
        self._marks: Mapping[tuple[str, ...], TreeMark] = {}
        self._scalar = False

    def set_value(self, value: Any) -> None:
        """Shows another value; it must not be changed afterwards."""
        self.beginResetModel()
        self._scalar = not isinstance(value, dict | list)
        self._nodes = [_Node(-1, 0, "", [value] if self._scalar else value)]
        self._marks = {}
        self._make_children(_ROOT)
        self.endResetModel()

    def set_marks(self, marks: Mapping[tuple[str, ...], TreeMark]) -> None:
        """Marks nodes, by their reference tokens (RFC 6901)."""
        before, self._marks = self._marks, dict(marks)
        for tokens in {*before, *marks}:
            index = self._index_if_made(tokens)
            if index.isValid():
                self.dataChanged.emit(index, index.siblingAtColumn(1))

    def value(self, index: AnyIndex) -> Any:
        """The decoded value at an index; the whole for the root."""
        value = self._node(index).value
        return value[0] if self._scalar and not index.isValid() else value

    def tokens(self, index: AnyIndex) -> tuple[str, ...]:
        """The reference tokens of a node."""
        tokens: list[str] = []
        number = index.internalId() if index.isValid() else _ROOT
        while number != _ROOT and not self._scalar:
            node = self._nodes[number]
            tokens.append(str(node.key))
            number = node.parent
        return tuple(reversed(tokens))

    def pointer(self, index: AnyIndex) -> str:
        """The JSON Pointer of a node."""
        return format_pointer(self.tokens(index))

    def index_of(self, tokens: tuple[str, ...]) -> QModelIndex:
        """The node at `tokens`, made now if need be; an invalid index where there is none."""
        number = _ROOT
        for token in tokens:
            found = self._child_by_key(number, token)
            if found is None:
                return QModelIndex()
            number = found
        return self._index(number, 0) if number != _ROOT else QModelIndex()

    def _index_if_made(self, tokens: tuple[str, ...]) -> QModelIndex:
        number = _ROOT
        for token in tokens:
            node = self._nodes[number]
            place = _place(node.value, token)
            if place is None or place >= len(node.children):
                return QModelIndex()
            number = node.children[place]
        return self._index(number, 0)

    def index(self, row: int, column: int, parent: AnyIndex | None = None) -> QModelIndex:
        """Qt's way down."""
        node = self._node(parent)
        if 0 <= row < len(node.children) and 0 <= column < len(_TITLES):
            return self.createIndex(row, column, node.children[row])
        return QModelIndex()

    def parent(self, index: AnyIndex | None = None) -> Any:
        """Qt's way up; without an index the owner of the model, as QObject has it."""
        if index is None:
            return super().parent()
        if not index.isValid():
            return QModelIndex()
        return self._index(self._nodes[index.internalId()].parent, 0)

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        """The members made so far."""
        return 0 if parent is not None and parent.column() > 0 else len(self._node(parent).children)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        """Key and value."""
        return len(_TITLES)

    def hasChildren(self, parent: AnyIndex | None = None) -> bool:
        """Whether there are members, made or not."""
        return (parent is None or parent.column() <= 0) and self._node(parent).size() > 0

    def canFetchMore(self, parent: AnyIndex) -> bool:
        """Whether some members are not made yet."""
        node = self._node(parent)
        return parent.column() <= 0 and len(node.children) < node.size()

    def fetchMore(self, parent: AnyIndex) -> None:
        """Makes the next members."""
        node = self._node(parent)
        first = len(node.children)
        last = min(node.size(), first + PAGE) - 1
        if last >= first:
            self.beginInsertRows(parent.sibling(parent.row(), 0) if parent.isValid() else QModelIndex(), first, last)
            self._make_children(parent.internalId() if parent.isValid() else _ROOT)
            self.endInsertRows()

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Key and value as text, ink, mark and tooltip."""
        if not index.isValid():
            return None
        node = self._nodes[index.internalId()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._key_text(node) if index.column() == 0 else value_text(node.value)
        if role == INK_ROLE:
            return _key_ink(node) if index.column() == 0 else value_ink(node.value)
        mark = self._marks.get(self.tokens(index)) if self._marks else None
        if role == MARK_ROLE:
            return mark
        if role == Qt.ItemDataRole.ToolTipRole:
            return mark.text if mark else None
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Key and Value."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _TITLES[section] if 0 <= section < len(_TITLES) else None
        return None

    def _key_text(self, node: _Node) -> str:
        return "value" if self._scalar else str(node.key)

    def _node(self, index: AnyIndex | None) -> _Node:
        return self._nodes[index.internalId() if index is not None and index.isValid() else _ROOT]

    def _index(self, number: int, column: int) -> QModelIndex:
        return QModelIndex() if number == _ROOT else self.createIndex(self._nodes[number].row, column, number)

    def _make_children(self, number: int) -> None:
        node = self._nodes[number]
        first, last = len(node.children), min(node.size(), len(node.children) + PAGE)
        if isinstance(node.value, dict):
            members = list(node.value.items())[first:last]
        else:
            members = list(enumerate(node.value[first:last], first))
        for offset, (key, value) in enumerate(members):
            node.children.append(len(self._nodes))
            self._nodes.append(_Node(number, first + offset, key, value))

    def _child_by_key(self, number: int, token: str) -> int | None:
        node = self._nodes[number]
        place = _place(node.value, token)
        if place is None or self._scalar:
            return None
        while len(node.children) <= place:
            self.fetchMore(self._index(number, 0))
        return node.children[place]


def value_text(value: Any) -> str:
    """One line for a value: scalars as JSON, containers by their size."""
    if isinstance(value, dict):
        return f"{{ {len(value):,} }}" if value else "{ }"
    if isinstance(value, list):
        return f"[ {len(value):,} ]" if value else "[ ]"
    if isinstance(value, str):
        rest = len(value) - TEXT_LIMIT
        text = json.dumps(value[:TEXT_LIMIT], ensure_ascii=False)
        return f"{text[:-1]}… {rest:,} more" if rest > 0 else text
    try:
        return json.dumps(value)
    except (TypeError, ValueError):
        # Integers of more digits than Python prints, and what no JSON decoder makes.
        return f"{type(value).__name__} that cannot be shown"


def value_ink(value: Any) -> Token:
    """The colour of a value's type."""
    if isinstance(value, str):
        return Token.CODE_STRING
    if value is None or isinstance(value, bool):
        return Token.CODE_LITERAL
    if isinstance(value, int | float):
        return Token.CODE_NUMBER
    return Token.CODE_PUNCTUATION


def _key_ink(node: _Node) -> Token:
    return Token.TEXT_MUTED if isinstance(node.key, int) else Token.CODE_KEY


def _place(value: Any, token: str) -> int | None:
    if isinstance(value, dict):
        return next((place for place, key in enumerate(value) if key == token), None)
    if isinstance(value, list) and token.isascii() and token.isdigit():
        return int(token) if int(token) < len(value) else None
    return None

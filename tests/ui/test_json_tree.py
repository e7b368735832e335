"""The JSON tree: grows on demand, tells paths, never raises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QEvent, QModelIndex, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QMenu

from app.ui.json_tree import JsonTree, NodeChosen
from app.ui.json_tree_model import INK_ROLE, MARK_ROLE, PAGE, TEXT_LIMIT, JsonTreeModel, TreeMark, value_ink, value_text
from app.ui.theme import Level, Token

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.ui.theme_manager import ThemeManager

BOOK: dict[str, Any] = {
    "title": "Fluent Python",
    "a/b": {"~": [True, None, 1.5]},
    "lines": [{"quantity": 1}, {"quantity": 0}],
    "empty": {},
}


@pytest.fixture
def tree(qtbot: QtBot) -> JsonTree:
    result = JsonTree("Body")
    qtbot.addWidget(result)
    result.resize(500, 400)
    result.show()
    result.set_value(BOOK)
    return result


@pytest.mark.parametrize("value", [BOOK, [], {}, "text", 7, None, list(range(PAGE + 5)), [[[[]]]]])
def test_the_model_keeps_qts_rules(qtbot: QtBot, qapp: QApplication, value: Any) -> None:
    model = JsonTreeModel(qapp)
    # The tester itself fetches inside a reset and then blames the model, so it only comes afterwards.
    model.set_value(value)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    if model.canFetchMore(QModelIndex()):
        model.fetchMore(QModelIndex())
    model.set_marks({("0",): TreeMark(Level.WARN, "x")})
    assert tester.model() is model
    tester.deleteLater()
    model.deleteLater()


@pytest.mark.parametrize(
    ("value", "text", "ink"),
    [
        ("a\n\u00fc", '"a\\n\u00fc"', Token.CODE_STRING),
        ("x" * (TEXT_LIMIT + 3), f'"{"x" * TEXT_LIMIT}… 3 more', Token.CODE_STRING),
        (7, "7", Token.CODE_NUMBER),
        (-1.5, "-1.5", Token.CODE_NUMBER),
        (True, "true", Token.CODE_LITERAL),
        (None, "null", Token.CODE_LITERAL),
        ({}, "{ }", Token.CODE_PUNCTUATION),
        ({"a": 1}, "{ 1 }", Token.CODE_PUNCTUATION),
        ([], "[ ]", Token.CODE_PUNCTUATION),
        ([1, 2], "[ 2 ]", Token.CODE_PUNCTUATION),
        pytest.param(1 << 20_000, "int that cannot be shown", Token.CODE_NUMBER, id="digits"),
        (b"x", "bytes that cannot be shown", Token.CODE_PUNCTUATION),
    ],
)
def test_values_are_one_line_in_the_ink_of_their_type(value: Any, text: str, ink: Token) -> None:
    assert value_text(value) == text
    assert value_ink(value) is ink


@pytest.mark.parametrize(
    ("tokens", "pointer", "value"),
    [
        (("title",), "/title", "Fluent Python"),
        (("a/b", "~", "2"), "/a~1b/~0/2", 1.5),
        (("lines", "1", "quantity"), "/lines/1/quantity", 0),
    ],
)
def test_nodes_know_their_path(tree: JsonTree, tokens: tuple[str, ...], pointer: str, value: Any) -> None:
    model = tree.tree_model
    index = model.index_of(tokens)
    assert model.tokens(index) == tokens
    assert model.pointer(index) == pointer
    assert model.value(index) == value


@pytest.mark.parametrize("tokens", [("none",), ("lines", "2"), ("lines", "x"), ("lines", "-1"), ("title", "0"), ()])
def test_a_path_that_leads_nowhere_is_no_index(tree: JsonTree, tokens: tuple[str, ...]) -> None:
    assert not tree.tree_model.index_of(tokens).isValid()
    assert not tree.reveal(tokens)


def test_a_scalar_is_one_row(tree: JsonTree) -> None:
    tree.set_value("text")
    model = tree.tree_model
    assert model.rowCount() == 1
    index = model.index(0, 0)
    assert (index.data(), model.index(0, 1).data()) == ("value", '"text"')
    assert model.tokens(index) == ()
    assert model.pointer(index) == ""
    assert model.value(QModelIndex()) == "text"
    assert not model.index_of(("0",)).isValid()


def test_many_members_come_page_by_page(tree: JsonTree) -> None:
    model = tree.tree_model
    tree.set_value({"many": list(range(3 * PAGE))})
    many = model.index_of(("many",))
    assert model.rowCount(many) < 3 * PAGE
    far = model.index_of(("many", str(2 * PAGE + 5)))
    assert model.value(far) == 2 * PAGE + 5
    assert model.rowCount(many) == 3 * PAGE
    assert not model.canFetchMore(many)
    assert far.parent() == many


def test_headers_and_ink(tree: JsonTree) -> None:
    model = tree.tree_model
    side = Qt.Orientation.Horizontal
    assert [model.headerData(section, side) for section in (0, 1, 2)] == ["Key", "Value", None]
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    assert Token(model.index(0, 0).data(INK_ROLE)) is Token.CODE_KEY
    assert Token(model.index_of(("lines", "0")).data(INK_ROLE)) is Token.TEXT_MUTED
    assert model.data(QModelIndex()) is None
    assert model.index(0, 0).data(Qt.ItemDataRole.DecorationRole) is None


def test_marks_are_shown_and_the_way_to_them_is_open(tree: JsonTree) -> None:
    mark = TreeMark(Level.ERROR, "must be at least 1")
    tree.set_marks({("lines", "1", "quantity"): mark})
    index = tree.tree_model.index_of(("lines", "1", "quantity"))
    assert index.data(MARK_ROLE) is mark
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "must be at least 1"
    assert tree.isExpanded(index.parent())
    tree.grab()


def test_revealing_tells_the_path(tree: JsonTree) -> None:
    heard: list[NodeChosen] = []
    tree.chosen.connect(heard.append)
    assert tree.reveal(("a/b", "~", "0"))
    assert heard == [NodeChosen(("a/b", "~", "0"))]


def test_values_and_paths_are_copied(tree: JsonTree) -> None:
    clipboard = QGuiApplication.clipboard()
    tree.reveal(("title",))
    QTest.keyClick(tree, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard.text() == "Fluent Python"
    tree.reveal(("lines", "0"))
    tree.copy_value()
    assert clipboard.text() == '{\n  "quantity": 1\n}'
    tree.copy_pointer()
    assert clipboard.text() == "/lines/0"
    tree.copy_key()
    assert clipboard.text() == "0"


def test_the_menu_offers_them(tree: JsonTree) -> None:
    tree.reveal(("title",))
    tree.open_menu(QPoint(-5, 10_000))
    assert tree.findChild(QMenu) is None
    tree.open_menu(tree.visualRect(tree.tree_model.index(2, 0)).center())
    menu = tree.findChild(QMenu)
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions()] == [
        "Copy value",
        "Copy path",
        "Copy key",
        "Open everything below",
    ]
    menu.actions()[3].trigger()
    menu.close()
    assert tree.isExpanded(tree.tree_model.index_of(("lines", "0")))


def test_the_row_under_the_mouse_is_shown(tree: JsonTree, look: ThemeManager) -> None:
    before = tree.viewport().grab().toImage()
    row = QPointF(tree.visualRect(tree.tree_model.index(0, 1)).center())
    none = Qt.MouseButton.NoButton
    move = QMouseEvent(QEvent.Type.MouseMove, row, row, none, none, Qt.KeyboardModifier.NoModifier)
    tree.mouseMoveEvent(move)
    assert tree.viewport().grab().toImage() != before
    tree.leaveEvent(move)
    assert tree.viewport().grab().toImage() == before
    step = tree.indentation()
    look.set_zoom(200)
    assert tree.indentation() == 2 * step

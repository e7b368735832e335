"""The long grouped list: narrowing, groups, keys, and how much it asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QModelIndex, QObject, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest

from app.ui.list_model import ENTRY_ROLE, GroupedListModel, ListGroup, ListRow
from app.ui.lists import GroupedList, ItemChosen
from app.ui.theme import Level

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.ui.theme_manager import ThemeManager

ROWS = (
    ListRow("1", "/books", "GET", "List books", "books"),
    ListRow("2", "/shelf/{section}", "GET", "Look at a shelf", "shelf", Level.WARN, "404 Not Found"),
    ListRow("3", "/books", "POST", "Create a book", "books", Level.ERROR, "422 Unprocessable Content"),
    ListRow("4", "/books/{book_id}", "DELETE", "", "books", struck=True, search="remove"),
)


@pytest.fixture
def view(qtbot: QtBot) -> GroupedList:
    result = GroupedList("Operations")
    qtbot.addWidget(result)
    result.resize(300, 300)
    result.set_empty_text("No operation")
    result.set_rows(ROWS)
    result.show()
    return result


def shown(model: GroupedListModel) -> list[str]:
    entries = [model.entry(model.index(row, 0)) for row in range(model.rowCount())]
    return [entry.title if isinstance(entry, ListGroup) else entry.key for entry in entries if entry]


def test_the_model_keeps_qts_rules(view: GroupedList) -> None:
    model = GroupedListModel(view)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_rows(ROWS)
    model.set_filter("book")
    model.set_filter("")
    model.set_open("books", is_open=False)
    model.change_row(ListRow("2", "/x"))
    model.set_rows(())
    assert tester.model() is model


def test_rows_stand_in_groups_in_order(view: GroupedList) -> None:
    assert shown(view.list_model) == ["books", "1", "3", "4", "shelf", "2"]
    assert [row.key for row in view.list_model.rows()] == ["1", "3", "4", "2"]
    group = view.list_model.entry(view.list_model.index(0, 0))
    assert group == ListGroup("books", 3, is_open=True)


def test_without_group_titles_there_are_no_headers(view: GroupedList) -> None:
    view.set_rows((ListRow("b", "b"), ListRow("a", "a")))
    assert shown(view.list_model) == ["b", "a"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["books", "1", "3", "4", "shelf", "2"]),
        ("post", ["books", "3"]),
        ("  BOOK  create ", ["books", "3"]),
        ("remove", ["books", "4"]),
        ("shelf", ["shelf", "2"]),
        ("nothing", []),
    ],
)
def test_every_word_narrows(view: GroupedList, text: str, expected: list[str]) -> None:
    view.set_filter(text)
    assert shown(view.list_model) == expected
    assert view.list_model.found() == sum(len(key) == 1 for key in expected)
    view.viewport().grab()


WORDS = st.text("abc /", max_size=5)


@given(st.lists(WORDS, max_size=12), st.lists(WORDS, max_size=6))
def test_narrowing_step_by_step_finds_what_searching_anew_finds(texts: list[str], filters: list[str]) -> None:
    owner = QObject()
    model = GroupedListModel(owner)
    rows = tuple(ListRow(str(place), text, group=text[:1]) for place, text in enumerate(texts))
    model.set_rows(rows)
    for text in filters:
        model.set_filter(text)
        expected = {row.key for row in rows if all(word in row.haystack() for word in text.split())}
        assert model.found() == len(expected)
        found = {entry.key for entry in _entries(model) if isinstance(entry, ListRow)}
        assert found == expected


def _entries(model: GroupedListModel) -> list[ListRow | ListGroup | None]:
    return [model.entry(model.index(row, 0)) for row in range(model.rowCount())]


def test_groups_close_and_open_but_hits_never_hide(view: GroupedList) -> None:
    view.list_model.set_open("books", is_open=False)
    view.list_model.set_open("books", is_open=False)
    assert shown(view.list_model) == ["books", "shelf", "2"]
    view.set_filter("post")
    assert shown(view.list_model) == ["books", "3"]
    view.set_filter("")
    assert shown(view.list_model) == ["books", "shelf", "2"]
    view.list_model.set_open("books", is_open=True)
    assert view.list_model.index_of_group("shelf").row() == 4
    assert not view.list_model.index_of_group("none").isValid()


def test_a_row_can_change_alone(view: GroupedList) -> None:
    view.change_row(ListRow("3", "/books", "POST", "Made", "books", Level.OK, "201 Created"))
    entry = view.list_model.entry(view.list_model.index_of("3"))
    assert isinstance(entry, ListRow)
    assert entry.dot is Level.OK
    view.set_filter("made")
    assert shown(view.list_model) == ["books", "3"]
    view.change_row(ListRow("99", "/none"))
    view.change_row(ListRow("1", "/hidden", group="books"))
    assert not view.list_model.index_of("1").isValid()


def test_screen_readers_hear_everything(view: GroupedList) -> None:
    model = view.list_model
    role = Qt.ItemDataRole.AccessibleTextRole
    assert model.index(0, 0).data(role) == "books, 3 entries, open"
    assert model.index_of("3").data(role) == "POST, /books, Create a book, 422 Unprocessable Content"
    assert model.index_of("4").data(role) == "DELETE, /books/{book_id}, deprecated"
    assert model.index_of("3").data(Qt.ItemDataRole.ToolTipRole) == "POST /books\nCreate a book"
    assert model.index_of("3").data() == "POST /books"
    assert model.index(0, 0).data() == "books"
    assert model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole) is None
    assert model.index_of("3").data(ENTRY_ROLE) == ROWS[2]
    assert model.data(QModelIndex()) is None
    assert model.rowCount(model.index(0, 0)) == model.columnCount(model.index(0, 0)) == 0


def test_arrows_walk_enter_opens_left_closes(view: GroupedList) -> None:
    heard: list[ItemChosen] = []
    view.chosen.connect(heard.append)
    assert view.select("1")
    assert heard == []
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert heard == [ItemChosen("3", activated=False), ItemChosen("3", activated=True)]
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert shown(view.list_model) == ["books", "shelf", "2"]
    assert view.currentIndex() == view.list_model.index_of_group("books")
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert shown(view.list_model)[1] == "1"
    view.setCurrentIndex(view.list_model.index_of_group("books"))
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert shown(view.list_model) == ["books", "shelf", "2"]
    QTest.keyClick(view, Qt.Key.Key_A)


def test_a_filter_field_can_walk_past_headers(view: GroupedList) -> None:
    heard: list[ItemChosen] = []
    view.chosen.connect(heard.append)
    view.step(1)
    assert view.current_key() == "1"
    for _ in range(5):
        view.step(1)
    assert view.current_key() == "2"
    view.step(-1)
    assert view.current_key() == "4"
    view.set_filter("shelf")
    assert view.current_key() == ""
    view.activate_current()
    assert heard[-1] == ItemChosen("2", activated=True)


def test_the_current_row_survives_narrowing_and_new_rows(view: GroupedList) -> None:
    heard: list[ItemChosen] = []
    view.select("3")
    view.chosen.connect(heard.append)
    view.set_filter("shelf")
    view.set_filter("")
    assert view.current_key() == "3"
    view.set_rows((*ROWS, ListRow("5", "/new", group="books")))
    assert view.current_key() == "3"
    assert heard == []
    assert not view.select("99")


def test_a_click_opens(view: GroupedList) -> None:
    heard: list[ItemChosen] = []
    view.chosen.connect(heard.append)
    place = view.visualRect(view.list_model.index_of("2")).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert heard[-1] == ItemChosen("2", activated=True)
    header = view.visualRect(view.list_model.index_of_group("books")).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, header)
    assert shown(view.list_model) == ["books", "shelf", "2"]


def test_hover_focus_and_emptiness_are_painted(view: GroupedList, look: ThemeManager) -> None:
    before = view.viewport().grab().toImage()
    place = QPointF(view.visualRect(view.list_model.index_of("1")).center())
    none = Qt.MouseButton.NoButton
    move = QMouseEvent(QEvent.Type.MouseMove, place, place, none, none, Qt.KeyboardModifier.NoModifier)
    view.mouseMoveEvent(move)
    assert view.viewport().grab().toImage() != before
    view.leaveEvent(move)
    assert view.viewport().grab().toImage() == before
    view.set_filter("nothing")
    empty = view.viewport().grab().toImage()
    view.set_empty_text("Other words")
    assert view.viewport().grab().toImage() != empty
    look.set_zoom(200)
    view.set_filter("")
    assert view.verticalHeader().defaultSectionSize() == view.rowHeight(0) == 56


def test_twenty_thousand_rows_paint_only_what_is_seen(view: GroupedList) -> None:
    rows = tuple(ListRow(str(n), f"/items/{n}", "GET", "", f"group {n // 100}") for n in range(20_000))
    view.set_rows(rows)
    painted: list[int] = []
    delegate = view.itemDelegate()
    paint = delegate.paint

    def counted(*arguments: object) -> None:
        painted.append(1)
        paint(*arguments)  # type: ignore[arg-type]

    delegate.paint = counted  # type: ignore[method-assign]
    view.viewport().grab()
    assert 0 < len(painted) < 40
    view.set_filter("items/1999")
    assert view.list_model.found() == 11


def test_line_breaks_in_a_summary_leave_it_on_its_line(view: GroupedList, look: ThemeManager) -> None:
    view.resize(300, 300)
    pictures = []
    for summary in ("List the books", "List the\nbooks\n"):
        view.set_rows((ListRow("a", "/books", secondary=summary),))
        pictures.append(view.grab().toImage())
    assert pictures[0] == pictures[1]

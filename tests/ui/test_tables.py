"""Tables of frozen rows: the model's rules, the view's keys, what is painted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QModelIndex, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QStyleOptionViewItem

from app.ui.table_model import LOOK_ROLE, ROW_ROLE, Cell, CellFace, CellLook, Column, RowLook, RowTableModel
from app.ui.tables import RowChosen, TableView
from app.ui.theme import Level, Token, current_theme

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.ui.theme_manager import ThemeManager


@dataclass(frozen=True, slots=True)
class Route:
    number: int
    methods: str
    path: str
    level: Level | None = None


ROUTES = (
    Route(1, "GET", "/books"),
    Route(2, "GET POST PUT PATCH DELETE", "/books/{book_id}", Level.OK),
    Route(3, "GET", "/shelf/featured", Level.WARN),
)


def number(route: Route) -> Cell:
    return Cell(str(route.number), muted=True)


def methods(route: Route) -> Cell:
    return Cell(route.methods)


def path(route: Route) -> Cell:
    return Cell(route.path, route.level, "warning" if route.level else "", struck=route.number == 1, tip="match order")


def look(route: Route) -> RowLook:
    return RowLook(route.level, faded=route.number == 1)


COLUMNS: tuple[Column[Route], ...] = (
    Column("#", number, CellFace.DATA, 40, right=True),
    Column("Methods", methods, CellFace.METHODS, 90),
    Column("Path", path, width=0),
)


@pytest.fixture
def view(qtbot: QtBot) -> TableView:
    result = TableView("Routes")
    qtbot.addWidget(result)
    result.resize(500, 300)
    result.set_empty_text("Nothing here")
    result.show()
    return result


@pytest.fixture
def model(view: TableView) -> RowTableModel[Route]:
    result = RowTableModel(COLUMNS, view, look)
    result.set_rows(ROUTES)
    view.show_model(result)
    return result


def test_the_model_keeps_qts_rules(view: TableView) -> None:
    model = RowTableModel(COLUMNS, view)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_rows(ROUTES)
    model.set_rows(ROUTES[:1])
    model.set_rows(())
    model.refresh()
    assert tester.model() is model


def test_rows_and_titles(model: RowTableModel[Route]) -> None:
    assert (model.rowCount(), model.columnCount()) == (3, 3)
    index = model.index(1, 2)
    assert index.data() == "/books/{book_id}"
    assert index.data(ROW_ROLE) == ROUTES[1]
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "match order"
    assert model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole) is None
    assert index.data(Qt.ItemDataRole.DecorationRole) is None
    shown = index.data(LOOK_ROLE)
    assert isinstance(shown, CellLook)
    assert (shown.row_level, shown.faded, shown.cell.icon_name) == (Level.OK, False, "warning")
    assert model.rows() == ROUTES
    assert model.row(QModelIndex()) is None
    assert model.data(QModelIndex()) is None
    assert model.rowCount(index) == model.columnCount(index) == 0
    side = Qt.Orientation.Horizontal
    assert [model.headerData(section, side) for section in range(4)] == ["#", "Methods", "Path", None]
    right = model.headerData(0, side, Qt.ItemDataRole.TextAlignmentRole)
    assert Qt.AlignmentFlag.AlignRight in Qt.AlignmentFlag(right)
    assert model.headerData(0, side, Qt.ItemDataRole.DecorationRole) is None


def test_as_many_rows_keep_the_selection(view: TableView, model: RowTableModel[Route]) -> None:
    view.select_row(1)
    model.set_rows(tuple(reversed(ROUTES)))
    assert view.currentIndex().row() == 1
    model.set_rows(ROUTES[:1])
    assert not view.currentIndex().isValid()


def test_arrows_choose_and_enter_activates(view: TableView, model: RowTableModel[Route]) -> None:
    heard: list[RowChosen] = []
    view.chosen.connect(heard.append)
    view.setCurrentIndex(QModelIndex())
    heard.clear()
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert heard == []
    view.select_row(0)
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Return)
    view.select_row(99)
    assert heard == [RowChosen(0, activated=False), RowChosen(1, activated=False), RowChosen(1, activated=True)]


def test_columns_have_their_widths(view: TableView, model: RowTableModel[Route]) -> None:
    assert [view.columnWidth(column) for column in range(2)] == [40, 90]
    assert view.columnWidth(2) == view.viewport().width() - 130


def test_rows_wear_their_colour(view: TableView, model: RowTableModel[Route]) -> None:
    image = view.viewport().grab().toImage()
    theme = current_theme()

    def at(row: int, x: int) -> str:
        y = view.rowViewportPosition(row) + 4
        return image.pixelColor(x, y).name()

    assert at(2, 60) == theme.hex(Token.WARN_SOFT)
    assert at(2, 1) == theme.hex(Token.WARN)
    assert at(1, 60) == theme.hex(Token.OK_SOFT)


def test_the_row_under_the_mouse_is_shown(view: TableView, model: RowTableModel[Route]) -> None:
    before = view.viewport().grab().toImage()
    place = QPointF(60, view.rowViewportPosition(0) + 5)
    none = Qt.MouseButton.NoButton
    move = QMouseEvent(QEvent.Type.MouseMove, place, place, none, none, Qt.KeyboardModifier.NoModifier)
    view.mouseMoveEvent(move)
    assert view.hovered_row() == 0
    assert view.viewport().grab().toImage() != before
    view.leaveEvent(move)
    assert view.hovered_row() == -1
    assert view.viewport().grab().toImage() == before


def test_an_empty_table_says_so(view: TableView) -> None:
    blank = view.viewport().grab().toImage()
    model = RowTableModel(COLUMNS, view)
    view.show_model(model)
    empty = view.viewport().grab().toImage()
    view.set_empty_text("")
    assert view.viewport().grab().toImage() != empty
    assert blank.size() != empty.size() or blank == empty


def test_rows_follow_the_zoom(view: TableView, model: RowTableModel[Route], look: ThemeManager) -> None:
    look.set_zoom(200)
    assert view.verticalHeader().defaultSectionSize() == 56


def test_sizes_fit_the_text(view: TableView, model: RowTableModel[Route]) -> None:
    delegate = view.itemDelegate()
    option = QStyleOptionViewItem()
    short, long = model.index(0, 2), model.index(1, 2)
    assert delegate.sizeHint(option, long).width() > delegate.sizeHint(option, short).width()
    assert delegate.sizeHint(option, QModelIndex()).height() == 28


def test_a_hundred_thousand_rows_ask_only_for_what_is_seen(view: TableView) -> None:
    asked: list[int] = []

    def counted(route: Route) -> Cell:
        asked.append(route.number)
        return Cell(route.path)

    model = RowTableModel((Column("Path", counted, width=0),), view)
    view.show_model(model)
    model.set_rows(tuple(Route(place, "GET", "/x") for place in range(100_000)))
    view.viewport().grab()
    assert 0 < len(set(asked)) < 50

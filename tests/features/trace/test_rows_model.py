"""Rows as a tree: Qt's rules, filtering, what screen readers hear."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from app.core.trace.timeline import make_timeline
from app.features.trace.rows_model import BAR, FITS_ROLE, NAME, ROW_ROLE, TIME, TimelineModel
from tests.support.recorded import PASSED, REFUSED
from tests.support.spans import make_trace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication

TIMELINE = make_timeline(None, make_trace(*PASSED))


@pytest.fixture
def model(qapp: QApplication) -> Iterator[TimelineModel]:
    made = TimelineModel(qapp)
    made.set_timeline(TIMELINE)
    yield made
    made.deleteLater()


def titles(model: TimelineModel, parent: QModelIndex | None = None) -> list[object]:
    """Every title, the ones inside another in a list after it."""
    found: list[object] = []
    for place in range(model.rowCount(parent)):
        index = model.index(place, NAME, parent)
        found.append(index.data())
        if model.hasChildren(index):
            found.append(titles(model, index))
    return found


def test_it_keeps_qts_rules(model: TimelineModel) -> None:
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for text in ("router", "no such thing", "db", ""):
        model.set_filter(text)
        assert tester.model() is model
    model.set_timeline(make_timeline(None, make_trace(*REFUSED)))
    tester.deleteLater()


def test_rows_stand_inside_the_rows_around_them(model: TimelineModel) -> None:
    inside = ["Find the route", "Read the body", "Gather what create_book needs", ["get_db", "Check the body"]]
    inside += ["create_book", "Apply the response model"]
    assert titles(model) == ["Server", ["gate", ["Router", inside]]]


def test_a_filter_leaves_what_fits_and_what_stands_around_it(model: TimelineModel) -> None:
    model.set_filter(" DEPENDENCY  get ")
    assert titles(model) == ["Server", ["gate", ["Router", ["Gather what create_book needs", ["get_db"]]]]]
    assert model.hit_keys() == ["span:7"]
    assert model.index_of("span:7").data(FITS_ROLE) is True
    assert model.index_of("span:1").data(FITS_ROLE) is False
    assert not model.index_of("span:9").isValid()
    model.set_filter("dependency get")
    model.set_filter("nothing like it")
    assert titles(model) == []
    model.set_filter("")
    assert len(model.hit_keys()) == len(TIMELINE.rows)


def test_what_a_row_says(model: TimelineModel) -> None:
    index = model.index_of("span:7")
    assert index.data(ROW_ROLE).title == "get_db"
    assert index.siblingAtColumn(TIME).data() == "500 µs"
    assert index.siblingAtColumn(BAR).data() == ""
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "get_db · dependency"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "get_db, dependency, 500 µs"
    assert model.index_of("span:4").data(Qt.ItemDataRole.ToolTipRole) == "Router"
    assert index.data(Qt.ItemDataRole.DecorationRole) is None
    assert model.data(QModelIndex()) is None
    assert model.row(QModelIndex()) is None
    model.set_timeline(make_timeline(None, make_trace(*REFUSED)))
    spoken = model.index_of("span:8").data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Check the body, book · 1 error, 400 µs, failed"


def test_the_head(model: TimelineModel) -> None:
    across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
    assert [model.headerData(section, across) for section in range(4)] == ["What ran", "Took", "", None]
    assert model.headerData(0, down) is None
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    assert model.headerData(TIME, across, Qt.ItemDataRole.TextAlignmentRole) == right


def test_ways_that_lead_nowhere(model: TimelineModel) -> None:
    assert not model.index(9, 0).isValid()
    assert not model.index(0, 9).isValid()
    assert not model.index_of("nothing").isValid()
    assert model.rowCount(model.index(0, TIME)) == 0

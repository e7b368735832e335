"""Forms of thousands of fields: what nobody looks at is not built, and a key press touches one row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLineEdit

from app.features.request_form.column_view import Block, Tail
from app.features.request_form.field_view import FieldRow
from tests.support.form_desk import TOO_OLD, TOO_SHORT, FormDesk
from tests.support.form_documents import bookstore_document
from tests.support.form_window import FormWindow

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.support.heartbeat import Heartbeat


def _desk(fields: int) -> FormDesk:
    document = bookstore_document()
    members: dict[str, Any] = {
        f"field_{n}": {"type": "string", "maxLength": 50} if n % 2 else {"type": "integer", "minimum": 1}
        for n in range(fields)
    }
    schema = {"type": "object", "properties": members, "required": list(members)[: fields // 2]}
    document["components"]["schemas"]["BookIn"] = schema
    return FormDesk(document)


def _rows(window: FormWindow) -> int:
    return len(window.view.findChildren(FieldRow))


@pytest.mark.parametrize("fields", [500, 5000])
def test_only_what_is_near_the_eye_is_built(qtbot: QtBot, fields: int) -> None:
    window = FormWindow(qtbot, _desk(fields), "POST /books")

    assert _rows(window) < 60
    assert window.view.page.pending() > 0


def test_what_is_far_away_is_one_empty_area(qtbot: QtBot) -> None:
    window = FormWindow(qtbot, _desk(5000), "POST /books")

    assert len(window.view.findChildren(Block)) < 20
    (tail,) = window.view.findChildren(Tail)
    assert tail.height() > 4000 * 28
    assert not tail.is_built()

    window.desk.reveal("body/field_4999")
    assert tail.is_built()
    assert tail.isHidden()
    assert window.line("body/field_4999").isVisible()
    assert _rows(window) < 200


def test_the_empty_area_fills_where_somebody_looks(qtbot: QtBot) -> None:
    window = FormWindow(qtbot, _desk(5000), "POST /books")
    page = window.view.page
    page.verticalScrollBar().setValue(page.verticalScrollBar().maximum() // 2)
    qtbot.waitUntil(page.is_calm, timeout=20_000)

    seen = [row for row in window.view.findChildren(FieldRow) if row.isVisible() and not row.visibleRegion().isEmpty()]
    assert seen
    assert _rows(window) < 1000


def test_fewer_fields_leave_no_empty_area(qtbot: QtBot) -> None:
    window = FormWindow(qtbot, FormDesk(), "POST /orders")
    window.desk.put("body/lines", [{"book_id": n, "quantity": 1} for n in range(1000)])
    assert any(not tail.is_built() for tail in window.view.findChildren(Tail))
    window.desk.put("body/lines", [{"book_id": 1, "quantity": 1}])
    assert all(tail.is_built() and tail.isHidden() for tail in window.view.findChildren(Tail))


def test_scrolling_builds_what_comes_into_view(qtbot: QtBot) -> None:
    window = FormWindow(qtbot, _desk(500), "POST /books")
    bar = window.view.page.verticalScrollBar()

    bar.setValue(bar.maximum() // 2)

    viewport = window.view.page.viewport()

    def is_filled() -> bool:
        widget = window.view.page.widget()
        assert widget is not None
        middle = widget.childAt(widget.mapFrom(viewport, viewport.rect().center()))
        return middle is not None and any(
            row.isVisible() and viewport.rect().contains(row.mapTo(viewport, QPoint(0, 0)))
            for row in window.view.findChildren(FieldRow)
        )

    qtbot.waitUntil(is_filled)
    assert _rows(window) < 200


def test_the_last_field_is_shown_without_building_the_ones_before(qtbot: QtBot) -> None:
    window = FormWindow(qtbot, _desk(5000), "POST /books")

    window.desk.reveal("body/field_4999")

    line = window.line("body/field_4999")
    viewport = window.view.page.viewport()
    qtbot.waitUntil(lambda: viewport.rect().contains(line.mapTo(viewport, QPoint(0, 0))))
    assert window.focus() == "field:body/field_4999"
    assert _rows(window) < 200


def test_an_error_far_below_is_counted_and_reached(qtbot: QtBot) -> None:
    window = FormWindow(qtbot, _desk(5000), "POST /books")
    window.desk.put("body/field_3210", 1)
    window.desk.refuse({"type": "too_odd", "loc": ["body", "field_3210"], "msg": "Too odd", "input": 1})

    window.desk.workspace.focus_finding(window.desk.tab.identity, 0, by="test")

    assert window.errors("body/field_3210") == ["Too odd"]


def test_a_value_of_a_row_that_is_not_built_is_there_when_it_is(qtbot: QtBot) -> None:
    window = FormWindow(qtbot, _desk(500), "POST /books")

    window.desk.put("body/field_441", "later")
    assert not window.view.findChildren(QLineEdit, "field:body/field_441")
    window.desk.reveal("body/field_441")

    assert window.line("body/field_441").text() == "later"


def test_a_thousand_items_are_built_as_far_as_somebody_looks(qtbot: QtBot) -> None:
    window = FormWindow(qtbot, FormDesk(), "POST /orders")
    window.desk.put("body/lines", [{"book_id": n, "quantity": 1} for n in range(1000)])

    window.desk.reveal("body/lines/900/book_id")

    assert window.line("body/lines/900/book_id").text() == "900"
    assert _rows(window) < 200
    window.press("remove:body/lines/900")
    assert window.line("body/lines/900/book_id").text() == "901"


def test_what_is_in_view_stays_there_while_rows_above_it_are_built(qtbot: QtBot) -> None:
    window = FormWindow(qtbot, FormDesk(), "POST /orders")
    window.desk.put("body/lines", [{"book_id": n, "quantity": 1} for n in range(1000)])
    window.desk.reveal("body/lines/900/book_id")
    line, viewport = window.line("body/lines/900/book_id"), window.view.page.viewport()

    qtbot.waitUntil(lambda: window.view.page.is_calm())

    assert viewport.rect().contains(line.mapTo(viewport, QPoint(0, 0)))


def test_a_key_in_a_form_of_thousands_holds_the_window_for_no_frame(qtbot: QtBot, heartbeat: Heartbeat) -> None:
    window = FormWindow(qtbot, _desk(5000), "POST /books")
    window.rest()

    def type_and_rest() -> None:
        window.type_into("body/field_1", "abc")
        window.rest()

    heartbeat.quietest(type_and_rest, limit_ms=50).assert_within(50)


def test_thousands_of_errors_are_marked_a_few_at_a_time(qtbot: QtBot) -> None:
    window = FormWindow(qtbot, _desk(500), "POST /books")
    names = [f"field_{n}" for n in range(500)]
    for name in names:
        window.desk.put(f"body/{name}", 1)
    errors = [{"type": "odd", "loc": ["body", name], "msg": f"Odd {name}", "input": 1} for name in names]

    window.desk.refuse(*errors)

    assert window.errors("body/field_0") == ["Odd field_0"]
    assert window.errors("body/field_20") == []
    window.qtbot.waitUntil(window.view.page.is_calm)
    assert window.errors("body/field_20") == ["Odd field_20"]
    window.desk.workspace.focus_finding(window.desk.tab.identity, 480, by="test")
    assert window.errors("body/field_480") == ["Odd field_480"]


def test_the_answer_to_a_send_holds_the_window_for_no_frame(qtbot: QtBot, heartbeat: Heartbeat) -> None:
    window = FormWindow(qtbot, FormDesk(), "POST /books")
    window.rest()

    def refuse_twice() -> None:
        for year in (500, 600):
            window.desk.put("body/title", "")
            window.desk.put("body/year", year)
            window.desk.refuse(TOO_SHORT, TOO_OLD)
            window.rest()

    heartbeat.quietest(refuse_twice, limit_ms=50).assert_within(50)


def test_the_values_of_a_new_form_come_in_steps(qtbot: QtBot) -> None:
    window = FormWindow(qtbot, _desk(5000), "POST /books")
    tab = window.desk.tab
    qtbot.waitUntil(lambda: tab.is_whole and not window.view.is_check_pending(), timeout=20_000)

    body = window.desk.value("body")
    assert isinstance(body, dict)
    assert len(body) == 2500
    assert not window.messages("body/field_0")


def test_rows_that_were_seen_before_their_values_follow_them(qtbot: QtBot) -> None:
    desk = _desk(5000)
    tab = desk.workspace.tab(desk.open("POST /books"))
    assert tab is not None
    assert not tab.is_whole
    window = FormWindow(qtbot, desk, "POST /books")
    window.desk.reveal("body/field_2000")
    qtbot.waitUntil(lambda: tab.is_whole and not window.view.is_check_pending(), timeout=20_000)

    assert window.line("body/field_2000").text() == str(desk.value("body/field_2000"))
    assert window.line("body/field_2000").text()


def test_an_edit_before_all_values_are_there_loses_none(qtbot: QtBot) -> None:
    desk = _desk(5000)
    presenter = desk.present("POST /books")
    assert presenter.go_on()
    assert not desk.tab.is_whole
    desk.put("body/field_1", "typed")
    body = desk.value("body")
    assert isinstance(body, dict)
    assert len(body) == 2500
    assert body["field_1"] == "typed"
    assert not presenter.go_on()


def test_a_row_that_is_shown_before_all_values_are_there_follows_an_edit_of_another(qtbot: QtBot) -> None:
    window = FormWindow(qtbot, _desk(5000), "POST /books")
    window.desk.put("body/field_1", "typed")
    assert window.line("body/field_1").text() == "typed"
    window.desk.reveal("body/field_2000")
    assert window.line("body/field_2000").text() == str(window.desk.value("body/field_2000"))

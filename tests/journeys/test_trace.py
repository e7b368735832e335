"""The way of a request through the real Bookstore, seen in the real window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.core.trace.model import StageName
from app.features.trace.view import TraceView
from app.ui.strip import StepStrip
from tests.journeys.conftest import START_MS

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.core.trace.timeline import TimelineRow
    from app.demo.stage import DemoStage


def _send(person: DemoStage, qtbot: QtBot, key: str, status: int) -> None:
    person.open(key)
    person.send()
    qtbot.waitUntil(lambda: person.status() == status and person.traced(), timeout=START_MS)


def _view(person: DemoStage, qtbot: QtBot) -> TraceView:
    """The page, once it is there: it is built at the first look."""
    qtbot.waitUntil(lambda: person.find("traceView") is not None)
    view = person.find("traceView")
    assert isinstance(view, TraceView)
    return view


def _press(person: DemoStage, qtbot: QtBot, stage: StageName) -> TraceView:
    strip = person.find("journeyStrip")
    assert isinstance(strip, StepStrip)
    button = strip.button(stage.value)
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    return _view(person, qtbot)


def _rows(view: TraceView) -> dict[str, TimelineRow]:
    model = view.tree.timeline_model
    return {key: row for key in model.hit_keys() if (row := model.row(model.index_of(key))) is not None}


def test_a_press_on_the_stage_where_it_stopped_leads_to_the_span_that_failed(person: DemoStage, qtbot: QtBot) -> None:
    person.open("POST /books")
    person.type_into("field:body/title", "")
    person.type_into("field:body/author", "Donald E. Knuth")
    person.type_into("field:body/year", "500")
    person.send()
    qtbot.waitUntil(lambda: person.status() == 422 and person.traced(), timeout=START_MS)
    assert not person.desk.drawer.is_open()
    view = _press(person, qtbot, StageName.VALIDATION)
    assert person.desk.drawer.current_key() == "trace"
    current = _rows(view)[view.tree.current_key()]
    assert (current.title, current.failed) == ("Check the body", True)
    told = view.details.toPlainText()
    assert "body/title and body/year do not fit" in told
    assert "greater_than_equal" in told
    view = _press(person, qtbot, StageName.DEPENDENCIES)
    current = _rows(view)[view.tree.current_key()]
    assert (current.stage, current.failed) == (StageName.DEPENDENCIES, False)
    assert (current.title, current.note) == ("get_books", "dependency")


def test_client_and_server_stand_on_one_axis(person: DemoStage, qtbot: QtBot) -> None:
    _send(person, qtbot, "GET /books", 200)
    person.desk.drawer.show_page("trace")
    view = _view(person, qtbot)
    rows = _rows(view)
    trace, exchange = person.tab.trace, person.tab.exchange
    assert trace is not None
    assert exchange is not None
    wait, server = rows["phase:wait"], rows["span:1"]
    assert trace.headers_ms is not None
    # On a busy machine the server has the request before the client knows that all of it was sent.
    first = wait if trace.headers_ms <= wait.duration_ms else rows["phase:send"]
    assert server.span is not None
    seen = server.start_ms - server.span.start_ms
    assert 0 <= first.start_ms - 0.001 <= seen
    assert seen + trace.headers_ms <= wait.start_ms + wait.duration_ms + 0.001
    assert all(row.start_ms >= 0 for row in rows.values())
    pieces = [piece for row in rows.values() if row.phase is None for piece in (*row.own, *row.waits)]
    client = rows["client"]
    worked = sum(end - start for start, end in pieces) - sum(end - start for start, end in (*client.own, *client.waits))
    assert worked == pytest.approx(server.duration_ms, rel=0.1)


@pytest.mark.expected_logs("Unhandled exception in GET /boom", "Exception in ASGI application")
def test_an_exception_leads_to_the_line_that_raised_it(person: DemoStage, qtbot: QtBot) -> None:
    _send(person, qtbot, "GET /boom", 500)
    view = _press(person, qtbot, StageName.ENDPOINT)
    told = view.details.toPlainText()
    assert "RuntimeError" in told
    assert "raised in demo.py:" in told
    assert "Handled by" in told

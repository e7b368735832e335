"""OpenTelemetry in the real window: a person switches it on, and spans join the request that caused them."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from typing import TYPE_CHECKING

import pytest
from fastapi import FastAPI, Request
from PySide6.QtWidgets import QAbstractButton

from app.adapters.embedded_server.server import EmbeddedServer
from app.adapters.storage.locations import locations_under
from app.bootstrap import Desk, Profile
from app.core.trace.model import StageName, StageState, TraceOrigin
from app.core.trace.otlp.receiving import USUAL_PORT, ReceiverPhase
from app.core.workspace.events import Notified
from tests.journeys.conftest import START_MS
from tests.support.person import Person
from tests.support.telemetry import export, group, server_span, span
from tests.support.telemetry_servers import servers_folder, shop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.core.trace.model import Stage
    from app.core.trace.otlp.receiving import ReceiverState
    from app.core.workspace.model import Notice
    from tests.journeys.conftest import OpenDesk

__all__ = ["servers_folder"]


class Receiving(Person):
    """A person who receives spans."""

    def __init__(self, desk: Desk, qtbot: QtBot) -> None:
        super().__init__(desk, qtbot)
        self.bot = qtbot

    def look_at(self, page: str, part: str) -> None:
        """Opens a page of the drawer and waits until a part of it is there."""
        self.desk.drawer.show_page(page)
        self.bot.waitUntil(lambda: self.find(part) is not None)

    def switch_on(self) -> str:
        """From the drawer; the URL at which spans are received."""
        self.look_at("telemetry", "telemetrySwitch")
        self.press("telemetrySwitch")
        self.bot.waitUntil(lambda: self._state().phase is ReceiverPhase.ON)
        return self._state().url

    def _state(self) -> ReceiverState:
        return self.desk.workspace.telemetry.state

    def send_and_wait(self, status: int) -> None:
        self.send()
        self.bot.waitUntil(lambda: self.status() == status, timeout=START_MS)

    def wait_for_spans(self, many: int) -> None:
        """Until the request in front has so many."""
        self.bot.waitUntil(lambda: self.tab.trace is not None and len(self.tab.trace.spans) == many, timeout=START_MS)

    def stage(self, name: StageName) -> Stage:
        assert self.tab.journey is not None
        return next(stage for stage in self.tab.journey.stages if stage.name is name)


@pytest.fixture
def person(desk: Desk, qtbot: QtBot) -> Receiving:
    made = Receiving(desk, qtbot)
    qtbot.waitUntil(lambda: made.ready, timeout=START_MS)
    return made


def test_a_flask_app_shows_what_it_did(person: Receiving, servers_folder: Path) -> None:
    url = person.switch_on()
    with shop(servers_folder, url) as address:
        person.ask_for(f"{address}/openapi.json")
        person.sees("Shop")

        person.open("GET /books/{book_id}")
        person.send_and_wait(200)
        person.bot.waitUntil(
            lambda: person.tab.trace is not None and len(person.tab.trace.spans) == 2, timeout=START_MS
        )
        trace = person.tab.trace
        assert trace is not None
        assert (trace.origin, trace.services, trace.route) == (
            TraceOrigin.TELEMETRY,
            ("shop",),
            "/books/<int:book_id>",
        )
        assert person.stage(StageName.ROUTE).state is StageState.PASSED
        assert person.stage(StageName.VALIDATION).state is StageState.UNKNOWN
        assert "1 database call" in person.stage(StageName.ENDPOINT).sentence
        person.look_at("trace", "traceSummary")
        assert "2 spans" in person.label_text("traceSummary")

        person.open("GET /broken/{book_id}")
        person.send_and_wait(500)
        person.bot.waitUntil(person.traced, timeout=START_MS)
        stopped = person.stage(StageName.ENDPOINT)
        assert stopped.state is StageState.STOPPED
        assert "LookupError: book 1 is on fire" in stopped.sentence
        assert "flask_shop.py" in stopped.detail

        # The stock service tells by FastAPI's own telemetry; both services are one tree.
        person.open("GET /stock/{book_id}")
        person.send_and_wait(200)
        person.bot.waitUntil(
            lambda: person.tab.trace is not None and person.tab.trace.services == ("shop", "stock"), timeout=START_MS
        )
        assert person.tab.trace is not None
        assert "hunter2" not in str(person.tab.trace)


def _post(url: str, value: object) -> None:
    client = http.client.HTTPConnection(url.removeprefix("http://"), timeout=30)
    client.request("POST", "/v1/traces", json.dumps(value), {"Content-Type": "application/json"})
    assert client.getresponse().read() == b"{}"
    client.close()


@pytest.fixture
def carried() -> Iterator[tuple[str, list[str]]]:
    """A server that tells nothing, and the trace ids that it was asked with."""
    ids: list[str] = []

    def make() -> FastAPI:
        app = FastAPI(title="Silent")

        @app.get("/books")
        async def books(request: Request) -> str:
            ids.append(request.headers["traceparent"].split("-")[1])
            return "all"

        return app

    server = EmbeddedServer(make)
    server.start()
    yield server.wait_until_running(), ids
    server.stop()


def test_spans_come_late_and_in_pieces(person: Receiving, carried: tuple[str, list[str]]) -> None:
    address, ids = carried
    person.ask_for(f"{address}/openapi.json")
    person.sees("Silent")
    person.open("GET /books")
    person.send_and_wait(200)
    # It tells nothing: the Trace page says so, and leads to where that can be changed.
    person.look_at("trace", "traceSummary")
    assert "tells nothing" in person.label_text("traceRemark")
    person.press("traceReceive")
    assert person.desk.drawer.current_key() == "telemetry"
    url = person.switch_on()
    person.send_and_wait(200)
    trace_id = ids[-1]
    person.look_at("trace", "traceSummary")
    assert "No span of this request has come yet" in person.label_text("traceRemark")

    late = span(5, 1, "SELECT", at=3, kind=3, trace_id=trace_id, values={"db.system": "sqlite"})
    _post(url, export(group(late)))
    person.wait_for_spans(1)
    assert "did not arrive" in person.label_text("traceRemark")
    _post(url, export(group(server_span(1, trace_id=trace_id, parent=trace_id[-16:]))))
    person.wait_for_spans(2)
    assert person.tab.trace is not None
    assert [one.parent for one in person.tab.trace.spans] == [None, 1]
    assert person.stage(StageName.ROUTE).sentence == "The route `/books/{id}` matched."
    # Those of the request before are not this one's, and a stranger's are counted.
    _post(url, export(group(span(1, trace_id="1" * 32))))
    person.bot.waitUntil(lambda: person.desk.workspace.telemetry.state.counts.others == 1)
    assert len(person.tab.trace.spans) == 2


@pytest.fixture
def taken() -> Iterator[None]:
    """The usual port is somebody else's, by our doing or without it."""
    try:
        listener = socket.create_server(("127.0.0.1", USUAL_PORT))
    except OSError:
        yield
        return
    with listener:
        yield


@pytest.mark.usefixtures("taken")
def test_a_taken_port_is_told_and_the_window_lives(person: Receiving) -> None:
    notices: list[Notice] = []
    person.desk.workspace.events.subscribe(Notified, lambda event: notices.append(event.notice))
    url = person.switch_on()
    assert not url.endswith(f":{USUAL_PORT}")
    assert f"Port {USUAL_PORT} cannot be used" in notices[-1].title
    assert url.rpartition(":")[2] in notices[-1].title
    assert "Received on another port" in person.words_of("telemetryMessage")
    person.open("GET /books")
    person.send_and_wait(200)


def test_it_is_remembered_and_ends_with_the_window(open_desk: OpenDesk, tmp_path: Path, qtbot: QtBot) -> None:
    profile = Profile(locations=locations_under(tmp_path))
    first = Receiving(open_desk(profile), qtbot)
    url = first.switch_on()
    first.desk.window.close()
    assert "otlp-receiver" not in {thread.name for thread in threading.enumerate()}
    again = open_desk(profile)
    qtbot.waitUntil(lambda: again.workspace.telemetry.state.phase is ReceiverPhase.ON, timeout=START_MS)
    host, _, port = again.workspace.telemetry.state.url.removeprefix("http://").partition(":")
    assert url
    half = socket.create_connection((host, int(port)), 30)
    half.sendall(b"POST /v1/tra")
    again.window.close()
    assert "otlp-receiver" not in {thread.name for thread in threading.enumerate()}
    half.close()


def test_switching_off_ends_it(person: Receiving) -> None:
    person.switch_on()
    switch = person.find("telemetrySwitch")
    assert isinstance(switch, QAbstractButton)
    switch.click()
    person.bot.waitUntil(lambda: "otlp-receiver" not in {thread.name for thread in threading.enumerate()})
    assert person.label_text("telemetrySummary").startswith("Not received")

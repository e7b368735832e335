"""Closing the window: in under two seconds whatever is under way, and nothing is left behind.

The leak guards of every test look for threads, timers and windows that stayed.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication

from app.bootstrap import Desk, Profile
from app.core.base.field_path import FieldPath
from app.core.forms.edits import SetValue
from tests.journeys.conftest import START_MS
from tests.servers import catalogue
from tests.servers.serving import read_request, serving
from tests.support.children import run_child
from tests.support.ended_programs import make_place, start_program

if TYPE_CHECKING:
    import asyncio
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.demo.stage import DemoStage
    from tests.journeys.conftest import OpenDesk

AT_MOST_SECONDS = 2.0
"""What the person who closes the window is promised."""

SECONDS = FieldPath.parse("query/seconds")
FORCED = pytest.mark.expected_logs(
    "graceful shutdown|CancelledError|Exception in ASGI|Traceback", logger="uvicorn.error", required=False
)


_BEFORE: set[threading.Thread] = set()


def close(desk: Desk) -> float:
    begun = time.monotonic()
    desk.window.close()
    return time.monotonic() - begun


@pytest.fixture(autouse=True)
def before() -> None:
    """Notes the threads of fixtures that outlive single tests, which are not this window's."""
    _BEFORE.clear()
    _BEFORE.update(threading.enumerate())


def ours() -> set[str]:
    prefixes = ("routeglass-", "embedded-server-", "bookstore-")
    return {one.name for one in threading.enumerate() if one not in _BEFORE and one.name.startswith(prefixes)}


def is_running(function: str) -> bool:
    """Whether some thread is in a function at this moment."""
    frames = list(sys._current_frames().values())
    while frames:
        frame = frames.pop()
        if frame.f_code.co_name == function:
            return True
        if frame.f_back is not None:
            frames.append(frame.f_back)
    return False


def test_an_idle_window(person: DemoStage) -> None:
    assert close(person.desk) < AT_MOST_SECONDS
    assert not ours()
    assert not person.window.isVisible()
    person.desk.stop()


@FORCED
def test_with_requests_in_flight(person: DemoStage, qtbot: QtBot) -> None:
    for key in ("GET /lab/async", "GET /lab/thread", "GET /ticks"):
        person.open(key)
        if key.startswith("GET /lab"):
            person.desk.workspace.edit(person.tab.identity, [SetValue(SECONDS, 1 if "thread" in key else 5)], by="test")
        person.desk.workspace.request_send(person.tab.identity, by="test")
    qtbot.waitUntil(lambda: person.desk._working.runner.running == 3)
    assert close(person.desk) < AT_MOST_SECONDS
    assert not ours()


@FORCED
def test_with_a_server_whose_event_loop_is_blocked(person: DemoStage, qtbot: QtBot) -> None:
    person.open("GET /lab/blocking")
    person.desk.workspace.edit(person.tab.identity, [SetValue(SECONDS, 4)], by="test")
    person.desk.workspace.request_send(person.tab.identity, by="test")
    qtbot.waitUntil(lambda: is_running("sleep_blocking"))
    assert close(person.desk) < AT_MOST_SECONDS
    # Nobody can stop a thread that sleeps; it ends with its sleep, or with the process.
    for thread in threading.enumerate():
        if thread.name.startswith("embedded-server-"):
            thread.join(10)
    assert not ours()


@pytest.mark.parametrize("handler", [catalogue.never_answers, catalogue.slow_drip, catalogue.never_reads])
def test_with_a_server_that_holds_on(person: DemoStage, qtbot: QtBot, handler: catalogue.Handler) -> None:
    with serving(handler) as server:
        workspace = person.desk.workspace
        workspace.set_source(replace(workspace.source, base_url=server.url))
        person.open("GET /books")
        person.send()
        qtbot.waitUntil(lambda: server.connections > 0)
        assert close(person.desk) < AT_MOST_SECONDS
        assert not ours()


@FORCED
def test_while_the_bookstore_starts(open_desk: OpenDesk) -> None:
    desk = open_desk(Profile())
    assert close(desk) < AT_MOST_SECONDS
    # A start in the middle of its imports ends when they are done.
    for thread in threading.enumerate():
        if thread.name.startswith(("embedded-server-", "routeglass-")):
            thread.join(START_MS / 1000)
    assert not ours()


def test_before_the_first_frame(qtbot: QtBot) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    desk = Desk(application, Profile())
    qtbot.addWidget(desk.window)
    assert close(desk) < AT_MOST_SECONDS
    desk.deleteLater()


PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6 import QtWidgets
from app.adapters.storage import locations
from app.__main__ import main

folder = Path(sys.argv.pop())
locations.user_locations = lambda: locations.locations_under(folder)

class Application(QtWidgets.QApplication):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        QTimer.singleShot(50, self, self.close_soon)

    def close_soon(self):
        for widget in self.topLevelWidgets():
            if widget.objectName() == "mainWindow" and widget.isVisible() and widget.centralWidget() is not None:
                widget.close()
                return
        QTimer.singleShot(50, self, self.close_soon)

QtWidgets.QApplication = Application
print("ended with", main([]))
"""


def test_the_whole_program_ends_when_its_window_is_closed(tmp_path: Path) -> None:
    ended = run_child("-c", PROGRAM, tmp_path)
    assert ended.stdout.strip() == "ended with 0", ended.stderr
    assert ended.returncode == 0
    assert "Traceback" not in ended.stderr
    assert any(tmp_path.rglob("*.json")), "what was open is kept"


ON_THE_WAY = """
import os, signal
from app import bootstrap

class Desk(bootstrap.Desk):
    def __init__(self, *arguments, **more):
        os.kill(os.getpid(), signal.SIGTERM)
        super().__init__(*arguments, **more)

bootstrap.Desk = Desk
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_program_as_a_closed_window_does(tmp_path: Path, number: signal.Signals) -> None:
    place = make_place(tmp_path)

    async def silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        started.send_signal(number)
        await reader.read()

    with serving(silent) as server, start_program(place, f"{server.url}/openapi.json") as started:
        _, err = started.communicate(timeout=60)
    assert (started.returncode, err) == (128 + number, b"")
    assert place.left() == []
    assert place.processes() == []


def test_a_signal_before_the_window_is_seen_ends_it_too(tmp_path: Path) -> None:
    place = make_place(tmp_path)
    with start_program(place, before=ON_THE_WAY) as started:
        _, err = started.communicate(timeout=60)
    assert (started.returncode, err) == (128 + signal.SIGTERM, b"")
    assert place.left() == []

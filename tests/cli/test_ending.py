"""A command that a signal ends leaves no folder, no file and no process, and says which signal it was."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
import time
from typing import TYPE_CHECKING

import pytest

from app.cli.ending import EndedBySignalError, Ending
from app.cli.output import OK
from tests.servers import catalogue
from tests.servers.serving import read_request, serving
from tests.support.ended_programs import Place, make_place, start_program

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
OPERATIONS = 30_000
"""So many in YAML keep a reading process busy for long."""


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return make_place(tmp_path)


@pytest.fixture
def long_document(tmp_path: Path) -> str:
    lines = ["openapi: 3.1.0", "info: {title: Long, version: '1'}", "paths:"]
    lines += [f"  /things/{number}:\n    get:\n      responses: {{}}" for number in range(OPERATIONS)]
    path = tmp_path / "long.yaml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


def wait_for_child(place: Place, started: subprocess.Popen[bytes]) -> None:
    """Waits until the program has a process of its own, which has a folder."""
    deadline = time.monotonic() + 30
    while len(place.processes()) < 2 or not place.left():
        assert started.poll() is None, started.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.01)


def ended(place: Place, started: subprocess.Popen[bytes]) -> tuple[int, bytes]:
    """The status and what was said on stderr, of a program that left nothing behind."""
    _, err = started.communicate(timeout=60)
    assert place.processes() == []
    assert place.left() == []
    return started.returncode, err


@pytest.mark.parametrize("number", SIGNALS)
def test_while_a_document_is_read(place: Place, long_document: str, number: signal.Signals) -> None:
    with start_program(place, "lint", long_document, "--json") as started:
        wait_for_child(place, started)
        started.send_signal(number)
        assert ended(place, started) == (128 + number, b"")


def test_impatience_changes_nothing(place: Place, long_document: str) -> None:
    with start_program(place, "routes", long_document) as started:
        wait_for_child(place, started)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            started.send_signal(number)
        status, err = ended(place, started)
    # Of several that wait at once, the system delivers the lowest first.
    assert status in {128 + number for number in SIGNALS}
    assert err == b""


@pytest.fixture
def short_document(tmp_path: Path) -> str:
    path = tmp_path / "short.json"
    raw = {"openapi": "3.1.0", "info": {}, "paths": {"/": {"get": {"responses": {}}}}}
    path.write_text(json.dumps(raw), encoding="utf-8")
    return str(path)


def test_while_an_answer_is_waited_for(place: Place, short_document: str) -> None:
    async def silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        started.send_signal(signal.SIGTERM)
        await reader.read()

    with (
        serving(silent) as server,
        start_program(place, "send", short_document, "GET /", "--base-url", server.url) as started,
    ):
        assert ended(place, started) == (128 + signal.SIGTERM, b"")


def test_while_the_bookstore_works(place: Place) -> None:
    before = """
import os, signal
from app.cli import send_command
send_command.find_operation = lambda *_: os.kill(os.getpid(), signal.SIGTERM)
"""
    with start_program(place, "send", "bookstore", "GET /books", before=before) as started:
        assert ended(place, started) == (128 + signal.SIGTERM, b"")


APP = """
import os, signal, time
from fastapi import FastAPI
app = FastAPI()

@app.get("/slow")
async def slow():
    os.kill(int(os.environ["PROGRAM"]), signal.SIGTERM)
    time.sleep(60)
"""


def test_the_app_that_a_command_runs_ends_with_it(place: Place, tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(APP, encoding="utf-8")
    words = ("send", str(tmp_path / "main.py"), "GET /slow", "--python", sys.executable)
    before = "import os; os.environ['PROGRAM'] = str(os.getpid())"
    with start_program(place, *words, before=before) as started:
        status, err = ended(place, started)
    assert status == 128 + signal.SIGTERM, err


def test_what_the_caller_ignores_ends_nothing(place: Place, short_document: str) -> None:
    async def hangs_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        started.send_signal(signal.SIGHUP)
        writer.write(catalogue.response(b"still there"))

    before = "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)"
    with (
        serving(hangs_up) as server,
        start_program(place, "send", short_document, "GET /", "--base-url", server.url, before=before) as started,
    ):
        out, _ = started.communicate(timeout=60)
    assert started.returncode == OK
    assert b"still there" in out


# Its parts

pytestmark = pytest.mark.usefixtures("handlers_of_before")


async def nothing() -> str:
    return "done"


def test_what_is_being_closed_is_closed_whole() -> None:
    done: list[str] = []

    def end() -> None:
        with Ending() as ending:
            ending.hold()
            signal.raise_signal(signal.SIGTERM)
            done.append(ending.run(nothing()))

    with pytest.raises(EndedBySignalError) as caught:
        end()
    assert done == ["done"]
    assert caught.value.status == 128 + signal.SIGTERM


def test_after_a_signal_nothing_more_begins() -> None:
    results: list[str] = []

    async def swallows() -> str:
        signal.raise_signal(signal.SIGTERM)
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            return "cancelled"
        raise AssertionError

    def end() -> None:
        with Ending() as ending:
            results.append(ending.run(swallows()))
            results.append(ending.run(nothing()))

    with pytest.raises(EndedBySignalError):
        end()
    assert results == ["cancelled"]


def test_another_error_after_a_signal_is_its_consequence() -> None:
    def end() -> None:
        with Ending() as ending:
            ending.hold()
            signal.raise_signal(signal.SIGHUP)
            raise ValueError

    with pytest.raises(EndedBySignalError) as caught:
        end()
    assert caught.value.status == 128 + signal.SIGHUP


def test_no_signal_no_end() -> None:
    with Ending() as ending:
        assert ending.run(nothing()) == "done"

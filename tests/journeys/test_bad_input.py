"""Bad days in the real window: each ends with clear words, a next step, and nothing lost."""

from __future__ import annotations

import socket
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QWidget

from app.bootstrap import Desk, Profile
from app.core.base.field_path import FieldPath
from app.core.exchange.model import Failure, Phase
from app.core.forms.state import get
from app.core.workspace.model import SourceStatus
from app.demo.stage import DemoStage
from app.shell.excepthooks import owned_excepthooks
from app.ui.badges import StatusBadge
from tests.journeys.conftest import START_MS
from tests.servers import catalogue
from tests.servers.serving import Request, read_request, serving

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from tests.journeys.conftest import OpenDesk
    from tests.servers.catalogue import Handler

TITLE = FieldPath.parse("body/title")


@pytest.fixture
def taken() -> Iterator[socket.socket]:
    """A port that somebody else listens at."""
    holder = socket.socket()
    holder.bind(("127.0.0.1", 0))
    holder.listen()
    yield holder
    holder.close()


def source_words(stage: DemoStage) -> list[str]:
    state = stage.find("sourceState")
    assert state is not None
    return [label.text() for label in state.findChildren(QLabel) if label.isVisible()]


def settled(desk: Desk, qtbot: QtBot, status: SourceStatus) -> None:
    qtbot.waitUntil(lambda: desk.workspace.source.status is status, timeout=START_MS)


def point_at(stage: DemoStage, url: str) -> None:
    """Lets requests go to another server than the one whose document is open."""
    workspace = stage.desk.workspace
    workspace.set_source(replace(workspace.source, base_url=url))


def failure(stage: DemoStage, qtbot: QtBot) -> Failure:
    qtbot.waitUntil(lambda: stage.tab.exchange is not None and not stage.tab.sending)
    assert stage.tab.exchange is not None
    outcome = stage.tab.exchange.outcome
    assert isinstance(outcome, Failure)
    return outcome


def badge(stage: DemoStage) -> str:
    found = stage.find("responseStatus")
    assert isinstance(found, StatusBadge)
    return found.text()


def words_in(stage: DemoStage, name: str) -> list[str]:
    found = stage.find(name)
    assert found is not None, name
    return [label.text() for label in found.findChildren(QLabel) if label.isVisible()]


def test_a_taken_port_is_told_and_retry_works_once_it_is_free(
    open_desk: OpenDesk, qtbot: QtBot, taken: socket.socket
) -> None:
    port = taken.getsockname()[1]
    desk = open_desk(Profile(port=port))
    stage = DemoStage(desk)
    settled(desk, qtbot, SourceStatus.FAILED)
    qtbot.waitUntil(lambda: "Bookstore is not running" in source_words(stage))
    words = source_words(stage)
    assert any(f"already in use (127.0.0.1:{port})" in text for text in words)
    assert stage.find("operationList") is None

    qtbot.waitUntil(lambda: stage.find("retry") is not None)
    stage.press("retry")
    settled(desk, qtbot, SourceStatus.STARTING)
    settled(desk, qtbot, SourceStatus.FAILED)
    taken.close()
    stage.press("retry")
    qtbot.waitUntil(lambda: stage.ready, timeout=START_MS)
    assert desk.workspace.source.base_url == f"http://127.0.0.1:{port}"
    assert stage.find("operationList") is not None


@pytest.mark.parametrize("name", ["folder", "file/below"])
@pytest.mark.expected_logs("startup failed|DatabaseUnavailableError", logger="uvicorn.error")
def test_a_database_that_cannot_be_written_is_told_and_retry_works_once_it_can(
    open_desk: OpenDesk, qtbot: QtBot, tmp_path: Path, name: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("in the way")
    desk = open_desk(Profile(database=tmp_path / name))
    stage = DemoStage(desk)
    settled(desk, qtbot, SourceStatus.FAILED)
    assert any("cannot use the database file" in text and str(tmp_path / name) in text for text in source_words(stage))
    qtbot.waitUntil(lambda: stage.find("copyDetails") is not None)

    (tmp_path / "folder").rmdir()
    (tmp_path / "file").unlink()
    stage.press("retry")
    qtbot.waitUntil(lambda: stage.ready, timeout=START_MS)


def test_a_server_that_dies_costs_nothing_that_was_typed(
    open_desk: OpenDesk, qtbot: QtBot, taken: socket.socket
) -> None:
    port = taken.getsockname()[1]
    taken.close()
    desk = open_desk(Profile(port=port))
    stage = DemoStage(desk)
    qtbot.waitUntil(lambda: stage.ready, timeout=START_MS)
    stage.open("POST /books")
    qtbot.waitUntil(lambda: stage.find("field:body/title") is not None)
    stage.type_into("field:body/title", "Half a book")

    run = desk._working.bookstore._ready().server._run
    assert run is not None
    assert run._server is not None
    run._server.should_exit = True
    settled(desk, qtbot, SourceStatus.FAILED)
    assert any("stopped by itself" in text for text in source_words(stage))
    stage.send()
    qtbot.waitUntil(lambda: "Bookstore is not running; nothing was sent." in desk.notices.titles)

    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", port))
        holder.listen()
        stage.press("retry")
        qtbot.waitUntil(lambda: "already in use" in desk.workspace.source.problem)
        assert get(stage.tab.state, TITLE) == "Half a book"

    stage.press("retry")
    settled(desk, qtbot, SourceStatus.RUNNING)
    assert get(stage.tab.state, TITLE) == "Half a book"
    stage.send()
    qtbot.waitUntil(lambda: stage.status() == 201)


@pytest.mark.parametrize(
    ("handler", "phase", "title"),
    [
        (catalogue.closes_at_once, None, "No response"),
        (catalogue.resets, None, "No response"),
        (catalogue.closes_unanswered, Phase.WAIT, "No response"),
        (catalogue.not_http, None, "No response"),
        (catalogue.dies_mid_body, Phase.RECEIVE, "The response is incomplete"),
        (catalogue.dies_mid_chunk, Phase.RECEIVE, "The response is incomplete"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_server_that_dies_in_mid_request_is_told_with_its_phase(
    person: DemoStage, qtbot: QtBot, handler: Handler, phase: Phase | None, title: str
) -> None:
    with serving(handler) as server:
        point_at(person, server.url)
        person.open("GET /books")
        person.send()
        outcome = failure(person, qtbot)
    assert outcome.message
    assert phase is None or outcome.phase is phase
    words = words_in(person, "errorVerdict")
    assert title in words
    assert any(outcome.message in text for text in words)
    qtbot.waitUntil(lambda: person.find("sendAgain") is not None)
    assert badge(person) == ("No response" if title == "No response" else "Incomplete response")


def test_what_had_arrived_of_an_answer_is_not_lost(person: DemoStage, qtbot: QtBot) -> None:
    with serving(catalogue.dies_mid_body) as server:
        point_at(person, server.url)
        person.open("GET /books")
        person.send()
        outcome = failure(person, qtbot)
    person.desk.result.pages.set_current("body")
    qtbot.waitUntil(lambda: person.label_text("bodyProblem") == outcome.message)
    editor = person.find("bodyView")
    assert isinstance(editor, QPlainTextEdit)
    assert editor.toPlainText() == '{"items": [1'


def test_nobody_listens(person: DemoStage, qtbot: QtBot, taken: socket.socket) -> None:
    port = taken.getsockname()[1]
    taken.close()
    point_at(person, f"http://127.0.0.1:{port}")
    person.open("GET /books")
    person.send()
    outcome = failure(person, qtbot)
    assert outcome.phase is Phase.CONNECT
    assert f"127.0.0.1:{port}" in outcome.message
    assert badge(person) == "No response"
    point_at(person, person.desk.workspace.source.base_url)


def test_an_answer_that_is_not_json_though_it_says_so(person: DemoStage, qtbot: QtBot) -> None:
    with serving(catalogue.lies_about_json) as server:
        point_at(person, server.url)
        person.open("GET /books")
        person.send()
        qtbot.waitUntil(lambda: person.status() == 200)
    assert person.desk.result.pages.current_key() == "body"
    qtbot.waitUntil(lambda: "it is not JSON" in person.label_text("bodyProblem"))
    editor = person.find("bodyView")
    assert isinstance(editor, QPlainTextEdit)
    assert editor.toPlainText() == "<h1>It works!</h1>"


ODD_REFUSALS = {
    "other members": b'{"errors": [{"field": "year", "why": "too early"}]}',
    "a list": b'["year is too early"]',
    "detail of another kind": b'{"detail": {"year": 500}}',
    "no JSON": b"<h1>Unprocessable</h1>",
    "nothing": b"",
    "a lie": b'{"detail": [{"loc": "year", "msg": 5}, 7, null]}',
}


@pytest.mark.parametrize("body", ODD_REFUSALS.values(), ids=ODD_REFUSALS.keys())
def test_a_422_whose_body_is_not_fastapis(person: DemoStage, qtbot: QtBot, body: bytes) -> None:
    async def refuses(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while isinstance(await read_request(reader), Request):
            writer.write(catalogue.response(body, status="422 Unprocessable Content", content_type="application/json"))
            await writer.drain()

    with serving(refuses) as server:
        point_at(person, server.url)
        person.open("POST /books")
        qtbot.waitUntil(lambda: person.find("field:body/year") is not None)
        person.type_into("field:body/year", "500")
        person.send()
        qtbot.waitUntil(lambda: person.status() == 422)
    assert badge(person) == "422 Unprocessable Content"
    assert person.desk.result.pages.current_key() == "errors"
    assert any(text.startswith("422 Unprocessable Content") for text in words_in(person, "errorList"))
    assert get(person.tab.state, FieldPath.parse("body/year")) == 500
    assert not person.desk.notices.titles


def test_a_body_too_large_for_memory_is_shown_in_part_saved_whole_and_deleted(
    person: DemoStage, qtbot: QtBot, tmp_path: Path
) -> None:
    with serving(catalogue.huge) as server:
        point_at(person, server.url)
        person.open("GET /books")
        person.send()
        qtbot.waitUntil(lambda: person.status() == 200)
        response = person.tab.exchange.response if person.tab.exchange else None
        assert response is not None
        assert response.body.file is not None
        qtbot.waitUntil(lambda: "3.1 MB are shown; Save has it all." in person.label_text("bodyProblem"))
        person.press("saveBody")
        dialog = person.window.findChild(QWidget, "saveBodyDialog")
        assert dialog is not None
        target = tmp_path / "whole.bin"
        dialog.fileSelected.emit(str(target))  # type: ignore[attr-defined]
        dialog.close()
        qtbot.waitUntil(lambda: f"Saved as {target}." in person.desk.notices.titles)
        assert target.stat().st_size == catalogue.BIG

        # The answer before the last one stays for comparison; the one before that goes.
        files = [Path(response.body.file)]
        for _ in range(2):
            files.append(send_again(person, qtbot))
            assert files[-2].exists()
        qtbot.waitUntil(lambda: not files[0].exists())
        person.desk.workspace.close_tab(person.tab.identity)
        qtbot.waitUntil(lambda: not any(file.exists() for file in files))


def send_again(person: DemoStage, qtbot: QtBot) -> Path:
    """Sends the request of the tab in front once more; the file that its answer's body is in."""
    before = person.tab.exchange
    person.press("sendButton")
    qtbot.waitUntil(lambda: person.tab.exchange is not before and person.status() == 200)
    exchange = person.tab.exchange
    assert exchange is not None
    assert exchange.response is not None
    assert exchange.response.body.file is not None
    return Path(exchange.response.body.file)


def raise_it() -> None:
    raise ZeroDivisionError("a mistake of ours")


def test_an_exception_in_a_slot_is_a_notice_with_its_details(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    button = QPushButton("stumble", desk.window)
    button.clicked.connect(raise_it)
    # pytest-qt has a hook of its own, which would fail the test.
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    with owned_excepthooks(desk.report, desk.hand_over):
        button.click()
        qtbot.waitUntil(lambda: bool(desk.notices.titles))
    assert desk.notices.titles == ("Something in Routeglass went wrong: ZeroDivisionError.",)
    content = desk.notices.toasts()[0].banner.content()
    assert content is not None
    assert "a mistake of ours" in content.details
    assert "Traceback" in content.details
    assert content.text
    assert "a mistake of ours" in capsys.readouterr().err


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_exception_that_ends_a_thread_is_a_notice_too(hooked: Desk, qtbot: QtBot) -> None:
    thread = threading.Thread(target=raise_it)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(hooked.notices.titles))
    assert hooked.notices.titles == ("Something in Routeglass went wrong: ZeroDivisionError.",)


def test_a_form_that_cannot_be_built_does_not_break_the_window(
    person: DemoStage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object) -> None:
        raise ZeroDivisionError("a mistake of ours")

    with monkeypatch.context() as patched:
        patched.setattr("app.features.request_form.view.RequestFormView.__init__", broken)
        person.open("POST /books")
    assert any("This form cannot be shown" in label.text() for label in person.window.findChildren(QLabel))
    assert person.desk.notices.titles == ("Something in Routeglass went wrong: ZeroDivisionError.",)
    person.open("GET /books")
    qtbot.waitUntil(lambda: person.find("sendButton") is not None)

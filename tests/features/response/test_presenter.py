"""What is shown of a response: status, body in every mode, headers, timing, copying, saving."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from app.adapters.files.saving import save_body
from app.core.base.errors import SourceError
from app.core.exchange.model import Failure, Hop, Phase, ResponseBody
from app.core.trace.model import Journey, Stage, StageName, StageState, Trace
from app.core.workspace.model import Level
from app.features.response.presenter import HEX_LIMIT, BodyMode, ResponsePresenter
from tests.support.contract_window import BROKEN, KEY, promising_workspace
from tests.support.exchanges import answer, finish, open_tab

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.core.exchange.model import Outcome
    from app.core.workspace.workspace import Workspace
    from app.jobs.runner import Runner
    from tests.support.exchanges import Notices

BINARY = bytes(range(256)) * 2


@pytest.fixture
def presenter(workspace: Workspace, runner: Runner) -> ResponsePresenter:
    open_tab(workspace)
    return ResponsePresenter(workspace, runner, save_body, runner)


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (answer({"a": 1}), ("200 OK", Level.OK, "12 ms · 8 B · HTTP/1.1")),
        (answer({}, 201), ("201 Created", Level.OK, "12 ms · 2 B · HTTP/1.1")),
        (answer(b"", 204), ("204 No Content", Level.OK, "12 ms · 0 B · HTTP/1.1")),
        (answer(b"", 304), ("304 Not Modified", Level.INFO, "12 ms · 0 B · HTTP/1.1")),
        (answer({}, 422), ("422 Unprocessable Content", Level.ERROR, "12 ms · 2 B · HTTP/1.1")),
        (answer({}, 503), ("503 Service Unavailable", Level.ERROR, "12 ms · 2 B · HTTP/1.1")),
        (Failure(Phase.CONNECT, "Refused."), ("No response", Level.ERROR, "while connecting · 12 ms")),
        (Failure(Phase.WAIT, "Stopped.", cancelled=True), ("Cancelled", Level.WARN, "after 12 ms")),
        (
            Failure(Phase.RECEIVE, "It broke off.", partial=answer(b'{"a')),
            ("Incomplete response", Level.ERROR, "200 OK, then it broke off · 12 ms"),
        ),
    ],
)
def test_the_status_line(
    workspace: Workspace, presenter: ResponsePresenter, outcome: Outcome, expected: tuple[str, Level, str]
) -> None:
    finish(workspace, outcome)
    line = presenter.status()
    assert (line.text, line.level, line.facts) == expected


def test_before_and_during_a_request(workspace: Workspace, presenter: ResponsePresenter) -> None:
    assert presenter.status().text == ""
    assert presenter.empty_words()[1] == "Nothing sent yet"
    assert presenter.header_text() == ""
    assert presenter.timing() == ()
    finish(workspace, answer({"a": 1}))
    assert workspace.active is not None
    workspace.begin_send(workspace.active)
    assert presenter.status().text == "Sending…"
    assert presenter.body().mode is None
    assert presenter.empty_words()[1] == "Under way"
    assert presenter.response is None


def test_without_a_tab_there_is_nothing(workspace: Workspace, presenter: ResponsePresenter) -> None:
    assert workspace.active is not None
    workspace.close_tab(workspace.active)
    assert presenter.status().text == ""
    assert presenter.body().mode is None
    assert presenter.copy_text() == ""
    presenter.save("nowhere")


def test_json_is_shown_pretty_as_a_tree_raw_and_in_hex(workspace: Workspace, presenter: ResponsePresenter) -> None:
    finish(workspace, answer('{"n":1.10,"s":"ü"}'))
    page = presenter.body()
    assert page.modes == (BodyMode.PRETTY, BodyMode.TREE, BodyMode.RAW, BodyMode.HEX)
    assert (page.mode, page.text, page.is_json) == (BodyMode.PRETTY, '{\n  "n": 1.10,\n  "s": "ü"\n}', True)
    presenter.choose_mode(BodyMode.RAW)
    assert presenter.body().text == '{"n":1.10,"s":"ü"}'
    presenter.choose_mode(BodyMode.HEX)
    assert presenter.body().text.startswith("00000000  7b 22 6e")
    assert not presenter.body().is_json
    presenter.choose_mode(BodyMode.TREE)
    assert (presenter.body().mode, presenter.body().text) == (BodyMode.TREE, "")


def test_a_mode_that_makes_no_sense_is_taken_up_again_when_it_does(
    workspace: Workspace, presenter: ResponsePresenter
) -> None:
    finish(workspace, answer(BINARY, media_type="image/png"))
    assert presenter.body().mode is BodyMode.HEX
    assert presenter.body().modes == (BodyMode.HEX,)
    finish(workspace, answer("plain", media_type="text/plain"))
    assert presenter.body().mode is BodyMode.RAW
    finish(workspace, answer({"a": 1}))
    assert presenter.body().mode is BodyMode.PRETTY


def test_json_that_is_none_says_why_and_where(workspace: Workspace, presenter: ResponsePresenter) -> None:
    finish(workspace, answer('{\n  "a": oops\n}'))
    page = presenter.body()
    assert page.modes == (BodyMode.RAW, BodyMode.HEX)
    assert page.is_json
    assert "says application/json, but it is not JSON" in page.problem
    assert page.error is not None
    assert page.error.line == 2
    presenter.choose_mode(BodyMode.HEX)
    assert presenter.body().error is None


def test_a_body_in_a_file_says_how_much_is_shown(
    workspace: Workspace, presenter: ResponsePresenter, notices: Notices
) -> None:
    finish(workspace, answer('{"a": [1, 2', file="/nowhere", size=34_000_000))
    page = presenter.body()
    assert page.modes == (BodyMode.RAW, BodyMode.HEX)
    assert page.text == '{"a": [1, 2'
    assert page.problem == "The first 11 B of 34 MB are shown; Save has it all."
    assert presenter.copy_text() == '{"a": [1, 2'
    assert notices.last.title == "The first 11 B of 34 MB are on the clipboard."


def test_hex_shows_the_beginning_only(workspace: Workspace, presenter: ResponsePresenter) -> None:
    data = BINARY * (HEX_LIMIT // len(BINARY) + 1)
    finish(workspace, answer(data, media_type="application/octet-stream"))
    page = presenter.body()
    assert page.text.count("\n") + 1 == HEX_LIMIT // 16
    assert page.problem == f"The first 66 kB of {len(data) / 1000:.0f} kB are shown; Save has it all."


def test_a_part_of_a_response_is_shown_with_the_reason(workspace: Workspace, presenter: ResponsePresenter) -> None:
    finish(workspace, Failure(Phase.RECEIVE, "It broke off.", partial=answer(b'{"items": [1')))
    page = presenter.body()
    assert page.text == '{"items": [1'
    assert page.problem == "It broke off."
    finish(workspace, Failure(Phase.RECEIVE, "Stopped.", cancelled=True, partial=answer(b"")))
    assert presenter.body().mode is None
    assert presenter.empty_words() == ("cancel", "Cancelled", "Stopped.")
    finish(workspace, Failure(Phase.CONNECT, "Refused."))
    assert presenter.empty_words() == ("warning", "No response", "Refused.")


def test_a_response_without_a_body_says_so(workspace: Workspace, presenter: ResponsePresenter) -> None:
    finish(workspace, answer(b"", 204, ""))
    assert presenter.body().mode is None
    assert presenter.empty_words()[1:] == (
        "No body",
        "204 No Content came without a body; the headers tell the rest.",
    )


def test_headers_of_both_sides(workspace: Workspace, presenter: ResponsePresenter) -> None:
    finish(workspace, answer({"a": 1}, 201, "application/json", ("Set-Cookie", "a=1"), ("set-cookie", "b=2")))
    text = presenter.header_text()
    assert text.startswith("HTTP/1.1 201\ncontent-type: application/json\nSet-Cookie: a=1\nset-cookie: b=2\n\nPOST ")
    assert "\nPOST /books HTTP/1.1\n" in text
    finish(workspace, Failure(Phase.CONNECT, "Refused."))
    assert presenter.header_text().startswith("POST /books HTTP/1.1\n")


def test_the_servers_stages_lie_within_the_wait(workspace: Workspace, presenter: ResponsePresenter) -> None:
    result = finish(workspace, answer({"a": 1}))
    assert [row.name for row in presenter.timing()] == ["queue", "connect", "send", "wait", "receive"]
    trace = Trace(result.exchange.request.trace_id, "POST", "/books", 200, 4.0, (), headers_ms=4.0)
    times = {StageName.REQUEST: 0.5, StageName.ROUTE: 1.0, StageName.ENDPOINT: 2.5}
    stages = tuple(Stage(name, StageState.PASSED, "", times.get(name)) for name in StageName)
    assert workspace.active is not None
    workspace.attach_trace(workspace.active, trace, Journey(stages, None, known=True, summary=""))
    served = [(row.name, row.start_ms, row.duration_ms) for row in presenter.timing() if row.server]
    assert served == [("server: route", 4.5, 1.0), ("server: endpoint", 5.5, 2.5)]


def test_a_server_slower_than_the_wait_began_while_the_request_was_sent(
    workspace: Workspace, presenter: ResponsePresenter
) -> None:
    result = finish(workspace, answer({"a": 1}))
    trace = Trace(result.exchange.request.trace_id, "POST", "/books", 200, 400.0, (), headers_ms=400.0)
    stages = tuple(Stage(name, StageState.PASSED, "", 1.0) for name in StageName)
    assert workspace.active is not None
    workspace.attach_trace(workspace.active, trace, Journey(stages, None, known=True, summary=""))
    assert next(row for row in presenter.timing() if row.server).start_ms == 1.5 + 1.0


@pytest.mark.parametrize(
    ("key", "outcome", "name"),
    [
        ("GET /books", answer({"a": 1}), "books.json"),
        ("PATCH /books/{book_id}", answer("x", media_type="text/csv"), "book_id.csv"),
        ("POST /covers/{book_id}", answer(BINARY, media_type="image/png"), "book_id.png"),
        ("GET /health", answer(BINARY, media_type=""), "health.bin"),
        ("GET /health", answer("x", media_type="text/plain"), "health.txt"),
        ("GET /health", Failure(Phase.CONNECT, "Refused."), "health.txt"),
    ],
)
def test_a_name_to_save_it_under(
    workspace: Workspace, presenter: ResponsePresenter, key: str, outcome: Outcome, name: str
) -> None:
    open_tab(workspace, key)
    finish(workspace, outcome)
    assert presenter.file_name() == name


def test_the_text_as_shown_goes_onto_the_clipboard(
    workspace: Workspace, presenter: ResponsePresenter, notices: Notices
) -> None:
    finish(workspace, answer('{"a":1}'))
    assert presenter.copy_text() == '{\n  "a": 1\n}'
    presenter.choose_mode(BodyMode.TREE)
    assert presenter.copy_text() == '{"a":1}'
    assert not notices.seen


def test_saving_writes_every_byte_and_says_where(
    workspace: Workspace, presenter: ResponsePresenter, notices: Notices, qtbot: QtBot, tmp_path: Path
) -> None:
    whole = tmp_path / "whole"
    whole.write_bytes(BINARY * 100)
    target = tmp_path / "saved.bin"
    finish(workspace, answer(BINARY, media_type="image/png", file=str(whole), size=len(BINARY) * 100))
    presenter.save(str(target))
    qtbot.waitUntil(lambda: bool(notices.seen))
    assert (notices.last.level, notices.last.title) == (Level.OK, f"Saved as {target}.")
    assert target.read_bytes() == BINARY * 100


def test_a_body_that_cannot_be_saved_is_told(
    workspace: Workspace, presenter: ResponsePresenter, notices: Notices, qtbot: QtBot, tmp_path: Path
) -> None:
    finish(workspace, answer({"a": 1}))
    presenter.save(str(tmp_path / "missing" / "body.json"))
    qtbot.waitUntil(lambda: bool(notices.seen))
    assert (notices.last.level, notices.last.title) == (Level.ERROR, "The body was not saved.")
    assert "body.json" in notices.last.hint


def test_two_saves_at_once_are_told_apart(workspace: Workspace, runner: Runner, notices: Notices, qtbot: QtBot) -> None:
    def fail_for_one(body: ResponseBody, name: str) -> None:
        assert body.size
        if name == "one":
            raise SourceError("It cannot be written.", where=name)

    open_tab(workspace)
    presenter = ResponsePresenter(workspace, runner, fail_for_one, runner)
    finish(workspace, answer({"a": 1}))
    presenter.save("one")
    presenter.save("two")
    qtbot.waitUntil(lambda: len(notices.seen) == 2)
    told: dict[Any, str] = {notice.level: f"{notice.title} {notice.hint}" for notice in notices.seen}
    assert told[Level.OK].startswith("Saved as two.")
    assert "one" in told[Level.ERROR]


def test_rounds_before_the_last_are_shown_and_no_credentials_are(
    workspace: Workspace, presenter: ResponsePresenter
) -> None:
    result = finish(workspace, answer({"a": 1}))
    request = replace(result.exchange.request, headers=(("Authorization", "Bearer s3cret"),))
    challenged = replace(result.exchange, request=request, outcome=answer(b"", 401, "", ("WWW-Authenticate", "Digest")))
    hops = (Hop(challenged, "The server challenged; it was answered."),)
    tab = workspace.current
    assert tab is not None
    workspace.finish_send(tab.identity, replace(result, exchange=replace(result.exchange, request=request, hops=hops)))
    text = presenter.header_text()
    assert "s3cret" not in text
    assert text.count("Authorization: Bearer ********") == 2
    last, _, before = text.partition("# Before that. The server challenged; it was answered.\n\n")
    assert last.startswith("HTTP/1.1 200")
    assert before.startswith("HTTP/1.1 401")
    assert "WWW-Authenticate: Digest" in before


def test_nodes_that_break_the_contract_are_named_once_and_the_missing_by_their_object(runner: Runner) -> None:
    workspace = promising_workspace()
    presenter = ResponsePresenter(workspace, runner, save_body, runner)
    assert presenter.broken_nodes() == {}
    assert not presenter.show_node()
    open_tab(workspace, KEY)
    finish(workspace, answer(BROKEN))
    nodes = presenter.broken_nodes()
    assert nodes["items", "2"] == "`title` is required"
    assert nodes["items", "1", "id"] == "needs an integer, is text"
    assert set(nodes) == {("items", "2"), *(("items", "1", name) for name in ("id", "title", "price", "password"))}
    assert presenter.show_node()
    assert presenter.body().mode is BodyMode.TREE
    finish(workspace, answer("plain", 200, "text/plain"))
    assert not presenter.show_node()

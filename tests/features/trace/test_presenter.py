"""What the Trace page shows, and what it says where there is little to show."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.core.exchange.model import Failure, Phase
from app.core.trace.model import StageName
from app.core.workspace.events import CodeRequested
from app.features.trace.presenter import TracePage, TracePresenter, Wanted
from tests.support.exchanges import an_error, answer, finish, open_tab, refusal
from tests.support.recorded import PASSED, REFUSED, attach, send_traced
from tests.support.spans import make_trace

if TYPE_CHECKING:
    from app.core.workspace.workspace import Workspace


@pytest.fixture
def presenter(workspace: Workspace) -> TracePresenter:
    return TracePresenter(workspace)


def test_before_anything_was_sent_there_is_nothing(workspace: Workspace, presenter: TracePresenter) -> None:
    assert presenter.page() == TracePage()
    open_tab(workspace)
    assert presenter.page() == TracePage()
    assert presenter.details("client") is None
    assert presenter.copied_text("client") == ""
    assert presenter.copied_json("client") == ""


def test_a_server_that_tells_nothing_leaves_the_clients_phases(workspace: Workspace, presenter: TracePresenter) -> None:
    workspace.set_source(replace(workspace.source, inside=False))
    open_tab(workspace)
    finish(workspace, refusal(an_error("body", "year")))
    page = presenter.page()
    assert [row.key for row in page.timeline.rows] == [
        "phase:queue",
        "phase:connect",
        "phase:send",
        "phase:wait",
        "phase:receive",
    ]
    assert page.summary == "POST /books · 422 Unprocessable Content · 12 ms"
    assert page.remark.startswith("This server tells nothing of its inside")
    assert page.current == "phase:wait"
    assert not page.waiting


def test_an_account_that_may_still_come_is_waited_for(workspace: Workspace, presenter: TracePresenter) -> None:
    workspace.set_source(replace(workspace.source, inside=True))
    open_tab(workspace)
    finish(workspace, answer({}))
    assert presenter.page().waiting
    assert presenter.page().remark.startswith("The server's account is not here yet")


def test_a_server_that_was_not_reached_gives_no_account(workspace: Workspace, presenter: TracePresenter) -> None:
    workspace.set_source(replace(workspace.source, inside=True))
    open_tab(workspace)
    finish(workspace, Failure(Phase.CONNECT, "Nothing listens there."))
    page = presenter.page()
    assert not page.waiting
    assert page.remark == "The server was not reached, so there is only what the client did."
    assert page.summary == "POST /books · Nothing listens there. · 12 ms"


def test_client_and_server_on_one_axis(workspace: Workspace, presenter: TracePresenter) -> None:
    send_traced(workspace)
    page = presenter.page()
    assert page.summary == "POST /books · 201 Created · 12 ms, the server 6.00 ms · 10 spans"
    assert page.remark == ""
    assert [row.title for row in page.timeline.rows][:1] == ["Client"]
    assert [row.title for row in page.timeline.rows][6:10] == ["Server", "gate", "Router", "Find the route"]
    assert page.current == "span:1"
    assert page is presenter.page()


def test_one_span_is_no_spans(workspace: Workspace, presenter: TracePresenter) -> None:
    send_traced(workspace, PASSED[:1], dropped=1300)
    page = presenter.page()
    assert page.summary.endswith("· 1 span")
    assert page.remark == "1,300 more spans were not recorded: there were too many."


def test_what_is_odd_about_a_trace_is_told(workspace: Workspace, presenter: TracePresenter) -> None:
    send_traced(workspace, notes=("1 span names a parent that did not arrive (yet).", "Clocks differ."), dropped=3)
    assert presenter.page().remark == "1 span names a parent that did not arrive (yet). Clocks differ."


def test_a_trace_that_grows_follows_the_one_before(workspace: Workspace, presenter: TracePresenter) -> None:
    trace = send_traced(workspace, PASSED[:3])
    assert not presenter.page().follows
    assert workspace.active is not None
    attach(workspace, workspace.active, replace(trace, spans=make_trace(*PASSED).spans))
    assert presenter.page().follows
    send_traced(workspace)
    assert not presenter.page().follows


def test_where_it_stopped_comes_first(workspace: Workspace, presenter: TracePresenter) -> None:
    send_traced(workspace, REFUSED, refusal(an_error("body", "year")), 422)
    assert presenter.page().current == "span:8"
    details = presenter.details("span:8")
    assert details is not None
    assert [line.place for line in details.errors] == ["body/year"]


def test_what_failed_without_stopping_anything_comes_first_too(workspace: Workspace, presenter: TracePresenter) -> None:
    send_traced(workspace, (*PASSED, (4, "background", "mail", 4.9, 5, {"exception": {"type": "E"}}, "E: no")))
    assert presenter.page().current == "span:11"


def test_the_layers_of_fastapi_on_wish(workspace: Workspace, presenter: TracePresenter) -> None:
    send_traced(workspace)
    assert presenter.page().timeline.hidden == 1
    assert not presenter.layers
    presenter.show_layers(shown=True)
    assert presenter.page().timeline.index_of("span:2") is not None
    presenter.show_layers(shown=False)
    assert presenter.page().timeline.index_of("span:2") is None


def test_a_stage_leads_to_its_row_once(workspace: Workspace, presenter: TracePresenter) -> None:
    assert presenter.take_wanted() is None
    workspace.show_stage(StageName.ROUTE, by="test")
    assert presenter.take_wanted() is None
    send_traced(workspace, REFUSED, refusal(an_error("body", "year")), 422)
    workspace.show_stage(StageName.DEPENDENCIES, by="test")
    assert presenter.take_wanted() == Wanted("span:7")
    assert presenter.take_wanted() is None
    workspace.show_stage(StageName.ENDPOINT, by="test")
    assert presenter.take_wanted() == Wanted("span:4")


def test_a_stage_without_a_row_is_told_in_words(workspace: Workspace, presenter: TracePresenter) -> None:
    send_traced(workspace, (*PASSED[:5], *PASSED[8:]))
    workspace.show_stage(StageName.DEPENDENCIES, by="test")
    wanted = presenter.take_wanted()
    assert wanted is not None
    assert wanted.key == ""
    assert wanted.words.startswith("Dependencies: ")


def test_whoever_listens_hears_of_news(workspace: Workspace, presenter: TracePresenter) -> None:
    workspace.show_stage(StageName.ROUTE, by="test")
    heard: list[bool] = []

    def listen() -> None:
        heard.append(presenter.is_sending)

    presenter.listen(listen)
    tab = open_tab(workspace)
    workspace.begin_send(tab.identity)
    send_traced(workspace)
    workspace.show_stage(StageName.ROUTE, by="test")
    assert heard == [False, True, False, False, False]


def test_copies(workspace: Workspace, presenter: TracePresenter) -> None:
    send_traced(workspace)
    assert presenter.copied_text("span:9").startswith("create_book\ncreate_book is the function that answers")
    spans = json.loads(presenter.copied_json("span:6"))
    assert [(span["kind"], span["name"]) for span in spans] == [
        ("solve", "create_book"),
        ("dependency", "get_db"),
        ("params", "body"),
    ]
    assert presenter.copied_json("client") == ""
    assert presenter.copied_json("route:4") == ""


def test_code_is_shown_by_whoever_can(workspace: Workspace, presenter: TracePresenter) -> None:
    heard: list[CodeRequested] = []
    workspace.events.subscribe(CodeRequested, heard.append)
    presenter.show_code("/shop/books.py", 41)
    assert heard == [CodeRequested("/shop/books.py", 41, "trace")]

"""The workspace: what its verbs change and what they announce."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.core.base.field_path import FieldPath
from app.core.diagnosis.model import Diagnosis, Finding, Target, TargetKind
from app.core.exchange.model import Exchange, Failure, Hop, Phase
from app.core.forms.edits import SetValue
from app.core.forms.state import get
from app.core.operations.read import read_api
from app.core.requests.cookies import CookieJar
from app.core.requests.credentials import ApiKeyCredential
from app.core.requests.model import PreparedRequest, Sent
from app.core.routes.model import MatchResult, RouteTable
from app.core.spec.document import Document
from app.core.spec.problems import Problem, Severity
from app.core.trace.model import Journey, StageName, Trace
from app.core.workspace import events as ev
from app.core.workspace.model import (
    Level,
    LogLine,
    Notice,
    Opening,
    Received,
    SendResult,
    SignIn,
    Source,
    SourceStatus,
    Tab,
)
from app.core.workspace.workspace import LOG_LIMIT, Workspace
from tests.support.form_documents import bookstore_document

BOOKS = "POST /books"
LIST = "GET /books"
YEAR = FieldPath.parse("body/year")
JOURNEY = Journey((), None, known=False, summary="")


class Listener:
    """Hears every kind of event."""

    def __init__(self, workspace: Workspace) -> None:
        self.heard: list[object] = []
        for name in dir(ev):
            kind = getattr(ev, name)
            if isinstance(kind, type) and kind.__module__ == ev.__name__:
                workspace.events.subscribe(kind, self._hear)

    def _hear(self, event: object) -> None:
        self.heard.append(event)

    def take(self) -> list[object]:
        """What was heard since the last time."""
        heard, self.heard = self.heard, []
        return heard


@pytest.fixture
def workspace() -> Workspace:
    made = Workspace()
    document = Document(bookstore_document(), version="3.1.0")
    made.open_document(document, read_api(document))
    return made


@pytest.fixture
def listener(workspace: Workspace) -> Listener:
    return Listener(workspace)


def result(trace_id: str = "t" * 32, *, findings: int = 0) -> SendResult:
    request = PreparedRequest("GET", "http://h/", "/", (), None, Sent(), trace_id)
    exchange = Exchange(BOOKS, request, Failure(Phase.WAIT, "nothing came"), 0.0, 1.0)
    target = Target("body", TargetKind.FIELD, value_pointer="/year")
    diagnosis = Diagnosis("fastapi", "", tuple(Finding(target, "x", "y") for _ in range(findings)))
    return SendResult(exchange, None, diagnosis, JOURNEY)


def test_opening_an_operation_makes_a_tab_with_a_filled_form(workspace: Workspace, listener: Listener) -> None:
    tab = workspace.open_operation(BOOKS)
    assert tab is not None
    assert tab.operation.key == BOOKS
    assert tab.state == tab.form.default_state()
    assert listener.take() == [ev.TabOpened(tab.identity), ev.TabActivated(tab.identity)]
    assert workspace.current == workspace.tab(tab.identity) == tab


def test_opening_it_again_brings_its_tab_to_the_front(workspace: Workspace, listener: Listener) -> None:
    first = workspace.open_operation(BOOKS)
    workspace.open_operation(LIST)
    listener.take()
    assert workspace.open_operation(BOOKS) == first
    assert first is not None
    assert listener.take() == [ev.TabActivated(first.identity)]
    assert len(workspace.tabs) == 2


def test_an_unknown_operation_opens_nothing(workspace: Workspace, listener: Listener) -> None:
    assert workspace.open_operation("GET /nowhere") is None
    assert Workspace().open_operation(BOOKS) is None
    assert listener.take() == []


def test_activating_a_closed_or_the_current_tab_changes_nothing(workspace: Workspace, listener: Listener) -> None:
    tab = workspace.open_operation(BOOKS)
    assert tab is not None
    listener.take()
    workspace.activate(tab.identity)
    workspace.activate(99)
    assert listener.take() == []


def test_closing_the_front_tab_brings_its_neighbour_forward(workspace: Workspace, listener: Listener) -> None:
    tabs = [workspace.open_operation(key) for key in (BOOKS, LIST, "GET /health")]
    assert all(tabs)
    first, second, third = (tab.identity for tab in tabs if tab)
    workspace.activate(second)
    listener.take()
    workspace.close_tab(second)
    assert listener.take() == [ev.TabClosed(second), ev.TabActivated(third)]
    workspace.close_tab(first)
    assert [tab.identity for tab in workspace.tabs] == [third]
    workspace.close_tab(third)
    workspace.close_tab(third)
    assert (workspace.current, workspace.active) == (None, None)


def test_a_closed_tab_comes_back_with_what_was_typed(workspace: Workspace) -> None:
    tab = workspace.open_operation(BOOKS)
    assert tab is not None
    workspace.edit(tab.identity, [SetValue(YEAR, 500)], by="test")
    workspace.close_tab(tab.identity)
    again = workspace.reopen_tab()
    assert again is not None
    assert again.identity != tab.identity
    assert get(again.state, YEAR) == 500
    assert workspace.reopen_tab() is None


def test_reopening_passes_over_operations_that_are_gone(workspace: Workspace) -> None:
    for key in (LIST, BOOKS):
        tab = workspace.open_operation(key)
        assert tab is not None
        workspace.close_tab(tab.identity)
    raw = bookstore_document()
    del raw["paths"]["/books"]["post"]
    document = Document(raw, version="3.1.0")
    workspace.open_document(document, read_api(document))
    again = workspace.reopen_tab()
    assert again is not None
    assert again.operation.key == LIST


def test_another_edition_keeps_what_was_typed_also_where_its_operation_is_gone(
    workspace: Workspace, listener: Listener
) -> None:
    kept, gone = workspace.open_operation(BOOKS), workspace.open_operation(LIST)
    assert kept is not None
    assert gone is not None
    workspace.edit(kept.identity, [SetValue(YEAR, 500)], by="test")
    raw = bookstore_document()
    del raw["paths"]["/books"]["get"]
    document = Document(raw, version="3.1.0")
    listener.take()
    workspace.open_document(document, read_api(document))
    tab = workspace.tab(kept.identity)
    assert tab is not None
    assert get(tab.state, YEAR) == 500
    assert tab.form is not kept.form
    assert not tab.gone
    left = workspace.tab(gone.identity)
    assert left == replace(gone, gone=True)
    assert workspace.open_operation(LIST) == left
    assert ev.ApiChanged() in listener.take()
    whole = Document(bookstore_document(), version="3.1.0")
    workspace.open_document(whole, read_api(whole))
    again = workspace.tab(gone.identity)
    assert again is not None
    assert not again.gone
    assert again.form.document is whole


def test_another_source_takes_the_place_of_the_one_in_view(workspace: Workspace, listener: Listener) -> None:
    tab = workspace.open_operation(BOOKS)
    assert tab is not None
    workspace.set_source(Source("Bookstore", SourceStatus.RUNNING, key="bookstore"))
    workspace.set_credential("Key", ApiKeyCredential("ours"), by="test")
    workspace.set_sign_in("Key", SignIn("Asking…"), by="test")
    workspace.set_routes(RouteTable((), ()))
    workspace.set_problems((Problem("", Severity.ERROR, "broken"),))
    workspace.set_opening(Opening("Other"))
    workspace.travelling.receive([Received((("Set-Cookie", "a=1"),), "http://127.0.0.1/", 0.0)])
    listener.take()
    document = Document(bookstore_document(), version="3.1.0")
    other = Source("Other", SourceStatus.RUNNING, key="other")
    workspace.open_source(other, document, read_api(document))
    assert listener.take() == [
        ev.SourceLeft(),
        ev.TabClosed(tab.identity),
        ev.TabActivated(None),
        ev.OpeningChanged(),
        ev.ProblemsChanged(),
        ev.RoutesChanged(),
        ev.SourceChanged(),
        ev.CredentialsChanged("workspace"),
        ev.CookiesChanged(),
        ev.ApiChanged(),
    ]
    assert (workspace.source, workspace.document, workspace.credentials) == (other, document, {})
    assert (workspace.opening, workspace.problems, workspace.routes, workspace.sign_ins) == (None, (), None, {})
    assert workspace.travelling.cookies == CookieJar()
    assert workspace.reopen_tab() is None
    workspace.open_source(replace(other, key="bookstore"), document, read_api(document))
    assert workspace.credentials == {"Key": ApiKeyCredential("ours")}
    assert [cookie.name for cookie in workspace.travelling.cookies.cookies.values()] == ["a"]


def test_the_first_source_leaves_nothing_behind() -> None:
    workspace = Workspace()
    listener = Listener(workspace)
    document = Document(bookstore_document(), version="3.1.0")
    workspace.open_source(Source("A", SourceStatus.RUNNING, key="a"), document, read_api(document))
    assert listener.take() == [
        ev.SourceChanged(),
        ev.CredentialsChanged("workspace"),
        ev.CookiesChanged(),
        ev.ApiChanged(),
    ]


def test_openings_problems_and_pages_are_announced_once(workspace: Workspace, listener: Listener) -> None:
    for _ in range(2):
        workspace.set_opening(Opening("A"))
        workspace.set_problems((Problem("", Severity.ERROR, "broken"),))
    workspace.set_opening(Opening("A", "No."))
    assert workspace.opening is not None
    assert workspace.opening.failed
    workspace.show_page("problems", by="test")
    workspace.show_stage(StageName.ROUTE, by="test")
    assert listener.take() == [
        ev.OpeningChanged(),
        ev.ProblemsChanged(),
        ev.OpeningChanged(),
        ev.PageRequested("problems", "test"),
        ev.StageRequested(StageName.ROUTE, "test"),
    ]


def test_an_edit_says_what_changed_and_who_asked(workspace: Workspace, listener: Listener) -> None:
    tab = workspace.open_operation(BOOKS)
    assert tab is not None
    listener.take()
    workspace.edit(tab.identity, [SetValue(YEAR, 500)], by="test")
    workspace.edit(tab.identity, [SetValue(YEAR, 500)], by="test")
    workspace.edit(99, [SetValue(YEAR, 500)], by="test")
    workspace.set_state(99, tab.state, by="test")
    assert listener.take() == [ev.FormChanged(tab.identity, (YEAR,), "test")]


def test_reveal_brings_the_tab_forward_first(workspace: Workspace, listener: Listener) -> None:
    tab = workspace.open_operation(BOOKS)
    workspace.open_operation(LIST)
    assert tab is not None
    listener.take()
    workspace.reveal(tab.identity, YEAR, by="test")
    workspace.reveal(99, YEAR, by="test")
    assert listener.take() == [ev.TabActivated(tab.identity), ev.RevealRequested(tab.identity, YEAR, "test")]


def test_reveal_of_a_node_brings_the_tab_forward_first(workspace: Workspace, listener: Listener) -> None:
    tab = workspace.open_operation(BOOKS)
    workspace.open_operation(LIST)
    assert tab is not None
    listener.take()
    workspace.reveal_node(tab.identity, ("0", "title"), by="test")
    workspace.reveal_node(99, (), by="test")
    expected = ev.NodeRevealRequested(tab.identity, ("0", "title"), "test")
    assert listener.take() == [ev.TabActivated(tab.identity), expected]


def test_a_send_goes_from_request_to_result(workspace: Workspace, listener: Listener) -> None:
    tab = workspace.open_operation(BOOKS)
    assert tab is not None
    listener.take()
    workspace.request_cancel(tab.identity)
    workspace.request_send(tab.identity, by="test")
    workspace.begin_send(tab.identity)
    workspace.request_send(tab.identity, by="test")
    workspace.request_cancel(tab.identity)
    workspace.finish_send(tab.identity, result(findings=1))
    assert listener.take() == [
        ev.SendRequested(tab.identity, "test"),
        ev.SendStarted(tab.identity),
        ev.CancelRequested(tab.identity),
        ev.SendFinished(tab.identity),
    ]
    done = workspace.current
    assert done is not None
    assert not done.sending
    assert done.journey == JOURNEY
    workspace.focus_finding(tab.identity, 0, by="test")
    workspace.focus_finding(tab.identity, 1, by="test")
    workspace.focus_finding(99, 0, by="test")
    assert listener.take() == [ev.FindingFocused(tab.identity, 0, "test")]


def test_a_tab_closed_while_sending_cancels_and_drops_the_result(workspace: Workspace, listener: Listener) -> None:
    tab = workspace.open_operation(BOOKS)
    assert tab is not None
    workspace.begin_send(tab.identity)
    listener.take()
    workspace.close_tab(tab.identity)
    assert listener.take()[0] == ev.CancelRequested(tab.identity)
    late = result()
    workspace.finish_send(tab.identity, late)
    assert listener.take() == [ev.ExchangeDropped(late.exchange)]
    workspace.abandon_send(tab.identity)
    workspace.begin_send(tab.identity)
    assert listener.take() == []


def test_an_abandoned_send_frees_the_tab(workspace: Workspace, listener: Listener) -> None:
    tab = workspace.open_operation(BOOKS)
    assert tab is not None
    workspace.begin_send(tab.identity)
    listener.take()
    workspace.abandon_send(tab.identity)
    workspace.abandon_send(tab.identity)
    assert listener.take() == [ev.SendFinished(tab.identity)]
    assert previous(workspace, tab) is None
    assert workspace.current is not None
    assert not workspace.current.sending


def test_a_trace_joins_the_exchange_that_carries_its_id(workspace: Workspace, listener: Listener) -> None:
    tab = workspace.open_operation(BOOKS)
    assert tab is not None
    workspace.finish_send(tab.identity, result("a" * 32))
    listener.take()
    assert workspace.tab_of_trace("b" * 32) is None
    owner = workspace.tab_of_trace("a" * 32)
    assert owner is not None
    trace = Trace("a" * 32, "GET", "/", 200, 1.0, ())
    workspace.attach_trace(owner.identity, trace, replace(JOURNEY, known=True))
    workspace.attach_trace(99, trace, JOURNEY)
    assert listener.take() == [ev.TraceArrived(tab.identity)]
    assert workspace.current is not None
    assert workspace.current.trace == trace


def test_source_routes_log_and_notices_are_announced(workspace: Workspace, listener: Listener) -> None:
    line = LogLine(0.0, "INFO", "x", "hello")
    match = MatchResult("GET", "/", (), "not found", None, 404, "No.")
    notice = Notice(Level.OK, "Fine.")
    workspace.set_source(Source("Bookstore", SourceStatus.RUNNING))
    workspace.set_routes(RouteTable(()), {"Item": {"name": "item_name"}})
    workspace.append_log(())
    workspace.append_log((line,))
    workspace.tried(match, by="test")
    workspace.notify(notice)
    assert listener.take() == [
        ev.SourceChanged(),
        ev.RoutesChanged(),
        ev.LogAppended((line,)),
        ev.RouteTried(match, "test"),
        ev.Notified(notice),
    ]
    assert workspace.names == {"Item": {"name": "item_name"}}
    workspace.append_log((line,) * (LOG_LIMIT + 5))
    assert len(workspace.log) == LOG_LIMIT
    workspace.clear_log()
    assert not workspace.log
    workspace.set_routes(None)
    assert workspace.names == {}


def test_credentials_are_remembered_and_forgotten(workspace: Workspace, listener: Listener) -> None:
    workspace.set_credential("key", ApiKeyCredential("s3cret"), by="test")
    assert workspace.credentials == {"key": ApiKeyCredential("s3cret")}
    workspace.set_credential("key", None, by="test")
    workspace.set_credential("other", None, by="test")
    assert workspace.credentials == {}
    assert listener.take() == [ev.CredentialsChanged("test")] * 3


def test_the_exchange_before_the_last_is_kept_until_the_next_but_one_comes_or_its_tab_closes(
    workspace: Workspace, listener: Listener
) -> None:
    tab = workspace.open_operation(BOOKS)
    assert tab is not None
    first, second, third = (result(digit * 32) for digit in "123")
    workspace.finish_send(tab.identity, first)
    assert previous(workspace, tab) is None
    workspace.finish_send(tab.identity, second)
    assert previous(workspace, tab) is first.exchange
    listener.take()
    workspace.finish_send(tab.identity, third)
    assert listener.take() == [ev.SendFinished(tab.identity), ev.ExchangeDropped(first.exchange)]
    assert previous(workspace, tab) is second.exchange
    workspace.close_tab(tab.identity)
    dropped = [event for event in listener.take() if isinstance(event, ev.ExchangeDropped)]
    assert dropped == [ev.ExchangeDropped(third.exchange), ev.ExchangeDropped(second.exchange)]


def previous(workspace: Workspace, tab: Tab) -> Exchange | None:
    found = workspace.tab(tab.identity)
    assert found is not None
    return found.previous.exchange if found.previous is not None else None


def test_a_redirect_that_was_followed_lives_on_as_a_hop(workspace: Workspace, listener: Listener) -> None:
    tab = workspace.open_operation(BOOKS)
    assert tab is not None
    first, second = result("1" * 32), result("2" * 32)
    workspace.finish_send(tab.identity, first)
    listener.take()
    hops = (Hop(replace(first.exchange, hops=()), "302 to there."),)
    workspace.finish_send(tab.identity, replace(second, exchange=replace(second.exchange, hops=hops)))
    assert listener.take() == [ev.SendFinished(tab.identity)]
    assert previous(workspace, tab) is None


def test_a_result_brings_the_body_laid_out(workspace: Workspace) -> None:
    tab = workspace.open_operation(BOOKS)
    assert tab is not None
    workspace.finish_send(tab.identity, replace(result(), pretty="{\n}"))
    assert workspace.current is not None
    assert workspace.current.pretty == "{\n}"


def test_the_log_is_asked_for_with_words(workspace: Workspace, listener: Listener) -> None:
    workspace.show_log("abc", by="test")
    assert listener.take() == [ev.LogRequested("abc", "test")]


def test_the_tab_in_front_is_sent_cancelled_and_closed_by_keys(workspace: Workspace, listener: Listener) -> None:
    for verb in (workspace.send_current, workspace.cancel_current, workspace.close_current):
        verb()
    assert listener.take() == []
    tab = workspace.open_operation(BOOKS)
    assert tab is not None
    listener.take()
    workspace.send_current()
    assert listener.take() == [ev.SendRequested(tab.identity, "keys")]
    workspace.begin_send(tab.identity)
    listener.take()
    workspace.cancel_current()
    assert listener.take() == [ev.CancelRequested(tab.identity)]
    workspace.close_current()
    assert not workspace.tabs


def test_how_signing_in_goes_is_told(workspace: Workspace, listener: Listener) -> None:
    workspace.set_sign_in("id", SignIn("Asking…"), by="test")
    assert workspace.sign_ins == {"id": SignIn("Asking…")}
    workspace.set_sign_in("id", None, by="test")
    workspace.set_sign_in("id", None, by="test")
    assert workspace.sign_ins == {}
    assert listener.take() == [ev.CredentialsChanged("test")] * 3


def test_a_way_to_authenticate_is_chosen_for_a_tab(workspace: Workspace, listener: Listener) -> None:
    tab = workspace.open_operation(BOOKS)
    assert tab is not None
    listener.take()
    workspace.choose_auth(tab.identity, 1, by="test")
    workspace.choose_auth(99, 1, by="test")
    assert [opened.auth_choice for opened in workspace.tabs] == [1]
    assert listener.take() == [ev.CredentialsChanged("test")]

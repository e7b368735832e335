"""Sending: what goes out, what is joined when it comes home, what happens when it does not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.core.base.field_path import FieldPath
from app.core.exchange.model import Failure, Phase
from app.core.forms.edits import SetValue
from app.core.operations.read import read_api
from app.core.requests.alternatives import WITHOUT
from app.core.requests.credentials import ApiKeyCredential, Grant, OAuthCredential, OAuthSettings, Token
from app.core.spec.document import Document
from app.core.trace.model import StageName, StageState, Trace
from app.core.workspace import events as ev
from app.core.workspace.model import Level, Source, SourceStatus
from app.features.sending import order as order_module
from app.features.sending.presenter import PENDING_TRACES, SendingPresenter
from tests.support.exchanges import AnsweringSender, an_error, answer, open_tab, refusal
from tests.support.form_documents import bookstore_document

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.core.workspace.model import Tab
    from app.core.workspace.workspace import Workspace
    from app.jobs.runner import Runner
    from tests.support.exchanges import Notices

YEAR = FieldPath.parse("body/year")


@pytest.fixture
def sender() -> AnsweringSender:
    return AnsweringSender()


@pytest.fixture
def presenter(workspace: Workspace, runner: Runner, sender: AnsweringSender) -> SendingPresenter:
    return SendingPresenter(workspace, runner, sender, runner)


@pytest.fixture
def tab(workspace: Workspace, presenter: SendingPresenter) -> Tab:
    return open_tab(workspace)


def send(workspace: Workspace, qtbot: QtBot, tab: Tab) -> Tab:
    workspace.request_send(tab.identity, by="test")
    qtbot.waitUntil(lambda: not now(workspace, tab).sending)
    return now(workspace, tab)


def now(workspace: Workspace, tab: Tab) -> Tab:
    found = workspace.tab(tab.identity)
    assert found is not None
    return found


def a_trace(trace_id: str) -> Trace:
    return Trace(trace_id=trace_id, method="POST", path="/books", status=200, duration_ms=4.0, spans=())


def test_what_is_entered_goes_out_and_what_comes_back_is_explained(
    workspace: Workspace, sender: AnsweringSender, tab: Tab, qtbot: QtBot
) -> None:
    sender.outcomes = [refusal(an_error("body", "year"))]
    workspace.edit(tab.identity, [SetValue(YEAR, 500)], by="test")
    done = send(workspace, qtbot, tab)
    assert [(request.method, request.url) for request in sender.sent] == [("POST", "http://127.0.0.1:9/books")]
    assert done.exchange is not None
    assert done.reading is not None
    assert done.diagnosis is not None
    assert [str(finding.field) for finding in done.diagnosis.findings] == ["body/year"]
    assert done.pretty.startswith('{\n  "detail"')
    assert done.journey is not None
    assert not done.journey.known


def test_while_one_is_under_way_a_second_press_does_nothing(
    workspace: Workspace, sender: AnsweringSender, tab: Tab, qtbot: QtBot
) -> None:
    sender.waits = True
    workspace.request_send(tab.identity, by="test")
    workspace.request_send(tab.identity, by="test")
    qtbot.waitUntil(lambda: bool(sender.sent))
    workspace.request_cancel(tab.identity)
    qtbot.waitUntil(lambda: not now(workspace, tab).sending)
    assert len(sender.sent) == 1


def test_cancelling_ends_in_an_exchange_that_says_so(
    workspace: Workspace, sender: AnsweringSender, tab: Tab, qtbot: QtBot
) -> None:
    sender.waits = True
    workspace.request_send(tab.identity, by="test")
    assert now(workspace, tab).sending
    qtbot.waitUntil(lambda: bool(sender.sent))
    workspace.request_cancel(tab.identity)
    qtbot.waitUntil(lambda: not now(workspace, tab).sending)
    exchange = now(workspace, tab).exchange
    assert exchange is not None
    assert isinstance(exchange.outcome, Failure)
    assert exchange.outcome.cancelled


def test_cancelled_before_it_began_leaves_everything_as_it_was(
    workspace: Workspace, sender: AnsweringSender, tab: Tab, qtbot: QtBot
) -> None:
    before = send(workspace, qtbot, tab).exchange
    sender.waits = True
    workspace.request_send(tab.identity, by="test")
    workspace.request_cancel(tab.identity)
    qtbot.waitUntil(lambda: not now(workspace, tab).sending)
    after = now(workspace, tab).exchange
    assert after is before or (after is not None and isinstance(after.outcome, Failure))


def test_closing_a_tab_cancels_its_request_only(
    workspace: Workspace, sender: AnsweringSender, tab: Tab, qtbot: QtBot, runner: Runner
) -> None:
    sender.waits = True
    other = open_tab(workspace, "GET /books")
    workspace.request_send(tab.identity, by="test")
    workspace.request_send(other.identity, by="test")
    qtbot.waitUntil(lambda: len(sender.sent) == 2)
    workspace.close_tab(tab.identity)
    qtbot.waitUntil(lambda: runner.running == 1)
    assert now(workspace, other).sending
    workspace.close_tab(other.identity)
    qtbot.waitUntil(lambda: runner.running == 0)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (SourceStatus.STARTING, "Bookstore is starting; nothing was sent."),
        (SourceStatus.FAILED, "Bookstore is not running; nothing was sent."),
        (SourceStatus.STOPPED, "Bookstore is not running; nothing was sent."),
    ],
)
def test_nothing_is_sent_while_the_source_does_not_run(
    workspace: Workspace, sender: AnsweringSender, tab: Tab, notices: Notices, status: SourceStatus, words: str
) -> None:
    problem = "It has ended." if status is SourceStatus.FAILED else ""
    workspace.set_source(replace(workspace.source, status=status, problem=problem))
    workspace.request_send(tab.identity, by="test")
    assert not now(workspace, tab).sending
    assert not sender.sent
    assert (notices.last.level, notices.last.title) == (Level.WARN, words)
    assert notices.last.hint.startswith(problem or "S")


def test_a_request_that_cannot_be_prepared_is_told_and_frees_the_tab(
    workspace: Workspace, tab: Tab, notices: Notices, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object, **_more: object) -> None:
        raise ZeroDivisionError("a mistake of ours")

    monkeypatch.setattr("app.core.requests.prepare.prepare", broken)
    done = send(workspace, qtbot, tab)
    assert done.exchange is None
    assert notices.titles == ["The request could not be prepared."]
    assert "a mistake of ours" in notices.last.detail
    assert "Traceback" in notices.last.detail


def test_a_mistake_while_explaining_does_not_cost_the_exchange(
    workspace: Workspace, tab: Tab, notices: Notices, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object) -> None:
        raise ZeroDivisionError("a mistake of ours")

    monkeypatch.setattr(order_module, "_explained", broken)
    done = send(workspace, qtbot, tab)
    assert done.exchange is not None
    assert done.exchange.response is not None
    assert done.diagnosis is None
    assert notices.titles == ["The response could not be explained."]
    assert "a mistake of ours" in notices.last.detail


def test_what_had_to_be_bent_is_told(
    workspace: Workspace, presenter: SendingPresenter, notices: Notices, qtbot: QtBot
) -> None:
    tab = open_tab(workspace, "PATCH /books/{book_id}")
    workspace.edit(tab.identity, [SetValue(FieldPath.parse("path/book_id"), "")], by="test")
    send(workspace, qtbot, tab)
    assert [notice.level for notice in notices.seen] == [Level.WARN]
    assert notices.last.title.startswith("path/book_id: ")


def test_a_trace_is_joined_whether_it_comes_before_or_after_the_answer(
    workspace: Workspace, presenter: SendingPresenter, sender: AnsweringSender, tab: Tab, qtbot: QtBot
) -> None:
    done = send(workspace, qtbot, tab)
    assert done.exchange is not None
    presenter.receive_trace(a_trace(done.exchange.request.trace_id))
    joined = now(workspace, tab)
    assert joined.trace is not None
    assert joined.journey is not None
    assert joined.journey.known

    arrived: list[ev.TraceArrived] = []
    workspace.events.subscribe(ev.TraceArrived, arrived.append)
    workspace.request_send(tab.identity, by="test")
    qtbot.waitUntil(lambda: len(sender.sent) == 2)
    presenter.receive_trace(a_trace(sender.sent[1].trace_id))
    qtbot.waitUntil(lambda: bool(arrived))
    assert now(workspace, tab).trace is not None


def test_traces_that_nobody_waits_for_do_not_pile_up(
    workspace: Workspace, presenter: SendingPresenter, tab: Tab, qtbot: QtBot, sender: AnsweringSender
) -> None:
    for number in range(PENDING_TRACES + 5):
        presenter.receive_trace(a_trace(f"{number:032x}"))
    done = send(workspace, qtbot, tab)
    assert done.trace is None
    assert len(presenter._traces) == PENDING_TRACES


def test_the_file_of_a_body_goes_when_its_exchange_does(
    workspace: Workspace, sender: AnsweringSender, tab: Tab, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "body"
    big = answer(b"{", file=str(file), size=5_000_000)
    sender.outcomes = [big, answer({"small": True}), Failure(Phase.RECEIVE, "It broke off.", partial=big)]
    send(workspace, qtbot, tab)
    assert not sender.discarded
    send(workspace, qtbot, tab)
    assert not sender.discarded, "the one before the last can be compared with it"
    send(workspace, qtbot, tab)
    qtbot.waitUntil(lambda: len(sender.discarded) == 1)
    assert sender.discarded[0].response is big
    workspace.close_tab(tab.identity)
    qtbot.waitUntil(lambda: len(sender.discarded) == 2)


def test_a_failure_has_a_journey_but_no_reading(
    workspace: Workspace, sender: AnsweringSender, tab: Tab, qtbot: QtBot
) -> None:
    sender.outcomes = [Failure(Phase.CONNECT, "Nothing listens there.")]
    done = send(workspace, qtbot, tab)
    assert done.reading is None
    assert done.diagnosis is None
    assert done.journey is not None
    states = {stage.name: stage.state for stage in done.journey.stages}
    assert states[StageName.RESPONSE] is not StageState.PASSED


def test_without_a_document_nothing_is_sent(
    workspace: Workspace, presenter: SendingPresenter, sender: AnsweringSender, tab: Tab
) -> None:
    workspace.api = None
    workspace.request_send(tab.identity, by="test")
    workspace.events.publish(ev.SendRequested(99, "test"))
    assert not now(workspace, tab).sending
    assert not sender.sent


# Credentials

SCHEME = "OAuth2PasswordBearer"
EXPIRED = OAuthCredential(OAuthSettings(Grant.PASSWORD, scopes=("me:read",)), Token("old", "r1", 1.0, ("me:read",)))
RENEWED = answer({"access_token": "new", "token_type": "bearer", "expires_in": 3600})


def test_credentials_that_are_not_entered_need_no_notice(
    workspace: Workspace, presenter: SendingPresenter, notices: Notices, qtbot: QtBot
) -> None:
    send(workspace, qtbot, open_tab(workspace, "GET /me"))
    assert notices.seen == []


def test_a_token_that_expired_is_renewed_on_the_way_and_that_is_told(
    workspace: Workspace, presenter: SendingPresenter, sender: AnsweringSender, notices: Notices, qtbot: QtBot
) -> None:
    sender.outcomes = [RENEWED, answer({"username": "ada"})]
    workspace.set_credential(SCHEME, EXPIRED, by="test")
    send(workspace, qtbot, open_tab(workspace, "GET /me"))
    assert [request.url for request in sender.sent] == ["http://127.0.0.1:9/token", "http://127.0.0.1:9/me"]
    assert ("Authorization", "Bearer new") in sender.sent[1].headers
    credential = workspace.credentials[SCHEME]
    assert isinstance(credential, OAuthCredential)
    assert credential.token is not None
    assert (credential.token.access_token, credential.token.refresh_token) == ("new", "r1")
    assert (notices.last.level, notices.last.title.endswith("it was renewed.")) == (Level.INFO, True)


def test_a_refresh_token_goes_where_the_api_is_and_not_where_one_operation_is(
    workspace: Workspace, presenter: SendingPresenter, sender: AnsweringSender, qtbot: QtBot
) -> None:
    sender.outcomes = [RENEWED, answer({"username": "ada"})]
    workspace.set_source(Source("Theirs", SourceStatus.RUNNING, "http://127.0.0.1:9", key="http://127.0.0.1:9/a.json"))
    raw = bookstore_document()
    raw["paths"]["/me"]["get"]["servers"] = [{"url": "http://other.example"}]
    document = Document(raw, version="3.1.0")
    workspace.open_document(document, read_api(document))
    workspace.set_credential(SCHEME, EXPIRED, by="test")
    tab = open_tab(workspace, "GET /me")
    workspace.destinations.agree("http://other.example")
    send(workspace, qtbot, tab)
    assert [request.url for request in sender.sent] == ["http://127.0.0.1:9/token", "http://other.example/me"]


def test_what_was_changed_while_it_was_under_way_is_not_put_back(
    workspace: Workspace, presenter: SendingPresenter, sender: AnsweringSender, qtbot: QtBot
) -> None:
    sender.outcomes = [RENEWED, answer({"username": "ada"})]
    workspace.set_credential(SCHEME, EXPIRED, by="test")
    tab = open_tab(workspace, "GET /me")
    workspace.request_send(tab.identity, by="test")
    mine = replace(EXPIRED, token=None)
    workspace.set_credential(SCHEME, mine, by="test")
    qtbot.waitUntil(lambda: not now(workspace, tab).sending)
    assert workspace.credentials[SCHEME] == mine


def test_cancelling_while_a_token_is_renewed_sends_nothing_else(
    workspace: Workspace, presenter: SendingPresenter, sender: AnsweringSender, qtbot: QtBot
) -> None:
    sender.waits = True
    workspace.set_credential(SCHEME, EXPIRED, by="test")
    tab = open_tab(workspace, "GET /me")
    workspace.request_send(tab.identity, by="test")
    qtbot.waitUntil(lambda: bool(sender.sent))
    workspace.request_cancel(tab.identity)
    qtbot.waitUntil(lambda: not now(workspace, tab).sending)
    exchange = now(workspace, tab).exchange
    assert exchange is not None
    assert isinstance(exchange.outcome, Failure)
    assert exchange.outcome.cancelled
    assert [request.url for request in sender.sent] == ["http://127.0.0.1:9/token"]


def test_sending_without_credentials_is_a_choice(
    workspace: Workspace, presenter: SendingPresenter, sender: AnsweringSender, notices: Notices, qtbot: QtBot
) -> None:
    workspace.set_credential("APIKeyHeader", ApiKeyCredential("forge"), by="test")
    tab = open_tab(workspace, "GET /external-quote")
    workspace.choose_auth(tab.identity, WITHOUT, by="test")
    send(workspace, qtbot, tab)
    assert "X-API-Key" not in dict(sender.sent[0].headers)
    assert notices.seen == []


def test_a_request_to_a_host_that_nobody_named_waits_for_a_yes(
    workspace: Workspace, presenter: SendingPresenter, sender: AnsweringSender, tab: Tab, qtbot: QtBot
) -> None:
    asked: list[ev.DestinationAsked] = []
    workspace.events.subscribe(ev.DestinationAsked, asked.append)
    workspace.set_source(Source("Theirs", SourceStatus.RUNNING, "https://api.example", key="/a.json", place="/a.json"))
    workspace.request_send(tab.identity, by="test")
    assert asked == [ev.DestinationAsked(tab.identity, "https://api.example")]
    assert sender.sent == []
    workspace.destinations.agree("https://api.example")
    workspace.request_send(tab.identity, by="test")
    qtbot.waitUntil(lambda: len(sender.sent) == 1)
    assert sender.sent[0].url == "https://api.example/books"
    qtbot.waitUntil(lambda: not now(workspace, tab).sending)


def test_without_an_address_it_is_asked_for(
    workspace: Workspace, presenter: SendingPresenter, sender: AnsweringSender, tab: Tab
) -> None:
    asked: list[ev.DestinationAsked] = []
    workspace.events.subscribe(ev.DestinationAsked, asked.append)
    workspace.set_source(Source("Theirs", SourceStatus.RUNNING, key="/a.json"))
    workspace.request_send(tab.identity, by="test")
    assert asked == [ev.DestinationAsked(tab.identity, "")]
    assert sender.sent == []


def test_a_redirect_is_followed_by_hand_and_stays_as_a_hop(
    workspace: Workspace, sender: AnsweringSender, tab: Tab, qtbot: QtBot
) -> None:
    sender.outcomes = [answer(b"", 302, "", ("Location", "/me"), file="/nowhere"), answer({"name": "ada"})]
    workspace.travelling.request_follow(tab.identity, by="test")
    first = send(workspace, qtbot, tab).exchange
    assert first is not None
    assert first.hops == ()
    workspace.travelling.request_follow(tab.identity, by="test")
    assert now(workspace, tab).sending
    qtbot.waitUntil(lambda: not now(workspace, tab).sending)
    last = now(workspace, tab).exchange
    assert last is not None
    assert [(request.method, request.url) for request in sender.sent[1:]] == [("GET", "http://127.0.0.1:9/me")]
    assert [hop.exchange.outcome for hop in last.hops] == [first.outcome]
    assert sender.discarded == []
    assert now(workspace, tab).reading is not None


def test_what_is_no_redirect_is_not_followed(
    workspace: Workspace, sender: AnsweringSender, tab: Tab, qtbot: QtBot
) -> None:
    sent = send(workspace, qtbot, tab)
    workspace.travelling.request_follow(tab.identity, by="test")
    assert now(workspace, tab) is sent
    assert len(sender.sent) == 1

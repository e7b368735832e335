"""Signing in from the window: each step runs on the jobs loop, can be stopped, and is told while it runs."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from app.adapters.http.client import HttpClient
from app.adapters.http.redirect_listener import RedirectListener
from app.core.exchange.model import Failure, Phase
from app.core.operations.model import SecurityScheme
from app.core.requests.credentials import Grant, OAuthCredential, OAuthSettings, Token
from app.core.spec.document import Document
from app.core.workspace.events import CredentialsChanged
from app.core.workspace.model import Level, SignIn, Source, SourceStatus
from app.features.sending.tokens import SignInTools, TokenPresenter
from app.jobs.runner import Runner
from tests.servers.authorization import CLIENT, AuthorizationServer
from tests.servers.serving import serving
from tests.support.exchanges import AnsweringSender, answer
from tests.support.form_documents import bookstore_document
from tests.support.signing_in import browse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QUrl
    from pytestqt.qtbot import QtBot

    from app.core.exchange.model import Outcome
    from app.core.exchange.steps import Listen, Listening
    from app.core.workspace.workspace import Workspace
    from tests.support.exchanges import Notices

SCHEME = "OAuth2PasswordBearer"
ADA = OAuthCredential(OAuthSettings(Grant.PASSWORD, username="ada", password="secret"))


@dataclass
class Person:
    """What happens outside the window.

    Attributes:
        opened: Addresses that were opened in the browser.
        goes_on: Whether the browser comes back.
        waited: Seconds that were waited for; with `patient` they never end.
    """

    opened: list[str] = field(default_factory=list)
    goes_on: bool = True
    waited: list[float] = field(default_factory=list)
    patient: bool = False

    def browse(self, url: str) -> None:
        self.opened.append(url)
        if self.goes_on:
            threading.Thread(target=browse, args=(url,), daemon=True).start()

    async def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        if self.patient:
            await asyncio.Event().wait()


@pytest.fixture
def sender() -> AnsweringSender:
    return AnsweringSender([answer({"access_token": "abc", "token_type": "bearer"})])


@pytest.fixture
def person() -> Person:
    return Person()


@pytest.fixture
def tokens(workspace: Workspace, runner: Runner, sender: AnsweringSender, person: Person) -> TokenPresenter:
    workspace.set_credential(SCHEME, ADA, by="test")
    tools = SignInTools(RedirectListener, person.browse, person.sleep)
    return TokenPresenter(workspace, runner, sender, tools, runner)


def token_of(workspace: Workspace, key: str = SCHEME) -> Token | None:
    credential = workspace.credentials[key]
    assert isinstance(credential, OAuthCredential)
    return credential.token


def test_a_token_becomes_the_credential(
    workspace: Workspace, tokens: TokenPresenter, sender: AnsweringSender, notices: Notices, qtbot: QtBot
) -> None:
    tokens.fetch(SCHEME)
    assert workspace.sign_ins[SCHEME] == SignIn("Asking 127.0.0.1:9 for a token…")
    qtbot.waitUntil(lambda: bool(notices.seen))
    assert sender.sent[0].url == "http://127.0.0.1:9/token"
    assert workspace.credentials[SCHEME] == replace(ADA, token=Token("abc", scopes=()))
    assert (notices.last.level, notices.last.title) == (Level.OK, f"There is a token for {SCHEME}.")
    assert workspace.sign_ins[SCHEME] == SignIn()


def test_one_sign_in_at_a_time(tokens: TokenPresenter, sender: AnsweringSender, notices: Notices, qtbot: QtBot) -> None:
    tokens.fetch(SCHEME)
    tokens.fetch(SCHEME)
    qtbot.waitUntil(lambda: bool(notices.seen))
    assert len(sender.sent) == 1
    tokens.fetch(SCHEME)
    qtbot.waitUntil(lambda: len(sender.sent) == 2)


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (answer({"detail": "Incorrect username or password"}, 401), "Incorrect username or password"),
        (answer(b"<html>", 200, "text/html"), ""),
        (Failure(Phase.CONNECT, "Nothing listens there.", "Start it."), "Nothing listens there. Start it."),
        (ZeroDivisionError("a mistake"), "a mistake"),
    ],
)
def test_a_refusal_is_told_in_words(
    workspace: Workspace,
    tokens: TokenPresenter,
    sender: AnsweringSender,
    notices: Notices,
    qtbot: QtBot,
    outcome: Outcome | Exception,
    words: str,
) -> None:
    sender.outcomes = [outcome]
    tokens.fetch(SCHEME)
    qtbot.waitUntil(lambda: bool(notices.seen))
    assert workspace.credentials[SCHEME] == ADA
    assert (notices.last.level, notices.last.title) == (Level.ERROR, f"No token for {SCHEME}.")
    assert words in notices.last.hint
    assert workspace.sign_ins[SCHEME] == SignIn(problem=notices.last.hint)
    assert "secret" not in notices.last.hint


@pytest.mark.parametrize("scheme", ["APIKeyHeader", "unknown"])
def test_a_scheme_that_gives_no_tokens_is_told(tokens: TokenPresenter, notices: Notices, scheme: str) -> None:
    tokens.fetch(scheme)
    tokens.refresh(scheme)
    tokens.discover(scheme)
    tokens.cancel(scheme)
    assert notices.titles == [f"No token for {scheme}."] * 3


def test_cancelling_a_call_leaves_everything_as_it_was(
    workspace: Workspace, tokens: TokenPresenter, sender: AnsweringSender, notices: Notices, qtbot: QtBot
) -> None:
    sender.waits = True
    tokens.fetch(SCHEME)
    qtbot.waitUntil(lambda: bool(sender.sent))
    tokens.cancel(SCHEME)
    qtbot.waitUntil(lambda: workspace.sign_ins[SCHEME] == SignIn())
    assert (workspace.credentials[SCHEME], notices.seen) == (ADA, [])


def test_a_token_for_credentials_that_were_forgotten_is_dropped(
    workspace: Workspace, tokens: TokenPresenter, sender: AnsweringSender, qtbot: QtBot
) -> None:
    tokens.fetch(SCHEME)
    workspace.set_credential(SCHEME, None, by="test")
    qtbot.waitUntil(lambda: workspace.sign_ins[SCHEME] == SignIn())
    assert SCHEME not in workspace.credentials


def test_another_api_stops_it_and_learns_nothing(
    workspace: Workspace, tokens: TokenPresenter, sender: AnsweringSender, qtbot: QtBot, notices: Notices
) -> None:
    sender.waits = True
    tokens.fetch(SCHEME)
    qtbot.waitUntil(lambda: bool(sender.sent))
    assert workspace.api is not None
    elsewhere = Source("Elsewhere", SourceStatus.RUNNING, "http://elsewhere", key="http://elsewhere/x")
    document = Document(bookstore_document(), version="3.1.0", source="http://elsewhere/x")
    workspace.open_source(elsewhere, document, workspace.api)
    assert workspace.credentials == {}
    mine = OAuthCredential(OAuthSettings(Grant.PASSWORD, username="eve"))
    workspace.set_credential(SCHEME, mine, by="test")
    sender.waits = False
    tokens.fetch(SCHEME)
    qtbot.waitUntil(lambda: bool(notices.seen))
    assert [request.url for request in sender.sent] == ["http://127.0.0.1:9/token", "http://elsewhere/token"]
    assert workspace.sign_ins == {SCHEME: SignIn()}


async def _let_others_end(arrived: threading.Event) -> None:
    """Ends after every job that began before and waits for nothing."""
    for _ in range(20):
        await asyncio.sleep(0)
    arrived.set()


def test_a_token_that_arrives_too_late_belongs_to_nobody(
    workspace: Workspace,
    tokens: TokenPresenter,
    sender: AnsweringSender,
    qtbot: QtBot,
    notices: Notices,
    runner: Runner,
) -> None:
    tokens.fetch(SCHEME)
    assert workspace.api is not None
    elsewhere = Source("Elsewhere", SourceStatus.RUNNING, "http://elsewhere", key="http://elsewhere/x")
    document = Document(bookstore_document(), version="3.1.0", source="http://elsewhere/x")
    # What has already come home waits in the window's queue when the source changes.
    arrived = threading.Event()
    runner.submit(partial(_let_others_end, arrived), tokens, tokens._closed)
    assert arrived.wait(10)
    workspace.open_source(elsewhere, document, workspace.api)
    mine = OAuthCredential(OAuthSettings(Grant.PASSWORD, username="eve"))
    workspace.set_credential(SCHEME, mine, by="test")
    qtbot.waitUntil(lambda: runner.running == 0)
    assert workspace.credentials == {SCHEME: mine}
    assert (workspace.sign_ins, notices.seen) == ({}, [])


# With a real server


@pytest.fixture
def server() -> Iterator[AuthorizationServer]:
    made = AuthorizationServer()
    with serving(made) as running:
        made.base = running.url
        yield made


@dataclass
class Desk:
    """A workspace whose API signs in at the server, over the real client and listener."""

    workspace: Workspace
    tokens: TokenPresenter
    person: Person
    qtbot: QtBot

    def enter(self, settings: OAuthSettings) -> None:
        self.workspace.set_credential("id", OAuthCredential(settings), by="test")

    def discover(self) -> None:
        self.tokens.discover("id")
        self.qtbot.waitUntil(lambda: self.credential.server is not None)

    @property
    def credential(self) -> OAuthCredential:
        found = self.workspace.credentials["id"]
        assert isinstance(found, OAuthCredential)
        return found

    @property
    def going(self) -> SignIn:
        return self.workspace.sign_ins.get("id", SignIn())

    def wait_for_token(self) -> Token:
        self.qtbot.waitUntil(lambda: self.credential.token is not None or bool(self.going.problem))
        assert self.credential.token is not None, self.going.problem
        return self.credential.token


@pytest.fixture
def desk(workspace: Workspace, runner: Runner, person: Person, server: AuthorizationServer, qtbot: QtBot) -> Desk:
    assert workspace.api is not None
    address = f"{server.base}/.well-known/openid-configuration"
    workspace.api.schemes["id"] = SecurityScheme("id", "openIdConnect", open_id_connect_url=address)
    client = HttpClient()
    runner.at_stop(client.close)
    tools = SignInTools(RedirectListener, person.browse, person.sleep)
    return Desk(workspace, TokenPresenter(workspace, runner, client, tools, runner), person, qtbot)


BROWSER = OAuthSettings(Grant.AUTHORIZATION_CODE, CLIENT, scopes=("openid", "read"))


def test_addresses_are_looked_up_and_the_browser_brings_a_token(desk: Desk, server: AuthorizationServer) -> None:
    desk.enter(BROWSER)
    desk.discover()
    assert server.asked == ["GET /.well-known/openid-configuration"]
    desk.tokens.fetch("id")
    token = desk.wait_for_token()
    assert token.access_token in server.access_tokens
    assert len(desk.person.opened) == 1
    desk.tokens.refresh("id")
    desk.qtbot.waitUntil(lambda: desk.credential.token != token)
    desk.person.goes_on = False
    desk.tokens.open_again("http://x")
    assert desk.person.opened[-1] == "http://x"


def test_while_the_browser_is_away_its_address_is_told_and_cancelling_frees_the_port(
    desk: Desk, server: AuthorizationServer, runner: Runner
) -> None:
    desk.person.goes_on = False
    desk.enter(BROWSER)
    desk.discover()
    desk.tokens.fetch("id")
    desk.qtbot.waitUntil(lambda: bool(desk.person.opened))
    assert desk.going.url == desk.person.opened[0]
    assert "comes back by itself" in desk.going.words
    desk.tokens.cancel("id")
    desk.qtbot.waitUntil(lambda: desk.going == SignIn() and runner.running == 0)
    redirect = parse_qs(urlsplit(desk.person.opened[0]).query)["redirect_uri"][0]
    assert desk.credential.token is None

    async def knock() -> None:
        await asyncio.open_connection("127.0.0.1", urlsplit(redirect).port)

    with pytest.raises(ConnectionRefusedError):
        asyncio.run(knock())


def test_a_device_code_is_shown_until_it_was_entered(desk: Desk, server: AuthorizationServer) -> None:
    server.device_answers, server.interval = ["authorization_pending", "slow_down"], 3
    seen: list[SignIn] = []
    desk.enter(OAuthSettings(Grant.DEVICE, CLIENT))
    desk.discover()
    desk.workspace.events.subscribe(
        CredentialsChanged, lambda _event: seen.append(desk.going) if desk.going.user_code else None
    )
    desk.tokens.fetch("id")
    desk.wait_for_token()
    assert seen[0] == SignIn(f"Open {server.base}/go and enter the code WDJB-MJHT.", f"{server.base}/go", "WDJB-MJHT")
    assert desk.person.waited == [3.0, 3.0, 8.0]


def test_waiting_for_a_device_can_be_cancelled(desk: Desk, server: AuthorizationServer) -> None:
    desk.person.patient = True
    desk.enter(OAuthSettings(Grant.DEVICE, CLIENT))
    desk.discover()
    desk.tokens.fetch("id")
    desk.qtbot.waitUntil(lambda: bool(desk.person.waited))
    desk.tokens.cancel("id")
    desk.qtbot.waitUntil(lambda: desk.going == SignIn())
    assert server.asked[-1] == "POST /device"


def test_without_a_token_nothing_is_renewed_and_without_an_address_nothing_looked_up(
    tokens: TokenPresenter, sender: AnsweringSender, notices: Notices
) -> None:
    tokens.refresh(SCHEME)
    tokens.discover(SCHEME)
    assert (sender.sent, notices.seen) == ([], [])


def test_the_tools_are_the_systems_own(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr("PySide6.QtGui.QDesktopServices.openUrl", opened.append)
    tools = SignInTools(RedirectListener)
    tools.browse("https://id/a")
    asyncio.run(_nothing(tools))
    assert [url.toString() for url in opened] == ["https://id/a"]
    chance = tools.chance()
    assert len(chance.token()) == 64
    assert chance.now() > 1_700_000_000


async def _nothing(tools: SignInTools) -> None:
    await tools.sleep(0)


def test_closing_the_window_frees_the_port_of_a_sign_in(
    workspace: Workspace, sender: AnsweringSender, person: Person, qtbot: QtBot
) -> None:
    runner = Runner()
    opened: list[RedirectListener] = []

    class Slow(RedirectListener):
        """Is closed between two steps: it has opened its port, and nobody has been told yet."""

        async def open(self, listen: Listen) -> Listening:
            found = await super().open(listen)
            opened.append(self)
            await asyncio.Event().wait()
            return found

    assert workspace.api is not None
    flow: dict[str, object] = {"authorizationUrl": "http://id/a", "tokenUrl": "http://id/t"}
    workspace.api.schemes["id"] = SecurityScheme("id", "oauth2", flows={"authorizationCode": flow})
    workspace.set_credential("id", OAuthCredential(BROWSER), by="test")
    presenter = TokenPresenter(workspace, runner, sender, SignInTools(Slow, person.browse), runner)
    presenter.fetch("id")
    qtbot.waitUntil(lambda: bool(opened))
    assert runner.stop()
    assert opened[0].is_closed()


def test_the_file_of_a_huge_answer_is_given_back(
    tokens: TokenPresenter, sender: AnsweringSender, notices: Notices, qtbot: QtBot
) -> None:
    sender.outcomes = [answer(b"<html>", 200, "text/html", file="/nowhere/huge", size=5_000_000)]
    tokens.fetch(SCHEME)
    qtbot.waitUntil(lambda: bool(sender.discarded))

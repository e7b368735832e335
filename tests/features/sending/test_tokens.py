"""Signing in: the token becomes a credential, a refusal a notice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.core.exchange.model import Failure, Phase
from app.core.requests.model import PasswordCredential
from app.core.workspace.model import Level
from app.features.sending.tokens import TokenPresenter
from tests.support.exchanges import AnsweringSender, answer

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.core.exchange.model import Outcome
    from app.core.workspace.workspace import Workspace
    from app.jobs.runner import Runner
    from tests.support.exchanges import Notices

SCHEME = "OAuth2PasswordBearer"
ADA = PasswordCredential("ada", "secret")


@pytest.fixture
def sender() -> AnsweringSender:
    return AnsweringSender([answer({"access_token": "abc", "token_type": "bearer"})])


@pytest.fixture
def tokens(workspace: Workspace, runner: Runner, sender: AnsweringSender) -> TokenPresenter:
    return TokenPresenter(workspace, runner, sender, runner)


def test_a_token_becomes_the_credential(
    workspace: Workspace, tokens: TokenPresenter, sender: AnsweringSender, notices: Notices, qtbot: QtBot
) -> None:
    tokens.fetch(SCHEME, ADA)
    qtbot.waitUntil(lambda: bool(notices.seen))
    assert sender.sent[0].url == "http://127.0.0.1:9/token"
    credential = workspace.credentials[SCHEME]
    assert isinstance(credential, PasswordCredential)
    assert credential.access_token == "abc"
    assert (notices.last.level, notices.last.title) == (Level.OK, "Signed in as ada.")


def test_one_sign_in_at_a_time(tokens: TokenPresenter, sender: AnsweringSender, notices: Notices, qtbot: QtBot) -> None:
    tokens.fetch(SCHEME, ADA)
    tokens.fetch(SCHEME, ADA)
    qtbot.waitUntil(lambda: bool(notices.seen))
    assert len(sender.sent) == 1
    tokens.fetch(SCHEME, ADA)
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
    tokens.fetch(SCHEME, ADA)
    qtbot.waitUntil(lambda: bool(notices.seen))
    assert SCHEME not in workspace.credentials
    assert (notices.last.level, notices.last.title) == (Level.ERROR, f"No token for {SCHEME}.")
    assert words in notices.last.hint
    assert notices.last.hint


@pytest.mark.parametrize("scheme", ["APIKeyHeader", "unknown"])
def test_a_scheme_without_a_token_address_is_told(tokens: TokenPresenter, notices: Notices, scheme: str) -> None:
    tokens.fetch(scheme, ADA)
    assert notices.titles == [f"{scheme} names no address that gives tokens."]

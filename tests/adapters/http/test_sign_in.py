"""Every grant against a real authorization server, and Digest against a server that checks by the book."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.core.exchange.model import Response
from app.core.exchange.rounds import Rounds, rounds
from app.core.exchange.sign_in import discover, renew, sign_in
from app.core.exchange.tokens import TokenProblem
from app.core.forms.model import FormState
from app.core.operations.model import Api, Operation, SecurityNeed, SecurityScheme
from app.core.requests.credentials import (
    ClientAuth,
    Credential,
    DigestCredential,
    Grant,
    OAuthCredential,
    OAuthServer,
    OAuthSettings,
    Token,
)
from app.core.requests.prepare import prepare
from tests.servers.authorization import CLIENT, PASSWORD, SECRET, USER, AuthorizationServer
from tests.servers.digest import PASSWORD as CIRCLE
from tests.servers.digest import USER as MUFASA
from tests.servers.digest import DigestServer
from tests.servers.serving import serving
from tests.support.signing_in import CHANCE, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.core.requests.model import Preparation

BROWSER = OAuthSettings(Grant.AUTHORIZATION_CODE, CLIENT, scopes=("openid", "read"))


@pytest.fixture
def server() -> Iterator[AuthorizationServer]:
    made = AuthorizationServer()
    with serving(made) as running:
        made.base = running.url
        yield made


def addresses(server: AuthorizationServer) -> OAuthServer:
    found = walk(discover(f"{server.base}/.well-known/openid-configuration", CHANCE))
    assert isinstance(found, OAuthServer)
    return found


def got(settings: OAuthSettings, server: AuthorizationServer) -> Token:
    token = walk(sign_in(settings, addresses(server), CHANCE))
    assert isinstance(token, Token), token
    assert token.access_token in server.access_tokens
    return token


def refused(settings: OAuthSettings, server: AuthorizationServer) -> TokenProblem:
    problem = walk(sign_in(settings, addresses(server), CHANCE))
    assert isinstance(problem, TokenProblem)
    return problem


def test_the_browser_brings_a_code_that_is_traded_for_a_token(server: AuthorizationServer) -> None:
    token = got(BROWSER, server)
    assert token.scopes == ("openid", "read")
    assert token.expires_at is not None
    assert token.refresh_token in server.refresh_tokens
    assert not server.codes


def test_a_client_with_a_secret_shows_it_either_way(server: AuthorizationServer) -> None:
    for way in (ClientAuth.BASIC, ClientAuth.POST):
        got(replace(BROWSER, client_secret=SECRET, client_auth=way), server)
        got(OAuthSettings(Grant.CLIENT_CREDENTIALS, CLIENT, SECRET, way, scopes=("read",)), server)
    told = refused(OAuthSettings(Grant.CLIENT_CREDENTIALS, CLIENT, "wrong"), server)
    assert told.message.endswith("401 Unauthorized, invalid_client: no such client, or another secret.")
    assert refused(OAuthSettings(Grant.CLIENT_CREDENTIALS, CLIENT), server).code == "unauthorized_client"


def test_a_code_that_was_stolen_is_worth_nothing_without_the_verifier(server: AuthorizationServer) -> None:
    server.mixes_up = True
    told = refused(BROWSER, server)
    assert told.code == "invalid_grant"
    assert "wrong code_verifier" in told.message


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"state": "forged"}, "another state"),
        ({"code": "unknown"}, "no such code"),
        ({"iss": "https://evil"}, "another issuer"),
        ({"error": "access_denied", "error_description": "Ada said no"}, "access_denied: Ada said no"),
    ],
)
def test_what_a_browser_brings_back_is_checked(
    server: AuthorizationServer, changes: dict[str, str], words: str
) -> None:
    server.changes = changes
    assert words in refused(BROWSER, server).message


def test_a_password_is_traded_and_a_wrong_one_told(server: AuthorizationServer) -> None:
    login = OAuthSettings(Grant.PASSWORD, username=USER, password=PASSWORD, scopes=("read",))
    assert got(login, server).scopes == ("read",)
    assert "wrong user name or password" in refused(replace(login, password="x"), server).message


def test_a_device_polls_as_slowly_as_it_is_told(server: AuthorizationServer) -> None:
    server.device_answers, server.interval = ["authorization_pending", "slow_down", "authorization_pending"], 2
    waits: list[float] = []
    token = walk(sign_in(OAuthSettings(Grant.DEVICE, CLIENT), addresses(server), CHANCE), waits=waits)
    assert isinstance(token, Token)
    assert waits == [2.0, 2.0, 7.0, 7.0]
    server.device_answers = ["expired_token"]
    assert "begin again" in refused(OAuthSettings(Grant.DEVICE, CLIENT), server).hint
    assert refused(OAuthSettings(Grant.DEVICE), server).code == "invalid_client"


def test_a_refresh_token_is_good_once(server: AuthorizationServer) -> None:
    first = got(BROWSER, server)
    second = walk(renew(BROWSER, first, addresses(server), CHANCE))
    assert isinstance(second, Token)
    assert second.refresh_token != first.refresh_token
    again = walk(renew(BROWSER, first, addresses(server), CHANCE))
    assert isinstance(again, TokenProblem)
    assert "used or revoked" in again.message


def test_discovery_of_what_is_not_there(server: AuthorizationServer) -> None:
    found = walk(discover(f"{server.base}/nowhere/.well-known/openid-configuration", CHANCE))
    assert isinstance(found, TokenProblem)
    assert "404 Not Found" in found.message


# Requests with rounds

SCHEMES = {
    "oauth": SecurityScheme("oauth", "oauth2", flows={"authorizationCode": {}}),
    "digest": SecurityScheme("digest", "http", scheme="digest"),
}


def send(
    base: str,
    key: str,
    credential: Credential,
    *,
    path: str = "/me",
    method: str = "GET",
    server: OAuthServer | None = None,
) -> Rounds:
    operation = Operation(f"{method} {path}", method, path, "", security=(SecurityNeed(((key, ()),)),))
    api = Api("t", "1", "", (operation,), SCHEMES)

    def find(_key: str, _credential: OAuthCredential) -> OAuthServer:
        return server or OAuthServer()

    def made(credentials: Mapping[str, Credential]) -> Preparation:
        return prepare(api, operation, FormState({}), base, credentials, "0" * 32)

    return walk(rounds(operation.key, made, {key: credential}, find, CHANCE))


def status(done: Rounds) -> int:
    assert isinstance(done.exchange.outcome, Response), done.exchange.outcome
    return done.exchange.outcome.status


def test_a_revoked_token_is_renewed_once_and_its_refusal_stays_visible(server: AuthorizationServer) -> None:
    token = got(BROWSER, server)
    server.access_tokens.clear()
    done = send(server.base, "oauth", OAuthCredential(BROWSER, token), server=addresses(server))
    assert status(done) == 200
    assert [hop.exchange.response.status for hop in done.exchange.hops if hop.exchange.response] == [401]
    assert "it was renewed" in done.notes[0]
    renewed = done.credentials["oauth"]
    assert isinstance(renewed, OAuthCredential)
    assert renewed.token is not None
    assert renewed.token.access_token in server.access_tokens


def test_a_token_that_expires_is_renewed_before_it_is_sent(server: AuthorizationServer) -> None:
    server.lifetime = 1
    token = got(BROWSER, server)
    server.asked.clear()
    done = send(server.base, "oauth", OAuthCredential(BROWSER, token), server=addresses(server))
    assert status(done) == 200
    assert server.asked[-2:] == ["POST /token", "GET /me"]
    assert done.exchange.hops == ()


@pytest.mark.parametrize("algorithm", ["MD5", "MD5-sess", "SHA-256", "SHA-256-sess", "SHA-512-256"])
@pytest.mark.parametrize("qop", ["auth", "auth-int", "auth,auth-int"])
def test_digest_is_challenged_once_and_counts(algorithm: str, qop: str) -> None:
    digest = DigestServer(algorithm, qop)
    with serving(digest) as running:
        first = send(running.url, "digest", DigestCredential(MUFASA, CIRCLE), path="/a?b=%20c")
        assert status(first) == 200
        assert len(first.exchange.hops) == 1
        second = send(running.url, "digest", first.credentials["digest"], path="/other", method="POST")
    assert status(second) == 200
    assert second.exchange.hops == ()
    assert digest.statuses == [401, 200, 200]
    assert max(digest.counts.values()) == 2


def test_a_wrong_password_and_a_nonce_that_went_stale() -> None:
    digest = DigestServer(uses=1)
    with serving(digest) as running:
        wrong = send(running.url, "digest", DigestCredential(MUFASA, "wrong"))
        assert status(wrong) == 401
        assert digest.statuses == [401, 401]
        right = send(running.url, "digest", DigestCredential(MUFASA, CIRCLE))
        again = send(running.url, "digest", right.credentials["digest"])
    assert status(again) == 200
    assert again.exchange.hops[0].reason == "The nonce was stale; the new one was used."

"""The flows as values: what is asked, what follows from each answer."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from app.core.exchange.model import Exchange, Failure, Phase, Response, ResponseBody
from app.core.exchange.sign_in import BROWSER_SECONDS, DEVICE_SECONDS, can_renew, discover, renew, sign_in
from app.core.exchange.steps import Browse, Call, Chance, Listen, Listening, Returned, Wait, Walk
from app.core.exchange.tokens import TokenProblem
from app.core.requests.credentials import Grant, OAuthServer, OAuthSettings, Token
from app.core.requests.model import BytesBody
from app.core.requests.oauth2 import pkce_challenge

if TYPE_CHECKING:
    from app.core.exchange.model import Outcome

SERVER = OAuthServer("https://id/auth", "https://id/token", "https://id/device", issuer="https://id")
BROWSER = OAuthSettings(Grant.AUTHORIZATION_CODE, "me", scopes=("a",), port=4711)
DEVICE = OAuthSettings(Grant.DEVICE, "me", scopes=("a",))
REDIRECT = "http://127.0.0.1:4711/callback"
GIVEN = {"access_token": "t"}
TOKEN = Token("t", scopes=("a",))


class Clock:
    """Counts instead of running; its tokens are numbered."""

    def __init__(self) -> None:
        self.time = 1000.0
        self._numbers = itertools.count(1)
        self.chance = Chance(self.now, self.token)

    def now(self) -> float:
        return self.time

    def token(self) -> str:
        return f"{next(self._numbers):064x}"


def answered(body: object, status: int = 200) -> Response:
    data = json.dumps(body).encode()
    return Response(status, "", "HTTP/1.1", (("content-type", "application/json"),), ResponseBody(len(data), data))


def answer(walk: Walk[Token | TokenProblem], outcome: Outcome) -> dict[str, str]:
    """Answers a call; what was sent in it."""
    assert isinstance(walk.step, Call)
    request = walk.step.request
    walk.answer(Exchange("token", request, outcome, 0.0, 1.0))
    assert isinstance(request.body, BytesBody)
    return {name: values[0] for name, values in parse_qs(request.body.data.decode()).items()}


def start(
    settings: OAuthSettings, server: OAuthServer = SERVER, clock: Clock | None = None
) -> Walk[Token | TokenProblem]:
    return Walk(sign_in(settings, server, (clock or Clock()).chance))


def words(walk: Walk[Token | TokenProblem]) -> str:
    assert walk.step is None
    assert isinstance(walk.result, TokenProblem)
    return walk.result.message


def test_client_credentials_and_passwords_take_one_round() -> None:
    walk = start(OAuthSettings(Grant.CLIENT_CREDENTIALS, "me", "s", scopes=("a",), audience="x"))
    assert answer(walk, answered(GIVEN)) == {"grant_type": "client_credentials", "scope": "a", "audience": "x"}
    assert walk.result == TOKEN
    walk = start(OAuthSettings(Grant.PASSWORD, username="ann", password="pw"))
    assert answer(walk, answered(GIVEN)) == {"grant_type": "password", "username": "ann", "password": "pw"}
    assert walk.result == Token("t", scopes=())


def test_a_server_that_gives_no_answer() -> None:
    walk = start(OAuthSettings(Grant.PASSWORD))
    answer(walk, Failure(Phase.CONNECT, "Nobody there.", "Start it."))
    assert walk.result == TokenProblem("Nobody there.", "Start it.", unreachable=True)
    walk = start(OAuthSettings(Grant.PASSWORD))
    answer(walk, Failure(Phase.WAIT, "Stopped.", cancelled=True))
    assert isinstance(walk.result, TokenProblem)
    assert walk.result.cancelled


@pytest.mark.parametrize(
    ("settings", "server", "told"),
    [
        (OAuthSettings(Grant.PASSWORD), OAuthServer(), "for tokens"),
        (BROWSER, OAuthServer(token="https://id/token"), "for a sign-in in the browser"),
        (BROWSER, OAuthServer("javascript:alert(1)", "https://id/token"), "for a sign-in in the browser"),
        (BROWSER, OAuthServer("https://id/auth"), "for tokens"),
        (OAuthSettings(Grant.AUTHORIZATION_CODE), SERVER, "No client ID"),
        (BROWSER, OAuthServer("https://i/a", "https://i/t", issuer="https://i", pkce_methods=("plain",)), "PKCE"),
        (DEVICE, OAuthServer(token="https://id/token"), "for device codes"),
        (DEVICE, OAuthServer(device="https://id/device"), "for tokens"),
        (OAuthSettings(Grant.PASTED), SERVER, "cannot be fetched"),
    ],
)
def test_what_cannot_work_is_told_before_anything_is_called(
    settings: OAuthSettings, server: OAuthServer, told: str
) -> None:
    assert told in words(start(settings, server))


# The browser


def in_browser(settings: OAuthSettings = BROWSER) -> tuple[Walk[Token | TokenProblem], dict[str, str]]:
    """A walk that waits for the browser, and what the browser was sent away with."""
    walk = start(settings)
    listen = walk.step
    assert isinstance(listen, Listen)
    assert (listen.port, listen.path) == (4711, "/callback")
    walk.answer(Listening(REDIRECT))
    away: object = walk.step
    assert isinstance(away, Browse)
    assert away.seconds == BROWSER_SECONDS
    asked = {name: values[0] for name, values in parse_qs(urlsplit(away.url).query).items()}
    return walk, asked


def come_back(walk: Walk[Token | TokenProblem], **parameters: str) -> None:
    walk.answer(Returned(tuple(parameters.items())))


def test_a_code_is_traded_for_a_token_with_the_verifier_of_its_challenge() -> None:
    walk, asked = in_browser()
    assert (asked["redirect_uri"], asked["code_challenge_method"], asked["scope"]) == (REDIRECT, "S256", "a")
    assert "nonce" not in asked
    come_back(walk, code="c0de", state=asked["state"], iss="https://id")
    sent = answer(walk, answered(GIVEN))
    assert pkce_challenge(sent.pop("code_verifier")) == asked["code_challenge"]
    assert sent == {"grant_type": "authorization_code", "code": "c0de", "redirect_uri": REDIRECT, "client_id": "me"}
    assert walk.result == TOKEN


def test_open_id_connect_adds_a_nonce_and_checks_it() -> None:
    walk, asked = in_browser(OAuthSettings(Grant.AUTHORIZATION_CODE, "me", scopes=("openid",), port=4711))
    assert asked["nonce"] not in {asked["state"], asked["code_challenge"]}
    come_back(walk, code="c", state=asked["state"])
    answer(walk, answered({"access_token": "t", "id_token": "a.e30.c"}))
    assert "nonce" in words(walk)


def test_a_browser_that_never_comes_back() -> None:
    walk, _ = in_browser()
    walk.answer(Returned(None))
    assert words(walk) == "The browser did not come back within 5 minutes."
    assert isinstance(walk.result, TokenProblem)
    assert REDIRECT in walk.result.hint


def test_answers_that_are_not_accepted() -> None:
    for parameters, told in (
        ({"code": "c", "state": "forged"}, "another state"),
        ({"code": "c"}, "another state"),
    ):
        walk, _ = in_browser()
        come_back(walk, **parameters)
        assert told in words(walk)
    walk, asked = in_browser()
    come_back(walk, code="c", state=asked["state"], iss="https://evil")
    assert "https://evil" in words(walk)
    walk, asked = in_browser()
    come_back(walk, state=asked["state"])
    assert "without a code" in words(walk)


def test_a_refusal_in_the_browser() -> None:
    walk, asked = in_browser()
    come_back(walk, state=asked["state"], error="access_denied", error_description="Ada said no")
    assert words(walk) == "The server refused the sign-in, access_denied: Ada said no."


def test_a_port_that_is_taken() -> None:
    walk = start(BROWSER)
    walk.answer(Listening(problem="Port 4711 is taken."))
    assert words(walk) == "Port 4711 is taken."


def test_a_wrong_verifier_or_redirect_is_told_in_the_servers_words() -> None:
    walk, asked = in_browser()
    come_back(walk, code="c", state=asked["state"])
    answer(walk, answered({"error": "invalid_grant", "error_description": "wrong code_verifier"}, 400))
    assert words(walk) == "The server gave no token: 400 Bad Request, invalid_grant: wrong code_verifier."


# Devices

CODE = {"device_code": "d", "user_code": "AB-CD", "verification_uri": "https://id/go", "interval": 2, "expires_in": 60}
PENDING = answered({"error": "authorization_pending"}, 400)
SLOW = answered({"error": "slow_down"}, 400)


def test_a_device_polls_until_somebody_has_entered_its_code() -> None:
    walk = start(DEVICE)
    assert answer(walk, answered(CODE)) == {"client_id": "me", "scope": "a"}
    assert walk.step == Wait(2.0, "AB-CD", "https://id/go")
    waits = []
    for outcome in (PENDING, SLOW, PENDING, answered(GIVEN)):
        assert isinstance(walk.step, Wait)
        waits.append(walk.step.seconds)
        walk.answer(None)
        sent = answer(walk, outcome)
        assert sent["grant_type"] == "urn:ietf:params:oauth:grant-type:device_code"
        assert sent["device_code"] == "d"
    assert waits == [2.0, 2.0, 7.0, 7.0]
    assert walk.result == TOKEN


@pytest.mark.parametrize("lifetime", [60.0, None])
def test_a_code_that_nobody_enters_in_time(lifetime: float | None) -> None:
    clock = Clock()
    walk = start(DEVICE, clock=clock)
    answer(walk, answered({**CODE, "expires_in": lifetime}))
    walk.answer(None)
    clock.time += 59.0
    answer(walk, PENDING)
    assert isinstance(walk.step, Wait)
    walk.answer(None)
    clock.time = 1000.0 + (DEVICE_SECONDS if lifetime is None else lifetime)
    answer(walk, PENDING)
    assert words(walk) == "The code AB-CD was not entered in time."


@pytest.mark.parametrize("code", ["expired_token", "access_denied"])
def test_a_device_is_refused(code: str) -> None:
    walk = start(DEVICE)
    answer(walk, answered(CODE))
    walk.answer(None)
    answer(walk, answered({"error": code}, 400))
    assert code in words(walk)


def test_a_device_without_a_code_or_without_an_answer() -> None:
    walk = start(DEVICE)
    answer(walk, answered({}))
    assert "lacks" in words(walk)
    lost = Failure(Phase.CONNECT, "Nobody there.")
    walk = start(DEVICE)
    answer(walk, lost)
    assert words(walk) == "Nobody there."
    walk = start(DEVICE)
    answer(walk, answered(CODE))
    walk.answer(None)
    answer(walk, lost)
    assert words(walk) == "Nobody there."


# Renewing and discovering


def test_a_refresh_token_lives_on_where_no_new_one_is_given() -> None:
    old, server = Token("o", "r1"), OAuthServer(token="https://id/token", refresh="https://id/again")
    walk = Walk(renew(BROWSER, old, server, Clock().chance))
    assert isinstance(walk.step, Call)
    assert walk.step.request.url == "https://id/again"
    assert answer(walk, answered(GIVEN)) == {"grant_type": "refresh_token", "refresh_token": "r1", "client_id": "me"}
    assert walk.result == Token("t", "r1", scopes=("a",))
    walk = Walk(renew(BROWSER, old, SERVER, Clock().chance))
    assert isinstance(walk.step, Call)
    assert walk.step.request.url == "https://id/token"
    answer(walk, answered({**GIVEN, "refresh_token": "r2"}))
    assert walk.result == Token("t", "r2", scopes=("a",))
    walk = Walk(renew(BROWSER, old, SERVER, Clock().chance))
    answer(walk, answered({"error": "invalid_grant"}, 400))
    assert "invalid_grant" in words(walk)


def test_a_client_of_its_own_asks_anew() -> None:
    settings = OAuthSettings(Grant.CLIENT_CREDENTIALS, "me", "s")
    assert can_renew(settings, Token("o"))
    assert not can_renew(BROWSER, Token("o"))
    walk = Walk(renew(settings, Token("o"), SERVER, Clock().chance))
    assert answer(walk, answered(GIVEN)) == {"grant_type": "client_credentials"}


def test_discovery_calls_one_address() -> None:
    url = "https://id/.well-known/openid-configuration"
    walk = Walk(discover(url, Clock().chance))
    assert isinstance(walk.step, Call)
    request = walk.step.request
    assert (request.method, request.url) == ("GET", url)
    walk.answer(
        Exchange("", request, answered({"issuer": "https://id", "token_endpoint": "https://id/token"}), 0.0, 1.0)
    )
    assert walk.result == OAuthServer(token="https://id/token", issuer="https://id")
    walk = Walk(discover(url, Clock().chance))
    walk.answer(Exchange("", request, Failure(Phase.DNS, "No such host."), 0.0, 1.0))
    assert walk.result == TokenProblem("No such host.", unreachable=True)

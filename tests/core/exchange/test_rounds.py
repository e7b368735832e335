"""Rounds that credentials need, without a wire: what is sent after which answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.core.base.json_types import FileRef
from app.core.exchange.model import Exchange, Failure, Phase, Response, ResponseBody
from app.core.exchange.rounds import Rounds, rounds
from app.core.exchange.steps import Call, Chance, Walk
from app.core.requests.credentials import (
    BearerCredential,
    Credential,
    DigestCredential,
    DigestSession,
    Grant,
    OAuthCredential,
    OAuthServer,
    OAuthSettings,
    Token,
)
from app.core.requests.model import Authentication, BytesBody, FileBody, Preparation, PreparedRequest, Sent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.core.exchange.model import Outcome
    from app.core.requests.model import RequestBody

NOW = 1000.0
CHALLENGE = ("WWW-Authenticate", 'Digest realm="r", qop="auth", nonce="n1"')
STALE = ("WWW-Authenticate", 'Digest realm="r", qop="auth", nonce="n2", stale=TRUE')
REFUSED = ("WWW-Authenticate", 'Bearer realm="r", error="invalid_token"')
ANN = DigestCredential("ann", "pw")
OAUTH = OAuthCredential(OAuthSettings(Grant.AUTHORIZATION_CODE, "me"), Token("old", "r1"))


def reply(status: int, *headers: tuple[str, str], body: bytes = b"") -> Response:
    return Response(status, "", "HTTP/1.1", headers, ResponseBody(len(body), body))


def token(value: str, **more: str) -> Response:
    members = ", ".join(f'"{name}": "{text}"' for name, text in {"access_token": value, **more}.items())
    return reply(200, ("content-type", "application/json"), body=f"{{{members}}}".encode())


class Desk:
    """One request on its way, answered by hand."""

    def __init__(
        self,
        credential: Credential,
        *,
        typed: str = "",
        body: RequestBody | None = None,
        url: str = "http://h",
    ) -> None:
        self.sent: list[PreparedRequest] = []
        self._typed, self._body, self._url = typed, body, url
        chance = Chance(lambda: NOW, lambda: "c" * 64)
        self.walk = Walk(rounds("GET /x", self._prepare, {"s": credential}, self._server, chance))

    def answer(self, outcome: Outcome) -> None:
        assert isinstance(self.walk.step, Call)
        request = self.walk.step.request
        self.sent.append(request)
        self.walk.answer(Exchange("GET /x", request, outcome, 0.0, 1.0))

    @property
    def result(self) -> Rounds:
        assert self.walk.step is None
        assert self.walk.result is not None
        return self.walk.result

    def authorization(self, index: int = -1) -> str:
        return next((text for name, text in self.sent[index].headers if name == "Authorization"), "")

    def _prepare(self, credentials: Mapping[str, Credential]) -> Preparation:
        credential = credentials["s"]
        digest = "s" if isinstance(credential, DigestCredential) else ""
        text = self._typed
        if isinstance(credential, OAuthCredential) and credential.token is not None:
            text = f"Bearer {credential.token.access_token}"
        headers = (("Authorization", text),) if text else ()
        authentication = Authentication(("s",), digest=digest)
        return Preparation(
            PreparedRequest("GET", f"{self._url}/x", "/x", headers, self._body, Sent(), "0" * 32, authentication)
        )

    def _server(self, key: str, _credential: OAuthCredential) -> OAuthServer:
        assert key == "s"
        return OAuthServer(token="http://id/token")


def test_an_ordinary_request_takes_one_round() -> None:
    desk = Desk(BearerCredential("t"))
    desk.answer(reply(401))
    assert len(desk.sent) == 1
    assert desk.result.exchange.hops == ()
    assert desk.result.credentials == {}


# Digest


def test_a_challenge_is_answered_and_stays_as_a_hop() -> None:
    desk = Desk(ANN)
    desk.answer(reply(401, CHALLENGE))
    desk.answer(reply(200))
    assert desk.authorization(0) == ""
    assert 'nonce="n1"' in desk.authorization()
    assert "nc=00000001" in desk.authorization()
    (hop,) = desk.result.exchange.hops
    assert hop.exchange.response is not None
    assert hop.exchange.response.status == 401
    assert hop.reason == "The server challenged; it was answered."
    learned = desk.result.credentials["s"]
    assert isinstance(learned, DigestCredential)
    assert learned.session is not None
    assert (learned.session.origin, learned.session.count) == ("http://h", 1)
    again = Desk(learned)
    again.answer(reply(200))
    assert "nc=00000002" in again.authorization()
    assert again.result.exchange.hops == ()


def test_a_wrong_password_is_not_tried_again_and_again() -> None:
    desk = Desk(ANN)
    desk.answer(reply(401, CHALLENGE))
    desk.answer(reply(401, CHALLENGE))
    assert len(desk.sent) == 2
    assert desk.result.exchange.response is not None
    assert desk.result.exchange.response.status == 401


def session(origin: str = "http://h", qop: str = "auth") -> DigestCredential:
    return replace(ANN, session=DigestSession(origin, "r", "n1", "c", qop=qop, count=7))


def test_a_stale_nonce_is_replaced() -> None:
    desk = Desk(session())
    desk.answer(reply(401, STALE))
    desk.answer(reply(401, STALE))
    desk.answer(reply(200))
    assert 'nonce="n1"' in desk.authorization(0)
    assert "nc=00000008" in desk.authorization(0)
    assert 'nonce="n2"' in desk.authorization()
    assert [hop.reason for hop in desk.result.exchange.hops] == ["The nonce was stale; the new one was used."] * 2


def test_a_server_that_forgot_its_nonce_is_answered_anew() -> None:
    desk = Desk(session())
    desk.answer(reply(401, CHALLENGE))
    desk.answer(reply(200))
    assert "nc=00000001" in desk.authorization()


def test_a_session_is_for_its_own_origin_and_for_bodies_that_can_be_signed() -> None:
    desk = Desk(session("http://elsewhere"))
    desk.answer(reply(200))
    assert desk.authorization() == ""
    desk = Desk(session(qop="auth-int"), body=FileBody(FileRef("a", "a")))
    desk.answer(reply(200))
    assert desk.authorization() == ""
    desk = Desk(session(qop="auth-int"), body=BytesBody(b"x"))
    desk.answer(reply(200))
    assert "qop=auth-int" in desk.authorization()


def test_the_next_nonce_is_taken() -> None:
    desk = Desk(session())
    desk.answer(reply(200, ("Server", "x"), ("Authentication-Info", 'nextnonce="n9"')))
    learned = desk.result.credentials["s"]
    assert isinstance(learned, DigestCredential)
    assert learned.session is not None
    assert (learned.session.nonce, learned.session.count) == ("n9", 0)
    desk = Desk(ANN)
    desk.answer(reply(200, ("Authentication-Info", 'nextnonce="n9"')))
    assert desk.result.credentials == {}


def test_a_challenge_that_cannot_be_answered_is_told() -> None:
    desk = Desk(ANN)
    desk.answer(reply(401, ("WWW-Authenticate", "Basic")))
    assert desk.result.notes == ("The server asks for no Digest authentication.",)


def test_a_failure_ends_it() -> None:
    desk = Desk(ANN)
    desk.answer(Failure(Phase.RECEIVE, "Broke off.", partial=reply(401, CHALLENGE)))
    assert len(desk.sent) == 1
    desk = Desk(ANN)
    desk.answer(Failure(Phase.CONNECT, "Nobody."))
    assert len(desk.sent) == 1


def test_what_a_person_typed_is_not_replaced() -> None:
    desk = Desk(session(), typed="Mine")
    desk.answer(reply(401, CHALLENGE))
    assert desk.authorization() == "Mine"
    assert len(desk.sent) == 1


# Tokens


def test_a_token_about_to_expire_is_renewed_before_it_is_sent() -> None:
    desk = Desk(replace(OAUTH, token=Token("old", "r1", expires_at=NOW + 5)))
    desk.answer(token("new"))
    desk.answer(reply(200))
    assert [request.url for request in desk.sent] == ["http://id/token", "http://h/x"]
    assert desk.authorization() == "Bearer new"
    assert desk.result.notes == ("The token of s had expired or was about to; it was renewed.",)
    assert desk.result.credentials["s"] == replace(OAUTH, token=Token("new", "r1", scopes=()))


@pytest.mark.parametrize(
    "credential",
    [
        replace(OAUTH, token=Token("old", "r1", expires_at=NOW + 3600)),
        replace(OAUTH, token=Token("old", expires_at=NOW - 5)),
        OAUTH,
        replace(OAUTH, token=None),
    ],
)
def test_other_tokens_are_sent_as_they_are(credential: OAuthCredential) -> None:
    desk = Desk(credential)
    desk.answer(reply(200))
    assert len(desk.sent) == 1


def test_a_token_that_cannot_be_renewed_is_sent_all_the_same() -> None:
    desk = Desk(replace(OAUTH, token=Token("old", "r1", expires_at=NOW - 5)))
    desk.answer(reply(400, ("content-type", "application/json"), body=b'{"error": "invalid_grant"}'))
    desk.answer(reply(200))
    assert desk.authorization() == "Bearer old"
    assert "could not be renewed" in desk.result.notes[0]
    assert "invalid_grant" in desk.result.notes[0]


def test_a_refused_token_is_renewed_once() -> None:
    desk = Desk(OAUTH)
    desk.answer(reply(401, REFUSED))
    desk.answer(token("new"))
    desk.answer(reply(401, REFUSED))
    assert [request.url for request in desk.sent] == ["http://h/x", "http://id/token", "http://h/x"]
    assert desk.authorization() == "Bearer new"
    (hop,) = desk.result.exchange.hops
    assert "refused as invalid" in hop.reason


def test_a_refused_token_that_cannot_be_renewed_stays_refused() -> None:
    for credential in (replace(OAUTH, token=Token("old")), BearerCredential("x")):
        desk = Desk(credential)
        desk.answer(reply(401, REFUSED))
        assert len(desk.sent) == 1
    desk = Desk(OAUTH)
    desk.answer(reply(401, REFUSED))
    desk.answer(Failure(Phase.CONNECT, "Nobody there."))
    assert desk.result.exchange.hops == ()
    assert "Nobody there." in desk.result.notes[0]


@pytest.mark.parametrize("refusal", [reply(401), reply(403, REFUSED), Failure(Phase.CONNECT, "Nobody.")])
def test_other_refusals_are_none_of_the_tokens(refusal: Outcome) -> None:
    desk = Desk(OAUTH)
    desk.answer(refusal)
    assert len(desk.sent) == 1


def test_cancelling_a_renewal_cancels_the_request() -> None:
    desk = Desk(replace(OAUTH, token=Token("old", "r1", expires_at=NOW - 5)))
    desk.answer(Failure(Phase.WAIT, "Stopped.", cancelled=True))
    outcome = desk.result.exchange.outcome
    assert isinstance(outcome, Failure)
    assert outcome.cancelled
    assert desk.result.exchange.request.url == "http://h/x"


def test_an_expired_token_that_nothing_renews_is_told() -> None:
    desk = Desk(replace(OAUTH, token=Token("old", expires_at=NOW - 5)))
    desk.answer(reply(401))
    assert desk.result.notes == ("The token of s has expired, and there is nothing to renew it with.",)

"""One request with all the rounds that its credentials need: Digest challenges, tokens that have to be renewed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, TypeAlias

from app.core.base.challenges import read_challenges, read_parameters
from app.core.exchange.model import Exchange, Failure, Hop, Phase
from app.core.exchange.sign_in import can_renew, renew
from app.core.exchange.steps import Call
from app.core.exchange.tokens import TokenProblem
from app.core.requests.credentials import DigestCredential, OAuthCredential, OAuthServer
from app.core.requests.digest import DigestError, authorize, read_session
from app.core.requests.model import BytesBody, Preparation, PreparedRequest
from app.core.requests.urls import split_base

if TYPE_CHECKING:
    from app.core.base.field_path import FieldPath
    from app.core.exchange.steps import Chance, Flow
    from app.core.requests.credentials import Credential

Prepare: TypeAlias = Callable[[Mapping[str, "Credential"]], Preparation]
FindServer: TypeAlias = Callable[[str, OAuthCredential], OAuthServer]

EARLY_SECONDS: Final = 30.0
"""A token that expires so soon is renewed before it is sent."""

_UNAUTHORIZED: Final = 401


@dataclass(frozen=True, slots=True)
class Rounds:
    """What came of it.

    Attributes:
        exchange: The last round, the ones before it as its hops.
        warnings: What was odd while preparing, with its field.
        notes: What was done beside it and what could not be, one sentence each.
        credentials: Those that are others now: renewed tokens, counted nonces.
    """

    exchange: Exchange
    warnings: tuple[tuple[FieldPath, str], ...] = ()
    notes: tuple[str, ...] = ()
    credentials: Mapping[str, Credential] = field(default_factory=dict)


def rounds(
    operation_key: str,
    prepare: Prepare,
    credentials: Mapping[str, Credential],
    find_server: FindServer,
    chance: Chance,
) -> Flow[Rounds]:
    """Sends a request, and again where its credentials ask for that: at most once for each reason.

    Args:
        operation_key: For the exchange of a request that was stopped before it was sent.
        prepare: Makes the request with the credentials as they are then.
        find_server: Where the authorization server of a scheme is, by the scheme's key.
    """
    try:
        return (yield from _Rounds(prepare, dict(credentials), find_server, chance).run())
    except _CancelledError as cancelled:
        failure = Failure(Phase.PREPARE, str(cancelled), cancelled=True)
        return Rounds(Exchange(operation_key, prepare(credentials).request, failure, chance.now(), 0.0))


class _CancelledError(Exception):
    """The person stopped it while a token was being renewed."""


class _Rounds:
    """The rounds of one request."""

    def __init__(
        self, prepare: Prepare, credentials: dict[str, Credential], find_server: FindServer, chance: Chance
    ) -> None:
        self._prepare = prepare
        self._credentials = credentials
        self._find_server = find_server
        self._chance = chance
        self._changed: dict[str, Credential] = {}
        self._hops: list[Hop] = []
        self._notes: list[str] = []

    def run(self) -> Flow[Rounds]:
        preparation = self._prepare(self._credentials)
        expiring = self._renewable(preparation.request, at=self._chance.now() + EARLY_SECONDS)
        if expiring and (yield from self._renew(expiring, "had expired or was about to")):
            preparation = self._prepare(self._credentials)
        self._note_expired(preparation.request)
        exchange: Exchange = yield Call(self._signed(preparation.request), "the request")
        if preparation.request.authentication.digest and not _has_authorization(preparation.request):
            exchange = yield from self._answer_challenges(preparation.request, exchange)
        elif _is_invalid_token(exchange):
            refused = self._renewable(preparation.request)
            if refused and (yield from self._renew(refused, "was refused as invalid")):
                self._hops.append(Hop(exchange, "The token was refused as invalid; it was renewed and sent again."))
                preparation = self._prepare(self._credentials)
                exchange = yield Call(preparation.request, "the request with the new token")
        return Rounds(
            replace(exchange, hops=(*self._hops, *exchange.hops)),
            preparation.warnings,
            tuple(self._notes),
            self._changed,
        )

    # Tokens

    def _renewable(self, request: PreparedRequest, at: float | None = None) -> str:
        """Key of a used scheme whose token can be renewed and, where `at` is given, expires before that."""
        for key in request.authentication.schemes:
            credential = self._credentials[key]
            if isinstance(credential, OAuthCredential) and credential.token is not None:
                token = credential.token
                due = at is None or (token.expires_at is not None and token.expires_at <= at)
                if due and can_renew(credential.settings, token):
                    return key
        return ""

    def _note_expired(self, request: PreparedRequest) -> None:
        for key in request.authentication.schemes:
            credential = self._credentials[key]
            if not isinstance(credential, OAuthCredential) or credential.token is None:
                continue
            token = credential.token
            expired = token.expires_at is not None and token.expires_at <= self._chance.now()
            if expired and not can_renew(credential.settings, token):
                self._notes.append(f"The token of {key} has expired, and there is nothing to renew it with.")

    def _renew(self, key: str, why: str) -> Flow[bool]:
        credential = self._credentials[key]
        assert isinstance(credential, OAuthCredential), "only such are renewable"  # noqa: S101 - an invariant
        assert credential.token is not None, "only such are renewable"  # noqa: S101 - an invariant
        server = self._find_server(key, credential)
        token = yield from renew(credential.settings, credential.token, server, self._chance)
        if isinstance(token, TokenProblem):
            if token.cancelled:
                raise _CancelledError(token.message)
            words = f"The token of {key} {why}, and could not be renewed: {token.message} {token.hint}"
            self._notes.append(words.strip())
            return False
        self._notes.append(f"The token of {key} {why}; it was renewed.")
        self._put(key, replace(credential, token=token))
        return True

    def _put(self, key: str, credential: Credential) -> None:
        self._credentials[key] = self._changed[key] = credential

    # Digest

    def _signed(self, request: PreparedRequest) -> PreparedRequest:
        """The request with an answer to the last challenge of its origin, where there is one."""
        key = request.authentication.digest
        credential = self._credentials.get(key)
        if not isinstance(credential, DigestCredential) or credential.session is None or _has_authorization(request):
            return request
        session = credential.session
        if session.origin != split_base(request.url).origin or (session.qop == "auth-int" and not _has_bytes(request)):
            return request
        body = request.body.data if isinstance(request.body, BytesBody) else b""
        value, session = authorize(credential, session, request.method, request.target, body)
        self._put(key, replace(credential, session=session))
        headers = (*request.headers, ("Authorization", value))
        return replace(request, headers=headers, sent=replace(request.sent, headers=headers))

    def _answer_challenges(self, request: PreparedRequest, exchange: Exchange) -> Flow[Exchange]:
        """Answers the challenge; once more where the server says that the nonce of the answer is stale."""
        key = request.authentication.digest
        for answered in (False, True):
            credential = self._credentials[key]
            response = exchange.response
            if (
                not isinstance(credential, DigestCredential)
                or response is None
                or isinstance(exchange.outcome, Failure)
            ):
                return exchange
            if response.status != _UNAUTHORIZED:
                self._take_next_nonce(key, response.headers)
                return exchange
            challenges = read_challenges(response.headers)
            stale = any(challenge.parameters.get("stale", "").lower() == "true" for challenge in challenges)
            if answered and not stale:
                # The server refuses user name and password themselves.
                return exchange
            origin = split_base(request.url).origin
            try:
                session = read_session(challenges, origin, self._chance.token()[:32], has_bytes=_has_bytes(request))
            except DigestError as error:
                self._notes.append(str(error))
                return exchange
            self._put(key, replace(credential, session=session))
            reason = (
                "The nonce was stale; the new one was used." if stale else "The server challenged; it was answered."
            )
            self._hops.append(Hop(exchange, reason))
            exchange = yield Call(self._signed(request), "the request with the answer")
        return exchange

    def _take_next_nonce(self, key: str, headers: tuple[tuple[str, str], ...]) -> None:
        """Follows `nextnonce` of Authentication-Info (RFC 7616 section 3.5)."""
        credential = self._credentials[key]
        info = next((text for name, text in headers if name.lower() == "authentication-info"), "")
        nonce = read_parameters(info).get("nextnonce", "")
        if nonce and isinstance(credential, DigestCredential) and credential.session is not None:
            self._put(key, replace(credential, session=replace(credential.session, nonce=nonce, count=0)))


def _is_invalid_token(exchange: Exchange) -> bool:
    """Whether the server says that the token is to blame (RFC 6750 section 3.1)."""
    response = exchange.response
    if response is None or response.status != _UNAUTHORIZED:
        return False
    return any(
        challenge.scheme == "bearer" and challenge.parameters.get("error") == "invalid_token"
        for challenge in read_challenges(response.headers)
    )


def _has_authorization(request: PreparedRequest) -> bool:
    return any(name.lower() == "authorization" for name, _ in request.headers)


def _has_bytes(request: PreparedRequest) -> bool:
    return request.body is None or isinstance(request.body, BytesBody)

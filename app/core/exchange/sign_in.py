"""Getting a token, as flows of steps (RFC 6749, 7636, 8252, 8628, 9207; OpenID Connect Discovery 1.0)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from app.core.exchange.model import Failure
from app.core.exchange.steps import Browse, Call, Listen, Listening, Returned, Wait
from app.core.exchange.tokens import TokenProblem, read_device, read_metadata, read_token, refusal
from app.core.requests.credentials import Grant
from app.core.requests.oauth2 import (
    authorization_url,
    common_fields,
    metadata_request,
    pkce_challenge,
    redirect_path,
    token_request,
)

if TYPE_CHECKING:
    from app.core.exchange.model import Exchange, Response
    from app.core.exchange.steps import Chance, Flow
    from app.core.exchange.tokens import DeviceCode
    from app.core.requests.credentials import OAuthServer, OAuthSettings, Token
    from app.core.requests.model import PreparedRequest

BROWSER_SECONDS: Final = 300.0
"""How long a browser may take to come back."""

DEVICE_SECONDS: Final = 1800.0
"""How long a device code is polled where the server does not say when it expires."""

_SLOW_DOWN: Final = 5.0
"""Seconds that are added to the interval for each `slow_down` (RFC 8628 section 3.5)."""


def discover(url: str, chance: Chance) -> Flow[OAuthServer | TokenProblem]:
    """Reads a server's metadata; follows no redirect to anywhere else."""
    response = yield from _ask(metadata_request(url, chance.token()[:32]), "the server's addresses")
    return response if isinstance(response, TokenProblem) else read_metadata(response, url)


def sign_in(settings: OAuthSettings, server: OAuthServer, chance: Chance) -> Flow[Token | TokenProblem]:
    """Gets a token with the grant that the settings name."""
    match settings.grant:
        case Grant.AUTHORIZATION_CODE:
            return (yield from _authorization_code(settings, server, chance))
        case Grant.DEVICE:
            return (yield from _device(settings, server, chance))
        case Grant.CLIENT_CREDENTIALS:
            return (yield from _token(settings, server.token, {"grant_type": "client_credentials"}, chance))
        case Grant.PASSWORD:
            fields = {"grant_type": "password", "username": settings.username, "password": settings.password}
            return (yield from _token(settings, server.token, fields, chance))
        case _:
            return TokenProblem("A pasted token cannot be fetched.", "Paste one, or choose another way.")


def can_renew(settings: OAuthSettings, token: Token) -> bool:
    """Whether another token can be had without asking the person."""
    return bool(token.refresh_token) or settings.grant is Grant.CLIENT_CREDENTIALS


def renew(settings: OAuthSettings, token: Token, server: OAuthServer, chance: Chance) -> Flow[Token | TokenProblem]:
    """Gets another token with the refresh token (RFC 6749 section 6); clients of their own ask anew."""
    if not token.refresh_token:
        return (yield from sign_in(settings, server, chance))
    fields = {"grant_type": "refresh_token", "refresh_token": token.refresh_token}
    return (yield from _token(settings, server.refresh or server.token, fields, chance))


def _ask(request: PreparedRequest, label: str) -> Flow[Response | TokenProblem]:
    exchange: Exchange = yield Call(request, label)
    outcome = exchange.outcome
    if isinstance(outcome, Failure):
        return TokenProblem(outcome.message, outcome.hint, unreachable=True, cancelled=outcome.cancelled)
    return outcome


def _token(
    settings: OAuthSettings, url: str, fields: dict[str, str], chance: Chance, nonce: str = ""
) -> Flow[Token | TokenProblem]:
    if not url:
        return _no_address("tokens")
    # The scopes of a code were fixed when it was asked for.
    asked = {} if fields["grant_type"] in {"authorization_code", "refresh_token"} else common_fields(settings)
    request = token_request(url, settings, {**fields, **asked}, chance.token()[:32])
    response = yield from _ask(request, "a token")
    if isinstance(response, TokenProblem):
        return response
    found = read_token(response, settings.scopes, now=chance.now(), nonce=nonce)
    if fields["grant_type"] == "refresh_token" and not isinstance(found, TokenProblem) and not found.refresh_token:
        # A server that gives no new refresh token lets the old one live on (RFC 6749 section 6).
        return replace(found, refresh_token=fields["refresh_token"])
    return found


def _authorization_code(settings: OAuthSettings, server: OAuthServer, chance: Chance) -> Flow[Token | TokenProblem]:
    problem = _browser_problem(settings, server)
    if problem is not None:
        return problem
    verifier, state = chance.token(), chance.token()
    nonce = chance.token() if "openid" in settings.scopes else ""
    listening: Listening = yield Listen(settings.port, redirect_path(settings), state)
    if listening.problem:
        return TokenProblem(listening.problem, "Choose another port, or 0 for a free one.")
    fields = {"redirect_uri": listening.redirect_uri, "state": state}
    fields |= {"code_challenge": pkce_challenge(verifier), "code_challenge_method": "S256"}
    fields |= {"nonce": nonce} if nonce else {}
    returned: Returned = yield Browse(authorization_url(server, settings, fields), BROWSER_SECONDS)
    code = _code(returned, state, server, listening.redirect_uri)
    if isinstance(code, TokenProblem):
        return code
    answer = {"grant_type": "authorization_code", "code": code, "redirect_uri": listening.redirect_uri}
    return (yield from _token(settings, server.token, {**answer, "code_verifier": verifier}, chance, nonce))


def _browser_problem(settings: OAuthSettings, server: OAuthServer) -> TokenProblem | None:
    """What can be known before a browser is opened."""
    if not server.authorization.startswith(("https://", "http://")):
        return _no_address("a sign-in in the browser")
    if not server.token:
        return _no_address("tokens")
    if not settings.client_id:
        return TokenProblem("No client ID is entered.", "Register a client with the server; it gives you one.")
    if server.pkce_methods is not None and "S256" not in server.pkce_methods:
        return TokenProblem(
            f"{server.issuer} says that it does not understand PKCE with S256.",
            "Sign in another way, or paste a token.",
        )
    return None


def _code(returned: Returned, state: str, server: OAuthServer, redirect_uri: str) -> str | TokenProblem:
    if returned.parameters is None:
        return TokenProblem(
            f"The browser did not come back within {BROWSER_SECONDS / 60:.0f} minutes.",
            f"If it showed an error, the client is perhaps not registered for the redirect address {redirect_uri}.",
        )
    answer = dict(returned.parameters)
    if answer.get("state") != state:
        message = "The browser came back with another state than it was sent away with; nothing was accepted."
        return TokenProblem(message, "It may have been a page of another sign-in, or an attack; begin again.")
    if server.issuer and answer.get("iss", server.issuer) != server.issuer:
        message = f"The answer comes from another issuer: {answer['iss']} and not {server.issuer}."
        return TokenProblem(message, "Nothing was accepted; begin again.")
    if "error" in answer:
        return refusal(answer, "The server refused the sign-in")
    code = answer.get("code", "")
    return code or TokenProblem("The browser came back without a code.", "Begin again.")


def _device(settings: OAuthSettings, server: OAuthServer, chance: Chance) -> Flow[Token | TokenProblem]:
    if not server.device or not server.token:
        return _no_address("device codes" if server.token else "tokens")
    fields = common_fields(settings)
    response = yield from _ask(token_request(server.device, settings, fields, chance.token()[:32]), "a device code")
    device = response if isinstance(response, TokenProblem) else read_device(response)
    if isinstance(device, TokenProblem):
        return device
    return (yield from _poll(settings, server, device, chance))


def _poll(
    settings: OAuthSettings, server: OAuthServer, device: DeviceCode, chance: Chance
) -> Flow[Token | TokenProblem]:
    fields = {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": device.device_code}
    interval = device.interval
    deadline = chance.now() + (DEVICE_SECONDS if device.lifetime is None else device.lifetime)
    while True:
        yield Wait(interval, device.user_code, device.url, device.complete_url)
        request = token_request(server.token, settings, fields, chance.token()[:32])
        response = yield from _ask(request, "a token, if the code was entered")
        if isinstance(response, TokenProblem):
            return response
        found = read_token(response, settings.scopes, now=chance.now())
        if not isinstance(found, TokenProblem) or found.code not in {"authorization_pending", "slow_down"}:
            return found
        if chance.now() >= deadline:
            return TokenProblem(
                f"The code {device.user_code} was not entered in time.", "Begin again.", "expired_token"
            )
        interval += _SLOW_DOWN if found.code == "slow_down" else 0.0


def _no_address(what: str) -> TokenProblem:
    return TokenProblem(
        f"No usable address for {what} is known.", "The document or the server's metadata must name one."
    )

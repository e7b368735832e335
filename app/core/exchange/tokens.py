"""What an authorization server answers (RFC 6749 sections 5.1 and 5.2, 8414, 8628; OpenID Connect Core 1.0)."""

from __future__ import annotations

import base64
import binascii
import json
import math
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from app.core.exchange.body import read_body
from app.core.exchange.statuses import StatusClass, status_class, status_line
from app.core.requests.credentials import OAuthServer, Token

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.core.base.json_types import JsonValue
    from app.core.exchange.model import Response

_HINTS: Final = {
    "invalid_request": "Something is missing or doubled in the request; see the server's documentation.",
    "invalid_client": "Check client ID and secret, and how the secret is shown: in the header or in the body.",
    "invalid_grant": "Check user name and password; or the code or refresh token was used already, has expired, or was "
    "given for another redirect address.",
    "unauthorized_client": "This client may not use this grant; register it for it, or choose another one.",
    "unsupported_grant_type": "The server does not offer this grant; choose another one.",
    "unsupported_response_type": "The server gives no codes to browsers; choose another grant.",
    "invalid_scope": "Choose fewer or other scopes.",
    "invalid_target": "Check audience and resource.",
    "access_denied": "The person or the server said no.",
    "expired_token": "The code was not entered in time; begin again.",
    "server_error": "The server failed; try again later.",
    "temporarily_unavailable": "The server is overloaded; try again later.",
}
"""RFC 6749 sections 4.1.2.1 and 5.2, RFC 8628 section 3.5, RFC 8707 section 2."""

DEVICE_INTERVAL: Final = 5.0
"""Seconds between two polls where the server names none (RFC 8628 section 3.2)."""


@dataclass(frozen=True, slots=True)
class TokenProblem:
    """Why there is no token: one sentence, and what to do next.

    Attributes:
        code: The server's `error`; empty where it gave none.
        unreachable: There was no answer at all.
        cancelled: The person stopped it.
    """

    message: str
    hint: str = ""
    code: str = ""
    unreachable: bool = False
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class DeviceCode:
    """What a device shows while somebody signs in elsewhere (RFC 8628 section 3.2).

    Attributes:
        lifetime: Seconds until the code expires; None where the server does not say.
        interval: Seconds between two polls.
    """

    device_code: str
    user_code: str
    url: str
    complete_url: str = ""
    lifetime: float | None = None
    interval: float = DEVICE_INTERVAL


def read_token(response: Response, asked: tuple[str, ...], *, now: float, nonce: str = "") -> Token | TokenProblem:
    """Takes the token out of an answer.

    Args:
        asked: The scopes that were asked for; granted are these where the answer names none (section 5.1).
        now: Seconds since the epoch, to tell when the token expires.
        nonce: What an ID token in the answer must repeat (OpenID Connect Core 1.0 section 3.1.3.7); empty for none.
    """
    members = _members(response)
    if status_class(response.status) is not StatusClass.SUCCESS or _text(members, "error"):
        return refusal(members, f"The server gave no token: {status_line(response.status)}")
    token = _text(members, "access_token")
    if not token:
        message = f"{status_line(response.status)}, but the answer holds no access_token."
        return TokenProblem(message, "See the response.")
    kind = members.get("token_type", "bearer")
    if not isinstance(kind, str) or kind.lower() != "bearer":
        return TokenProblem(f"The server gave a token of the type {kind!r}; only bearer tokens can be used.")
    if nonce and "id_token" in members and _claims(_text(members, "id_token")).get("nonce") != nonce:
        return TokenProblem("The ID token does not repeat the nonce of this sign-in; it may be another one's answer.")
    lifetime = _number(members, "expires_in")
    granted = members.get("scope")
    return Token(
        token,
        _text(members, "refresh_token"),
        now + lifetime if lifetime is not None else None,
        tuple(granted.split()) if isinstance(granted, str) else asked,
    )


def refusal(members: Mapping[str, object], lead: str) -> TokenProblem:
    """What a server says in `error` and `error_description` (section 5.2), or in FastAPI's `detail`.

    Args:
        lead: What happened, no full stop.
    """
    code = _text(members, "error")
    said = _text(members, "error_description") or _text(members, "detail")
    words = ": ".join(dict.fromkeys(text for text in (code, said) if text))
    more = _text(members, "error_uri")
    message = f"{lead}, {words.rstrip('.')}." if words else f"{lead}."
    hint = _HINTS.get(code, "Check what is entered, and the server's documentation.")
    return TokenProblem(message, f"{hint} The server says more at {more}." if more else hint, code)


def read_device(response: Response) -> DeviceCode | TokenProblem:
    """Takes the codes out of a device authorization endpoint's answer."""
    members = _members(response)
    if status_class(response.status) is not StatusClass.SUCCESS:
        return refusal(members, f"The server gave no code to enter: {status_line(response.status)}")
    # Some servers still use the name of an early draft.
    url = _text(members, "verification_uri") or _text(members, "verification_url")
    codes = _text(members, "device_code"), _text(members, "user_code")
    if not all(codes) or not url:
        return TokenProblem("The answer lacks device_code, user_code or verification_uri.", "See the response.")
    interval = _number(members, "interval")
    return DeviceCode(
        *codes,
        url,
        _text(members, "verification_uri_complete"),
        _number(members, "expires_in"),
        max(interval, 0.0) if interval is not None else DEVICE_INTERVAL,
    )


def read_metadata(response: Response, url: str) -> OAuthServer | TokenProblem:
    """Takes the addresses out of a server's metadata (RFC 8414 section 3.2)."""
    if status_class(response.status) is not StatusClass.SUCCESS:
        where = response.header("location")
        hint = f"It redirects to {where}; enter that address if you trust it." if where else "Check the address."
        return TokenProblem(f"{url} answered {status_line(response.status)}.", hint)
    members = _members(response)
    issuer = _text(members, "issuer")
    if not issuer:
        return TokenProblem(f"What {url} answered is no metadata of an authorization server: it has no issuer.")
    if not _belongs(issuer, url):
        message = f"The metadata at {url} belongs to another issuer: {issuer}."
        return TokenProblem(message, "Enter the address of the issuer you mean; this one was not used.")
    methods, scopes = members.get("code_challenge_methods_supported"), members.get("scopes_supported")
    return OAuthServer(
        authorization=_text(members, "authorization_endpoint"),
        token=_text(members, "token_endpoint"),
        device=_text(members, "device_authorization_endpoint"),
        issuer=issuer,
        scopes=_texts(scopes),
        pkce_methods=_texts(methods) if methods is not None else None,
    )


def _belongs(issuer: str, url: str) -> bool:
    """Whether metadata found there may speak for an issuer, whose path stands before or behind the well-known part."""
    try:
        named, found = urlsplit(issuer), urlsplit(url)
    except ValueError:
        return False
    before, _, rest = found.path.partition("/.well-known/")
    behind = rest.partition("/")[2]
    path = named.path.strip("/")
    return (named.scheme, named.netloc) == (found.scheme, found.netloc) and path in {
        before.strip("/"),
        behind.strip("/"),
    }


def _members(response: Response) -> dict[str, JsonValue]:
    value = read_body(response).value
    return value if isinstance(value, dict) else {}


def _claims(id_token: str) -> dict[str, object]:
    """The claims of a JSON Web Token, its signature not checked: it came straight from the server over its own line."""
    payload = id_token.split(".")[1:2]
    try:
        text = base64.urlsafe_b64decode("".join(payload) + "===")
        value = json.loads(text)
    except (binascii.Error, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def _text(members: Mapping[str, object], name: str) -> str:
    value = members.get(name)
    return value if isinstance(value, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    return tuple(text for text in value if isinstance(text, str)) if isinstance(value, list) else ()


def _number(members: Mapping[str, JsonValue], name: str) -> float | None:
    value = members.get(name)
    # Some servers write numbers as text.
    if isinstance(value, str) and value.isdecimal():
        number = float(value)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        number = float(value) if abs(value) < sys.maxsize else math.inf
    else:
        return None
    return number if math.isfinite(number) else None

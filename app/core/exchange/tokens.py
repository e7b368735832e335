"""What a token endpoint's answer means (RFC 6749 sections 5.1 and 5.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.core.exchange.body import read_body
from app.core.exchange.statuses import StatusClass, status_class, status_line

if TYPE_CHECKING:
    from app.core.base.json_types import JsonValue
    from app.core.exchange.model import Response
    from app.core.requests.model import PasswordCredential


@dataclass(frozen=True, slots=True)
class TokenProblem:
    """Why there is no token: one sentence, and what to do next."""

    message: str
    hint: str = ""


def read_token(response: Response, credential: PasswordCredential, *, now: float) -> PasswordCredential | TokenProblem:
    """Takes the token out of an answer.

    Args:
        credential: What the token was asked for with.
        now: Seconds since the epoch, to tell when the token expires.
    """
    value = read_body(response).value
    members = value if isinstance(value, dict) else {}
    if status_class(response.status) is not StatusClass.SUCCESS:
        return _refusal(response.status, members)
    token = members.get("access_token")
    if not isinstance(token, str) or not token:
        return TokenProblem(
            f"{status_line(response.status)}, but the answer holds no access_token.", "See the response."
        )
    kind = members.get("token_type", "bearer")
    if not isinstance(kind, str) or kind.lower() != "bearer":
        return TokenProblem(f"The server gave a token of the type {kind!r}; only bearer tokens can be used.")
    lifetime = members.get("expires_in")
    expires_at = now + lifetime if isinstance(lifetime, int | float) and not isinstance(lifetime, bool) else None
    granted = members.get("scope")
    scopes = tuple(granted.split()) if isinstance(granted, str) else credential.scopes
    return replace(credential, access_token=token, expires_at=expires_at, scopes=scopes)


def _refusal(status: int, members: dict[str, JsonValue]) -> TokenProblem:
    words = next(
        (
            text
            for key in ("error_description", "detail", "error")
            if isinstance(text := members.get(key), str) and text
        ),
        "",
    )
    message = f"The server gave no token: {status_line(status)}" + (f", {words.rstrip('.')}." if words else ".")
    return TokenProblem(message, "Check user name, password and scopes.")

"""Passwords and bearer tokens with nothing but the standard library."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass


class InvalidTokenError(Exception):
    """The bearer token is not one of ours, was changed, or is too old."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a bearer token says.

    Attributes:
        subject: The username.
        scopes: What the bearer may do.
        expires_at: Seconds since the epoch.
    """

    subject: str
    scopes: frozenset[str]
    expires_at: int


class TokenSigner:
    """Issues and reads bearer tokens: the claims in the open, followed by an HMAC that nobody else can make."""

    def __init__(self, secret: bytes, seconds: int, clock: Callable[[], float] = time.time) -> None:
        self.seconds = seconds
        self._secret = secret
        self._clock = clock

    def issue(self, subject: str, scopes: frozenset[str]) -> str:
        """A token for `subject` that is good for `seconds`."""
        claims = {"sub": subject, "scopes": sorted(scopes), "exp": int(self._clock()) + self.seconds}
        payload = _encode(json.dumps(claims).encode())
        return f"{payload}.{self._sign(payload)}"

    def read(self, token: str) -> Claims:
        """The claims of a token.

        Raises:
            InvalidTokenError: It was not issued here, or it has expired.
        """
        payload, _, signature = token.partition(".")
        if not hmac.compare_digest(signature.encode(), self._sign(payload).encode()):
            message = "the token was not issued here or was changed"
            raise InvalidTokenError(message)
        claims = json.loads(base64.urlsafe_b64decode(payload))
        if claims["exp"] <= self._clock():
            message = "the token has expired"
            raise InvalidTokenError(message)
        return Claims(claims["sub"], frozenset(claims["scopes"]), claims["exp"])

    def seconds_left(self, claims: Claims) -> int:
        """How long the token with these claims is still good for."""
        return max(0, claims.expires_at - int(self._clock()))

    def _sign(self, payload: str) -> str:
        return _encode(hmac.digest(self._secret, payload.encode(), "sha256"))


def hash_password(password: str, salt: bytes) -> bytes:
    """The scrypt digest of a password; slow on purpose, so call it in a worker thread."""
    return hashlib.scrypt(password.encode(errors="replace"), salt=salt, n=2**14, r=8, p=1)


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode()

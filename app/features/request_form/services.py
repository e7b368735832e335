"""What the request form needs from outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from app.core.requests.model import PasswordCredential


class TokenFetcher(Protocol):
    """Signs in; the token arrives as a credential of the workspace, a refusal as a notice."""

    def fetch(self, scheme_key: str, credential: PasswordCredential) -> None:
        """Begins to get a token for a scheme; returns at once."""
        ...


@dataclass(frozen=True, slots=True)
class RequestFormServices:
    """Everything from outside, for the constructor.

    Attributes:
        tokens: Signs in for OAuth2; None hides the button.
    """

    tokens: TokenFetcher | None = None

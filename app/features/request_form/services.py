"""What the request form needs from outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class TokenFetcher(Protocol):
    """Signs in with the credential that the workspace holds for a scheme; how it goes is told there too."""

    def fetch(self, scheme_key: str) -> None:
        """Begins to get a token for a scheme; returns at once."""
        ...

    def refresh(self, scheme_key: str) -> None:
        """Begins to get another token without asking the person; returns at once."""
        ...

    def discover(self, scheme_key: str) -> None:
        """Begins to look up the addresses of a scheme's server; returns at once."""
        ...

    def cancel(self, scheme_key: str) -> None:
        """Stops a scheme's sign-in."""
        ...

    def open_again(self, url: str) -> None:
        """Opens the page of a sign-in once more."""
        ...


@dataclass(frozen=True, slots=True)
class RequestFormServices:
    """Everything from outside, for the constructor.

    Attributes:
        tokens: Signs in for OAuth2; None hides the buttons.
    """

    tokens: TokenFetcher | None = None

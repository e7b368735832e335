"""What can be set from outside, as one frozen value."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

IN_MEMORY = ":memory:"


class SettingsError(ValueError):
    """An environment variable holds something that the Bookstore cannot use."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How the Bookstore is set up.

    Attributes:
        database: Path of the SQLite file, or `:memory:` for data that lives as long as the server.
        quote_url: Where `/external-quote` gets its quote; None asks the quote endpoint of this very server.
        api_key: What `/external-quote` expects in the header `X-API-Key`.
        token_secret: Signs the bearer tokens; by default a new one, so that tokens end with these settings.
        token_seconds: How long a bearer token is good for.
    """

    database: str = IN_MEMORY
    quote_url: str | None = None
    api_key: str = "forge-secret-key-123"
    token_secret: bytes = field(default_factory=secrets.token_bytes, repr=False)
    token_seconds: int = 1800

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """Reads `BOOKSTORE_DATABASE` and `BOOKSTORE_QUOTE_URL`; a missing or empty variable means the default.

        Raises:
            SettingsError: `BOOKSTORE_QUOTE_URL` is not an http or https URL.
        """
        quote_url = environ.get("BOOKSTORE_QUOTE_URL") or None
        if quote_url is not None and not quote_url.startswith(("http://", "https://")):
            message = f"BOOKSTORE_QUOTE_URL is {quote_url!r}. Give a URL that begins with http:// or https://."
            raise SettingsError(message)
        return cls(database=environ.get("BOOKSTORE_DATABASE") or IN_MEMORY, quote_url=quote_url)

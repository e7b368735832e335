"""Another HTTP API that the Bookstore asks."""

import asyncio
import json
from typing import TYPE_CHECKING, Protocol

import anyio.to_thread
from pydantic import ValidationError

from embedded_api.errors import UpstreamFailureError
from embedded_api.models.answers import Quote

if TYPE_CHECKING:
    import httpx

_TIMEOUT_SECONDS = 5.0
_LARGEST_BODY = 64 * 1024


class QuoteSource(Protocol):
    """Anything that can look up a quote."""

    async def fetch(self, url: str) -> Quote:
        """Gets the quote at `url`.

        Raises:
            UpstreamFailureError: There is none to be had.
        """
        ...


class QuoteUpstream:
    """Gets quotes over HTTP, with one client for all requests, made when the first of them needs it."""

    def __init__(self, *, trust_environment: bool) -> None:
        """Prepares an upstream.

        Args:
            trust_environment: Whether proxies from the environment count; on loopback they would only be in the way.
        """
        self._trust_environment = trust_environment
        self._making = asyncio.Lock()
        self._client: httpx.AsyncClient | None = None

    async def fetch(self, url: str) -> Quote:
        """Gets the quote at `url`.

        Raises:
            UpstreamFailureError: No answer, an answer that is no success, or one that is not a quote.
        """
        import httpx  # noqa: PLC0415 - costs 0.2 s that the start of the server need not wait for

        client = await self._get_client()
        try:
            async with client.stream("GET", url) as response:
                response.raise_for_status()
                body = b""
                async for chunk in response.aiter_bytes():
                    body += chunk
                    if len(body) > _LARGEST_BODY:
                        message = f"{url} sent more than {_LARGEST_BODY} bytes"
                        raise UpstreamFailureError(message)
            return Quote.model_validate(json.loads(body))
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            message = f"{url}: {type(error).__name__} {error}"
            raise UpstreamFailureError(message) from error
        except (ValueError, ValidationError) as error:
            message = f"{url} sent something that is not a quote: {error}"
            raise UpstreamFailureError(message) from error

    async def close(self) -> None:
        """Closes the client where there is one."""
        if self._client is not None:
            await self._client.aclose()

    async def _get_client(self) -> "httpx.AsyncClient":
        async with self._making:
            if self._client is None:
                # A client loads the certificates of all authorities: 0.1 s that would freeze the event loop.
                self._client = await anyio.to_thread.run_sync(self._make_client)
            return self._client

    def _make_client(self) -> "httpx.AsyncClient":
        import httpx  # noqa: PLC0415 - as above

        return httpx.AsyncClient(timeout=_TIMEOUT_SECONDS, trust_env=self._trust_environment)

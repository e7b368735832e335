"""Fetches the document of a server of this very process, without httpx, whose import would make the start longer."""

from __future__ import annotations

import asyncio
import http.client
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import urlsplit

from app.adapters.http.model import FetchedDocument

if TYPE_CHECKING:
    from app.core.exchange.model import Failure

PATIENCE_SECONDS: Final = 10.0
_OK: Final = 200


class DocumentFetcher(Protocol):
    """Fetches a document and explains why it cannot be had."""

    async def fetch_document(self, url: str) -> FetchedDocument | Failure:
        """The document; never raises."""
        ...


class LoopbackFetcher:
    """Reads documents that come at once and without a hitch; everything else is done by another fetcher.

    Args:
        otherwise: Asked anew when anything is not as expected; it also has the words for what is wrong.
    """

    def __init__(self, otherwise: DocumentFetcher) -> None:
        self._otherwise = otherwise

    async def fetch_document(self, url: str) -> FetchedDocument | Failure:
        """The document at exactly this URL. Never raises."""
        try:
            return await asyncio.to_thread(_read, url)
        except (OSError, ValueError, http.client.HTTPException):
            return await self._otherwise.fetch_document(url)


def _read(url: str) -> FetchedDocument:
    """Reads a document.

    Raises:
        OSError, ValueError, http.client.HTTPException: It is not there, or not in JSON's own encoding.
    """
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", parts.path, headers={"Accept": "application/json"})
        response = connection.getresponse()
        body = response.read()
    finally:
        connection.close()
    content_type = response.headers.get_content_type()
    if response.status != _OK or content_type != "application/json":
        message = f"{url} answered {response.status} with {content_type}"
        raise ValueError(message)
    body.decode()
    return FetchedDocument(url, content_type, body)

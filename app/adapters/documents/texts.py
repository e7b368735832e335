"""Reads the text of a document or of a part of one, to be looked at."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from app.adapters.files.reading import read_file
from app.core.base.errors import SourceError
from app.core.exchange.model import Failure

if TYPE_CHECKING:
    from app.adapters.documents.opener import Network


class TextReader:
    """Reads texts from files and URLs.

    Args:
        network: Fetches what is not on this machine.
    """

    def __init__(self, network: Network) -> None:
        self._network = network

    async def read(self, place: str) -> str:
        """The text at a URL, a `file:` URL, or the path of a file.

        Raises:
            SourceError: It cannot be had.
        """
        scheme = urlsplit(place).scheme
        if scheme in {"http", "https"}:
            found = await self._network.fetch_document(place)
            if isinstance(found, Failure):
                raise SourceError(found.message, where=place, hint=found.hint, detail=found.detail)
            return found.text
        path = unquote(urlsplit(place).path) if scheme == "file" else place
        data = await asyncio.to_thread(read_file, path)
        return data.decode(errors="replace")

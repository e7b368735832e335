"""Reads the text of a document or of a part of one, to be looked at."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from app.adapters.files.reading import read_file
from app.core.base.errors import SourceError
from app.core.exchange.model import Failure
from app.core.spec.uris import local_path

if TYPE_CHECKING:
    from app.adapters.documents.supply import Network
    from app.adapters.http.model import FetchedDocument


class TextReader:
    """Reads texts from files and URLs.

    Args:
        network: Fetches what is not on this machine.
    """

    def __init__(self, network: Network) -> None:
        self._network = network

    async def read(self, place: str) -> str:
        """The text at exactly this URL, `file:` URL, or path.

        Raises:
            SourceError: It cannot be had.
        """
        if place.startswith(("http://", "https://")):
            found = await self._network.fetch_part(place)
            if isinstance(found, Failure):
                raise SourceError(found.message, where=place, hint=found.hint, detail=found.detail)
            try:
                return await asyncio.to_thread(_text_of, found)
            finally:
                if found.file is not None:
                    await asyncio.to_thread(Path(found.file).unlink, missing_ok=True)
        path = local_path(place) if place.startswith("file:") else place
        data = await asyncio.to_thread(read_file, path or place)
        return data.decode(errors="replace")


def _text_of(found: FetchedDocument) -> str:
    return found.text

"""The source texts of the document in view and of what it refers to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from app.core.base.errors import SourceError

if TYPE_CHECKING:
    from app.features.sources.presenter import SourcePresenter


class PlaceReader(Protocol):
    """Reads a text at a URL or in a file."""

    async def read(self, place: str) -> str:
        """The text.

        Raises:
            SourceError: It cannot be had.
        """
        ...


class SourceTexts:
    """Reads only what the document in view was made of."""

    def __init__(self, sources: SourcePresenter, reader: PlaceReader) -> None:
        self._sources = sources
        self._reader = reader

    async def read_text(self, place: str) -> str:
        """The text of the document, or of another resource that was read for it.

        Args:
            place: The URI of the resource; empty for the document itself.

        Raises:
            SourceError: It cannot be had, or was not read for this document.
        """
        opened, order = self._sources.opened, self._sources.in_view
        if opened is None or order is None:
            message = "The document is no longer open."
            raise SourceError(message)
        if not place:
            text = self._sources.showing.text
            return text if text is not None else await self._reader.read(opened.source)
        if place not in {part.uri for part in opened.parts}:
            message = "This was not read for the open document."
            raise SourceError(message, where=place)
        return await self._reader.read(place)

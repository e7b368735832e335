"""Opens a document, wherever it is."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.adapters.files.reading import read_file
from app.core.base.errors import SourceError, UnreachableError
from app.core.exchange.model import Failure, Phase
from app.core.operations.opening import Opened, OpenRequest, Part
from app.core.operations.read import read_api
from app.core.requests.urls import server_urls
from app.core.spec.lint import lint
from app.core.spec.load import load_document

if TYPE_CHECKING:
    from app.adapters.http.model import FetchedDocument


class Network(Protocol):
    """Finds and fetches documents over HTTP."""

    async def fetch_document(self, url: str) -> FetchedDocument | Failure:
        """The document at a URL; never raises."""
        ...


class DocumentOpener:
    """Opens documents from URLs, files and pasted text.

    Several may be open at once; all methods are for one asyncio loop. A cancelled call leaves nothing running.

    Args:
        network: Fetches what is not on this machine.
        cache: The folder in which indexes are kept; None keeps none from one run to the next.
    """

    def __init__(self, network: Network, cache: Path | None = None) -> None:
        self._network = network
        self._cache = cache

    async def open(self, request: OpenRequest) -> Opened:
        """Opens a document.

        Raises:
            UnreachableError: The network or a server gave no answer.
            SourceError: It cannot be had: no such file, no document at that address, and so on.
            DocumentError: It is no OpenAPI document that can be read.
        """
        data, source = await self._read(request)
        return await asyncio.to_thread(_opened, data, source, request.reference)

    async def examine(self, opened: Opened) -> Opened:
        """The same with all problems; at once where they are known already (`Opened.examined`).

        Raises:
            SourceError: The document is no longer there, or could not be examined.
        """
        return opened

    async def changed(self, opened: Opened) -> bool:
        """Whether opening it again would give something else; False where that cannot be told, and for pasted text.

        Files are compared by size and time first, and only where these differ by content; over HTTP what was fetched
        is asked for again with its validators, and compared by content where the server does not know them.
        """
        if not opened.source:
            return False
        data, _source = await self._read(OpenRequest(opened.source))
        return hashlib.sha256(data).hexdigest() != opened.parts[0].digest

    async def close(self) -> None:
        """Ends what still runs; a later call begins anew."""

    async def _read(self, request: OpenRequest) -> tuple[bytes, str]:
        if request.text is not None:
            return request.text.encode(errors="surrogatepass"), ""
        if "://" not in request.reference:
            return await asyncio.to_thread(_read_file, request.reference)
        found = await self._network.fetch_document(request.reference)
        if isinstance(found, Failure):
            kind = SourceError if found.phase is Phase.RECEIVE else UnreachableError
            raise kind(found.message, where=request.reference, hint=found.hint, detail=found.detail)
        return found.text.encode(errors="surrogatepass"), found.url


def _read_file(name: str) -> tuple[bytes, str]:
    return read_file(name), str(Path(name).expanduser().absolute())


def _opened(data: bytes, source: str, label: str) -> Opened:
    document = load_document(data, source=source or label)
    api = read_api(document)
    digest = hashlib.sha256(data).hexdigest()
    return Opened(
        document=document,
        api=api,
        source=source,
        base_urls=server_urls(api, source if "://" in source else ""),
        problems=tuple(dict.fromkeys((*api.problems, *lint(document)))),
        examined=True,
        missing=(),
        parts=(Part(source, digest),),
        fingerprint=hashlib.sha256(f"{source}\n{digest}".encode()).hexdigest(),
    )

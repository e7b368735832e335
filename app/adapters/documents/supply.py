"""Gets what the references of a document lead to, as far as that is allowed.

A document must not make the program call an address or read any file: a document from the network leads to its own
server, a file to the files around it, and either to other hosts only where a person agreed.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import urlsplit

from app.adapters.documents.local_files import refusal
from app.adapters.documents.model import Given, Refusal, Text
from app.adapters.files.stamps import file_stamp
from app.core.exchange.model import Failure
from app.core.exchange.words import size_words
from app.core.spec.uris import local_path

if TYPE_CHECKING:
    from app.adapters.documents.model import Limits
    from app.adapters.http.model import FetchedDocument

AT_ONCE: Final = 6
"""How many requests are under way at once."""

_PORTS: Final = {"http": 80, "https": 443}


class Network(Protocol):
    """Finds and fetches documents over HTTP; see `app.adapters.http.client.HttpClient`."""

    async def fetch_document(self, url: str, allowed_hosts: frozenset[str] = frozenset()) -> FetchedDocument | Failure:
        """The document that belongs to a URL."""
        ...

    async def fetch_part(
        self, url: str, allowed_hosts: frozenset[str] = frozenset(), stamp: str = ""
    ) -> FetchedDocument | Failure:
        """What is at exactly this URL, or that it is as the stamp says."""
        ...


class Supplier:
    """Gets the texts of one document.

    Args:
        root: The document's own URI; empty for pasted text.
        folder: Where fetched texts are put.
    """

    def __init__(
        self, root: str, network: Network, allowed_hosts: frozenset[str], folder: Path, limits: Limits
    ) -> None:
        self._root = root
        self._network = network
        self._allowed = allowed_hosts
        self._folder = folder
        self._limits = limits
        self._count = 0
        self._bytes = 0
        self._gate = asyncio.Semaphore(AT_ONCE)

    async def supply(self, wanted: tuple[tuple[str, str], ...]) -> Given:
        """Gets what can be had.

        Args:
            wanted: URIs, each with the one of the text that refers to it.
        """
        found = await asyncio.gather(*(self._get(uri, by) for uri, by in wanted))
        return Given(
            tuple(one for one in found if isinstance(one, Text)),
            tuple(one for one in found if isinstance(one, Refusal)),
        )

    async def _get(self, uri: str, by: str) -> Text | Refusal:
        self._count += 1
        if self._count > self._limits.parts:
            return Refusal(uri, f"the document is made of more than {self._limits.parts} texts")
        if is_web(uri):
            fault = _fault(uri)
            if fault:
                return Refusal(uri, fault)
            return await self._fetch(uri) if may_fetch(uri, self._root, self._allowed) else Refusal(uri)
        path = local_path(uri)
        if path is None:
            return Refusal(uri, "only http, https and files are read")
        if not uri.startswith("file:"):
            return Refusal(uri, "nothing is known that it could be relative to; open the document's file or its URL")
        if is_web(self._root) or is_web(by) or not self._root:
            return Refusal(uri, "only a file of this computer may lead to others")
        return await asyncio.to_thread(self._read, uri, Path(path))

    def _read(self, uri: str, path: Path) -> Text | Refusal:
        words = refusal(path, Path(local_path(self._root) or ""))
        return Refusal(uri, words) if words else self._counted(Text(uri, str(path), stamp=file_stamp(path)))

    async def _fetch(self, uri: str) -> Text | Refusal:
        async with self._gate:
            found = await self._network.fetch_part(uri, self._allowed)
        if isinstance(found, Failure):
            if found.cancelled:
                raise asyncio.CancelledError
            return Refusal(uri, found.message)
        return self._counted(await asyncio.to_thread(put_down, found, uri, self._folder))

    def _counted(self, text: Text) -> Text | Refusal:
        self._bytes += Path(text.path).stat().st_size
        if self._bytes > self._limits.bytes:
            return Refusal(text.uri, f"all texts together have more than {size_words(self._limits.bytes)}")
        return text


def put_down(found: FetchedDocument, uri: str, folder: Path) -> Text:
    """Puts a fetched text into a file of the folder."""
    if found.file is not None:
        path = Path(found.file).replace(folder / Path(found.file).name)
    else:
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
            file.write(found.data)
        path = Path(file.name)
    return Text(uri, str(path), found.media_type, found.stamp)


def is_web(uri: str) -> bool:
    """Whether a URI is to be fetched over HTTP."""
    return uri.lower().startswith(("http://", "https://"))


def may_fetch(uri: str, root: str, allowed_hosts: frozenset[str]) -> bool:
    """Whether a document may lead there: to its own origin, and to hosts a person agreed to."""
    try:
        parts, own = urlsplit(uri), urlsplit(root)
        same = is_web(root) and (parts.scheme, parts.hostname, _port(uri)) == (own.scheme, own.hostname, _port(root))
    except ValueError:
        return False
    return same or parts.netloc.lower().rpartition("@")[2] in {host.lower() for host in allowed_hosts}


def _fault(uri: str) -> str:
    """Why an address cannot be asked at all; empty where it can."""
    try:
        parts = urlsplit(uri)
        _ = parts.port  # raises where it is none
    except ValueError as error:
        return f"it is no URL: {error}"
    return "" if parts.hostname else "it names no host"


def _port(uri: str) -> int | None:
    parts = urlsplit(uri)
    return parts.port or _PORTS.get(parts.scheme)

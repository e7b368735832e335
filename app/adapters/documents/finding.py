"""Finds the text of a document: on disk, over HTTP, or in what was pasted; or its index, where that is still right."""

from __future__ import annotations

import asyncio
import hashlib
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.adapters.documents.cache import index_name
from app.adapters.documents.local_files import check_file, is_same_file
from app.adapters.documents.model import Text
from app.adapters.documents.results import opened_from
from app.adapters.documents.supply import is_web, may_fetch, put_down
from app.adapters.files.stamps import file_stamp
from app.core.base.errors import SourceError, UnreachableError
from app.core.exchange.model import Failure, Phase
from app.core.requests.urls import without_login
from app.core.spec.uris import local_path, uri_of

if TYPE_CHECKING:
    from app.adapters.documents.cache import IndexCache
    from app.adapters.documents.index_file import IndexFile
    from app.adapters.documents.supply import Network
    from app.core.operations.opening import Opened, OpenRequest, Part

_HOST_AND_PORT: Final = re.compile(r"[\w.-]+:\d+(/.*)?|\[[\da-fA-F:]+\]:\d+(/.*)?")


def is_address(reference: str) -> bool:
    """Whether what a person gave is an address and no file: `https://…`, `localhost:8000/docs`."""
    return is_web(reference) or _HOST_AND_PORT.fullmatch(reference) is not None


@dataclass(frozen=True, slots=True)
class Found:
    """A document's text.

    Attributes:
        source: As in `Opened`.
        key: What its index is found by.
    """

    text: Text
    source: str
    key: str


class Finding:
    """One search.

    Args:
        texts: The folder in which fetched and pasted texts are put.
    """

    def __init__(self, request: OpenRequest, network: Network, texts: Path) -> None:
        self._request = request
        self._network = network
        self._texts = texts

    async def find(self, cache: IndexCache | None) -> Found | Opened:
        """The text, or at once the document where its index is still right.

        Args:
            cache: Where to look for an index; None looks for none.

        Raises:
            UnreachableError: The network or a server gave no answer.
            SourceError: There is none.
            OSError: It cannot be put down.
        """
        if self._request.text is not None:
            found: Found = await asyncio.to_thread(self._pasted, self._request.text)
        elif is_address(self._request.reference):
            return await self._on_the_web(cache)
        else:
            found = await asyncio.to_thread(self._on_disk)
        kept = await self._kept(cache, found.key)
        return found if kept is None else kept

    def _pasted(self, text: str) -> Found:
        data = text.encode(errors="surrogatepass")
        with tempfile.NamedTemporaryFile(dir=self._texts, delete=False) as file:
            file.write(data)
        return Found(Text("", file.name), "", f"text {hashlib.sha256(data).hexdigest()}")

    def _on_disk(self) -> Found:
        name = self._request.reference
        path = check_file(local_path(name) or name if name.startswith("file:") else name)
        text = Text(uri_of(str(path)), str(path), stamp=file_stamp(path))
        return Found(text, str(path), f"file {path}")

    async def _on_the_web(self, cache: IndexCache | None) -> Found | Opened:
        address, allowed = self._request.reference, self._request.allowed_hosts
        key = f"web {address}"
        kept = await self._kept(cache, key)
        if kept is not None:
            return kept
        found = await self._network.fetch_document(address, allowed)
        if isinstance(found, Failure):
            if found.cancelled:
                raise asyncio.CancelledError
            kind = SourceError if found.phase in {Phase.PREPARE, Phase.RECEIVE} else UnreachableError
            raise kind(found.message, where=without_login(address), hint=found.hint, detail=found.detail)
        text = await asyncio.to_thread(put_down, found, found.url, self._texts)
        return Found(text, found.url, key)

    async def _kept(self, cache: IndexCache | None, key: str) -> Opened | None:
        index = await asyncio.to_thread(cache.find, index_name(key)) if cache is not None else None
        if index is None or not self._is_agreed(index):
            return None
        # Pasted text is found by its content; everything else may have changed since.
        parts = index.header.parts
        if await self.has_changed(parts, self._network, self._request.allowed_hosts, unknown=True):
            return None
        return await asyncio.to_thread(opened_from, index)

    def _is_agreed(self, index: IndexFile) -> bool:
        """Whether it holds what it may hold by what a person agreed to now, and all of that."""
        header, allowed = index.header, self._request.allowed_hosts
        root = header.parts[0].uri
        more = any(may_fetch(uri, root, allowed) for uri in header.missing)
        less = any(is_web(part.uri) and not may_fetch(part.uri, root, allowed) for part in header.parts)
        return not more and not less

    @staticmethod
    async def has_changed(
        parts: tuple[Part, ...],
        network: Network,
        allowed_hosts: frozenset[str] = frozenset(),
        *,
        unknown: bool = False,
    ) -> bool:
        """Whether any part is no longer what it was.

        Args:
            unknown: The answer where a part cannot be had now.
        """
        wrong: set[bool | None] = {False, None} if unknown else {False}
        local = [part for part in parts if part.uri and not is_web(part.uri)]
        if await asyncio.to_thread(_any_local, local, wrong):
            return True
        for part in parts:
            if is_web(part.uri) and await _is_same(part, network, allowed_hosts) in wrong:
                return True
        return False


def _any_local(parts: list[Part], wrong: set[bool | None]) -> bool:
    return any(is_same_file(Path(local_path(part.uri) or ""), part.stamp, part.digest) in wrong for part in parts)


async def _is_same(part: Part, network: Network, allowed_hosts: frozenset[str]) -> bool | None:
    """Whether a part on the network still is what it was; None where it cannot be had now."""
    found = await network.fetch_part(part.uri, allowed_hosts, part.stamp)
    if isinstance(found, Failure):
        if found.cancelled:
            raise asyncio.CancelledError
        return None
    if found.unchanged:
        return True
    if found.file is None:
        return hashlib.sha256(found.data).hexdigest() == part.digest
    return await asyncio.to_thread(_has_digest, Path(found.file), part.digest)


def _has_digest(path: Path, digest: str) -> bool:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == digest
    finally:
        path.unlink(missing_ok=True)

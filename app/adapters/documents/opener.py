"""Opens a document, wherever it is, without holding the window or filling its memory."""

from __future__ import annotations

import asyncio
import errno
import shutil
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.adapters.documents.cache import IndexCache, index_name
from app.adapters.documents.finding import Finding, Found
from app.adapters.documents.index_file import BrokenIndexError, IndexFile
from app.adapters.documents.model import Limits, Ready, Refused, Task, Want
from app.adapters.documents.problem_file import problem_path, read_problems
from app.adapters.documents.process import ReadingProcess
from app.adapters.documents.results import is_small, opened_from, read_small
from app.adapters.documents.supply import Supplier
from app.core.base.errors import DocumentError, SourceError
from app.core.requests.urls import without_login

if TYPE_CHECKING:
    from app.adapters.documents.supply import Network
    from app.core.operations.opening import Opened, OpenRequest

MOST_EXAMINING: Final = 2
"""How many documents are examined at once; for another one the oldest gives way."""

_NO_SPACE: Final = frozenset((errno.ENOSPC, errno.EDQUOT))
_HINT_SPACE: Final = "Free some space and try again."


@dataclass(slots=True)
class _Examination:
    """A process that has listed a document and examines it.

    Attributes:
        texts: The folder of what was fetched for it.
    """

    process: ReadingProcess
    index: Path
    texts: Path
    gate: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def end(self) -> None:
        await self.process.kill()
        await asyncio.to_thread(shutil.rmtree, self.texts, ignore_errors=True)


class DocumentOpener:
    """Opens documents from URLs, files and pasted text.

    Small JSON is read on a worker thread. Everything else is read by a process of its own, which leaves an index on
    disk: this process maps it and decodes what is asked for, and the next opening finds it there.

    All methods are for one asyncio loop; several calls may be under way at once. A cancelled call leaves nothing
    running; `close` ends what is still being examined, and has to be called before the loop ends.

    Args:
        network: Fetches what is not on this machine.
        cache: The folder in which indexes are kept; None keeps none after `close`.
        limits: What reading one document may take.
    """

    def __init__(self, network: Network, cache: Path | None = None, limits: Limits | None = None) -> None:
        self._network = network
        self._limits = limits or Limits()
        self._cache = cache
        self._own_cache: Path | None = None
        self._examining: dict[str, _Examination] = {}
        self._unexamined: dict[str, OpenRequest] = {}

    async def open(self, request: OpenRequest) -> Opened:
        """Opens a document.

        Raises:
            UnreachableError: The network or a server gave no answer.
            SourceError: It cannot be had: no such file, no document at that address, and so on.
            DocumentError: It is no OpenAPI document that can be read.
        """
        return await self._open(request, IndexCache(self._folder()))

    async def examine(self, opened: Opened) -> Opened:
        """The same with all problems; at once where they are known already (`Opened.examined`).

        A document that was opened a while ago may no longer be examined when others were opened since; open it again
        then.

        Raises:
            SourceError: It is no longer being examined.
            DocumentError: It cannot be examined.
        """
        if opened.examined:
            return opened
        request = self._unexamined.pop(opened.fingerprint, None)
        if request is not None:
            # Its index was there, but whoever made it did not live to examine it.
            again = await self._open(request, None)
            opened = replace(opened, problems=again.problems, examined=again.examined, fingerprint=again.fingerprint)
        examination = self._examining.get(opened.fingerprint)
        if examination is None:
            if opened.examined:
                return opened
            message = "It is no longer being examined."
            raise SourceError(message, where=opened.source, hint="Open it again.")
        async with examination.gate:
            if opened.fingerprint in self._examining:
                await self._finish(opened.fingerprint, examination)
        problems = await asyncio.to_thread(read_problems, problem_path(examination.index))
        return replace(opened, problems=opened.problems if problems is None else problems, examined=True)

    async def changed(self, opened: Opened) -> bool:
        """Whether opening it again would give something else; False where that cannot be told, and for pasted text.

        Files are compared by size and time first, and only where these differ by content; over HTTP what was fetched
        is asked for again with its validators, and compared by content where the server does not know them.
        """
        return await Finding.has_changed(opened.parts, self._network)

    async def close(self) -> None:
        """Ends what still runs; a later call begins anew."""
        self._unexamined.clear()
        for fingerprint in tuple(self._examining):
            await self._drop(fingerprint)
        folder, self._own_cache = self._own_cache, None
        if folder is not None:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)

    def _folder(self) -> Path:
        if self._cache is not None:
            return self._cache
        if self._own_cache is None:
            self._own_cache = Path(tempfile.mkdtemp(prefix="routeglass-indexes-"))
        return self._own_cache

    async def _open(self, request: OpenRequest, kept: IndexCache | None) -> Opened:
        """Opens a document, from an index in `kept` where there is one that is right."""
        cache = kept or IndexCache(self._folder())
        # Not on a worker: who is cancelled while that makes it would not know of it.
        texts = Path(tempfile.mkdtemp(prefix="routeglass-texts-"))
        is_wanted = False
        try:
            found = await Finding(request, self._network, texts).find(kept)
            if not isinstance(found, Found):
                if not found.examined and found.fingerprint not in self._examining:
                    self._unexamined[found.fingerprint] = request
                return found
            if await asyncio.to_thread(is_small, Path(found.text.path)):
                return await asyncio.to_thread(read_small, found.text, request.reference, found.source)
            opened = await self._read(request, found, texts, cache)
            is_wanted = True
        except OSError as error:
            message = f"It could not be read: {error.strerror or error}."
            hint = _HINT_SPACE if error.errno in _NO_SPACE else "Check what it is and whether it may be read."
            raise SourceError(message, where=without_login(request.reference), hint=hint) from error
        else:
            return opened
        finally:
            if not is_wanted:
                await asyncio.to_thread(shutil.rmtree, texts, ignore_errors=True)

    async def _read(self, request: OpenRequest, found: Found, texts: Path, cache: IndexCache) -> Opened:
        name = index_name(found.key)
        folder = str(cache.folder)
        task = Task(found.text, request.reference, found.source, folder, name, self._limits.memory)
        process = await ReadingProcess.start(task)
        try:
            supplier = Supplier(found.text.uri, self._network, request.allowed_hosts, texts, self._limits)
            path = await self._listed(process, supplier)
            index = await asyncio.to_thread(IndexFile, path)
            opened = await asyncio.to_thread(opened_from, index)
            await self._make_room(opened.fingerprint)
        except BrokenIndexError:
            await process.kill()
            message = "Its index could not be kept."
            raise SourceError(message, where=folder, hint=_HINT_SPACE) from None
        except BaseException:
            await process.kill()
            raise
        self._examining[opened.fingerprint] = _Examination(process, path, texts)
        await asyncio.to_thread(cache.tidy, path)
        return opened

    async def _make_room(self, fingerprint: str) -> None:
        await self._drop(fingerprint)
        while len(self._examining) >= MOST_EXAMINING:
            await self._drop(next(iter(self._examining)))

    async def _listed(self, process: ReadingProcess, supplier: Supplier) -> Path:
        """Serves a process until it has listed its document; where the index is."""
        while True:
            answer = await process.receive(self._limits.seconds)
            match answer:
                case Want(uris):
                    await process.send(await supplier.supply(uris))
                case Ready(path):
                    return Path(path)
                case Refused():
                    raise _error(answer)

    async def _finish(self, fingerprint: str, examination: _Examination) -> None:
        try:
            answer = await examination.process.receive(self._limits.seconds)
        except DocumentError:
            await self._drop(fingerprint)
            raise
        await self._drop(fingerprint)
        if isinstance(answer, Refused):
            raise _error(answer)

    async def _drop(self, fingerprint: str) -> None:
        examination = self._examining.get(fingerprint)
        if examination is None:
            return
        # Forgotten only when it has ended: whoever waits here may be cancelled, and `close` then ends it.
        await examination.end()
        if self._examining.get(fingerprint) is examination:
            del self._examining[fingerprint]


def _error(answer: Refused) -> DocumentError:
    return DocumentError(answer.what, where=answer.where, hint=answer.hint, detail=answer.detail)

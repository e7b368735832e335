"""The one sender: a prepared request goes out, an exchange comes back, whatever happens on the way.

httpx is imported with the first use or by `warm_up`, never with this module.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from app.adapters.http.model import ClientSettings

if TYPE_CHECKING:
    from app.adapters.http.documents import DocumentFinder
    from app.adapters.http.model import FetchedDocument
    from app.adapters.http.sending import Sender
    from app.core.exchange.connection import ConnectionSettings
    from app.core.exchange.model import Exchange, Failure
    from app.core.requests.model import PreparedRequest


class HttpClient:
    """Sends requests on one asyncio loop; `warm_up` and `discard` may be called from any thread."""

    def __init__(self, settings: ClientSettings | None = None) -> None:
        self._settings = settings or ClientSettings()
        self._connection = self._settings.connection
        self._gate = threading.Lock()
        self._sender: Sender | None = None
        self._folder_gate = threading.Lock()
        self._folder: Path | None = None

    def configure(self, connection: ConnectionSettings) -> None:
        """Lets all that is sent from now on travel so; what is under way goes on as it began. Any thread."""
        with self._gate:
            self._connection = connection
            if self._sender is not None:
                self._sender.connection = connection

    def check_authorities(self, path: str) -> str:
        """Why a file holds no certificates that could be trusted, one sentence; empty where it does; blocking."""
        from app.adapters.http.tls import authority_problem  # noqa: PLC0415 - httpx must not delay the first frame

        return authority_problem(path)

    def warm_up(self) -> None:
        """Imports httpx and makes the TLS context, some 300 ms; blocking, for a worker thread."""
        self._ready()

    async def send(self, request: PreparedRequest, operation_key: str, *, pressed_at: float | None = None) -> Exchange:
        """Sends one request. Follows no redirects and keeps no cookies.

        It sends again only where a kept connection turns out to be closed, on a new one, and only what may be sent
        twice (RFC 9112 section 9.3.1); `Exchange.travel` tells.

        Cancelling the task gives an exchange whose failure is `cancelled`, with what had arrived until then: this
        coroutine ends a cancellation, so do not wrap it in `asyncio.timeout`.

        Args:
            request: What to send.
            operation_key: Taken over into the exchange.
            pressed_at: `time.perf_counter()` at the press on Send; None counts from now.

        Returns:
            The exchange. Never raises.
        """
        limit = self._settings.memory_limit
        return await self._ready().send(request, operation_key, pressed_at=pressed_at, memory_limit=limit)

    async def fetch_document(self, url: str, allowed_hosts: frozenset[str] = frozenset()) -> FetchedDocument | Failure:
        """Finds the OpenAPI document at a URL, which may be the document's own, a server's, or its docs page's.

        Follows up to five redirects. Only the URL's own host is asked, and those that are allowed. Never raises.
        """
        return await self._finder(allowed_hosts).find(url)

    async def fetch_part(
        self, url: str, allowed_hosts: frozenset[str] = frozenset(), stamp: str = ""
    ) -> FetchedDocument | Failure:
        """Fetches exactly what is at a URL, as `fetch_document` does, or learns that it is as `stamp` says.

        Never raises.
        """
        return await self._finder(allowed_hosts).part(url, stamp)

    def _finder(self, allowed_hosts: frozenset[str]) -> DocumentFinder:
        from app.adapters.http.documents import DocumentFinder  # noqa: PLC0415 - nothing needs it before

        return DocumentFinder(self._ready(), allowed_hosts)

    def discard(self, exchange: Exchange) -> None:
        """Deletes the files of an exchange's bodies, where it has some; the exchange's owner calls it when done."""
        for file in exchange.files():
            with contextlib.suppress(OSError):
                Path(file).unlink()

    async def close(self) -> None:
        """Closes the connections and deletes the files of all bodies; a later `send` begins anew."""
        with self._gate:
            sender, self._sender = self._sender, None
        with self._folder_gate:
            folder, self._folder = self._folder, None
        if sender is not None:
            await sender.close()
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)

    def _ready(self) -> Sender:
        from app.adapters.http.sending import Sender  # noqa: PLC0415 - httpx must not delay the first frame

        with self._gate:
            if self._sender is None:
                self._sender = Sender(self._settings, self._ready_folder)
                self._sender.connection = self._connection
            return self._sender

    def _ready_folder(self) -> Path:
        with self._folder_gate:
            if self._folder is None:
                self._folder = Path(tempfile.mkdtemp(prefix="routeglass-", dir=self._settings.folder))
            return self._folder

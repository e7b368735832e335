"""What the window shows of sources: the one in view, the one on its way, and why one cannot be had."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from PySide6.QtCore import QObject

from app.core.operations.opening import Opened
from app.core.workspace.events import DocumentReplaced
from app.core.workspace.model import Opening, Source, SourceStatus
from app.features.sources.orders import Kind, redacted

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.workspace.workspace import Workspace
    from app.features.sources.orders import Order
    from app.features.sources.own_server import OwnServer, Ready
    from app.features.sources.ports import Looked, Opener, Trouble
    from app.jobs.model import JobDone, JobHandle
    from app.jobs.runner import Runner

BOOKSTORE_LABEL: Final = "Bookstore"

_PASTE_AGAIN: Final = "Correct the text and paste it again (Ctrl+O)."
_UNNAMED: Final = frozenset(("", "FastAPI"))
"""What an app is called whose author gave it no title: FastAPI's own default says nothing."""


class Showing(QObject):
    """Writes into the workspace for everything that brings sources into view.

    Attributes:
        wanted: What was asked for last.
        in_view: How the source in view was asked for; None before the first is there.
        opened: Its document; None for the Bookstore.
        text: That document's text where no place leads to it; None elsewhere.
    """

    def __init__(self, workspace: Workspace, runner: Runner, opener: Opener, wanted: Order, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._runner = runner
        self._opener = opener
        self._listeners: list[Callable[[], None]] = []
        self._examination: JobHandle | None = None
        self.wanted = wanted
        self.in_view: Order | None = None
        self.opened: Opened | None = None
        self.text: str | None = None

    def listen(self, listener: Callable[[], None]) -> None:
        """Calls `listener` when another document is in view, or more is known of it (`opened`)."""
        self._listeners.append(listener)

    def is_at(self, order: Order) -> bool:
        """Whether that server of our own is in view, be it only as the first that starts."""
        source = self._workspace.source
        return source.inside and source.key == order.key

    # On the way

    def starting(self, order: Order) -> Source:
        """The source while nothing of it is there yet."""
        inside = order.kind is Kind.BOOKSTORE or order.app is not None
        place = order.app.folder if order.app is not None else ""
        return Source(_label(order), SourceStatus.STARTING, inside=inside, key=order.key, place=place)

    def under_way(self) -> None:
        """Says that what is wanted is being opened."""
        if self.in_view is None:
            self._workspace.set_source(self.starting(self.wanted))
        else:
            self._workspace.set_opening(Opening(_label(self.wanted)))

    def status(self, status: SourceStatus, base_url: str = "") -> None:
        """Tells how the server in view is doing, where that is no trouble."""
        source = self._workspace.source
        base_url = base_url or source.base_url
        self._workspace.set_source(replace(source, status=status, base_url=base_url, problem="", hint="", detail=""))

    def trouble(self, trouble: Trouble, *, in_view: bool = False) -> None:
        """Tells why what is wanted cannot be had, or what is in view no longer."""
        paste_again = _PASTE_AGAIN if self.wanted.kind is Kind.TEXT and not in_view else ""
        problem, hint, detail = trouble.problem, trouble.hint or paste_again, trouble.detail
        if self.in_view is None or in_view:
            source = replace(self._workspace.source, status=SourceStatus.FAILED)
            self._workspace.set_source(replace(source, problem=problem, hint=hint, detail=detail))
        else:
            self._workspace.set_opening(Opening(_label(self.wanted), problem, hint, detail))

    # In view

    def document(self, order: Order, opened: Opened) -> Source:
        """Brings a document into view; the source as it is shown."""
        source = _source(order, opened)
        if self._workspace.document is not None and source.key == self._workspace.source.key:
            # The same source, for example with more of its references: what was typed stays.
            self._workspace.open_document(opened.document, opened.api)
            self._workspace.set_opening(None)
        else:
            self._workspace.open_source(source, opened.document, opened.api)
        self.in_view, self.text = order, order.text
        self.take(opened)
        return source

    def replace(self, opened: Opened) -> None:
        """Shows another edition of the document in view."""
        self._workspace.open_document(opened.document, opened.api)
        self.take(opened)

    def server(self, server: OwnServer, ready: Ready) -> None:
        """Brings a server of our own into view."""
        source = replace(self.starting(server.order), status=SourceStatus.RUNNING, base_url=ready.base_url)
        if server.order.app is not None and ready.api.title not in _UNNAMED:
            source = replace(source, label=ready.api.title)
        self.in_view, self.text = server.order, ready.text
        self._workspace.open_source(source, ready.document, ready.api)
        self.take(ready.opened)
        if ready.looked is not None:
            self.looked(ready.looked)

    def server_again(self, server: OwnServer, ready: Ready) -> None:
        """Shows that the server in view answers again; what was typed stays."""
        self.status(SourceStatus.RUNNING, ready.base_url)
        # It may be run otherwise than before.
        self.in_view, self.text = server.order, ready.text
        if ready.document is not self._workspace.document:
            self._workspace.open_document(ready.document, ready.api)
            self.take(ready.opened)
        if ready.looked is not None:
            self.looked(ready.looked)
        if ready.comparison is not None:
            self._workspace.events.publish(DocumentReplaced(ready.comparison))

    def looked(self, looked: Looked) -> None:
        """Shows the routes of the server in view."""
        self._workspace.set_routes(looked.routes, looked.names, looked.inspector)

    def take(self, opened: Opened | None) -> None:
        """Takes over what is known of the document in view, and asks for the rest."""
        self.opened = opened
        self._workspace.set_problems(opened.problems if opened is not None else ())
        if opened is not None and not opened.examined:
            self._examination = self._runner.submit(partial(self._opener.examine, opened), self, self._examined)
        for listener in self._listeners:
            listener()

    def _examined(self, done: JobDone) -> None:
        current = self._examination is not None and done.handle_id == self._examination.id
        if current and isinstance(done.result, Opened) and self.opened is not None:
            self._examination = None
            if done.result.fingerprint == self.opened.fingerprint:
                self.take(done.result)


def _label(order: Order) -> str:
    return BOOKSTORE_LABEL if order.kind is Kind.BOOKSTORE else order.label


def _source(order: Order, opened: Opened) -> Source:
    """The source as it is shown."""
    place = redacted(opened.source) if "://" in opened.source else opened.source
    key = order.key
    if order.kind is Kind.FILE:
        key = opened.source
    elif order.kind is Kind.TEXT:
        key = f"text:{opened.api.title}"
    base_url = _nearest(opened.base_urls, opened.source)
    return Source(opened.api.title or order.label, SourceStatus.RUNNING, base_url, key=key, place=place)


def _nearest(offered: tuple[str, ...], place: str) -> str:
    """The server at the document's own origin, else the first: a test server may list the real one before itself."""
    origin = urlsplit(place)[:2]
    near = (url for url in offered if urlsplit(url)[:2] == origin)
    return next(near, next(iter(offered), ""))

"""Brings APIs into view: the Bookstore, and whatever else a person names.

What is in view stays usable until the next is there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from PySide6.QtCore import QObject

from app.core.operations.opening import Opened, OpenRequest
from app.core.workspace.model import Level, Notice, Opening, Source, SourceStatus
from app.features.sources.bookstore import Bookstore
from app.features.sources.orders import BOOKSTORE, Kind, Order, redacted
from app.features.sources.ports import Looked, Trouble, trouble_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.workspace.workspace import Workspace
    from app.features.sources.bookstore import Ready
    from app.features.sources.ports import Backend, DocumentFetcher, Opener
    from app.features.sources.recents import Recents
    from app.jobs.model import JobDone, JobHandle
    from app.jobs.runner import Runner

BOOKSTORE_ORDER = Order(Kind.BOOKSTORE, BOOKSTORE, "This is the Bookstore that comes with Routeglass.")


@dataclass(frozen=True, slots=True)
class Means:
    """What sources are reached with.

    Attributes:
        backend: The server of our own.
        fetcher: Fetches its document.
        opener: Opens every other document.
        recents: What was opened lately.
    """

    backend: Backend
    fetcher: DocumentFetcher
    opener: Opener
    recents: Recents


_PASTE_AGAIN: Final = "Correct the text and paste it again (Ctrl+O)."


class SourcePresenter(QObject):
    """Owns the way from what a person names to a list of operations.

    Args:
        first: What `start` opens.

    Attributes:
        recents: What was opened lately.
        in_view: How the source in view was asked for; None before the first is there.
        opened: Its document; None for the Bookstore.
    """

    def __init__(
        self,
        workspace: Workspace,
        runner: Runner,
        means: Means,
        parent: QObject | None = None,
        *,
        first: Order = BOOKSTORE_ORDER,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._runner = runner
        self._opener = means.opener
        self.bookstore = Bookstore(runner, means.backend, means.fetcher, self, self)
        self.recents = means.recents
        self.in_view: Order | None = None
        self.opened: Opened | None = None
        self._listeners: list[Callable[[], None]] = []
        self._wanted = first
        self._job: JobHandle | None = None
        self._is_holding = False
        self._held: JobDone | None = None
        self._examination: JobHandle | None = None
        workspace.set_source(self._starting(first))

    def listen(self, listener: Callable[[], None]) -> None:
        """Calls `listener` when another document is in view, or more is known of it (`opened`)."""
        self._listeners.append(listener)

    @property
    def key(self) -> str:
        """What the source in view is kept under."""
        return self._workspace.source.key

    # What a person does

    def begin(self) -> None:
        """Begins to open the first source where that is a document, so that it is there when `start` shows it."""
        if self._wanted.kind not in {Kind.BOOKSTORE, Kind.NOTHING, Kind.REFUSED}:
            self._is_holding = True
            self._submit(self._wanted)

    def start(self) -> None:
        """Opens the first source."""
        if not self._is_holding:
            self.open(self._wanted)
            return
        self._is_holding = False
        self._show_under_way()
        if self._held is not None:
            self._came(self._held)
            self._held = None

    def open(self, order: Order) -> None:
        """Opens a source; whatever was being opened is left off."""
        if order.kind in {Kind.NOTHING, Kind.REFUSED}:
            return
        self._leave_off()
        self._is_holding, self._held = False, None
        self._wanted = order
        if order.kind is Kind.BOOKSTORE:
            self._open_bookstore()
            return
        self._show_under_way()
        self._submit(order)

    def open_bookstore(self) -> None:
        """Opens the server of our own."""
        self.open(BOOKSTORE_ORDER)

    def cancel(self) -> None:
        """Leaves off opening; what was in view stays."""
        self._leave_off()
        if self.in_view is not None:
            self._wanted = self.in_view
            self._workspace.set_opening(None)
        else:
            words = "Open it again, or something else."
            self._show_trouble(Trouble(f"Opening {self._wanted.label} was stopped.", words, ""))

    def dismiss(self) -> None:
        """Forgets a source that could not be opened."""
        self._workspace.set_opening(None)

    def retry(self) -> None:
        """Tries again what failed."""
        if self._workspace.opening is None and self._workspace.source.inside:
            self.restart()
        else:
            self.open(self._wanted)

    def restart(self) -> None:
        """Stops the Bookstore's server and starts it again; what was typed stays."""
        self.bookstore.restart()

    def reset(self) -> None:
        """Restores the Bookstore's seed data."""
        self.bookstore.reset()

    def fail(self, trouble: Trouble) -> None:
        """Takes over that the Bookstore's server died by itself."""
        self.bookstore.fail(trouble)

    def allow_hosts(self, hosts: frozenset[str]) -> None:
        """Opens the document in view again, with references allowed to more hosts as long as it is in view."""
        if self.in_view is not None:
            self.open(self.in_view.with_hosts(hosts))

    # Documents

    def _submit(self, order: Order) -> None:
        request = OpenRequest(order.reference, order.text, order.allowed_hosts)
        self._job = self._runner.submit(partial(self._opener.open, request), self, self._came)

    def _came(self, done: JobDone) -> None:
        if self._is_holding:
            self._held = done
            return
        if self._job is None or done.handle_id != self._job.id:
            return
        self._job = None
        if isinstance(done.result, Opened):
            self._show(self._wanted, done.result)
        elif done.error is not None:
            self._show_trouble(trouble_of(done.error, f"{self._wanted.label} could not be opened."))

    def _show(self, order: Order, opened: Opened) -> None:
        source = self._source(order, opened)
        if self._workspace.document is not None and source.key == self._workspace.source.key:
            # The same source, for example with more of its references: what was typed stays.
            self.replace(opened)
            self._workspace.set_opening(None)
        else:
            self._workspace.open_source(source, opened.document, opened.api)
        self.in_view = order
        self.recents.add(order, source.key, source.label)
        self._take(opened)

    def replace(self, opened: Opened) -> None:
        """Shows another edition of the document in view."""
        self._workspace.open_document(opened.document, opened.api)
        self._take(opened)

    def _take(self, opened: Opened | None) -> None:
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
                self._take(done.result)

    def _source(self, order: Order, opened: Opened) -> Source:
        """The source as it is shown."""
        place = redacted(opened.source) if "://" in opened.source else opened.source
        key = order.key
        if order.kind is Kind.FILE:
            key = opened.source
        elif order.kind is Kind.TEXT:
            key = f"text:{opened.api.title}"
        base_url = _nearest(opened.base_urls, opened.source)
        return Source(opened.api.title or order.label, SourceStatus.RUNNING, base_url, key=key, place=place)

    # The Bookstore

    def _open_bookstore(self) -> None:
        ready = self.bookstore.ready
        if ready is None:
            if not self._workspace.source.inside:
                self._show_under_way()
            self.bookstore.start()
        elif not self._workspace.source.inside:
            self._show_bookstore(ready)
        else:
            self._workspace.set_opening(None)

    def _show_bookstore(self, ready: Ready) -> None:
        source = replace(self._starting(BOOKSTORE_ORDER), status=SourceStatus.RUNNING, base_url=ready.base_url)
        self.in_view = BOOKSTORE_ORDER
        self._workspace.open_source(source, ready.document, ready.api)
        self._take(None)
        if ready.looked is not None:
            self._show_looked(ready.looked)

    def on_bookstore_starting(self, base_url: str) -> None:
        """Says so where it is in view."""
        source = self._workspace.source
        if source.inside:
            known = base_url or source.base_url
            starting = self._starting(BOOKSTORE_ORDER)
            self._workspace.set_source(replace(starting, base_url=known))

    def on_bookstore_ready(self, ready: Ready) -> None:
        """Shows it where it is in view or wanted."""
        in_view = self._workspace.source.inside and self.in_view is not None
        if in_view:
            self._workspace.set_source(
                replace(self._workspace.source, status=SourceStatus.RUNNING, base_url=ready.base_url)
            )
            if ready.document is not self._workspace.document:
                self._workspace.open_document(ready.document, ready.api)
        elif self._wanted.kind is Kind.BOOKSTORE:
            self._show_bookstore(ready)

    def on_bookstore_looked(self, looked: Looked) -> None:
        """Shows its routes where it is in view."""
        if self._workspace.source.inside:
            self._show_looked(looked)

    def on_bookstore_failed(self, trouble: Trouble) -> None:
        """Tells why where it is in view or wanted."""
        if self._workspace.source.inside or self._wanted.kind is Kind.BOOKSTORE:
            self._show_trouble(trouble, in_view=self._workspace.source.inside)

    def on_bookstore_told(self, title: str, trouble: Trouble | None) -> None:
        """Passes it on."""
        if trouble is None:
            self._workspace.notify(Notice(Level.OK, title))
            return
        level = Level.ERROR if "reset" in title else Level.WARN
        self._workspace.notify(Notice(level, title, f"{trouble.problem} {trouble.hint}", trouble.detail))

    # Inside

    def _show_looked(self, looked: Looked) -> None:
        self._workspace.set_routes(looked.routes, looked.names, looked.inspector)

    def _starting(self, order: Order) -> Source:
        if order.kind is Kind.BOOKSTORE:
            return Source(self.bookstore.label, SourceStatus.STARTING, inside=True, key=BOOKSTORE)
        return Source(order.label, SourceStatus.STARTING, key=order.key)

    def _leave_off(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.cancel()

    def _show_under_way(self) -> None:
        if self.in_view is None:
            self._workspace.set_source(self._starting(self._wanted))
        else:
            label = self.bookstore.label if self._wanted.kind is Kind.BOOKSTORE else self._wanted.label
            self._workspace.set_opening(Opening(label))

    def _show_trouble(self, trouble: Trouble, *, in_view: bool = False) -> None:
        hint = _PASTE_AGAIN if self._wanted.kind is Kind.TEXT and not in_view else ""
        words = (trouble.problem, trouble.hint or hint, trouble.detail)
        if self.in_view is None or in_view:
            problem, hint, detail = words
            source = replace(self._workspace.source, status=SourceStatus.FAILED)
            self._workspace.set_source(replace(source, problem=problem, hint=hint, detail=detail))
        else:
            label = self.bookstore.label if self._wanted.kind is Kind.BOOKSTORE else self._wanted.label
            self._workspace.set_opening(Opening(label, *words))


def _nearest(offered: tuple[str, ...], place: str) -> str:
    """The server at the document's own origin, else the first: a test server may list the real one before itself."""
    origin = urlsplit(place)[:2]
    near = (url for url in offered if urlsplit(url)[:2] == origin)
    return next(near, next(iter(offered), ""))

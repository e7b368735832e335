"""Puts together what works behind the window: threads, network, server, and the presenters that have no view."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from app.adapters.embedded_bookstore import EmbeddedBookstore, Listeners
from app.adapters.http.client import HttpClient
from app.core.base.references import BOOKSTORE
from app.core.trace.otlp.expected import ExpectedTraces
from app.editing import CodeOpener
from app.features.connection.presenter import ConnectionPresenter
from app.features.event_loop.watching import LoopWatching
from app.features.sending.announcing import AnnouncingSender
from app.features.sending.presenter import SendingPresenter
from app.features.sending.tokens import SignInTools, TokenPresenter
from app.features.sending.volleys import VolleyPresenter
from app.features.telemetry.presenter import TelemetryPresenter
from app.jobs.batcher import Batcher
from app.jobs.runner import Runner
from app.opening import Tools, log_of, make_sources

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtCore import QObject

    from app.adapters.http.redirect_listener import RedirectListener
    from app.adapters.tracing.otlp.receiver import OtlpReceiver
    from app.core.workspace.workspace import Workspace
    from app.jobs.batcher import Batch
    from app.jobs.model import JobError
    from app.keeping import Keeping
    from app.opening import Asked, OpenedSources


@dataclass(frozen=True, slots=True)
class Wishes:
    """How they shall work.

    Attributes:
        database: The Bookstore's SQLite file; None keeps it in memory.
        port: The Bookstore's port; 0 lets the system choose.
        asked: What is opened first.
        keeper: Where recent sources and settings are kept.
        deliver: Gets on the main thread what came from other threads.
        on_error: Gets each error of a job.
    """

    database: Path | None
    port: int
    asked: Asked
    keeper: Keeping
    deliver: Callable[[Batch], None]
    on_error: Callable[[JobError], None]


@dataclass(frozen=True, slots=True)
class Services:
    """All of them."""

    runner: Runner
    batcher: Batcher
    http: HttpClient
    bookstore: EmbeddedBookstore
    connection: ConnectionPresenter
    sources: OpenedSources
    sending: SendingPresenter
    volleys: VolleyPresenter
    watching: LoopWatching
    tokens: TokenPresenter
    telemetry: TelemetryPresenter
    editing: CodeOpener

    def stop(self) -> None:
        """Cancels requests, stops the server, joins the threads, in this order."""
        self.sources.stop()
        self.runner.begin_stop()
        # A worker may wait for the server to start: it is freed when the server begins to stop.
        self.bookstore.begin_close()
        self.sources.begin_close()
        self.runner.stop()
        self.bookstore.close()
        self.telemetry.close()
        self.sources.close()
        self.batcher.close()


def _new_listener() -> RedirectListener:
    from app.adapters.http.redirect_listener import RedirectListener  # noqa: PLC0415 - the first sign-in needs it

    return RedirectListener()


def _new_receiver(expected: ExpectedTraces, put: Callable[[object], None]) -> OtlpReceiver:
    from app.adapters.tracing.otlp.receiver import OtlpReceiver  # noqa: PLC0415 - most windows never receive spans

    return OtlpReceiver(expected, put, put)


def _open_line(file: str, line: int) -> bool:
    from app.adapters.files.editor import open_in_editor  # noqa: PLC0415 - the first line that is opened needs it

    return open_in_editor(file, line)


def make_services(workspace: Workspace, wishes: Wishes, parent: QObject) -> Services:
    """All of them; nothing runs yet."""
    runner, http = Runner(parent, on_error=wishes.on_error), HttpClient()
    runner.at_stop(http.close)
    batcher = Batcher(wishes.deliver, parent)
    put = batcher.put
    bookstore = EmbeddedBookstore(wishes.database, Listeners(log_of(BOOKSTORE, put), put, put, put), port=wishes.port)
    expected = ExpectedTraces()
    sender = AnnouncingSender(http, expected)
    receiver = partial(_new_receiver, expected, put)
    tools = Tools(runner, http, bookstore, wishes.keeper, put)
    return Services(
        runner=runner,
        batcher=batcher,
        http=http,
        bookstore=bookstore,
        connection=ConnectionPresenter(workspace, runner, http, wishes.keeper, parent),
        sources=make_sources(workspace, tools, wishes.asked, parent),
        sending=SendingPresenter(workspace, runner, sender, parent),
        volleys=VolleyPresenter(workspace, runner, sender, parent),
        watching=LoopWatching(workspace, runner, parent),
        tokens=TokenPresenter(workspace, runner, http, SignInTools(_new_listener), parent),
        telemetry=TelemetryPresenter(workspace, runner, receiver, wishes.keeper, parent),
        editing=CodeOpener(workspace, runner, _open_line, parent),
    )

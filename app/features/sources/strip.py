"""Decides what stands in the strip under the top bar: what is being opened, what was not fetched, what changed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.core.operations.differences import ChangeKind
from app.core.workspace.events import (
    ApiChanged,
    AppChanged,
    DocumentReplaced,
    OpeningChanged,
    SendStarted,
    SourceLeft,
    SourceReloaded,
)
from app.core.workspace.model import Level
from app.features.sources import app_strip
from app.features.sources.strip_message import Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.operations.differences import Comparison
    from app.core.workspace.workspace import Workspace
    from app.features.sources.presenter import SourcePresenter
    from app.features.sources.reloading import Reloader

CANCEL, FETCH, AGAIN, CHANGES = "cancelOpening", "fetchMissing", "readAgain", "showChanges"
MOST_HOSTS = 4


class StripPresenter:
    """What concerns the source in view as a whole."""

    def __init__(self, workspace: Workspace, sources: SourcePresenter, reloader: Reloader) -> None:
        self._workspace = workspace
        self._sources = sources
        self._reloader = reloader
        self._comparison: Comparison | None = None
        self._reloaded: Message | None = None
        self._unsent: int | None = None
        self._resent: int | None = None
        self._declined: frozenset[str] = frozenset()
        self._listener: Callable[[], None] | None = None
        events = workspace.events
        events.subscribe(OpeningChanged, self._changed)
        events.subscribe(ApiChanged, self._changed)
        events.subscribe(DocumentReplaced, self._replaced)
        events.subscribe(SourceLeft, self._left)
        events.subscribe(AppChanged, self._app_changed)
        events.subscribe(SourceReloaded, self._was_reloaded)
        events.subscribe(SendStarted, self._sent)
        sources.listen(self._tell)
        reloader.listen(self._tell)

    def listen(self, listener: Callable[[], None]) -> None:
        """Calls `listener` when there is something else to say."""
        self._listener = listener

    def messages(self) -> tuple[Message, ...]:
        """What there is to say, from top to bottom."""
        found = (self._opening(), self._app(), self._reloaded, self._missing(), self._trouble(), self._changes())
        return tuple(message for message in found if message is not None)

    def act(self, key: str) -> None:
        """Does what a button offers."""
        doings: dict[str, Callable[[], object]] = {
            CANCEL: self._sources.cancel,
            FETCH: self._fetch,
            AGAIN: self._reloader.reload,
            CHANGES: self._show_changes,
            app_strip.OPEN_LINE: self._open_line,
            app_strip.TRACEBACK: self._show_app,
            app_strip.LOG: self._show_log,
            app_strip.START: self._sources.restart,
            app_strip.SEND_AGAIN: self._send_again,
            app_strip.COMPARE: self._show_comparison,
        }
        doings[key]()

    def close(self, key: str) -> None:
        """Takes a message away."""
        if key == "missing":
            self._declined |= self._hosts()
        elif key == "changes":
            self._comparison = None
        elif key == "reloaded":
            self._reloaded = None
        self._tell()

    def _opening(self) -> Message | None:
        opening = self._workspace.opening
        if opening is None or opening.failed:
            return None
        text = f"{self._workspace.source.label} stays as it is until then."
        actions: tuple[tuple[str, str], ...] = ((CANCEL, "Cancel"),)
        if self._sources.showing.wanted.app is not None:
            actions = ((app_strip.LOG, "Show its log"), *actions)
        return Message("opening", Level.INFO, f"Opening {opening.label}…", text, actions)

    def _app(self) -> Message | None:
        own, order = self._workspace.own_app, self._sources.in_view
        if order is None or order.app is None or own.order != order.app or own.state is None:
            return None
        return app_strip.app_message(order.app, own.state)

    def _missing(self) -> Message | None:
        hosts = self._hosts() - self._declined
        if not hosts:
            return None
        counts = Counter(_host(uri) for uri in self._uris() if _host(uri) in hosts)
        total = sum(counts.values())
        title = f"{total} {'reference leads' if total == 1 else 'references lead'} to {_listed(sorted(counts))}."
        them, they = ("it", "it is") if total == 1 else ("them", "they are")
        text = f"Nothing was asked there; what needs {them} takes any value until {they} fetched."
        words = f"Fetch {them} from {_listed(sorted(counts))}"
        return Message("missing", Level.WARN, title, text, ((FETCH, words),), closable=True)

    def _trouble(self) -> Message | None:
        trouble = self._reloader.trouble
        if trouble is None:
            return None
        text = f"{trouble.problem} {trouble.hint} What is open stays as it was.".replace("  ", " ")
        title = "The changed document cannot be read."
        return Message("trouble", Level.WARN, title, text, ((AGAIN, "Read again"),))

    def _changes(self) -> Message | None:
        comparison = self._comparison
        if comparison is None:
            return None
        if not comparison:
            title = "The document was read again: only its words changed, no operation."
            return Message("changes", Level.OK, title, closable=True)
        breaks = sum(change.breaks for change in comparison.operations)
        text = f"{breaks} of them may break a request that was right before." if breaks else ""
        level = Level.WARN if breaks else Level.INFO
        title = f"The document changed: {change_words(comparison)}."
        return Message("changes", level, title, text, ((CHANGES, "Show the changes"),), closable=True)

    def _uris(self) -> tuple[str, ...]:
        opened = self._sources.opened
        return opened.missing if opened is not None else ()

    def _hosts(self) -> frozenset[str]:
        return frozenset(map(_host, self._uris()))

    def _replaced(self, event: DocumentReplaced) -> None:
        self._comparison = event.comparison
        self._tell()

    def _left(self, _event: SourceLeft) -> None:
        self._comparison, self._reloaded, self._declined = None, None, frozenset()

    def _was_reloaded(self, event: SourceReloaded) -> None:
        self._reloaded, self._unsent = app_strip.reloaded_message(self._workspace, event), self._workspace.active
        self._resent = event.tab
        if event.comparison is None:
            self._comparison = None
        self._tell()

    def _sent(self, event: SendStarted) -> None:
        if event.tab == self._resent:
            # That is what the message tells of.
            self._resent = None
        elif self._reloaded is not None and self._reloaded.actions:
            # What was offered is done, or the person has gone on.
            self._reloaded = None
            self._tell()

    def _app_changed(self, _event: AppChanged) -> None:
        if self._app() is not None:
            self._reloaded = None
        self._tell()

    def _changed(self, _event: object) -> None:
        self._tell()

    def _fetch(self) -> None:
        self._sources.allow_hosts(self._hosts())

    def _show_changes(self) -> None:
        self._workspace.show_page("changes", by="sources")

    def _show_comparison(self) -> None:
        self._workspace.show_page("compare", by="sources")

    def _show_app(self) -> None:
        self._workspace.show_page("app", by="sources")

    def _show_log(self) -> None:
        self._workspace.show_log(by="sources")

    def _open_line(self) -> None:
        place = self._workspace.own_app.culprit()
        if place is not None:
            self._workspace.show_code(place.file, place.line, by="sources")

    def _send_again(self) -> None:
        if self._unsent is not None:
            self._workspace.request_send(self._unsent, by="reload")

    def _tell(self) -> None:
        if self._listener is not None:
            self._listener()


def change_words(comparison: Comparison) -> str:
    """`2 operations are new, 1 is gone, 3 differ`."""
    words: list[str] = []
    for kind, one, many in (
        (ChangeKind.ADDED, "is new", "are new"),
        (ChangeKind.REMOVED, "is gone", "are gone"),
        (ChangeKind.CHANGED, "differs", "differ"),
    ):
        count = comparison.count(kind)
        if count:
            noun = "" if words else " operation" if count == 1 else " operations"
            words.append(f"{count:,}{noun} {one if count == 1 else many}")
    return ", ".join(words) or " ".join(comparison.notes)[:120].rstrip(".")


def _host(uri: str) -> str:
    return urlsplit(uri).netloc.rpartition("@")[2]


def _listed(hosts: list[str]) -> str:
    shown, rest = hosts[:MOST_HOSTS], len(hosts) - MOST_HOSTS
    return ", ".join(shown) + (f" and {rest} more hosts" if rest > 0 else "")

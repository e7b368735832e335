"""Decides what the operation list shows: rows in groups, and how each operation ended last."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from app.core.exchange.model import Failure
from app.core.exchange.statuses import StatusClass, status_class, status_line
from app.core.operations.grouping import UNTAGGED, by_path, by_tag, in_order
from app.core.routes.promises import handler_name
from app.core.workspace.events import SourceLeft
from app.core.workspace.model import Level, Notice, SourceStatus
from app.jobs.pace import straight

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from app.core.exchange.model import Outcome
    from app.core.operations.grouping import Group
    from app.core.operations.listing import OperationEntry
    from app.core.operations.model import Api, Tag
    from app.core.routes.promises import BrokenPromise
    from app.core.workspace.model import Opening, Source
    from app.core.workspace.workspace import Workspace
    from app.jobs.pace import Walk


class Grouping(StrEnum):
    """How operations stand together."""

    TAG = "tag"
    PATH = "path"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class OperationRow:
    """One operation in the list.

    Attributes:
        key: `POST /books`.
        group: The heading it stands under; empty for none.
        level: How well the last send ended; None before the first.
        ending: How it ended, in words; empty before the first.
        search: Further words it is found by.
        answering: Which handler answers in place of the documented one; empty where that is the documented one.
    """

    key: str
    method: str
    path: str
    summary: str
    group: str
    deprecated: bool
    level: Level | None
    ending: str
    search: str
    answering: str = ""


@dataclass(frozen=True, slots=True)
class SourceState:
    """What stands in place of the list.

    Attributes:
        actions: What can be done about it, the first the most likely: key, words, icon.
        details: What can be copied for a report; empty where there is no more to tell.
    """

    icon: str
    title: str
    text: str
    actions: tuple[tuple[str, str, str], ...] = ()
    details: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """What the rows of a list are made of.

    Attributes:
        endings: How the last send of an operation ended, by its key.
        promises: The operations that another handler answers than the document says.
    """

    api: Api | None
    grouping: Grouping
    endings: Mapping[str, tuple[Level, str]]
    promises: Mapping[str, BrokenPromise] = field(default_factory=dict)


RETRY = ("retry", "Retry", "refresh")
CANCEL = ("cancelOpening", "Cancel", "stop")
TO_BOOKSTORE = ("openBookstore", "Open the Bookstore", "book")


class ApiBrowserPresenter:
    """The operations of the open document."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        workspace.events.subscribe(SourceLeft, self._forget_endings)
        self._endings: dict[str, tuple[Level, str]] = {}
        self._rows: dict[str, OperationRow] = {}
        self._noted: frozenset[str] = frozenset()
        self._wanted = ""
        self.grouping = Grouping.TAG

    @property
    def source(self) -> Source:
        """The API in view."""
        return self._workspace.source

    @property
    def state(self) -> SourceState | None:
        """What stands in place of the list; None where there is a list to show."""
        source, opening = self.source, self._workspace.opening
        if opening is not None and opening.failed:
            back = ("keepSource", f"Back to {source.label}", "")
            return _failed(f"{opening.label} could not be opened", opening, (RETRY, back))
        if source.status is SourceStatus.FAILED:
            if source.inside:
                return _failed(f"{source.label} is not running", source, (RETRY,))
            return _failed(f"{source.label} could not be opened", source, (RETRY, TO_BOOKSTORE))
        if self.total():
            return None
        if source.status is SourceStatus.STARTING:
            if not source.inside:
                return SourceState("clock", f"Opening {source.label}", "Its operations appear here.", (CANCEL,))
            # The person's own app may take long, or never answer.
            actions = (CANCEL,) if self._workspace.own_app.order is not None else ()
            words = "Its operations appear here in a moment."
            return SourceState("clock", f"{source.label} is starting", words, actions)
        if self._workspace.api is None:
            return SourceState("book", "No API is open", "Its operations appear here.")
        return SourceState(
            "book",
            "No operations",
            "The document describes none yet. When it does, press F5; Ctrl+O opens another one.",
        )

    @property
    def is_waiting(self) -> bool:
        """Whether the first document is still on its way."""
        starting = self.source.status is SourceStatus.STARTING
        return starting and self._workspace.opening is None and self._workspace.api is None

    def rows(self) -> tuple[OperationRow, ...]:
        """All operations, group by group; one with several tags stands under its first."""
        listing = self.listing()
        rows = rows_of(listing)
        self.take(listing, rows)
        return rows

    def listing(self) -> Listing:
        """What the rows are made of, to be made on any thread."""
        return Listing(self._workspace.api, self.grouping, dict(self._endings), self._workspace.promises.broken)

    def take(self, listing: Listing, rows: tuple[OperationRow, ...]) -> tuple[OperationRow, ...]:
        """Takes over the rows of a listing; those of operations whose sending has ended since, as they are now."""
        self._rows, self._noted = {row.key: row for row in rows}, frozenset(listing.promises)
        late = [key for key, ending in self._endings.items() if listing.endings.get(key) != ending]
        found = (self._with_ending(key) for key in late)
        return tuple(row for row in found if row is not None)

    def note_routes(self) -> tuple[OperationRow, ...]:
        """The rows that read otherwise, now that the server's routes are known, or are others."""
        broken = self._workspace.promises.broken
        keys, self._noted = self._noted | broken.keys(), frozenset(broken)
        changed = [self._rows[key] for key in keys if key in self._rows]
        rows = [replace(row, answering=_answering(broken, row.key)) for row in changed]
        self._rows |= {row.key: row for row in rows}
        return tuple(rows)

    def total(self) -> int:
        """How many operations there are."""
        return len(self._workspace.api.operations) if self._workspace.api else 0

    def open(self, key: str) -> None:
        """Opens an operation in a tab; before the first document is there, as soon as it is."""
        if self.is_waiting:
            self._wanted = key
        else:
            self._workspace.open_operation(key)

    def open_wanted(self) -> None:
        """Opens what was asked for before its document was there; what is no longer in that is told."""
        key, self._wanted = self._wanted, ""
        if key and self._workspace.open_operation(key) is None:
            hint = "The list that stood here first was the one of last time."
            self._workspace.notify(Notice(Level.INFO, f"{key} is no longer in {self.source.label}.", hint))

    def note_ending(self, tab: int) -> OperationRow | None:
        """Remembers how the last send of a tab ended; the operation's row as it is now, None where nothing ended."""
        found = self._workspace.tab(tab)
        if found is None or found.exchange is None:
            return None
        key = found.operation.key
        self._endings[key] = _ending(found.exchange.outcome)
        return self._with_ending(key)

    def _with_ending(self, key: str) -> OperationRow | None:
        row = self._rows.get(key)
        if row is not None:
            level, ending = self._endings[key]
            row = self._rows[key] = replace(row, level=level, ending=ending)
        return row

    def _forget_endings(self, _event: SourceLeft) -> None:
        self._endings = {}


def rows_of(listing: Listing, walk: Walk = straight) -> tuple[OperationRow, ...]:
    """The rows of a list, group by group; one with several tags stands under its first."""
    rows: dict[str, OperationRow] = {}
    for group in _groups(listing):
        for operation in walk(_all_of(group)):
            key = operation.key
            if key not in rows:
                level, ending = listing.endings.get(key, (None, ""))
                rows[key] = OperationRow(
                    key,
                    operation.method,
                    operation.path,
                    operation.summary,
                    group.name,
                    operation.deprecated,
                    level,
                    ending,
                    " ".join((operation.operation_id, *operation.tags, *operation.parameters)),
                    _answering(listing.promises, key),
                )
    return tuple(rows.values())


def _groups(listing: Listing) -> tuple[Group, ...]:
    operations = listing.api.entries if listing.api is not None else ()
    if listing.grouping is Grouping.TAG:
        titles = tag_titles(listing.api.tags if listing.api is not None else ())
        order = {tag: index for index, tag in enumerate(titles)}
        groups = sorted(by_tag(operations), key=partial(_place, order))
        return tuple(replace(group, name=titles.get(group.name, group.name)) for group in groups)
    return by_path(operations) if listing.grouping is Grouping.PATH else in_order(operations)


def _answering(broken: Mapping[str, BrokenPromise], key: str) -> str:
    promise = broken.get(key)
    return f"{handler_name(promise.answering)} answers" if promise is not None else ""


def _failed(title: str, trouble: Source | Opening, actions: tuple[tuple[str, str, str], ...]) -> SourceState:
    words = " ".join(part for part in (trouble.problem, trouble.hint) if part)
    details = "\n".join(part for part in (title, trouble.problem, trouble.hint, trouble.detail) if part)
    return SourceState("warning", title, words, actions, details if trouble.detail else "")


def tag_titles(tags: Iterable[Tag]) -> dict[str, str]:
    """The tags that a document describes and their titles, each behind those above it (OpenAPI 3.2 section 4.22)."""
    listed = {tag.name: tag for tag in tags}
    chains = {name: _chain(listed, name) for name in listed}
    places = {name: place for place, name in enumerate(listed)}
    ordered = sorted(chains, key=lambda name: [places[one] for one in chains[name]])
    return {name: " / ".join(chains[name]) for name in ordered}


def _chain(listed: Mapping[str, Tag], name: str) -> tuple[str, ...]:
    """The tag and those above it, the topmost first; a circle ends where it begins again."""
    chain = [name]
    while (parent := listed[chain[0]].parent) in listed and parent not in chain:
        chain.insert(0, parent)
    return tuple(chain)


def _ending(outcome: Outcome) -> tuple[Level, str]:
    if isinstance(outcome, Failure):
        return Level.WARN if outcome.cancelled else Level.ERROR, outcome.message
    failed = status_class(outcome.status) in {StatusClass.CLIENT_ERROR, StatusClass.SERVER_ERROR}
    return Level.ERROR if failed else Level.OK, status_line(outcome.status)


def _place(order: Mapping[str, int], group: Group) -> tuple[bool, int]:
    # Sorting is stable: tags that the document does not list keep the order of their first use.
    return group.name == UNTAGGED, order.get(group.name, len(order))


def _all_of(group: Group) -> Iterator[OperationEntry]:
    yield from group.operations
    for below in group.groups:
        yield from _all_of(below)

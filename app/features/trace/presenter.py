"""Decides what the Trace page shows of the tab in front: rows, an axis, details, and words where there is nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.core.exchange.model import Failure
from app.core.exchange.statuses import status_line
from app.core.exchange.words import duration_words, fine_duration_words
from app.core.trace.clock import clock_words
from app.core.trace.span_details import SpanDetails, details_of, record_of
from app.core.trace.span_tree import SpanTree
from app.core.trace.timeline import Timeline, make_timeline
from app.core.workspace.events import (
    ApiChanged,
    SendFinished,
    SendStarted,
    StageRequested,
    TabActivated,
    TelemetryChanged,
    TraceArrived,
)
from app.core.workspace.next_step import next_step, take_step

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.exchange.model import Exchange
    from app.core.trace.model import Journey, StageName, Trace
    from app.core.trace.timeline import TimelineRow
    from app.core.workspace.next_step import NextStep
    from app.core.workspace.workspace import Workspace

BY = "trace"

_FOREIGN = (
    "This server tells nothing of its inside, so only what the client saw is here. "
    "Of the Bookstore, of an app that Routeglass runs, and of servers that send OpenTelemetry spans, there is more."
)
_AWAITED = (
    "No span of this request has come yet. Servers send them in batches, often five seconds later; "
    "they appear here as they come."
)
_LATE = "The server's account is not here yet: it comes when its background tasks are done, too."
_NO_ACCOUNT = "The server was not reached, so there is only what the client did."


@dataclass(frozen=True, slots=True)
class TracePage:
    """What the page shows.

    Attributes:
        timeline: Its rows; empty where nothing was sent.
        summary: One line above them.
        remark: What else is to be said; may be empty.
        waiting: Whether the server's account may still come.
        foreign: Whether nothing is known of the server's inside because it tells nothing.
        current: Key of the row that matters most.
        follows: Whether it tells more, or less, of what was shown before: the same exchange and its trace.
    """

    timeline: Timeline = field(default_factory=Timeline)
    summary: str = ""
    remark: str = ""
    waiting: bool = False
    foreign: bool = False
    current: str = ""
    follows: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asked to see.

    Attributes:
        key: The row; empty where there is none.
        words: What is to be said instead.
    """

    key: str
    words: str = ""


class TracePresenter:
    """The trace of the last exchange of the tab in front."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._listener: Callable[[], None] | None = None
        self._exchange: Exchange | None = None
        self._trace: Trace | None = None
        self._page = TracePage()
        self._tree: SpanTree | None = None
        self._stage: StageName | None = None
        self._layers = False
        for event in (ApiChanged, SendFinished, SendStarted, TabActivated, TraceArrived):
            workspace.events.subscribe(event, self._changed)
        workspace.events.subscribe(TelemetryChanged, self._receiving_changed)
        workspace.events.subscribe(StageRequested, self._show_stage)

    def listen(self, listener: Callable[[], None]) -> None:
        """Calls `listener` when there may be something else to show."""
        self._listener = listener

    @property
    def is_sending(self) -> bool:
        """Whether the next exchange of the tab in front is under way."""
        tab = self._workspace.current
        return tab is not None and tab.sending

    @property
    def layers(self) -> bool:
        """Whether the middlewares that FastAPI puts around every app are shown."""
        return self._layers

    def show_layers(self, *, shown: bool) -> None:
        """Shows or hides them from now on."""
        self._layers = shown
        self._page = replace(self._make(), follows=True)

    def page(self) -> TracePage:
        """What is there of the tab in front; the same object while nothing is new."""
        tab = self._workspace.current
        exchange = tab.exchange if tab is not None else None
        trace = tab.trace if tab is not None else None
        if exchange is not self._exchange or trace is not self._trace:
            # A trace of OpenTelemetry grows while its spans arrive.
            grown = exchange is self._exchange and trace is not None and self._trace is not None
            self._exchange, self._trace = exchange, trace
            self._tree = SpanTree(trace) if trace is not None else None
            self._page = replace(self._make(), follows=grown)
        return self._page

    def take_wanted(self) -> Wanted | None:
        """What a press on the journey strip leads to, told once; None where nothing was pressed."""
        tab, stage = self._workspace.current, self._stage
        self._stage = None
        if stage is None or tab is None or tab.journey is None:
            return None
        row = self.page().timeline.row_of_stage(stage)
        if row is not None:
            return Wanted(row.key)
        told = next(each for each in tab.journey.stages if each.name is stage)
        return Wanted("", f"{stage.value}: {told.sentence}")

    def details(self, key: str) -> SpanDetails | None:
        """All about a row; None where there is none of that key."""
        page, row = self.page(), self._row(key)
        if row is None:
            return None
        return details_of(row, page.timeline, self._exchange, self._trace, self._tree)

    def copied_text(self, key: str) -> str:
        """A row in words, for the clipboard."""
        details = self.details(key)
        return details.as_text() if details is not None else ""

    def copied_json(self, key: str) -> str:
        """A row as it was recorded, and everything inside it, as JSON; empty for what was not recorded."""
        row = self._row(key)
        if row is None or row.span is None or self._tree is None:
            return ""
        spans = (row.span, *self._tree.below(row.span.number))
        return json.dumps([record_of(span) for span in spans], ensure_ascii=False, indent=2)

    def show_code(self, file: str, line: int) -> None:
        """Asks for a place in the source to be shown."""
        self._workspace.show_code(file, line, by=BY)

    def _row(self, key: str) -> TimelineRow | None:
        timeline = self.page().timeline
        index = timeline.index_of(key)
        return timeline.rows[index] if index is not None else None

    def _make(self) -> TracePage:
        exchange, trace, tab = self._exchange, self._trace, self._workspace.current
        if exchange is None or tab is None:
            return TracePage()
        timeline = make_timeline(exchange, trace, layers=self._layers)
        untold = trace is None and exchange.response is not None
        waiting = untold and self._workspace.source.inside
        return TracePage(
            timeline=timeline,
            summary=_summary(exchange, trace),
            remark=self._remark(exchange, trace, waiting=waiting),
            waiting=waiting,
            foreign=untold and not waiting,
            current=_current(timeline, tab.journey),
        )

    @property
    def next_step(self) -> NextStep | None:
        """What makes something appear here, while there is nothing."""
        return next_step(self._workspace)

    def take_step(self) -> None:
        """Takes it."""
        take_step(self._workspace, by=BY)

    def show_telemetry(self) -> None:
        """Asks for the page where spans of OpenTelemetry are received."""
        self._workspace.show_page("telemetry", by=BY)

    def _remark(self, exchange: Exchange, trace: Trace | None, *, waiting: bool) -> str:
        if trace is not None:
            told = (*trace.notes, clock_words(exchange, trace))
            dropped = f"{trace.dropped:,} more spans were not recorded: there were too many." if trace.dropped else ""
            return " ".join(words for words in told if words) or dropped
        if exchange.response is None:
            return _NO_ACCOUNT
        if waiting:
            return _LATE
        return _AWAITED if self._workspace.telemetry.is_on else _FOREIGN

    def _receiving_changed(self, _event: TelemetryChanged) -> None:
        if self._page.foreign and self._workspace.telemetry.is_on is not (self._page.remark == _AWAITED):
            self._page = self._make()
            self._changed(_event)

    def _changed(self, _event: object) -> None:
        if self._listener is not None:
            self._listener()

    def _show_stage(self, event: StageRequested) -> None:
        self._stage = event.stage
        if self._listener is not None:
            self._listener()


def _summary(exchange: Exchange, trace: Trace | None) -> str:
    """`POST /books · 201 Created · 11 ms, of it the server 2.93 ms · 27 spans`."""
    outcome = exchange.outcome
    ended = outcome.message if isinstance(outcome, Failure) else status_line(outcome.status)
    took = duration_words(exchange.elapsed_ms)
    if trace is None:
        return f"{exchange.operation_key} · {ended} · {took}"
    count = len(trace.spans)
    spans = f"{count:,} {'span' if count == 1 else 'spans'}"
    return f"{exchange.operation_key} · {ended} · {took}, the server {fine_duration_words(trace.duration_ms)} · {spans}"


def _current(timeline: Timeline, journey: Journey | None) -> str:
    """Where it stopped, or what failed; else what the server did as a whole, or the longest of what the client did."""
    stopped = journey.stopped_at if journey is not None else None
    row = timeline.row_of_stage(stopped) if stopped is not None else None
    if row is None:
        row = next((row for row in timeline.rows if row.failed), None)
    if row is None:
        row = next((row for row in timeline.rows if row.span is not None), None)
    if row is None:
        row = max(timeline.rows, key=_length, default=None)
    return row.key if row is not None else ""


def _length(row: TimelineRow) -> float:
    return row.duration_ms

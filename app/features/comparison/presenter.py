"""Decides what of the last two exchanges of the tab in front is shown side by side."""

from __future__ import annotations

import time
import traceback
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.core.history.model import Comparison, Kind, Row, Section
from app.core.workspace import events as ev
from app.core.workspace.model import Level, Notice
from app.core.workspace.next_step import next_step, take_step

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.exchange.model import Exchange, ResponseBody
    from app.core.history.model import Snapshot
    from app.core.workspace.next_step import NextStep
    from app.core.workspace.workspace import Workspace
    from app.jobs.model import JobDone, JobHandle
    from app.jobs.runner import Runner

    Digest = Callable[[ResponseBody], str]

BY = "comparison"


@dataclass(frozen=True, slots=True)
class _Pair:
    """The two exchanges that are compared."""

    before: Snapshot
    after: Snapshot

    def is_of(self, before: Snapshot, after: Exchange) -> bool:
        """Whether these are they."""
        return self.before is before and self.after.exchange is after


class ComparisonPresenter(QObject):
    """The comparison of the tab in front, made by a worker when somebody looks.

    Args:
        digest: Tells a whole body's digest; blocks.

    Attributes:
        only_differences: Whether rows whose sides are the same are left out.
    """

    def __init__(self, workspace: Workspace, runner: Runner, digest: Digest, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._runner = runner
        self._digest = digest
        self._listener: Callable[[], None] | None = None
        self._wanted: _Pair | None = None
        self._job: JobHandle | None = None
        self._made: tuple[_Pair, Comparison] | None = None
        self.only_differences = True
        for event in (ev.ApiChanged, ev.SendStarted, ev.SendFinished, ev.TabActivated, ev.TraceArrived):
            workspace.events.subscribe(event, self._changed)

    def listen(self, listener: Callable[[], None]) -> None:
        """Calls `listener` when there is something else to show."""
        self._listener = listener

    @property
    def has_two(self) -> bool:
        """Whether the tab in front has two exchanges."""
        return self._pair() is not None

    @property
    def has_one(self) -> bool:
        """Whether it has one, and wants another."""
        tab = self._workspace.current
        return tab is not None and tab.exchange is not None

    @property
    def next_step(self) -> NextStep | None:
        """What leads to a comparison, while there is none."""
        return next_step(self._workspace)

    def take_step(self) -> None:
        """Takes it."""
        take_step(self._workspace, by=BY)

    @property
    def operation(self) -> str:
        """What the two are exchanges of."""
        tab = self._workspace.current
        return tab.operation.key if tab is not None else ""

    def prepare(self) -> None:
        """Has the comparison made where it is not there yet; returns at once."""
        pair = self._pair()
        if pair is None or self._is_made(pair) or self._is_wanted(pair):
            return
        if self._job is not None:
            self._job.cancel()
        self._wanted = pair
        self._job = self._runner.submit_blocking(partial(_compare, pair, self._digest), self, self._came_home)

    def comparison(self) -> Comparison | None:
        """The comparison, None while it is being made or there is none."""
        pair = self._pair()
        return self._made[1] if self._made is not None and pair is not None and self._is_made(pair) else None

    def rows(self) -> tuple[Row, ...]:
        """The rows to be shown."""
        found = self.comparison()
        if found is None:
            return ()
        rows = (self._sent(), *found.rows)
        if not self.only_differences:
            return rows
        # What a body has around its differences helps to read them; and how it ended is always told.
        return tuple(row for row in rows if row.kind.counts or _is_kept(row))

    def show_all(self, *, everything: bool) -> None:
        """Shows also what is the same, or only what differs."""
        self.only_differences = not everything
        self._tell()

    def reveal(self, row: Row) -> None:
        """Shows a row's node in the newer body, where it has one."""
        tab = self._workspace.current
        if tab is not None and row.tokens is not None:
            self._workspace.reveal_node(tab.identity, row.tokens, by=BY)

    def _pair(self) -> _Pair | None:
        tab = self._workspace.current
        if tab is None or tab.previous is None or tab.exchange is None:
            return None
        for known in (self._wanted, self._made[0] if self._made is not None else None):
            if known is not None and known.is_of(tab.previous, tab.exchange) and known.after.journey is tab.journey:
                return known
        after = tab.snapshot()
        return _Pair(tab.previous, after) if after is not None else None

    def _sent(self) -> Row:
        pair = self._pair()
        moments = (pair.before.exchange.started_at, pair.after.exchange.started_at) if pair is not None else (0.0, 0.0)
        before, after = (time.strftime("%H:%M:%S", time.localtime(moment)) for moment in moments)
        return Row(Section.RESULT, "Sent at", before, after, Kind.EXPECTED)

    def _is_made(self, pair: _Pair) -> bool:
        return self._made is not None and self._made[0] is pair

    def _is_wanted(self, pair: _Pair) -> bool:
        return self._job is not None and self._wanted is pair

    def _came_home(self, done: JobDone) -> None:
        if self._job is None or done.handle_id != self._job.id:
            return
        self._job = None
        if isinstance(done.result, Comparison) and self._wanted is not None:
            self._made = self._wanted, done.result
        elif done.error is not None:
            detail = "".join(traceback.format_exception(done.error))
            words = "The answers themselves are as they were; the details help to mend it."
            self._workspace.notify(Notice(Level.ERROR, "The two answers could not be compared.", words, detail))
        self._tell()

    def _changed(self, _event: object) -> None:
        self._tell()

    def _tell(self) -> None:
        if self._listener is not None:
            self._listener()


def _is_kept(row: Row) -> bool:
    around = row.section is Section.BODY and row.kind in {Kind.SAME, Kind.LEFT_OUT}
    return around or row.section is Section.RESULT


def _compare(pair: _Pair, digest: Digest) -> Comparison:
    from app.core.history.difference import compare  # noqa: PLC0415 - on the worker, where nobody waits for it

    return compare(pair.before, pair.after, (_digest(pair.before, digest), _digest(pair.after, digest)))


def _digest(snapshot: Snapshot, digest: Digest) -> str:
    response = snapshot.exchange.response
    return digest(response.body) if response is not None and response.body.file is not None else ""

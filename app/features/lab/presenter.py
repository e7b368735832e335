"""Decides what the lab offers to send, how its runs are drawn, and what is said of them."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from app.core.exchange.statuses import status_line
from app.core.exchange.words import duration_words
from app.core.lab.comparison import as_csv, as_json, compare, took
from app.core.lab.lanes import lay_lanes
from app.core.lab.model import MOST_REQUESTS, MOST_STAGGER_MS, Lane, PieceKind, Plan, Portion, Run
from app.core.lab.verdict import Manner, Verdict, judge
from app.core.workspace import events as ev
from app.core.workspace.model import Level
from app.core.workspace.next_step import next_step, take_step
from app.jobs.throttle import Throttle

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.workspace.next_step import NextStep
    from app.core.workspace.workspace import Workspace

BY: Final = "lab"
FIRST_COUNT: Final = 8
"""Requests that the tab in front is offered with, before a person chose anything."""

INTERVAL_MS: Final = 150
"""News of a run is drawn so often at most."""

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "QUERY"})
"""RFC 9110 section 9.2.1, and QUERY."""

_LEVELS: Final = {
    Manner.UNANSWERED: Level.ERROR,
    Manner.BLOCKED: Level.WARN,
    Manner.HELD_UP: Level.WARN,
    Manner.QUEUED: Level.WARN,
    Manner.SERIAL: Level.WARN,
    Manner.TOGETHER: Level.OK,
    Manner.THREADS: Level.OK,
}


@dataclass(frozen=True, slots=True)
class PortionRow:
    """One open tab."""

    tab: int
    method: str
    path: str
    count: int


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence on a run."""

    level: Level
    words: str


@dataclass(frozen=True, slots=True)
class RunShown:
    """A run as it is drawn.

    Attributes:
        title: Number, time, and what was sent.
        total_ms: How long its axis has to be.
        several: Whether it has requests of more than one operation.
    """

    number: int
    title: str
    lanes: tuple[Lane, ...]
    verdicts: tuple[Verdict, ...]
    total_ms: float
    running: bool
    several: bool


class LabPresenter(QObject):
    """The lab of the source in view.

    Args:
        now: Seconds since the epoch.

    Attributes:
        asking: What has to be confirmed before the run begins, one sentence; empty while nothing has to.
    """

    def __init__(
        self, workspace: Workspace, parent: QObject | None = None, now: Callable[[], float] = time.time
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._now = now
        self._listener: Callable[[], None] | None = None
        self._counts: dict[int, int] = {}
        self._at_once = ""
        self._stagger = ""
        self._chosen: int | None = None
        self._against: int | None = None
        self._drawn: dict[int, tuple[Run, RunShown]] = {}
        self.asking = ""
        self._throttle: Throttle[ev.LabChanged] = Throttle(self._follow, self, interval_ms=INTERVAL_MS)
        workspace.events.subscribe(ev.LabChanged, self._throttle.put)
        for event in (ev.TabOpened, ev.TabClosed, ev.TabActivated, ev.ApiChanged):
            workspace.events.subscribe(event, self._tabs_changed)

    def listen(self, listener: Callable[[], None]) -> None:
        """Calls `listener` when there is something else to show."""
        self._listener = listener

    # What shall be sent

    def rows(self) -> tuple[PortionRow, ...]:
        """The open tabs, each with how many of its requests are wanted."""
        return tuple(
            PortionRow(tab.identity, tab.operation.method, tab.operation.path, self._count(tab.identity))
            for tab in self._workspace.tabs
        )

    def set_count(self, tab: int, text: str) -> None:
        """Wants so many requests of a tab; what is no number counts as none."""
        if not self._counts:
            self._counts = {row.tab: row.count for row in self.rows()}
        self._counts[tab] = whole(text)
        self.asking = ""
        self._tell()

    def set_at_once(self, text: str) -> None:
        """Limits how many are under way at a time; empty for no limit."""
        self._at_once = text
        self._tell()

    def set_stagger(self, text: str) -> None:
        """Sets the pause between two beginnings, in ms; empty for none."""
        self._stagger = text
        self._tell()

    @property
    def total(self) -> int:
        """Requests in all, as wanted."""
        return sum(row.count for row in self.rows())

    @property
    def problem(self) -> str:
        """Why no run can begin, one sentence; empty where one can, or where it is plain."""
        if self.total > MOST_REQUESTS:
            return f"At most {MOST_REQUESTS} requests in one run; these are {self.total:,}."
        if self._at_once.strip() and not whole(self._at_once):
            return "How many may be under way at a time is a whole number from 1; leave it empty for all."
        if whole(self._stagger) > MOST_STAGGER_MS:
            return f"A pause is at most {duration_words(MOST_STAGGER_MS)}."
        if self._stagger.strip() and not self._stagger.strip().isdecimal():
            return "The pause is a whole number of milliseconds; leave it empty for none."
        return self._workspace.lab.problem

    @property
    def is_ready(self) -> bool:
        """Whether a run can be asked for."""
        lab = self._workspace.lab
        return lab.current is None and self.total > 0 and (not self.problem or self.problem == lab.problem)

    @property
    def is_running(self) -> bool:
        """Whether one is under way."""
        return self._workspace.lab.current is not None

    @property
    def next_step(self) -> NextStep | None:
        """What makes a run possible, where no tab is open."""
        return next_step(self._workspace)

    def take_step(self) -> None:
        """Takes it."""
        take_step(self._workspace, by=BY)

    def start(self) -> None:
        """Begins a run, or first asks where its requests change something."""
        if not self.is_ready:
            return
        changing = [row for row in self.rows() if row.count and row.method.upper() not in _SAFE]
        self.asking = _question(changing)
        if not self.asking:
            self.confirm()
        else:
            self._tell()

    def confirm(self) -> None:
        """Begins a run without asking."""
        self.asking = ""
        self._chosen = None
        self._workspace.lab.request(self._plan())
        self._tell()

    def refuse(self) -> None:
        """Does not begin it."""
        self.asking = ""
        self._tell()

    def stop(self) -> None:
        """Stops the run under way."""
        self._workspace.lab.cancel()

    def forget(self) -> None:
        """Throws the runs away."""
        self._chosen = self._against = None
        self._workspace.lab.forget()

    # What came of it

    def runs(self) -> tuple[RunShown, ...]:
        """All runs that are kept, the newest first."""
        kept = self._workspace.lab.runs
        self._drawn = {run.number: self._draw(run) for run in kept}
        return tuple(self._drawn[run.number][1] for run in reversed(kept))

    def choose(self, number: int) -> None:
        """Shows another run."""
        self._chosen = number
        self._tell()

    def set_against(self, number: int | None) -> None:
        """Shows a run beside it; None for none."""
        self._against = number
        self._tell()

    @property
    def chosen(self) -> RunShown | None:
        """The run in view: the newest, or the one that was chosen."""
        runs = self.runs()
        return next((run for run in runs if run.number == self._chosen), runs[0] if runs else None)

    @property
    def against(self) -> RunShown | None:
        """The run beside it."""
        chosen = self.chosen
        wanted = (run for run in self.runs() if run.number == self._against)
        return next((run for run in wanted if chosen is not None and run.number != chosen.number), None)

    def told(self) -> tuple[Told, ...]:
        """What is said of the run in view, and of the two beside each other."""
        shown = self.chosen
        if shown is None or shown.running:
            return ()
        run = self._workspace.lab.run(shown.number)
        words = [Told(_LEVELS.get(each.manner, Level.INFO), _sentence(each, shown)) for each in shown.verdicts]
        if run is not None and run.stopped:
            words.insert(0, Told(Level.INFO, f"{run.stopped} {run.ended} of {len(run.shots)} had begun by then."))
        beside = self.against
        if beside is not None and not beside.running:
            words.append(Told(Level.INFO, compare(beside.lanes, shown.lanes)))
        return tuple(words)

    def progress(self) -> str:
        """How far the run in view is; empty where it is over."""
        shown = self.chosen
        run = self._workspace.lab.run(shown.number) if shown is not None and shown.running else None
        return f"{run.ended} of {len(run.shots)} are over." if run is not None else ""

    def untold(self) -> bool:
        """Whether the server told nothing of the run in view."""
        shown = self.chosen
        return shown is not None and not shown.running and not any(lane.told for lane in shown.lanes)

    def kinds(self) -> tuple[PieceKind, ...]:
        """What the lanes in view are made of, for the legend."""
        runs = [run for run in (self.chosen, self.against) if run is not None]
        found = {piece.kind for run in runs for lane in run.lanes for piece in lane.pieces}
        return tuple(kind for kind in PieceKind if kind in found)

    def csv(self) -> str:
        """The run in view as CSV; empty without one."""
        shown = self.chosen
        return as_csv(shown.lanes) if shown is not None else ""

    def json(self) -> str:
        """The run in view as JSON; empty without one."""
        shown = self.chosen
        run = self._workspace.lab.run(shown.number) if shown is not None else None
        return as_json(run, shown.lanes, shown.verdicts) if shown is not None and run is not None else ""

    def elapsed_ms(self) -> float:
        """How long the run under way has been."""
        run = self._workspace.lab.current
        return (self._now() - run.origin) * 1000 if run is not None else 0.0

    # Inside

    def _count(self, tab: int) -> int:
        if not self._counts:
            return FIRST_COUNT if tab == self._workspace.active else 0
        return self._counts.get(tab, 0)

    def _plan(self) -> Plan:
        portions = tuple(Portion(row.tab, f"{row.method} {row.path}", row.count) for row in self.rows() if row.count)
        return Plan(portions, whole(self._at_once) or MOST_REQUESTS, float(whole(self._stagger)))

    def _draw(self, run: Run) -> tuple[Run, RunShown]:
        known = self._drawn.get(run.number)
        if known is not None and known[0] is run:
            return known
        lanes = lay_lanes(run)
        verdicts = () if run.running else judge(lanes)
        end = max((lane.end_ms for lane in lanes if lane.end_ms is not None), default=0.0)
        shown = RunShown(run.number, _title(run, lanes), lanes, verdicts, end, run.running, len(run.plan.portions) > 1)
        return run, shown

    def _follow(self, _event: ev.LabChanged) -> None:
        self._tell()

    def _tabs_changed(self, _event: object) -> None:
        kept = {tab.identity for tab in self._workspace.tabs}
        self._counts = {tab: count for tab, count in self._counts.items() if tab in kept}
        self.asking = ""
        self._tell()

    def _tell(self) -> None:
        if self._listener is not None:
            self._listener()


def whole(text: str) -> int:
    """The whole number that is written there, 0 where none is."""
    digits = text.strip()
    return int(digits[:9]) if digits.isdecimal() else 0


def lane_words(lane: Lane) -> str:
    """One lane in words: what came of it, and where its time went."""
    name = f"{lane.number}. {lane.operation_key}"
    if lane.start_ms is None:
        return f"{name}: not begun"
    if lane.end_ms is None:
        return f"{name}: under way"
    parts = [f"{piece.kind} {duration_words(piece.duration_ms)}" for piece in lane.pieces]
    return f"{name}: {outcome_words(lane)} after {duration_words(lane.duration_ms)} ({', '.join(parts)})"


def outcome_words(lane: Lane) -> str:
    """What came of it: `200 OK`, or why nothing did."""
    if lane.status is not None:
        return status_line(lane.status)
    return "stopped" if lane.cancelled else lane.problem or "no answer"


def _sentence(verdict: Verdict, shown: RunShown) -> str:
    return f"{verdict.operation_key}: {verdict.sentence}" if shown.several else verdict.sentence


def _title(run: Run, lanes: tuple[Lane, ...]) -> str:
    what = ", ".join(f"{portion.count} × {portion.operation_key}" for portion in run.plan.portions)  # noqa: RUF001 - times
    time_words = "running" if run.running else duration_words(took(lanes))
    return f"Run {run.number} · {time_words} · {what}"


def _question(changing: list[PortionRow]) -> str:
    """What a person has to agree to; empty where no request changes anything."""
    if not changing:
        return ""
    what = " and ".join(f"{row.method} {row.path} {_times(row.count)}" for row in changing)
    return f"This does {what} on the server, and may change what is there."


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"

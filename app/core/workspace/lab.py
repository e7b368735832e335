"""The concurrency lab: what shall run, what runs, and the runs that are over, to be compared."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from app.core.lab.model import Run, Shot
from app.core.workspace import events as ev

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.core.base.events import EventHub
    from app.core.lab.model import Plan
    from app.core.trace.model import Trace

KEPT_RUNS: Final = 12
"""Runs that can be compared; older ones fall out."""


class Lab:
    """The runs of the source in view.

    Attributes:
        runs: The newest `KEPT_RUNS`, in order.
        problem: Why the last run that was asked for did not begin, one sentence; empty where it did.
    """

    def __init__(self, events: EventHub) -> None:
        self._events = events
        self.runs: tuple[Run, ...] = ()
        self.problem = ""
        self._count = 0
        events.subscribe(ev.SourceLeft, self._leave)
        events.subscribe(ev.LoopBlocked, self._blocked)

    @property
    def current(self) -> Run | None:
        """The run under way."""
        return self.runs[-1] if self.runs and self.runs[-1].running else None

    def run(self, number: int) -> Run | None:
        """The run of that number, None where it is forgotten."""
        return next((run for run in self.runs if run.number == number), None)

    def request(self, plan: Plan) -> None:
        """Asks for a run; while one is under way nothing happens."""
        if self.current is None and plan.total:
            self.problem = ""
            self._events.publish(ev.LabRunRequested(plan))

    def cancel(self) -> None:
        """Asks for the run under way to be stopped."""
        if self.current is not None:
            self._events.publish(ev.LabCancelRequested())

    def refuse(self, problem: str) -> None:
        """Tells why a run that was asked for does not begin."""
        self.problem = problem
        self._events.publish(ev.LabChanged())

    def begin(self, plan: Plan, shots: tuple[Shot, ...], started_at: float) -> Run:
        """Begins a run.

        Args:
            started_at: Seconds since the epoch.
        """
        self._count += 1
        run = Run(self._count, plan, started_at, shots)
        self.runs = (*self.runs, run)[-KEPT_RUNS:]
        self._events.publish(ev.LabChanged())
        return run

    def take(self, number: int, shots: Iterable[Shot]) -> None:
        """Takes over what has become of some requests of a run; what the server told of them stays."""
        run = self.run(number)
        if run is None:
            return
        known = {shot.number: shot for shot in run.shots}
        newer = {
            shot.number: replace(shot, trace=known[shot.number].trace, block=known[shot.number].block) for shot in shots
        }
        self._put(replace(run, shots=tuple(newer.get(shot.number, shot) for shot in run.shots)))

    def finish(self, number: int, stopped: str = "") -> None:
        """Ends a run."""
        run = self.run(number)
        if run is not None:
            self._put(replace(run, running=False, stopped=stopped))

    def attach(self, trace: Trace) -> bool:
        """Joins the server's account to a request of a run; False where it belongs to none."""
        found = self._find(trace.trace_id)
        if found is not None:
            self._put_shot(found[0], replace(found[1], trace=trace))
        return found is not None

    def forget(self) -> None:
        """Throws the runs that are over away."""
        self.runs = tuple(run for run in self.runs if run.running)
        self._events.publish(ev.LabChanged())

    def _find(self, trace_id: str) -> tuple[Run, Shot] | None:
        shots = ((run, shot) for run in reversed(self.runs) for shot in run.shots)
        return next(((run, shot) for run, shot in shots if shot.trace_id == trace_id), None)

    def _put_shot(self, run: Run, shot: Shot) -> None:
        self._put(replace(run, shots=tuple(shot if each.number == shot.number else each for each in run.shots)))

    def _blocked(self, event: ev.LoopBlocked) -> None:
        for block in event.blocks:
            found = self._find(block.trace_id) if block.trace_id else None
            if found is not None:
                self._put_shot(found[0], replace(found[1], block=block))

    def _put(self, run: Run) -> None:
        self.runs = tuple(run if each.number == run.number else each for each in self.runs)
        self._events.publish(ev.LabChanged())

    def _leave(self, _event: ev.SourceLeft) -> None:
        self.cancel()
        self.runs, self.problem = (), ""
        self._events.publish(ev.LabChanged())

"""Apps on disk for tests: what they told, and how to wait for it."""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
import threading
import venv
from pathlib import Path
from typing import TYPE_CHECKING

from app.adapters.local_app.local_app import LocalApp
from app.adapters.local_app.model import AppListeners, Patience
from app.core.projects.model import AppOrder, AppPhase, AppState

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.trace.loop import LoopBlock, LoopSample
    from app.core.trace.model import Trace
    from app.core.workspace.model import LogLine

SECONDS = 30.0
FAKE_AGENT = Path(__file__).with_name("fake_agent.py")


def fake_agent(folder: Path) -> Path:
    return Path(shutil.copy(FAKE_AGENT, folder / "agent.py"))


def make_environment_like_ours(home: Path) -> None:
    """Makes an environment that sees the packages of the one that runs these tests."""
    venv.EnvBuilder(symlinks=os.name != "nt").create(home)
    packages = sysconfig.get_path("purelib", vars={"base": str(home), "platbase": str(home)})
    Path(packages, "ours.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")


class Witness:
    """Hears everything that an app tells, and waits for it."""

    def __init__(self) -> None:
        self.states: list[AppState] = []
        self.lines: list[LogLine] = []
        self.traces: list[Trace] = []
        self.loop: list[LoopBlock | LoopSample] = []
        self._heard = threading.Condition()
        self.listeners = AppListeners(
            on_state=self._state, on_log=self._line, on_trace=self._trace, on_block=self._loop, on_sample=self._loop
        )

    @property
    def phases(self) -> list[AppPhase]:
        return [state.phase for state in self.states]

    @property
    def log(self) -> str:
        return "\n".join(line.text for line in self.lines)

    def wait(self, happened: Callable[[], bool], seconds: float = SECONDS) -> None:
        with self._heard:
            assert self._heard.wait_for(happened, seconds), (self.states, self.log)

    def wait_for_phase(self, phase: AppPhase, after: int = 0) -> AppState:
        """The first state of that phase after as many states."""
        self.wait(lambda: phase in self.phases[after:])
        return next(state for state in self.states[after:] if state.phase is phase)

    def _state(self, state: AppState) -> None:
        with self._heard:
            self.states.append(state)
            self._heard.notify_all()

    def _line(self, line: LogLine) -> None:
        with self._heard:
            self.lines.append(line)
            self._heard.notify_all()

    def _loop(self, seen: LoopBlock | LoopSample) -> None:
        with self._heard:
            self.loop.append(seen)
            self._heard.notify_all()

    def _trace(self, trace: Trace) -> None:
        with self._heard:
            self.traces.append(trace)
            self._heard.notify_all()


def order_of(folder: Path, target: str = "main:app", **more: object) -> AppOrder:
    return AppOrder(str(folder), target, sys.executable, **more)  # type: ignore[arg-type]


def fake_app(folder: Path, witness: Witness, order: AppOrder | None = None, **more: object) -> LocalApp:
    return LocalApp(order or order_of(folder), witness.listeners, make_agent=fake_agent, **more)  # type: ignore[arg-type]


PATIENT = Patience(answer=60.0, stop=0.3, handover=0.5, ask=60.0)
HASTY = Patience(answer=1.0, stop=0.3, handover=0.5, ask=1.0)


def hasten(app: LocalApp) -> None:
    """From now on nothing is waited for long."""
    app._patience = HASTY

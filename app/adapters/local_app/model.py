"""Who hears of an app, and what a run of it needs from outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.core.projects.model import AppState
    from app.core.trace.loop import LoopBlock, LoopSample
    from app.core.trace.model import Trace
    from app.core.workspace.model import LogLine


def _ignore(_value: object) -> None:
    """Tells nobody."""


@dataclass(frozen=True, slots=True)
class AppListeners:
    """Who hears of the app. All are called on its threads and may neither block nor call the app's own methods.

    Attributes:
        on_state: Each state of the app, in order.
        on_log: Each line that it prints, and what is said of it.
        on_trace: Each finished trace.
        on_block: Each block of its event loop.
        on_sample: Each sample of its event loop and thread pool.
    """

    on_state: Callable[[AppState], None] = _ignore
    on_log: Callable[[LogLine], None] = _ignore
    on_trace: Callable[[Trace], None] = _ignore
    on_block: Callable[[LoopBlock], None] = _ignore
    on_sample: Callable[[LoopSample], None] = _ignore


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds that are waited.

    Attributes:
        answer: For an app to answer after its start; then it counts as silent.
        stop: For it to end by itself; then it is killed.
        handover: For a port to become free when new code takes over.
        ask: For an answer to a question.
    """

    answer: float = 30.0
    stop: float = 1.0
    handover: float = 2.0
    ask: float = 10.0


@dataclass(frozen=True, slots=True)
class Seat:
    """Where one run of an app sits.

    Attributes:
        agent: The file that is run; it brings the app up and tells of it.
        vendor: A folder with a server for interpreters that have none.
        bytecode: Where its compiled modules are kept between runs; None where its environment has them.
        port: 0 lets the system choose.
        wait_bind: Whether it imports the app and waits to be told the port.
    """

    agent: Path
    vendor: Path
    bytecode: Path | None = None
    port: int = 0
    wait_bind: bool = False

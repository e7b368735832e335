"""Servers that tell what happens to them, and are always stopped."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pytest

from app.adapters.embedded_server.model import ServerHooks, ServerPhase
from app.adapters.embedded_server.server import EmbeddedServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.adapters.embedded_server.model import ServerState
    from app.core.workspace.model import LogLine


@dataclass(slots=True)
class Witness:
    """Everything that one server said."""

    states: list[ServerState] = field(default_factory=list)
    threads: list[str] = field(default_factory=list)
    lines: list[LogLine] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def see_state(self, state: ServerState) -> None:
        with self.changed:
            self.states.append(state)
            self.threads.append(threading.current_thread().name)
            self.changed.notify_all()

    def hear_line(self, line: LogLine) -> None:
        with self.changed:
            self.lines.append(line)
            self.changed.notify_all()

    @property
    def phases(self) -> list[str]:
        return [state.phase.value for state in self.states]

    def wait_for(self, condition: Callable[[], object], timeout: float = 10) -> None:
        with self.changed:
            assert self.changed.wait_for(condition, timeout), (self.phases, self.lines)


@pytest.fixture
def witness() -> Witness:
    return Witness()


@pytest.fixture
def make_server(witness: Witness) -> Iterator[Callable[..., EmbeddedServer]]:
    """Makes servers that report to `witness`; they are stopped after the test, with everything that was stuck."""
    made: list[EmbeddedServer] = []
    before = set(threading.enumerate())

    def make(factory: Any, **hooks: Any) -> EmbeddedServer:
        base = ServerHooks(on_state=witness.see_state, on_log=witness.hear_line)
        server = EmbeddedServer(factory, replace(base, **hooks))
        made.append(server)
        return server

    yield make
    for server in made:
        assert server.stop().phase is not ServerPhase.STUCK
    for thread in set(threading.enumerate()) - before:
        thread.join(10)

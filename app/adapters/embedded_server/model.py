"""What the embedded server says about itself, and the callables it works with."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.workspace.model import LogLine


class ServerPhase(StrEnum):
    """Where in its life a server is."""

    STARTING = "starting"
    RUNNING = "running"
    STOPPING = "stopping"
    STOPPED = "stopped"
    FAILED = "failed"
    STUCK = "stuck"


@dataclass(frozen=True, slots=True)
class ServerState:
    """A moment in the life of a server.

    Attributes:
        phase: `stuck` means that it was told to stop and cannot, because its event loop is blocked.
        url: Where it answers, for example `http://127.0.0.1:41234`; known from `starting` on, empty before.
        cause: Why it failed or is stuck, in one sentence; else empty.
        detail: The traceback of a failure; else empty.
    """

    phase: ServerPhase
    url: str = ""
    cause: str = ""
    detail: str = ""


class AppFactory(Protocol):
    """Makes the ASGI app; called on the server thread, so that its imports cost the caller nothing."""

    def __call__(self) -> Any:
        """A new app."""
        ...


def _ignore(_value: object) -> None:
    """Tells nobody."""


def _do_nothing() -> None:
    """Prepares nothing."""


def _serve_as_is(app: Any) -> Any:
    """Puts nothing around the app."""
    return app


@dataclass(frozen=True, slots=True)
class ServerHooks:
    """What others do while the server lives. No hook may block, or call the server's own methods.

    Attributes:
        on_state: Called with each new state, in order: on the server thread, except for `stopping` and `stuck`, which
            come on the thread that called `stop`.
        on_log: Called with each line of the log, on whichever thread of the server wrote it.
        prepare: Called on the server thread before the app is imported; tracing installs its seams here.
        wrap: Called on the server thread with the new app; returns the ASGI app that is served.
    """

    on_state: Callable[[ServerState], None] = _ignore
    on_log: Callable[[LogLine], None] = _ignore
    prepare: Callable[[], None] = _do_nothing
    wrap: Callable[[Any], Any] = _serve_as_is

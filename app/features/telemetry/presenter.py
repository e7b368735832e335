"""Switches the receiver of spans, and says how it is doing and what a server has to be told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QObject

from app.core.trace.otlp.receiving import USUAL_PORT, ReceiverPhase, ReceiverState, settings_for
from app.core.workspace import events as ev
from app.core.workspace.model import Level, Notice

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.workspace.workspace import Workspace
    from app.jobs.model import JobDone
    from app.jobs.runner import Runner

PAGE: Final = "telemetry"
_USUAL_URL: Final = f"http://127.0.0.1:{USUAL_PORT}"


class Receiver(Protocol):
    """What receives spans; `start` and `stop` block for a moment."""

    def start(self, port: int = USUAL_PORT) -> ReceiverState:
        """Starts; the state tells how it went."""
        ...

    def stop(self) -> ReceiverState:
        """Stops; harmless twice."""
        ...


class Keeper(Protocol):
    """Remembers whether spans are received."""

    def load_receiving(self) -> bool:
        """As it was left."""
        ...

    def save_receiving(self, *, on: bool) -> None:
        """Takes over how it is."""
        ...


class Shell(StrEnum):
    """Where a server is started."""

    POSIX = "posix"
    POWERSHELL = "powershell"
    ENV_FILE = "env"


@dataclass(frozen=True, slots=True)
class TelemetryShown:
    """What the page says.

    Attributes:
        summary: How it is doing, one line.
        level: How serious it is what is wrong or unusual.
        title: What that is, in few words; empty where nothing is.
        text: Why, and what to do next.
        came: What has come so far, one sentence each.
    """

    summary: str
    level: Level = Level.INFO
    title: str = ""
    text: str = ""
    came: tuple[str, ...] = ()


class TelemetryPresenter(QObject):
    """The receiver of the window.

    Args:
        make_receiver: Makes it when it is first wanted.
    """

    def __init__(
        self,
        workspace: Workspace,
        runner: Runner,
        make_receiver: Callable[[], Receiver],
        keeper: Keeper,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._runner = runner
        self._make_receiver = make_receiver
        self._keeper = keeper
        self._receiver: Receiver | None = None
        self._is_switching = False
        self._listener: Callable[[], None] | None = None
        workspace.events.subscribe(ev.TelemetryAsked, self._switch)
        workspace.events.subscribe(ev.TelemetryChanged, self._changed)

    def listen(self, listener: Callable[[], None]) -> None:
        """Calls `listener` when there is something else to show."""
        self._listener = listener

    @property
    def is_on(self) -> bool:
        """Whether spans are received, or will be in a moment."""
        return self._workspace.telemetry.is_on

    def restore(self) -> None:
        """Switches it on where it was on when the window was closed."""
        self._workspace.telemetry.ask(on=self._keeper.load_receiving(), by=PAGE)

    def switch(self, *, on: bool) -> None:
        """A person switches it."""
        self._workspace.telemetry.ask(on=on, by=PAGE)

    def receive(self, state: ReceiverState) -> None:
        """Takes over what the receiver tells while it works; what comes after it was switched off is old."""
        if self._workspace.telemetry.state.phase is ReceiverPhase.ON:
            self._workspace.telemetry.take(state)

    def close(self) -> None:
        """Stops it; blocks for a moment."""
        if self._receiver is not None:
            self._receiver.stop()

    def shown(self) -> TelemetryShown:
        """What the page says."""
        state = self._workspace.telemetry.state
        if state.phase is ReceiverPhase.FAILED:
            text = f"{state.problem} {state.hint}".strip()
            return TelemetryShown("Not received.", Level.ERROR, "Spans cannot be received", text)
        if state.phase is ReceiverPhase.OFF:
            return TelemetryShown("Not received. A server with OpenTelemetry can show here what it did.")
        if state.phase is ReceiverPhase.STARTING:
            return TelemetryShown("Starting…")
        summary, came = f"Received on {state.url}, from this computer alone.", _came(state)
        if state.trouble:
            return TelemetryShown(summary, Level.WARN, "Something that came was not taken", state.trouble, came)
        title = "Received on another port" if state.note else ""
        return TelemetryShown(summary, Level.WARN if title else Level.INFO, title, state.note, came)

    def settings_text(self, shell: Shell) -> str:
        """The environment variables for a server, as they are written where it is started."""
        state = self._workspace.telemetry.state
        formats = {
            Shell.POSIX: "export {name}={value}",
            Shell.POWERSHELL: '$env:{name} = "{value}"',
            Shell.ENV_FILE: "{name}={value}",
        }
        pairs = settings_for(state.url or _USUAL_URL)
        return "\n".join(formats[shell].format(name=name, value=value) for name, value in pairs)

    def _switch(self, event: ev.TelemetryAsked) -> None:
        self._keeper.save_receiving(on=event.on)
        self._workspace.telemetry.take(ReceiverState(ReceiverPhase.STARTING if event.on else ReceiverPhase.OFF))
        # One after the other: of two at once nobody knows which one is the last.
        if not self._is_switching:
            self._carry_out(on=event.on)

    def _carry_out(self, *, on: bool) -> None:
        self._is_switching = True
        if self._receiver is None:
            self._receiver = self._make_receiver()
        work = partial(self._receiver.start, USUAL_PORT) if on else self._receiver.stop
        self._runner.submit_blocking(work, self, self._switched)

    def _switched(self, done: JobDone) -> None:
        self._is_switching = False
        state, telemetry = done.result, self._workspace.telemetry
        if not isinstance(state, ReceiverState):
            return
        if telemetry.is_on is (state.phase is ReceiverPhase.OFF):
            self._carry_out(on=telemetry.is_on)
            return
        telemetry.take(state)
        if state.phase is ReceiverPhase.FAILED:
            title = f"Spans of OpenTelemetry cannot be received: {state.problem}"
            self._workspace.notify(Notice(Level.WARN, title, state.hint))
        elif state.note:
            self._workspace.notify(Notice(Level.WARN, state.note))

    def _changed(self, _event: ev.TelemetryChanged) -> None:
        if self._listener is not None:
            self._listener()


def _came(state: ReceiverState) -> tuple[str, ...]:
    counts = state.counts
    if counts.is_empty:
        return ("Nothing has come yet. Send a request to the server: its spans come within seconds.",)
    names = ", ".join(f"`{name}`" for name in state.services)
    came = [f"{_spans(counts.spans)} of your requests{f' from {names}' if names else ''}."]
    if counts.others:
        came.append(f"{_spans(counts.others)} of other requests: counted, not kept.")
    if counts.rejected:
        came.append(f"{_spans(counts.rejected)} that cannot be read.")
    if counts.refused:
        came.append(f"{counts.refused:,} {'request' if counts.refused == 1 else 'requests'} refused.")
    if counts.dropped:
        many = "1 delivery" if counts.dropped == 1 else f"{counts.dropped:,} deliveries"
        came.append(f"{many} of metrics or logs: taken, not kept.")
    return tuple(came)


def _spans(many: int) -> str:
    return "1 span" if many == 1 else f"{many:,} spans"

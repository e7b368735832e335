"""One run of an app: one child process with its link, from its start to its end."""

from __future__ import annotations

import itertools
import json
import os
import threading
import time
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from app.adapters.local_app.escaped import VARIABLE
from app.adapters.local_app.link import AgentLink
from app.adapters.local_app.messages import MessageSorter, RunFacts
from app.adapters.local_app.process import AppProcess, Launch, exit_words
from app.adapters.local_app.stalls import StallWatch
from app.adapters.local_app.surroundings import child_environment
from app.core.base.errors import RouteglassError, SourceError
from app.core.projects.advice import advice_for
from app.core.projects.model import Crash, CrashKind
from app.core.projects.read import read_crash

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.adapters.local_app.model import AppListeners, Seat
    from app.core.base.json_types import JsonValue
    from app.core.projects.model import AppOrder

_PROTOCOL: Final = 1
_HOST: Final = "127.0.0.1"
_DRAIN_SECONDS: Final = 1.0


class Outcome(Enum):
    """What a wait brought."""

    LOADED = "loaded"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"
    SILENT = "silent"


class AppRun:
    """Starts the process and knows how it is doing. Blocking methods may be called from any thread.

    Attributes:
        order: What is run.
        began_at: When it was made, on the monotonic clock.
    """

    def __init__(
        self, order: AppOrder, seat: Seat, listeners: AppListeners, on_change: Callable[[AppRun], None]
    ) -> None:
        """Prepares it.

        Args:
            order: What to run.
            seat: Where.
            listeners: Who hears of it.
            on_change: Called without a lock, on the run's threads, after it became ready, failed or ended.
        """
        self.order = order
        self.began_at = time.monotonic()
        self._seat = seat
        self._on_change = on_change
        self._listeners = listeners
        self._changed = threading.Condition()
        self._facts = RunFacts()
        self._sorter = MessageSorter(self._facts, order.folder, listeners)
        self._numbers = itertools.count(1)
        self._cancelled = False
        self._stopping = False
        self._process: AppProcess | None = None
        self._link: AgentLink | None = None
        self._stalls: StallWatch | None = None

    @property
    def url(self) -> str:
        """Where it answers; empty before it did."""
        return self._facts.url

    @property
    def port(self) -> int:
        """The port of `url`, 0 before."""
        return int(self.url.rpartition(":")[2].strip("/")) if self.url else 0

    @property
    def pid(self) -> int:
        """The process, 0 where none was started."""
        return self._process.pid if self._process is not None else 0

    @property
    def versions(self) -> tuple[tuple[str, str], ...]:
        """Names and versions that it told."""
        return self._facts.versions

    @property
    def crash(self) -> Crash | None:
        """Why it failed or ended, if it did."""
        return self._facts.crash

    @property
    def last_lines(self) -> str:
        """The end of what it printed."""
        return self._process.last_lines if self._process is not None else ""

    @property
    def ended(self) -> bool:
        """Whether its process has ended."""
        return self._facts.status is not None

    @property
    def serves(self) -> bool:
        """Whether it answers."""
        return bool(self.url) and not self.ended and not self._cancelled

    def start(self) -> None:
        """Starts the process; that it cannot be started shows as a failure."""
        try:
            self._link = AgentLink(self._take)
            self._process = AppProcess(self._launch(), self._listeners.on_log, self._take_exit)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            message = f"{self.order.interpreter} cannot be started in {self.order.folder}: {reason}."
            self._fail_at_launch(Crash(CrashKind.LAUNCH, message, hint=advice_for(CrashKind.LAUNCH)))
            return
        self._process.start()
        stalls = self._seat.agent.with_name(f"stalls-{self._link.port}")
        self._stalls = StallWatch(stalls, self.order.folder, self._listeners.on_block)
        self._stalls.start()
        self._process.say(json.dumps({**self._config(self._link), "stalls": str(stalls)}))
        if self._cancelled:
            # `cancel` came between and found no process.
            self._process.kill()

    def wait(self, seconds: float, *, loaded: bool = False) -> Outcome:
        """Waits until it answers, or with `loaded` until its app is imported."""
        with self._changed:
            self._changed.wait_for(lambda: self._settled(loaded=loaded) is not None, seconds)
            return self._settled(loaded=loaded) or Outcome.SILENT

    def bind(self, port: int) -> None:
        """Tells a run that waits for it where to listen."""
        if self._process is not None:
            self._process.say(f"bind {port}")

    def cancel(self) -> None:
        """Makes whoever waits for it go on; the process is ended by `end`."""
        with self._changed:
            self._cancelled = True
            self._changed.notify_all()

    def say_stop(self) -> None:
        """Asks it to stop, and returns at once; that it ends is no crash from now on."""
        self._stopping = True
        if self._process is not None:
            self._process.say("stop")

    def end(self, grace: float) -> None:
        """Ends it and everything it started; blocks for little more than `grace` seconds."""
        self.cancel()
        if self._process is not None:
            self._process.end(grace)
        if self._stalls is not None:
            self._stalls.close()
        if self._link is not None:
            self._link.close()

    def described(self, seconds: float) -> dict[str, Any]:
        """The message with its routes, once it has come.

        Raises:
            SourceError: It does not come.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._facts.described is not None or self._is_over(), seconds)
            if self._facts.described is None:
                message = "The app has not told its routes."
                raise SourceError(message, hint="Start it, or restart it.")
            return self._facts.described

    def ask(self, seconds: float, do: str, **members: JsonValue) -> JsonValue:
        """Asks the process something and waits for its answer.

        Raises:
            SourceError: It does not answer, or answers that it cannot.
            RecordError: Its answer is not as agreed.
        """
        number = next(self._numbers)
        if self._link is None or not self._link.send({"do": do, "id": number, **members}):
            message = "The app's process cannot be reached."
            raise SourceError(message, hint="Restart the app.")
        with self._changed:
            self._changed.wait_for(lambda: number in self._facts.answers or self._is_over(), seconds)
            answer = self._facts.answers.pop(number, None)
        if answer is None:
            message = f"The app's process has not answered within {seconds:g} seconds."
            raise SourceError(message, hint="Its event loop may be blocked. Restart the app.")
        if answer.get("error") is not None:
            cause = read_crash(answer["error"], CrashKind.RUNTIME, self.order.folder)
            raise SourceError(f"The app's process cannot tell: {cause.message}", hint="Its log may say more.")
        result: JsonValue = answer.get("result")
        return result

    def tell(self, do: str, *, on: bool) -> None:
        """Switches something on or off in the process; without an answer."""
        if self._link is not None:
            self._link.send({"do": do, "on": on})

    def _launch(self) -> Launch:
        command = (self.order.interpreter, "-u", str(self._seat.agent))
        variables = child_environment(self.order, os.environ, self._seat.bytecode)
        variables[VARIABLE] = str(self._seat.agent.parent)
        return Launch(command, self.order.folder, variables)

    def _config(self, link: AgentLink) -> dict[str, JsonValue]:
        return {
            "token": link.token,
            "link_port": link.port,
            "app": self.order.target,
            "host": _HOST,
            "port": self._seat.port,
            "wait_bind": self._seat.wait_bind,
            "factory": None,
            "vendor": str(self._seat.vendor),
            "values": self.order.values,
            "proto": _PROTOCOL,
        }

    def _is_over(self) -> bool:
        return self._cancelled or self.ended

    def _settled(self, *, loaded: bool) -> Outcome | None:
        if self._cancelled:
            return Outcome.CANCELLED
        if self.crash is not None or self.ended:
            return Outcome.FAILED
        if loaded and self._facts.loaded:
            return Outcome.LOADED
        return Outcome.READY if self.url else None

    def _take(self, event: dict[str, Any]) -> None:
        try:
            if self._sorter.changes_facts(event):
                before = (self.url, self.crash)
                with self._changed:
                    self._sorter.learn(event)
                    self._changed.notify_all()
                if before != (self.url, self.crash):
                    self._on_change(self)
            else:
                self._sorter.pass_on(event)
        except RouteglassError as error:
            self._sorter.note(f"A message of the app's process is not as agreed: {error}")

    def _take_exit(self, status: int) -> None:
        if self._link is not None:
            # What it said last may still be on its way.
            self._link.drain(_DRAIN_SECONDS)
        with self._changed:
            self._facts.status = status
            if self._facts.crash is None and not self._cancelled and not self._stopping:
                self._facts.crash = self._unexpected_end(status)
            self._changed.notify_all()
        self._on_change(self)

    def _unexpected_end(self, status: int) -> Crash:
        last = self.last_lines
        if not self._facts.versions and status >= 0:
            message = f"{self.order.interpreter} ended with exit status {status} before it began."
            return Crash(CrashKind.LAUNCH, message, traceback=last, hint=advice_for(CrashKind.LAUNCH))
        return Crash(CrashKind.KILLED, exit_words(status), traceback=last, hint=advice_for(CrashKind.KILLED))

    def _fail_at_launch(self, crash: Crash) -> None:
        with self._changed:
            self._facts.crash = crash
            self._facts.status = -1
            self._changed.notify_all()
        self._on_change(self)

"""A person's app as window and command line work with it: started, reloaded, looked into and stopped."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from typing import TYPE_CHECKING, Final

from app.adapters.local_app.bytecode import bytecode_folder
from app.adapters.local_app.escaped import end_escaped
from app.adapters.local_app.keeper import FileKeeper
from app.adapters.local_app.model import AppListeners, Patience, Seat
from app.adapters.local_app.ports import is_free
from app.adapters.local_app.questions import ask_document, ask_match, ask_routes
from app.adapters.local_app.run import AppRun, Outcome
from app.adapters.local_app.workplace import Workplace
from app.adapters.tracing.packing import write_payload
from app.core.base.errors import SourceError
from app.core.projects.advice import advice_for
from app.core.projects.model import AppPhase, AppState, Crash, CrashKind
from app.core.workspace.model import LogLine

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from app.core.projects.model import AppOrder
    from app.core.routes.model import MatchResult, RouteTable

_logger = logging.getLogger(__name__)

_PORT_POLL_SECONDS: Final = 0.02
_CLOSE_SECONDS: Final = 3.0
_TIMES_LONGER: Final = 3


class LocalApp:
    """One app on disk. Every method but `begin_close` blocks: call them from a worker; any thread may.

    While it runs and `order.reload` is set, changed files restart it: the new code is imported beside the old server,
    which goes on answering until the new one can, and for as long as the new code fails.

    Attributes:
        order: What is run.
        label: What a person calls it.
    """

    def __init__(
        self,
        order: AppOrder,
        listeners: AppListeners | None = None,
        *,
        port: int = 0,
        patience: Patience | None = None,
        make_agent: Callable[[Path], Path] = write_payload,
        cache: Path | None = None,
    ) -> None:
        """Prepares it; nothing runs yet.

        Args:
            order: What to run.
            listeners: Who hears of it.
            port: 0 lets the system choose; it is kept over restarts as long as it is free.
            patience: How long is waited.
            make_agent: Puts the file that brings the app up into a folder.
            cache: Our folder for what can be made anew, here compiled modules; None keeps none.
        """
        self.order = order
        self.label = order.target
        self._listeners = listeners or AppListeners()
        self._wished_port = port
        self._port = port
        self._patience = patience or Patience()
        self._make_agent = make_agent
        self._cache = cache
        # Held while the app is being started, restarted or stopped.
        self._changing = threading.Lock()
        # Held for moments: guards what follows, and keeps states in order.
        self._telling = threading.Lock()
        self._state = AppState(AppPhase.STOPPED)
        self._current: AppRun | None = None
        self._next: AppRun | None = None
        self._stops = 0
        self._changed_files: tuple[str, ...] = ()
        self._renewing = False
        self._closed = threading.Event()
        self._closer: threading.Thread | None = None
        folders = tuple(dict.fromkeys(place for place in (order.folder, order.import_root) if place))
        self._keeper = FileKeeper(folders, self._reload)
        self._workplace: Workplace | None = None
        self._watching_loop = False
        self._took = 0.0

    @property
    def state(self) -> AppState:
        """How it is doing now."""
        return self._state

    def start(self) -> str:
        """Starts it unless it runs, and waits until it answers; its base URL.

        Raises:
            SourceError: It does not answer; says why and what to do. One that is merely silent goes on trying:
                `on_state` tells if it answers after all.
        """
        with self._changing:
            current = self._current
            if current is not None and current.serves:
                return current.url
            self._look_again()
            self._end_runs()
            self._changed_files, self._renewing = (), False
            return self._begin(AppPhase.STARTING)

    def restart(self) -> str:
        """Starts it anew where it was; its base URL. Where the new code fails, the old server goes on.

        Raises:
            SourceError: The new code does not answer; says why and what to do.
        """
        with self._changing:
            self._look_again()
            return self._renew(())

    def stop(self) -> None:
        """Stops it; harmless when it does not run. A start that waits in another thread gives up."""
        with self._telling:
            self._stops += 1
            runs = [run for run in (self._current, self._next) if run is not None]
        for run in runs:
            run.cancel()
        with self._changing:
            self._keeper.awake = False
            self._end_runs()
            with self._telling:
                self._stops -= 1
                if self._state.phase is not AppPhase.STOPPED:
                    self._tell(AppState(AppPhase.STOPPED, restarts=self._state.restarts))

    def begin_close(self) -> None:
        """Begins to stop it for good; returns at once, and so does a `start` that waits in another thread."""
        with self._telling:
            self._closed.set()
            if self._closer is None:
                self._closer = threading.Thread(target=self.stop, name="local-app-closer", daemon=True)
                self._closer.start()

    def close(self) -> None:
        """Stops it for good; when it returns, no process and no file of ours is left."""
        self.begin_close()
        if self._closer is not None:
            self._closer.join(_CLOSE_SECONDS)
        self._keeper.close(_CLOSE_SECONDS)
        if self._workplace is not None:
            end_escaped(self._workplace.folder)
            self._workplace.remove()

    def routes(self) -> tuple[RouteTable, Mapping[str, Mapping[str, str]]]:
        """The route table in match order, and Python names behind wire names per model.

        Raises:
            SourceError: It does not run, or does not tell.
            RecordError: What it tells is not as agreed.
        """
        return ask_routes(self._known(), self._patience.ask)

    def try_path(self, method: str, target: str) -> MatchResult:
        """How a request would go through the real router; nothing is sent.

        Raises:
            SourceError: It does not run, or does not answer.
            RecordError: What it answers is not as agreed.
        """
        return ask_match(self._serving(), self._patience.ask, method, target)

    def document(self) -> str:
        """The OpenAPI document that the app makes, as JSON text.

        Raises:
            SourceError: It does not run, or makes none; says why.
            RecordError: What it tells is not as agreed.
        """
        return ask_document(self._known(), self._patience.ask)

    def watch_loop(self, *, on: bool) -> None:
        """Switches samples of the event loop on or off, for all runs to come too."""
        self._watching_loop = on
        run = self._current
        if run is not None:
            run.tell("watch", on=on)

    def _serving(self) -> AppRun:
        run = self._known()
        if not run.serves:
            message = f"{self.label} does not run."
            raise SourceError(message, hint="Start it first.")
        return run

    def _known(self) -> AppRun:
        """The run that was last; one that has crashed still stands for what it told."""
        run = self._current
        if run is None:
            message = f"{self.label} does not run."
            raise SourceError(message, hint="Start it first.")
        return run

    # --- starting and restarting, with `_changing` held ---------------------------------------------------------

    def _begin(self, phase: AppPhase) -> str:
        """Starts a run where none is."""
        port = self._port if self._port and (self._wished_port or is_free(self._port)) else 0
        run = self._new_run(port, wait_bind=False)
        self._take_seat(run)
        with self._telling:
            self._tell(AppState(phase, restarts=self._state.restarts, changed_files=self._changed_files))
        run.start()
        return self._url_of(run, run.wait(self._answer_seconds()))

    def _renew(self, changed: tuple[str, ...]) -> str:
        old = self._current
        self._changed_files, self._renewing = changed, True
        if old is not None and old.serves and not self.order.stop_first:
            return self._swap(old)
        self._end_runs()
        return self._begin(AppPhase.RESTARTING)

    def _swap(self, old: AppRun) -> str:
        """Imports the new code beside the old server, then hands the port over."""
        new = self._new_run(old.port, wait_bind=True)
        with self._telling:
            self._next = new
            self._tell(self._about(old, AppPhase.RESTARTING))
            self._cancel_if_over(new)
        new.start()
        outcome = new.wait(self._answer_seconds(), loaded=True)
        if outcome is not Outcome.LOADED:
            self._give_up(old, new, outcome)
        old.say_stop()
        self._wait_for_port(old)
        with self._telling:
            self._current, self._next = new, None
        new.bind(old.port)
        outcome = new.wait(self._answer_seconds())
        old.end(0 if outcome is Outcome.CANCELLED else self._patience.stop)
        if self._lost_the_port(new):
            self._end_runs()
            return self._begin(AppPhase.RESTARTING)
        return self._url_of(new, outcome)

    def _give_up(self, old: AppRun, new: AppRun, outcome: Outcome) -> None:
        new.end(0)
        crash = new.crash or self._silence(new)
        with self._telling:
            self._next = None
            if outcome is not Outcome.CANCELLED:
                phase = AppPhase.BROKEN if old.serves else AppPhase.FAILED
                self._tell(self._about(old, phase, crash=crash))
        self._url_of(new, outcome)

    def _wait_for_port(self, old: AppRun) -> None:
        deadline = time.monotonic() + self._patience.handover
        while not is_free(old.port) and not self._closed.wait(_PORT_POLL_SECONDS):
            if time.monotonic() > deadline:
                old.end(0)
                return

    def _lost_the_port(self, run: AppRun) -> bool:
        return run.crash is not None and run.crash.kind is CrashKind.BIND and not self._wished_port

    def _url_of(self, run: AppRun, outcome: Outcome) -> str:
        """The URL that a wait brought.

        Raises:
            SourceError: It brought none.
        """
        if outcome is Outcome.READY:
            return run.url
        if outcome is Outcome.CANCELLED:
            message = f"{self.label} was stopped before it answered."
            raise SourceError(message, hint="Start it again.")
        crash = run.crash or self._silence(run)
        if outcome is Outcome.SILENT:
            with self._telling:
                if run is self._current and not run.serves:
                    self._tell(self._about(run, AppPhase.SILENT, crash=crash))
        raise SourceError(crash.message, where=crash.where, hint=crash.hint, detail=crash.traceback)

    def _answer_seconds(self) -> float:
        """How long it is waited for: what took long once may take long again."""
        return max(self._patience.answer, _TIMES_LONGER * self._took)

    def _silence(self, run: AppRun) -> Crash:
        message = f"{self.label} has not answered within {self._answer_seconds():.0f} seconds."
        return Crash(CrashKind.SILENT, message, traceback=run.last_lines, hint=advice_for(CrashKind.SILENT))

    def _new_run(self, port: int, *, wait_bind: bool) -> AppRun:
        if self._closed.is_set():
            message = f"{self.label} is closed."
            raise SourceError(message, hint="Open it again.")
        if self._workplace is None:
            self._workplace = Workplace(self._make_agent)
        place = self._workplace
        bytecode = bytecode_folder(self._cache, self.order.interpreter) if self._cache is not None else None
        seat = Seat(place.agent, place.vendor, bytecode, port, wait_bind)
        return AppRun(self.order, seat, self._listeners, self._run_changed)

    def _take_seat(self, run: AppRun) -> None:
        with self._telling:
            self._current = run
            self._cancel_if_over(run)

    def _cancel_if_over(self, run: AppRun) -> None:
        if self._stops or self._closed.is_set():
            run.cancel()

    def _end_runs(self) -> None:
        runs = [run for run in (self._next, self._current) if run is not None]
        for run in runs:
            run.say_stop()
        deadline = time.monotonic() + self._patience.stop
        for run in runs:
            run.end(max(0.0, deadline - time.monotonic()))
        with self._telling:
            self._current = self._next = None

    # --- states -------------------------------------------------------------------------------------------------

    def _run_changed(self, run: AppRun) -> None:
        """On the run's threads."""
        with self._telling:
            if run is not self._current:
                return
            if run.serves:
                self._port, self._took = run.port, time.monotonic() - run.began_at
                self._tell(self._about(run, AppPhase.RUNNING, more=int(self._renewing)))
                self._renewing = False
                if self._watching_loop:
                    run.tell("watch", on=True)
            elif run.crash is not None:
                self._tell(self._about(run, AppPhase.CRASHED if run.url else AppPhase.FAILED, crash=run.crash))

    def _about(self, run: AppRun, phase: AppPhase, *, crash: Crash | None = None, more: int = 0) -> AppState:
        serves = run.serves
        return AppState(
            phase,
            url=run.url if serves else "",
            crash=crash,
            versions=run.versions,
            restarts=self._state.restarts + more,
            changed_files=self._changed_files,
            pid=run.pid if serves else 0,
        )

    def _tell(self, state: AppState) -> None:
        if state == self._state:
            return
        self._state = state
        try:
            self._listeners.on_state(state)
        except Exception:
            _logger.exception("The callback for the app's state %s failed", state.phase.value)

    # --- changed files ------------------------------------------------------------------------------------------

    def _look_again(self) -> None:
        """What was changed before now is in the code that starts now."""
        left_out = self._keeper.look_again() if self.order.reload and not self._closed.is_set() else ""
        if left_out:
            self._note(f"Not all files are watched. {left_out}")

    def _reload(self, changed: tuple[str, ...]) -> None:
        """On the keeper's thread."""
        with self._changing:
            if not self._keeper.awake:
                return
            more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
            self._note(f"{changed[0]}{more} changed: restarting.", "INFO")
            # Why new code does not run is told by the state.
            with contextlib.suppress(SourceError):
                self._renew(changed)

    def _note(self, text: str, level: str = "WARNING") -> None:
        self._listeners.on_log(LogLine(time.time(), level, "routeglass", text))

"""Decides what the page of the person's own app says: its state, what runs it, and why it failed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from app.core.projects.model import AppPhase
from app.core.projects.read import is_own
from app.core.workspace.events import AppChanged, SourceChanged
from app.core.workspace.model import AppAction, Level

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.projects.model import AppOrder, AppState, CodePlace, Crash
    from app.core.workspace.workspace import Workspace

BY = "own_app"

_WORDS: Final = {
    AppPhase.STARTING: ("is starting", Level.WARN),
    AppPhase.RUNNING: ("runs", Level.OK),
    AppPhase.RESTARTING: ("starts anew", Level.WARN),
    AppPhase.BROKEN: ("runs with its old code: the new code fails", Level.ERROR),
    AppPhase.FAILED: ("did not start", Level.ERROR),
    AppPhase.CRASHED: ("has ended", Level.ERROR),
    AppPhase.SILENT: ("does not answer", Level.ERROR),
    AppPhase.STOPPED: ("is stopped", None),
}
_NAMES: Final = {"python": "Python", "fastapi": "FastAPI", "starlette": "Starlette", "pydantic": "Pydantic"}
_DOWN: Final = frozenset((AppPhase.FAILED, AppPhase.CRASHED, AppPhase.STOPPED))


@dataclass(frozen=True, slots=True)
class FrameRow:
    """One call of a traceback.

    Attributes:
        where: `main.py:12`.
        file: Its whole path.
        own: Whether it lies in the person's own project.
        culprit: Whether it is the line to look at.
    """

    where: str
    file: str
    line: int
    name: str
    text: str
    own: bool
    culprit: bool


@dataclass(frozen=True, slots=True)
class AppPage:
    """What the page shows.

    Attributes:
        title: `shop.main:app runs`.
        level: How that is; None for what is neither good nor bad.
        facts: Versions and numbers on one line.
        details: Names and values of what runs.
        crash: Why it failed; None where it did not.
        can_start: `Start`, `Restart`, or empty where neither makes sense.
        can_stop: Whether it can be stopped.
    """

    title: str
    level: Level | None
    facts: str
    details: tuple[tuple[str, str], ...]
    crash: Crash | None
    can_start: str
    can_stop: bool


class OwnAppPresenter:
    """The app in view, or the one that is being opened."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._listener: Callable[[], None] | None = None
        workspace.events.subscribe(AppChanged, self._changed)
        workspace.events.subscribe(SourceChanged, self._changed)

    def listen(self, listener: Callable[[], None]) -> None:
        """Calls `listener` when there is something else to show."""
        self._listener = listener

    @property
    def resends(self) -> bool:
        """Whether an edit sends the last request again."""
        return self._workspace.own_app.resends

    def page(self) -> AppPage | None:
        """What is shown; None where no app of the person's own is open."""
        own = self._workspace.own_app
        if own.order is None:
            return None
        phase = own.state.phase if own.state is not None else AppPhase.STARTING
        words, level = _WORDS[phase]
        return AppPage(
            title=f"{own.order.target} {words}",
            level=level,
            facts=_facts(own.state),
            details=_details(own.order, own.state),
            crash=own.state.crash if own.state is not None else None,
            can_start="Start" if phase in _DOWN else "" if phase is AppPhase.STARTING else "Restart",
            can_stop=phase not in _DOWN,
        )

    def frames(self) -> tuple[FrameRow, ...]:
        """The calls that led to the failure, outermost first."""
        own = self._workspace.own_app
        if own.order is None or own.state is None or own.state.crash is None:
            return ()
        crash, folder = own.state.crash, own.order.folder
        places = crash.frames
        if crash.culprit is not None and crash.culprit not in places:
            # The line of a syntax error was never run.
            places = (*places, crash.culprit)
        return tuple(_frame(place, folder, culprit=place == crash.culprit) for place in places)

    def culprit(self) -> FrameRow | None:
        """The line to look at; None where none is known."""
        return next((row for row in self.frames() if row.culprit), None)

    def open_frame(self, row: FrameRow) -> None:
        """Shows a line in the person's own editor."""
        self._workspace.show_code(row.file, row.line, by=BY)

    def show_log(self) -> None:
        """Shows what the app printed."""
        self._workspace.show_log(by=BY)

    def ask(self, action: AppAction) -> None:
        """Has something done with it."""
        self._workspace.own_app.ask(action)

    def set_resends(self, *, on: bool) -> None:
        """Switches the sending after an edit."""
        self._workspace.own_app.set_resends(on=on)

    def _changed(self, _event: AppChanged | SourceChanged) -> None:
        if self._listener is not None:
            self._listener()


def _facts(state: AppState | None) -> str:
    if state is None:
        return ""
    parts = [f"{_NAMES.get(name, name)} {version}" for name, version in state.versions]
    parts += [f"process {state.pid}"] if state.pid else []
    if state.restarts:
        parts.append(f"new code {state.restarts:,} {'time' if state.restarts == 1 else 'times'}")
    return " · ".join(parts)


def _details(order: AppOrder, state: AppState | None) -> tuple[tuple[str, str], ...]:
    found = [("Folder", order.folder), ("Python", order.interpreter)]
    found += [("Imported from", order.import_root)] if order.import_root else []
    found += [("Address", state.url)] if state is not None and state.url else []
    if order.environment:
        # Their values may be secrets.
        found.append(("Variables", ", ".join(name for name, _ in order.environment)))
    how = ["the old server is stopped first"] if order.stop_first else []
    how += [] if order.otel_disabled else ["its OpenTelemetry is on"]
    how += [] if order.reload else ["changed files are not watched"]
    found += [("Run so that", ", ".join(how))] if how else []
    changed = state.changed_files if state is not None else ()
    found += [("Changed last", ", ".join(_relative(file, order.folder) for file in changed[:4]))] if changed else []
    return tuple(found)


def _relative(file: str, folder: str) -> str:
    path = PurePath(folder, file)
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else str(path)


def _frame(place: CodePlace, folder: str, *, culprit: bool) -> FrameRow:
    return FrameRow(
        where=place.label,
        file=place.file_in(folder),
        line=place.line,
        name=place.name,
        text=place.text,
        own=is_own(place.file, folder),
        culprit=culprit,
    )

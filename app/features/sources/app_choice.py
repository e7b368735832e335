"""Decides which app of a folder runs, with which Python, and how; nothing starts before a person says so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from app.core.projects.model import AppKind, AppOrder, Interpreter, base_name
from app.core.projects.places import AppPlace, app_place
from app.core.projects.project import Project, look, usable, why_not
from app.features.sources.app_options import read_variables, variables_text
from app.features.sources.orders import of_app
from app.features.sources.ports import trouble_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.projects.model import AppChoice
    from app.core.projects.project import ProjectFinder
    from app.features.sources.ports import AppKeeper, Trouble
    from app.features.sources.presenter import SourcePresenter
    from app.jobs.model import JobDone, JobHandle
    from app.jobs.runner import Runner

_FIRST: Final = "Choose the folder of your project: the one that your app is imported from."


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person has chosen so far.

    Attributes:
        place: The folder, as typed.
        target: `package.module:name`.
        interpreter: The Python executable; empty where none was found.
        variables: Environment variables as they were typed.
        stop_first, otel_disabled, values: As in `AppOrder`.
    """

    place: str = ""
    target: str = ""
    interpreter: str = ""
    variables: str = ""
    stop_first: bool = False
    otel_disabled: bool = True
    values: bool = True


class AppChooser(QObject):
    """What the panel "Open a FastAPI app" shows and does.

    Attributes:
        wish: What is chosen.
        project: What was found; None before anything was.
    """

    def __init__(
        self, runner: Runner, finder: ProjectFinder, keeper: AppKeeper, sources: SourcePresenter, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._finder = finder
        self._keeper = keeper
        self._sources = sources
        self._listener: Callable[[], None] | None = None
        self._job: JobHandle | None = None
        self._trouble: Trouble | None = None
        self.wish = Wish()
        self.project: Project | None = None

    def listen(self, listener: Callable[[], None]) -> None:
        """Calls `listener` when there is something else to show."""
        self._listener = listener

    # What is shown

    @property
    def is_looking(self) -> bool:
        """Whether a folder is being looked through."""
        return self._job is not None

    def apps(self) -> tuple[AppChoice, ...]:
        """The apps to choose from."""
        if self.project is None:
            return ()
        return (self.project.place.file and self.project.apps) or self.project.found.apps

    def interpreters(self) -> tuple[Interpreter, ...]:
        """The Pythons to choose from."""
        return self.project.interpreters if self.project is not None else ()

    def words(self) -> tuple[str, bool]:
        """One or two sentences below, and whether they tell of something that is in the way."""
        if self.is_looking:
            return f"Looking at {base_name(self.wish.place)}…", False
        if self._trouble is not None:
            return f"{self._trouble.problem} {self._trouble.hint}".strip(), True
        if self.project is None:
            return _FIRST, False
        return self._obstacle() or (self._remarks(self.project), False)

    def _obstacle(self) -> tuple[str, bool] | None:
        variables = read_variables(self.wish.variables)
        if variables.problem:
            return variables.problem, True
        if not self.apps() and not self.wish.target:
            return "No FastAPI app was found in this folder. Write where it is made: module:name.", True
        place = app_place(self.wish.target)
        if place is None or place.file or place.folder:
            return "An app is written as module:name, for example main:app.", True
        chosen = next((one for one in self.interpreters() if one.path == self.wish.interpreter), None)
        if chosen is None:
            hint = "Make an environment in the project (python -m venv .venv) and install its requirements there."
            return f"No Python was found that has FastAPI. {hint}", True
        reason = why_not(chosen)
        return (f"{chosen.label}: {reason}", True) if reason else None

    def _remarks(self, project: Project) -> str:
        told = [project.found.left_out] if project.found.left_out else []
        if project.found.problems:
            first = project.found.problems[0]
            where = f"{base_name(first.file)}:{first.line}" if first.line else base_name(first.file)
            told.append(f"{where} could not be read: {first.message}")
        return " ".join(told) or "It is started as you would start it; nothing of your project is changed."

    @property
    def can_start(self) -> bool:
        """Whether everything is there that it takes."""
        return self.project is not None and not self.is_looking and self._trouble is None and self._obstacle() is None

    # What a person does

    def look_at(self, place: str) -> None:
        """Looks through a folder, or for what else was typed; an earlier look is left off."""
        text = place.strip()
        self.wish = replace(self.wish, place=text)
        self._leave_off()
        if text:
            self._trouble = None
            where = app_place(text) or AppPlace(text)
            self._job = self._runner.submit_blocking(partial(look, self._finder, where), self, self._came)
        self._tell()

    def look_again(self, app: AppOrder) -> None:
        """Looks through the folder of an app that was run before."""
        self.look_at(f"{app.folder}::{app.target}")

    def show(self, project: Project) -> None:
        """Shows what was found, with the likeliest chosen, or what was chosen the last time."""
        self._leave_off()
        self._trouble, self.project = None, project
        apps, interpreter = self.apps(), project.interpreter
        target = project.place.target if not project.place.file and project.place.target else ""
        self.wish = Wish(
            place=project.found.folder,
            target=target or (apps[0].target if apps else ""),
            interpreter=interpreter.path if interpreter is not None else "",
        )
        self._remember()
        self._tell()

    def choose_app(self, target: str) -> None:
        """Takes an app, by a choice or as it was typed."""
        self.wish = replace(self.wish, target=target.strip())
        self._remember()
        self._tell()

    def choose_interpreter(self, path: str) -> None:
        """Takes a Python."""
        self.wish = replace(self.wish, interpreter=path)
        self._tell()

    def name_interpreter(self, path: str) -> None:
        """Asks a Python that was not found what it has, and takes it."""
        if self.project is not None and not self.is_looking:
            work = partial(self._finder.look_at, path, self.project.found.folder)
            self._job = self._runner.submit_blocking(work, self, self._came)
            self._tell()

    def choose_options(self, variables: str, *, stop_first: bool, otel_disabled: bool, values: bool) -> None:
        """Takes the rest."""
        options = replace(self.wish, variables=variables, stop_first=stop_first)
        self.wish = replace(options, otel_disabled=otel_disabled, values=values)
        self._tell()

    def start(self) -> bool:
        """Opens the app; False while something is in the way."""
        order = self.order()
        if order is not None:
            self._sources.open(of_app(order))
        return order is not None

    def order(self) -> AppOrder | None:
        """What is chosen; None while something is in the way."""
        if self.project is None or not self.can_start:
            return None
        wish = self.wish
        chosen = next((app for app in self.project.found.apps if app.target == wish.target), None)
        return AppOrder(
            folder=chosen.folder if chosen is not None else self.project.found.folder,
            target=wish.target,
            interpreter=wish.interpreter,
            environment=read_variables(wish.variables).pairs,
            stop_first=wish.stop_first,
            otel_disabled=wish.otel_disabled,
            import_root=chosen.import_root if chosen is not None else "",
            values=wish.values,
        )

    # Inside

    def _remember(self) -> None:
        """Fills in how the chosen app was run the last time."""
        order = self.order()
        kept = self._keeper.load_app(of_app(order).key) if order is not None else None
        if kept is None:
            return
        known = usable(self.interpreters())
        self.wish = replace(
            self.wish,
            interpreter=kept.interpreter if kept.interpreter in known else self.wish.interpreter,
            variables=variables_text(kept.environment),
            stop_first=kept.stop_first,
            otel_disabled=kept.otel_disabled,
            values=kept.values,
        )

    def _came(self, done: JobDone) -> None:
        if self._job is None or done.handle_id != self._job.id:
            return
        if isinstance(done.result, Project):
            self.show(done.result)
            return
        self._job = None
        if isinstance(done.result, Interpreter) and self.project is not None:
            self.project = self.project.with_interpreter(done.result)
            self.choose_interpreter(done.result.path)
            return
        self._trouble = trouble_of(done.error, "The folder could not be looked through.")
        self._tell()

    def _leave_off(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.cancel()

    def _tell(self) -> None:
        if self._listener is not None:
            self._listener()


def app_words(app: AppChoice) -> str:
    """`main.py:12`, and that a function makes it where one does."""
    made = " · a function makes it" if app.kind is AppKind.FACTORY else ""
    return f"{base_name(app.file)}:{app.line}{made}"


def interpreter_words(one: Interpreter) -> str:
    """`Python 3.12.4 · FastAPI 0.115.0`, or why it cannot be used."""
    parts = [
        f"Python {one.version}" if one.version else "",
        f"FastAPI {one.fastapi}" if one.fastapi else "",
        why_not(one),
    ]
    return " · ".join(part for part in parts if part)

"""A FastAPI app on disk as SOURCE: which app and which interpreter are meant, and the app while it runs."""

from __future__ import annotations

import contextlib
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.adapters.local_app.find_interpreters import look_at
from app.adapters.local_app.local_app import LocalApp
from app.adapters.local_app.model import AppListeners
from app.adapters.local_app.projects import ProjectsOnDisk
from app.adapters.storage.locations import user_locations
from app.core.base.errors import SourceError
from app.core.projects.model import AppOrder
from app.core.projects.places import AppPlace, app_place
from app.core.projects.project import look, order_of, why_not

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.core.projects.model import Interpreter
    from app.core.projects.project import Project
    from app.core.trace.model import Trace
    from app.core.workspace.model import LogLine

_TOLD_LEVELS = frozenset({"ERROR", "CRITICAL"})


def local_place(name: str) -> AppPlace | None:
    """The app that SOURCE names: `module:app`, `path/main.py`, `path/main.py:app`, a folder; else None."""
    place = app_place(name)
    if place is not None:
        return None if Path(name).is_file() and not place.file else place
    with contextlib.suppress(RuntimeError):  # `~somebody` whose home is not known
        return AppPlace(folder=name) if name and Path(name).expanduser().is_dir() else None
    return None


def order_for(place: AppPlace, name: str, python: str) -> AppOrder:
    """How to run it.

    Args:
        place: What was named.
        name: As it was named, for messages.
        python: The interpreter or environment that was chosen; empty for the likeliest.

    Raises:
        SourceError: There is no such app, or nothing that can run it.
    """
    project = look(ProjectsOnDisk(), place)
    is_named = bool(place.target) and not place.file
    if not project.apps and not is_named:
        raise _nothing_found(project, name)
    interpreter = _interpreter(project, name, python)
    if project.apps:
        order = order_of(project.apps[0], interpreter.path)
        others = [app.target for app in project.apps[1:6]]
        words = f"; also here: {', '.join(others)}" if others else ""
    else:
        # It may be made in a way that cannot be seen without running it.
        order, words = AppOrder(project.found.folder, place.target, interpreter.path), ""
    version = interpreter.fastapi and f", FastAPI {interpreter.fastapi}"
    label = interpreter.label or interpreter.path
    print(f"routeglass: {order.target} with {label} (Python {interpreter.version}{version}){words}", file=sys.stderr)
    return replace(order, reload=False)


@contextlib.contextmanager
def running(order: AppOrder, on_trace: Callable[[Trace], None]) -> Iterator[tuple[LocalApp, str]]:
    """The app and its base URL while it runs; what it says of errors, and all that it says before it fails, is printed.

    Raises:
        SourceError: It does not start.
    """
    log = _Log()
    app = LocalApp(order, AppListeners(on_trace=on_trace, on_log=log.take), cache=user_locations().cache)
    try:
        try:
            url = app.start()
        except SourceError:
            app.close()
            log.tell_all()
            raise
        log.started = True
        yield app, url
    finally:
        app.close()


class _Log:
    """What the app prints: kept until it answers, then only errors matter."""

    def __init__(self) -> None:
        self.started = False
        self._lines: list[str] = []

    def take(self, line: LogLine) -> None:
        """Takes a line; on a thread of the app."""
        if not self.started:
            self._lines.append(line.text)
        elif line.level in _TOLD_LEVELS:
            print(line.text, file=sys.stderr)

    def tell_all(self) -> None:
        """Prints what was kept."""
        for text in self._lines:
            print(text, file=sys.stderr)


def _interpreter(project: Project, name: str, python: str) -> Interpreter:
    if python:
        chosen = look_at(python, project.found.folder)
        if chosen.problem:
            raise SourceError(chosen.problem, where=chosen.path, hint="Name another one: --python PATH.")
        return chosen
    if project.interpreter is None:
        broken = "".join(f" {one.label}: {why_not(one)}" for one in project.interpreters[:3])
        what = f"No Python was found that can run it.{broken}"
        raise SourceError(what, where=name, hint="Name one, or its environment: --python PATH.")
    return project.interpreter


def _nothing_found(project: Project, name: str) -> SourceError:
    there = ", ".join(app.target for app in project.found.apps[:8])
    problems = " ".join(f"{each.file}:{each.line}: {each.message}" for each in project.found.problems[:3])
    message = " ".join(filter(None, ("No FastAPI app was found there.", problems, project.found.left_out)))
    hint = f"Found: {there}." if there else "Name it, package.module:app, or name a document: openapi.json."
    return SourceError(message, where=name, hint=hint)

"""From what a person named to what can be run: the apps of a folder, and the Pythons that may run them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from app.core.projects.model import AppChoice, AppOrder, FoundApps, Interpreter
from app.core.projects.places import AppPlace

if TYPE_CHECKING:
    from collections.abc import Iterable


class ProjectFinder(Protocol):
    """Looks for apps and interpreters on disk. Every method blocks and is called on a worker thread."""

    def is_folder(self, path: str) -> bool:
        """Whether that is a folder; False where nothing is there."""
        ...

    def absolute(self, path: str) -> str:
        """The whole path, `~` and `..` resolved; an empty one is the folder that Routeglass was started in."""
        ...

    def find_apps(self, folder: str) -> FoundApps:
        """The FastAPI apps in a folder, by reading its files; nothing is imported.

        Raises:
            SourceError: The folder cannot be looked into.
        """
        ...

    def find_interpreters(self, folder: str) -> tuple[Interpreter, ...]:
        """The Pythons that may run a project there, the likeliest first."""
        ...

    def look_at(self, path: str, folder: str) -> Interpreter:
        """A Python that a person names: an executable, or the folder of an environment. Never raises."""
        ...


@dataclass(frozen=True, slots=True)
class Project:
    """What was found at a place.

    Attributes:
        place: What was named, with absolute paths.
        found: All apps there.
        interpreters: The Pythons that may run them, the likeliest first.
    """

    place: AppPlace
    found: FoundApps
    interpreters: tuple[Interpreter, ...] = ()

    @property
    def apps(self) -> tuple[AppChoice, ...]:
        """The apps that were meant: all of them where only a folder was named."""
        place = self.place
        found = tuple(app for app in self.found.apps if not place.file or app.file == place.file)
        if not place.target:
            return found
        if place.file:
            return tuple(app for app in found if app.target.partition(":")[2] == place.target)
        return tuple(app for app in found if app.target == place.target)

    @property
    def interpreter(self) -> Interpreter | None:
        """The likeliest that can run it."""
        return next((one for one in self.interpreters if not why_not(one)), None)

    def settled(self) -> AppOrder | None:
        """How to run it, where that is no question: one app was meant, and an interpreter can run it."""
        interpreter = self.interpreter
        if interpreter is None:
            return None
        if len(self.apps) == 1:
            return order_of(self.apps[0], interpreter.path)
        if not self.apps and self.place.target and not self.place.file:
            # It may be made in a way that cannot be seen without running it.
            return AppOrder(self.found.folder, self.place.target, interpreter.path)
        return None

    def with_interpreter(self, interpreter: Interpreter) -> Project:
        """The same with one more, in front."""
        others = tuple(one for one in self.interpreters if one.path != interpreter.path)
        return replace(self, interpreters=(interpreter, *others))


def order_of(choice: AppChoice, interpreter: str) -> AppOrder:
    """How a found app is run, with nothing special."""
    return AppOrder(choice.folder, choice.target, interpreter, import_root=choice.import_root)


def look(finder: ProjectFinder, place: AppPlace) -> Project:
    """Finds what is there; for a worker.

    Raises:
        SourceError: The folder cannot be looked into.
    """
    file = finder.absolute(place.file) if place.file else ""
    folder = file.replace("\\", "/").rpartition("/")[0] if file else finder.absolute(place.folder)
    found = finder.find_apps(folder)
    whole = AppPlace(found.folder, place.target, file)
    return Project(whole, found, finder.find_interpreters(found.folder))


def usable(interpreters: Iterable[Interpreter]) -> frozenset[str]:
    """The paths of those that can run an app."""
    return frozenset(one.path for one in interpreters if not why_not(one))


def why_not(interpreter: Interpreter) -> str:
    """Why it cannot run a FastAPI app, one sentence; empty where it can. A server it need not have: ours is lent."""
    return interpreter.problem or ("" if interpreter.fastapi else "FastAPI is not installed in it.")

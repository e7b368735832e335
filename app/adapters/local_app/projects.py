"""Projects on this machine's disk, as window and command line look for them."""

# ruff: noqa: PLC0415 - what looks is imported by the worker that looks first: no start waits for it

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.core.projects.model import FoundApps, Interpreter


class ProjectsOnDisk:
    """Implements `ProjectFinder`."""

    def is_folder(self, path: str) -> bool:
        """Whether that is a folder; False where nothing is there."""
        from app.adapters.local_app.folder_walk import absolute

        return absolute(path).is_dir()

    def absolute(self, path: str) -> str:
        """The whole path, `~` and `..` resolved; an empty one is the folder that Routeglass was started in."""
        from app.adapters.local_app.folder_walk import absolute

        return str(absolute(path))

    def find_apps(self, folder: str) -> FoundApps:
        """The FastAPI apps in a folder, by reading its files; nothing is imported.

        Raises:
            SourceError: The folder cannot be looked into.
        """
        from app.adapters.local_app.find_apps import find_apps

        return find_apps(folder)

    def find_interpreters(self, folder: str) -> tuple[Interpreter, ...]:
        """The Pythons that may run a project there, the likeliest first."""
        from app.adapters.local_app.find_interpreters import find_interpreters

        return find_interpreters(folder)

    def look_at(self, path: str, folder: str) -> Interpreter:
        """A Python that a person names: an executable, or the folder of an environment. Never raises."""
        from app.adapters.local_app.find_interpreters import look_at

        return look_at(path, folder)

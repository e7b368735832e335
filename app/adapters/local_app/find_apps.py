"""Finds the FastAPI apps in a folder by reading its source; nothing of it is imported."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.adapters.local_app.folder_walk import FolderWalk, WalkLimits, absolute
from app.adapters.local_app.import_places import import_place
from app.adapters.local_app.source_facts import Facts, read_facts, read_roughly
from app.adapters.local_app.source_index import SourceIndex
from app.core.projects.model import AppChoice, AppKind, FileProblem, FoundApps

if TYPE_CHECKING:
    import os

_MENTION: Final = b"fastapi"
_PARSED_SIZE: Final = 128 * 1024
"""Bytes of a file that is parsed; parsing holds the interpreter, and longer files are looked at line by line."""

_LARGEST: Final = 2 * 1024 * 1024
_MOST_APPS: Final = 200
_ROUNDS: Final = 3
_SECONDS: Final = 4.0

_FILE_RANK: Final = {"main.py": 0, "app.py": 1, "api.py": 2, "server.py": 3, "asgi.py": 3, "__init__.py": 4}
_NAME_RANK: Final = {"app": 0, "application": 1, "api": 1}
_ASIDE: Final = frozenset({"test", "tests", "testing", "examples", "example", "docs", "benchmarks", "scripts"})


def find_apps(folder: str) -> FoundApps:
    """Looks for apps and for functions that make them; takes seconds at most and never raises.

    Args:
        folder: A folder, or a Python file: then only the apps in it are offered.
    """
    path = absolute(folder)
    if path.is_file():
        return _Search(str(path.parent), WalkLimits(entries=5000, depth=3, seconds=_SECONDS / 2), str(path)).run()
    return _Search(str(path), WalkLimits(seconds=_SECONDS / 2)).run()


class _Search:
    def __init__(self, folder: str, limits: WalkLimits, only: str = "") -> None:
        self._folder = folder
        self._limits = limits
        self._only = only
        self._index = SourceIndex()
        self._deadline = time.monotonic() + _SECONDS
        self._problems: list[FileProblem] = []
        self._rough: list[AppChoice] = []
        self._left_out = ""

    def run(self) -> FoundApps:
        walk = FolderWalk(self._folder, self._limits)
        silent = [entry.path for entry in walk.files() if entry.name.endswith(".py") and not self._read(entry)]
        self._index.settle()
        for _round in range(_ROUNDS):
            silent, grown = self._read_by_names(silent)
            if not grown:
                break
            self._index.settle()
        apps = [*self._rough, *self._choices()]
        first = self._entrypoint(apps)
        apps = [app for app in apps if self._only in {"", app.file}]
        apps.sort(key=lambda app: (app.target != first, *_rank(app, self._folder, self._index)))
        if len(apps) > _MOST_APPS:
            self._left_out = (
                f"{len(apps) - _MOST_APPS:,} of {len(apps):,} apps are not shown: open a folder further down."
            )
        problems = tuple(each for each in (*walk.problems, *self._problems) if self._only in {"", each.file})
        left_out = walk.left_out or self._left_out
        return FoundApps(self._only or self._folder, tuple(apps[:_MOST_APPS]), problems, "" if self._only else left_out)

    def _read(self, entry: os.DirEntry[str]) -> bool:
        """Reads a file if it speaks of FastAPI; whether there is no need to look at it again."""
        try:
            if entry.stat().st_size > _LARGEST:
                return True
            source = Path(entry.path).read_bytes()
        except OSError as error:
            self._problems.append(FileProblem(entry.path, f"It cannot be read: {error.strerror}."))
            return True
        if _MENTION not in source:
            return False
        self._take(entry.path, source)
        return True

    def _take(self, file: str, source: bytes) -> None:
        if len(source) > _PARSED_SIZE or time.monotonic() > self._deadline:
            self._take_roughly(file, source)
            return
        try:
            self._index.add(file, read_facts(source))
        except SyntaxError as error:
            self._take_roughly(file, source)
            # It may be right for a newer Python; then its apps are still offered.
            message = f"It cannot be parsed: {error.msg or 'no reason is given'}."
            self._problems.append(FileProblem(file, message, error.lineno or 0))

    def _take_roughly(self, file: str, source: bytes) -> None:
        place = import_place(file, self._folder, Facts())
        if place is not None:
            self._rough += [
                AppChoice(place.folder, f"{place.module}:{found.name}", file, found.line, import_root=place.import_root)
                for found in read_roughly(source)
            ]

    def _read_by_names(self, silent: list[str]) -> tuple[list[str], bool]:
        """Reads files that never say `fastapi` but speak of the project's own app classes and factories."""
        names = [name.encode() for name in self._index.names()]
        rest: list[str] = []
        for file in silent if names else []:
            if time.monotonic() > self._deadline:
                self._left_out = "The folder is very large: not all files were looked through for your own factories."
                break
            try:
                source = Path(file).read_bytes()
            except OSError:
                continue
            if len(source) <= _PARSED_SIZE and any(name in source for name in names):
                self._take(file, source)
            else:
                rest.append(file)
        return rest, len(rest) < len(silent)

    def _choices(self) -> list[AppChoice]:
        found: list[AppChoice] = []
        for file in self._index.files():
            place = import_place(file, self._folder, self._index.facts(file))
            if place is None:
                continue
            made = {each.name: (each.line, AppKind.APP) for each in self._index.apps_of(file)}
            made |= {each.name: (each.line, AppKind.FACTORY) for each in self._index.factories_of(file)}
            found += [
                AppChoice(place.folder, f"{place.module}:{name}", file, line, kind, place.import_root)
                for name, (line, kind) in made.items()
            ]
        return found

    def _entrypoint(self, apps: list[AppChoice]) -> str:
        """The target that the project itself names in `[tool.fastapi]`; it is offered even if it was not found."""
        file = Path(self._folder, "pyproject.toml")
        try:
            with file.open("rb") as source:
                target = tomllib.load(source).get("tool", {}).get("fastapi", {}).get("entrypoint")
        except FileNotFoundError:
            return ""
        except (OSError, ValueError, AttributeError, RecursionError) as error:
            self._problems.append(FileProblem(str(file), f"It cannot be read: {error}."))
            return ""
        if not isinstance(target, str) or not target:
            return ""
        target = target if ":" in target else f"{target}:app"
        if all(app.target != target for app in apps):
            apps.append(AppChoice(self._folder, target, str(file), 0))
        return target


def _rank(app: AppChoice, folder: str, index: SourceIndex) -> tuple[bool, bool, bool, int, int, str, int]:
    """What makes a choice likely: the smaller, the better."""
    path = Path(app.file)
    inside = path.relative_to(folder).parts if path.is_relative_to(folder) else path.parts
    name = app.target.rpartition(":")[2]
    aside = bool(_ASIDE.intersection(inside[:-1])) or inside[-1].startswith(("test_", "conftest"))
    file_rank = _FILE_RANK.get(inside[-1], 5)
    mounted = index.is_mounted(app.file, name)
    is_factory = app.kind is AppKind.FACTORY
    return aside, mounted, is_factory, file_rank + 2 * len(inside), _NAME_RANK.get(name, 2), app.file, app.line

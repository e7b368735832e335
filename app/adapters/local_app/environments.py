"""Where the tools of the Python world keep environments; only names and small files are read here, nothing runs."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import shutil
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from app.adapters.local_app.folder_walk import FolderWalk, WalkLimits
from app.core.projects.model import Origin

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PROGRAMS: Final = ("Scripts/python.exe", "python.exe") if sys.platform == "win32" else ("bin/python", "bin/python3")
_USUAL_NAMES: Final = (".venv", "venv", "env", ".env")
_MOST_FROM_CONDA: Final = 15
_PARENTS: Final = 4
_LIMITS: Final = WalkLimits(entries=4000, depth=2, seconds=0.5)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A Python that may be there.

    Attributes:
        label: What a person calls it.
        near: How close it is to the project, 0 for its own.
    """

    path: str
    origin: Origin
    label: str
    near: int


class EnvironmentFinder:
    """Looks in all those places for one project."""

    def __init__(self, folder: str, variables: Mapping[str, str], home: Path) -> None:
        """Prepares it.

        Args:
            folder: The project; absolute.
            variables: The person's environment variables.
            home: The person's folder.
        """
        self._folder = Path(folder)
        self._variables = variables
        self._home = home
        self._project = _read_toml(self._folder / "pyproject.toml")

    def candidates(self) -> Iterator[Candidate]:
        """All of them, those of the project first; some may be the same."""
        yield from self._by_uv()
        yield from self._in_the_project()
        yield from self._of_poetry()
        yield from self._active()
        yield from self._of_conda()
        yield from self._above_the_project()
        yield from self._of_pyenv()
        yield from self._of_the_system()

    def named(self, place: Path) -> Candidate:
        """What a person means by the path of an executable or of an environment."""
        known = next(self._environment(place if place.is_dir() else place.parent.parent, 2), None)
        path = _python_in(place) if place.is_dir() else str(place)
        return Candidate(path, known.origin if known is not None else Origin.SYSTEM, str(place), 0)

    def _by_uv(self) -> Iterator[Candidate]:
        """`UV_PROJECT_ENVIRONMENT`: absolute, or relative to the project."""
        chosen = self._variables.get("UV_PROJECT_ENVIRONMENT", "")
        if chosen:
            yield from self._environment(self._folder / chosen, 0)

    def _in_the_project(self) -> Iterator[Candidate]:
        for name in (*_USUAL_NAMES, "."):
            yield from self._environment(self._folder / name, 0)
        walk = FolderWalk(str(self._folder), _LIMITS)
        for _file in walk.files():
            pass
        for found in sorted(walk.environments):
            yield from self._environment(Path(found), 1)
        for name in _USUAL_NAMES:
            for found in sorted(_children(self._folder, name)):
                yield from self._environment(Path(found), 1)

    def _above_the_project(self) -> Iterator[Candidate]:
        """A workspace's environment serves its members; the person's own folder is no workspace."""
        for parent in list(self._folder.parents)[:_PARENTS]:
            if parent in (self._home, Path(parent.anchor)):
                return
            for name in _USUAL_NAMES:
                yield from self._environment(parent / name, 2)

    def _environment(self, prefix: Path, near: int) -> Iterator[Candidate]:
        marks = _configuration(prefix / "pyvenv.cfg")
        is_conda = (prefix / "conda-meta").is_dir()
        if marks is None and not is_conda:
            return
        origin = Origin.CONDA if is_conda else Origin.UV if marks and "uv" in marks else Origin.VENV
        name = os.path.relpath(prefix, self._folder) if near < 2 else str(prefix)
        yield Candidate(_python_in(prefix), origin, name, near)

    def _of_poetry(self) -> Iterator[Candidate]:
        """Poetry's environments lie under `<name>-<hash of the folder>-py<version>` in one folder for all projects."""
        name = _project_name(self._project)
        if not name:
            return
        clean = re.sub(r'[ $`!*@"\\\r\n\t]', "_", name.lower())[:42]
        place = os.path.normcase(os.path.realpath(self._folder))
        code = base64.urlsafe_b64encode(hashlib.sha256(place.encode()).digest()).decode()[:8]
        for prefix in sorted(_matching(self._poetry_folder(), f"{clean}-{code}-py"), reverse=True):
            yield Candidate(_python_in(prefix), Origin.POETRY, f"poetry: {prefix.name}", 0)

    def _poetry_folder(self) -> Path:
        chosen = self._variables.get("POETRY_VIRTUALENVS_PATH") or _text_in(
            _read_toml(self._poetry_config()), "virtualenvs", "path"
        )
        cache = self._variables.get("POETRY_CACHE_DIR") or str(self._user_folder(".cache", "Library/Caches", "Local"))
        if not self._variables.get("POETRY_CACHE_DIR"):
            cache = str(Path(cache, "pypoetry", *(["Cache"] if sys.platform == "win32" else [])))
        return Path(chosen.replace("{cache-dir}", cache)).expanduser() if chosen else Path(cache, "virtualenvs")

    def _poetry_config(self) -> Path:
        chosen = self._variables.get("POETRY_CONFIG_DIR")
        folder = (
            Path(chosen) if chosen else self._user_folder(".config", "Library/Application Support", "") / "pypoetry"
        )
        return folder / "config.toml"

    def _user_folder(self, linux: str, mac: str, windows: str) -> Path:
        if sys.platform == "win32":
            return Path(self._variables.get("LOCALAPPDATA" if windows else "APPDATA", str(self._home)))
        if sys.platform == "darwin":
            return self._home / mac
        variable = {".cache": "XDG_CACHE_HOME", ".config": "XDG_CONFIG_HOME"}[linux]
        return Path(self._variables.get(variable) or self._home / linux)

    def _active(self) -> Iterator[Candidate]:
        """What is active where Routeglass was started, unless that is Routeglass's own."""
        chosen = self._variables.get("VIRTUAL_ENV", "")
        if chosen and Path(chosen) != Path(sys.prefix):
            yield Candidate(_python_in(Path(chosen)), Origin.VENV, f"active: {Path(chosen).name}", 1)

    def _of_conda(self) -> Iterator[Candidate]:
        wanted = self._conda_name()
        places = [self._variables.get("CONDA_PREFIX", "")]
        places += _lines(self._home / ".conda" / "environments.txt")
        for root in ("miniconda3", "anaconda3", "miniforge3", "mambaforge"):
            places += map(str, sorted(_matching(self._home / root / "envs", "")))
        found = [Path(place) for place in dict.fromkeys(places) if place and Path(place, "conda-meta").is_dir()]
        found.sort(key=lambda prefix: prefix.name != wanted)
        for prefix in found[:_MOST_FROM_CONDA]:
            near = 0 if prefix.name == wanted else 3
            yield Candidate(_python_in(prefix), Origin.CONDA, f"conda: {prefix.name}", near)

    def _conda_name(self) -> str:
        for name in ("environment.yml", "environment.yaml"):
            for line in _lines(self._folder / name):
                found = re.match(r"name\s*:\s*['\"]?([^'\"#\s]+)", line)
                if found:
                    return found[1]
        return ""

    def _of_pyenv(self) -> Iterator[Candidate]:
        """The versions that `.python-version` names, in the project or above; `3.12` means the newest of them."""
        root = Path(self._variables.get("PYENV_ROOT") or self._home / ".pyenv") / "versions"
        homes = [self._folder, *list(self._folder.parents)[:_PARENTS]]
        names = next((lines for home in homes if (lines := _lines(home / ".python-version"))), [])
        for name in names:
            version = name.strip().removeprefix("python-").removeprefix("cpython-")
            exact = [root / version] if version and (root / version).is_dir() else []
            newest = sorted(_matching(root, f"{version}."), key=_by_version)[-1:] if version else []
            for prefix in exact or newest:
                yield Candidate(_python_in(prefix), Origin.PYENV, f"pyenv: {prefix.name}", 3)

    def _of_the_system(self) -> Iterator[Candidate]:
        """What `python3` and `python` mean where no environment is active."""
        own = Path(sys.prefix)
        places = [place for place in self._variables.get("PATH", "").split(os.pathsep) if Path(place).parent != own]
        for name in ("python3", "python"):
            path = shutil.which(name, path=os.pathsep.join(places))
            if path:
                yield Candidate(path, Origin.SYSTEM, f"{name} ({path})", 4)


def _python_in(prefix: Path) -> str:
    paths = [prefix / program for program in _PROGRAMS]
    return str(next((path for path in paths if path.exists()), paths[0]))


def _configuration(path: Path) -> dict[str, str] | None:
    """The pairs of a `pyvenv.cfg`; None where there is none."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    pairs = (line.partition("=") for line in text.splitlines())
    return {name.strip(): value.strip() for name, _sign, value in pairs}


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")[:100_000]
    except OSError:
        return []
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (OSError, ValueError, RecursionError):
        return {}


def _text_in(table: Any, *names: str) -> str:
    for name in names:
        table = table.get(name) if isinstance(table, dict) else None
    return table if isinstance(table, str) else ""


def _project_name(project: dict[str, Any]) -> str:
    return _text_in(project, "project", "name") or _text_in(project, "tool", "poetry", "name")


def _matching(folder: Path, start: str) -> Iterator[Path]:
    try:
        yield from (path for path in folder.iterdir() if path.name.startswith(start) and path.is_dir())
    except OSError:
        return


def _children(folder: Path, name: str) -> Iterator[str]:
    """The folders of that name one step down: `backend/.venv`."""
    try:
        yield from (str(child / name) for child in folder.iterdir() if (child / name / "pyvenv.cfg").is_file())
    except OSError:
        return


def _by_version(path: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", path.name))

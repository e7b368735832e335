"""Values about a FastAPI app on disk: where it is, what runs it, how it is doing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath


class AppKind(StrEnum):
    """What a target names."""

    APP = "app"
    FACTORY = "factory"


@dataclass(frozen=True, slots=True)
class AppChoice:
    """A FastAPI app that was found in source code.

    Attributes:
        folder: The folder to start in; absolute.
        target: As uvicorn takes it: `package.module:name`.
        file, line: Where it is made; the file is absolute.
        kind: Whether `name` is the app or a function that makes it.
        import_root: What `target` is imported from where that is not `folder`: the `src` in it; absolute, else empty.
    """

    folder: str
    target: str
    file: str
    line: int
    kind: AppKind = AppKind.APP
    import_root: str = ""


@dataclass(frozen=True, slots=True)
class FileProblem:
    """A file or folder that could not be looked into.

    Attributes:
        file: Absolute.
        line: 1-based, 0 where the whole file is meant.
        message: Why, one sentence.
    """

    file: str
    message: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class FoundApps:
    """What a look through a folder brought.

    Attributes:
        folder: The folder that was looked through; absolute.
        apps: The best guess first.
        problems: What could not be read.
        left_out: What was not looked at and why, in words; empty where everything was.
    """

    folder: str
    apps: tuple[AppChoice, ...] = ()
    problems: tuple[FileProblem, ...] = ()
    left_out: str = ""


class Origin(StrEnum):
    """Who made an environment."""

    VENV = "venv"
    UV = "uv"
    POETRY = "poetry"
    CONDA = "conda"
    PYENV = "pyenv"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A Python that may run a project.

    Attributes:
        path: Its executable; absolute.
        version: Of Python, `3.12.4`; empty where it does not run.
        label: What a person calls it: `.venv`, `conda: shop`.
        fastapi, uvicorn, pydantic: Installed versions, empty where they are missing.
        problem: Why it cannot be used, one sentence; else empty.
    """

    path: str
    origin: Origin
    version: str = ""
    label: str = ""
    fastapi: str = ""
    uvicorn: str = ""
    pydantic: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class AppOrder:
    """How an app is to be run.

    Attributes:
        folder: The working folder, and the first place that modules are imported from.
        target: `package.module:name`, of an app or of a function that makes one.
        interpreter: The Python executable.
        environment: Variables on top of the person's own.
        stop_first: Whether a restart ends the old process before the new one imports anything: for apps that hold
            locks or migrate a database while they are imported.
        reload: Whether changed files restart it.
        otel_disabled: Whether its own OpenTelemetry export is off, so that trying it out reaches no collector.
        import_root: A second place that modules are imported from, as in `AppChoice`; may be empty.
        values: Whether traces show parameters and results; secrets are left out by their names all the same.
    """

    folder: str
    target: str
    interpreter: str
    environment: tuple[tuple[str, str], ...] = ()
    stop_first: bool = False
    reload: bool = True
    otel_disabled: bool = True
    import_root: str = ""
    values: bool = True

    @property
    def key(self) -> str:
        """What it is kept and known under: folder and target."""
        return f"{self.folder}::{self.target}"


class AppPhase(StrEnum):
    """Where in its life an app is.

    `broken`: the new code fails, and the old server still answers. `silent`: it was started and never answers.
    """

    STARTING = "starting"
    RUNNING = "running"
    RESTARTING = "restarting"
    BROKEN = "broken"
    FAILED = "failed"
    CRASHED = "crashed"
    SILENT = "silent"
    STOPPED = "stopped"


class CrashKind(StrEnum):
    """At what an app failed."""

    LAUNCH = "launch"
    IMPORT = "import"
    LIFESPAN = "lifespan"
    BIND = "bind"
    RUNTIME = "runtime"
    KILLED = "killed"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class CodePlace:
    """A line of source code.

    Attributes:
        file: As the interpreter named it; mostly absolute.
        line: 1-based; 0 where unknown.
        name: The function that was running, empty outside one.
        text: The line's text; may be empty.
        column: 1-based; 0 where unknown.
    """

    file: str
    line: int
    name: str = ""
    text: str = ""
    column: int = 0

    @property
    def label(self) -> str:
        """`main.py:12`, or the file's name alone where the line is not known."""
        name = base_name(self.file)
        return f"{name}:{self.line}" if self.line else name

    def file_in(self, folder: str) -> str:
        """The whole path: an interpreter names the files of its working folder as it was given them."""
        return str(PurePath(folder, self.file))


def base_name(path: str) -> str:
    """The last part of a path, whoever wrote its slashes."""
    return path.replace("\\", "/").rstrip("/").rpartition("/")[2] or path


@dataclass(frozen=True, slots=True)
class Crash:
    """Why an app does not run.

    Attributes:
        message: What happened, one sentence.
        traceback: The technical words; may be empty.
        frames: The calls that led there, outermost first.
        culprit: The innermost line that is the person's own; None where no such line is known.
        hint: What to do next.
    """

    kind: CrashKind
    message: str
    traceback: str = ""
    frames: tuple[CodePlace, ...] = ()
    culprit: CodePlace | None = None
    hint: str = ""

    @property
    def where(self) -> str:
        """The culprit as `file:line`, empty where none is known."""
        return f"{self.culprit.file}:{self.culprit.line}" if self.culprit is not None else ""


@dataclass(frozen=True, slots=True)
class AppState:
    """A moment in the life of an app.

    Attributes:
        url: Where it answers; empty where nothing does.
        crash: Why it does not run, or why the new code does not; None where all is well.
        versions: Names and versions that the process told: `python`, `fastapi`, …
        restarts: How often new code has taken over.
        changed_files: The files whose change caused this restart; absolute.
        pid: The process that answers, 0 where none does.
    """

    phase: AppPhase
    url: str = ""
    crash: Crash | None = None
    versions: tuple[tuple[str, str], ...] = ()
    restarts: int = 0
    changed_files: tuple[str, ...] = ()
    pid: int = 0

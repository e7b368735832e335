"""Environments of other programs, for tests that run them: `python -m tests.servers.environments FOLDER [NAME…]`.

Each is a virtual environment of its own, made once with pip from fixed versions; it takes the network, up to a minute
and up to 400 MB. The variable ROUTEGLASS_ENVIRONMENTS names their folder; tests skip what is not there.
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

VARIABLE = "ROUTEGLASS_ENVIRONMENTS"
_DONE = ".complete"


@dataclass(frozen=True, slots=True)
class Environment:
    """What is installed.

    Attributes:
        name: Of its folder.
        requirements: As pip takes them.
    """

    name: str
    requirements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RealApp:
    """A published FastAPI app, and what its routes are known to be.

    Attributes:
        environment: Where it is installed.
        target: As uvicorn takes it.
        variables: What it wants to be told.
        files: Written into the folder that it is started in: name and text.
        routes, paths: How many routes it has, and how many paths its document has.
    """

    environment: Environment
    target: str
    variables: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    routes: int = 0
    paths: int = 0


_TILED = """authentication:
  allow_anonymous_access: true
trees:
  - path: /
    tree: catalog
    args:
      uri: "sqlite:///catalog.db"
      init_if_not_exists: true
"""

REAL_APPS = (
    RealApp(
        Environment("tiled", ("tiled[server]==0.2.20", "fastapi==0.165.0")),
        "tiled.server.app:app_factory",
        files=(("config.yml", _TILED),),
        routes=70,
        paths=41,
    ),
    RealApp(
        Environment("optimade", ("optimade[server]==1.5.0", "fastapi==0.165.0")),
        "optimade.server.main:app",
        (("OPTIMADE_DATABASE_BACKEND", "mongomock"),),
        routes=40,
        paths=8,
    ),
    # Its command runs a server in Rust; the FastAPI app is there still, and wants a FastAPI of its time.
    RealApp(
        Environment("chromadb", ("chromadb==1.5.9", "fastapi<0.136", "opentelemetry-instrumentation-fastapi")),
        "chromadb.app:app",
        (("ANONYMIZED_TELEMETRY", "false"),),
        routes=104,
        paths=44,
    ),
)

ENVIRONMENTS = tuple(app.environment for app in REAL_APPS)


def python_of(environment: Environment) -> str:
    """Its interpreter; empty where it was not made."""
    folder = os.environ.get(VARIABLE, "")
    home = Path(folder) / environment.name
    return str(_python_in(home)) if folder and (home / _DONE).exists() else ""


def make(folder: Path, environment: Environment) -> None:
    """Makes one unless it is there.

    Raises:
        CalledProcessError: pip failed.
    """
    home = folder / environment.name
    if (home / _DONE).exists():
        return
    venv.create(home, clear=True, with_pip=True)
    pip = [str(_python_in(home)), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    subprocess.run([*pip, *environment.requirements], check=True)
    (home / _DONE).touch()


def _python_in(home: Path) -> Path:
    return home / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def main(folder: Path, names: list[str]) -> None:
    """Makes all, or those that are named."""
    for environment in ENVIRONMENTS:
        if not names or environment.name in names:
            make(folder, environment)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])

"""Environments of other programs, for tests that run them: `python -m tests.servers.environments FOLDER [NAME …]`.

Each is made once, with `uv` where it is there and with pip elsewhere, from the index that they are configured for; it
takes the network, up to a minute and up to 400 MB. Tests find them in the folder that ROUTEGLASS_ENVIRONMENTS names,
else in the person's cache, and skip what is not there.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from platformdirs import user_cache_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

VARIABLE: Final = "ROUTEGLASS_ENVIRONMENTS"
_DONE: Final = ".complete"


@dataclass(frozen=True, slots=True)
class Environment:
    """What is installed.

    Attributes:
        name: Of its folder.
        requirements: As pip takes them.
        python: The version of its interpreter; empty for the one that makes it.
    """

    name: str
    requirements: tuple[str, ...]
    python: str = ""


def _fastapi(name: str, python: str, *requirements: str) -> Environment:
    return Environment(f"fastapi-{name}", (*requirements, "uvicorn", "python-multipart"), python)


FASTAPIS: Final = (
    _fastapi("0.100", "3.9", "fastapi==0.100.1", "pydantic==2.1.1"),
    _fastapi("0.100-pydantic-1", "3.8", "fastapi==0.100.1", "pydantic==1.10.22"),
    _fastapi("0.103", "3.10", "fastapi==0.103.2", "pydantic==2.1.1"),
    _fastapi("0.110", "3.11", "fastapi==0.110.3", "pydantic==2.7.4"),
    _fastapi("0.110-pydantic-1", "3.11", "fastapi==0.110.3", "pydantic==1.10.22"),
    _fastapi("0.115", "3.12", "fastapi==0.115.12"),
    _fastapi("0.128", "3.13", "fastapi==0.128.8"),
    _fastapi("newest", "3.13", "fastapi"),
)
"""FastAPIs of several years, each in an interpreter of its time; what they run is `every_fastapi` beside this file."""

PUBLISHED: Final = (
    Environment("tiled", ("tiled[server]==0.2.20", "fastapi==0.165.0")),
    Environment("optimade", ("optimade[server]==1.5.0", "fastapi==0.165.0")),
    # Its command runs a server in Rust; the FastAPI app is there still, and wants a FastAPI of its time.
    Environment("chromadb", ("chromadb==1.5.9", "fastapi<0.136", "opentelemetry-instrumentation-fastapi")),
)
"""Apps that others wrote, as they are installed; `published_apps.py` says how they start."""

TELEMETRY: Final = Environment(
    "telemetry",
    (
        "fastapi>=0.165",
        "flask>=3.1",
        "opentelemetry-distro",
        "opentelemetry-exporter-otlp-proto-http",
        "opentelemetry-instrumentation-flask",
        "opentelemetry-instrumentation-requests",
        "opentelemetry-instrumentation-sqlite3",
        "requests>=2.34",
        "uvicorn>=0.54",
    ),
)
"""What the servers of the folder `telemetry` run with."""

ENVIRONMENTS: Final = (*FASTAPIS, *PUBLISHED, TELEMETRY)


def home() -> Path:
    """Where the environments are looked for.

    Raises:
        FileNotFoundError: The variable names no folder; to skip instead would hide the typing error.
    """
    chosen = os.environ.get(VARIABLE)
    if chosen and not Path(chosen).is_dir():
        raise FileNotFoundError(f"{VARIABLE} names {chosen}, which is no folder")
    return Path(chosen) if chosen else user_cache_path("routeglass-tests") / "environments"


def folder_of(environment: Environment) -> Path | None:
    """Where an environment is; None where nobody has made it."""
    folder = home() / environment.name
    return folder if (folder / _DONE).exists() else None


def python_of(environment: Environment) -> str:
    """Its interpreter; empty where nobody has made it."""
    folder = folder_of(environment)
    return "" if folder is None else str(program(folder, "python"))


def how_to_make(environment: Environment) -> str:
    """For a test that skips what is not there."""
    return (
        f"`python -m tests.servers.environments {home()} {environment.name}` makes it; or let {VARIABLE} name a folder"
    )


def program(folder: Path, name: str) -> Path:
    """A program of an environment."""
    return folder / (f"Scripts/{name}.exe" if os.name == "nt" else f"bin/{name}")


def make(folder: Path, environments: Iterable[Environment]) -> Iterator[str]:
    """Makes environments that are not there yet; yields a line for each.

    Raises:
        CalledProcessError: A package cannot be had.
        FileNotFoundError: Its interpreter cannot be had.
    """
    for environment in environments:
        place = folder / environment.name
        if (place / _DONE).exists():
            yield f"{environment.name}: is there"
            continue
        uv = shutil.which("uv")
        base = _interpreter(environment, fetched=uv is not None)
        python = str(program(place, "python"))
        if uv is not None:
            making = [uv, "venv", "--quiet", "--clear", "--python", base, str(place)]
            filling = [uv, "pip", "install", "--quiet", "--python", python]
        else:
            making = [base, "-m", "venv", "--clear", str(place)]
            filling = [python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        subprocess.run(making, check=True)
        subprocess.run([*filling, *environment.requirements], check=True)
        (place / _DONE).touch()
        yield f"{environment.name}: made"


def _interpreter(environment: Environment, *, fetched: bool) -> str:
    """One of pyenv's, which `uv` does not look for; else one on PATH, or what `uv` fetches by itself."""
    version = environment.python
    if not version:
        return sys.executable
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    kept = [str(path) for path in sorted((pyenv / "versions").glob(f"{version}.*/bin/python"))]
    found = kept[-1] if kept else version if fetched else shutil.which(f"python{version}")
    if found is None:
        raise FileNotFoundError(f"{environment.name} wants Python {version}: install it, or uv, which fetches it")
    return found


def main() -> None:
    """Makes all, or those that are named."""
    parser = argparse.ArgumentParser(prog="python -m tests.servers.environments", description=__doc__)
    parser.add_argument("folder", type=Path)
    names = [environment.name for environment in ENVIRONMENTS]
    parser.add_argument("names", nargs="*", choices=[[], *names], metavar="NAME", help=", ".join(names))
    arguments = parser.parse_args()
    wanted = [each for each in ENVIRONMENTS if each.name in arguments.names or not arguments.names]
    try:
        for line in make(arguments.folder, wanted):
            print(line, flush=True)
    except (subprocess.CalledProcessError, FileNotFoundError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()

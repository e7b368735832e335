"""Environments with FastAPIs of several years, each in an interpreter of its time.

`python -m tests.servers.fastapis FOLDER [NAME …]` makes them with `uv`, from the index that it is configured for, about
15 seconds and 60 MB each. Tests find them in the folder that `ROUTEGLASS_FASTAPIS` names, else in the user's cache.
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

import platformdirs
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

VARIABLE: Final = "ROUTEGLASS_FASTAPIS"
CURRENT: Final = "current"
PROJECT: Final = Path(__file__).parent / "every_fastapi"
"""An app for all of them."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """One environment.

    Attributes:
        name: Of its folder.
        python: The version of the interpreter.
        requirements: As for pip, without what every environment gets.
    """

    name: str
    python: str
    requirements: tuple[str, ...]


RECIPES: Final = (
    Recipe("0.100", "3.9", ("fastapi==0.100.1", "pydantic==2.1.1")),
    Recipe("0.100-pydantic-1", "3.8", ("fastapi==0.100.1", "pydantic==1.10.22")),
    Recipe("0.103", "3.10", ("fastapi==0.103.2", "pydantic==2.1.1")),
    Recipe("0.110", "3.11", ("fastapi==0.110.3", "pydantic==2.7.4")),
    Recipe("0.110-pydantic-1", "3.11", ("fastapi==0.110.3", "pydantic==1.10.22")),
    Recipe("0.115", "3.12", ("fastapi==0.115.12",)),
    Recipe("0.128", "3.13", ("fastapi==0.128.8",)),
    Recipe("newest", "3.13", ("fastapi",)),
)
_COMMON: Final = ("uvicorn", "python-multipart")


def python_of(name: str) -> str:
    """The interpreter of an environment; skips the test where it has not been made."""
    if name == CURRENT:
        return sys.executable
    chosen = os.environ.get(VARIABLE)
    home = Path(chosen) if chosen else Path(platformdirs.user_cache_dir("routeglass-tests")) / "fastapis"
    python = _python_in(home / name)
    if not python.exists():
        pytest.skip(f"{python} is missing; `python -m tests.servers.fastapis {home} {name}` makes it")
    return str(python)


def make(home: Path, recipes: Sequence[Recipe]) -> Iterator[str]:
    """Makes environments that are not there yet; yields a line for each.

    Raises:
        subprocess.CalledProcessError: An interpreter or a package cannot be had.
    """
    uv = shutil.which("uv")
    if uv is None:
        raise FileNotFoundError("uv is missing: https://docs.astral.sh/uv/")
    for recipe in recipes:
        folder = home / recipe.name
        if _python_in(folder).exists():
            yield f"{recipe.name}: is there"
            continue
        draft = home / f"{recipe.name}.draft"
        subprocess.run(
            [uv, "venv", "--quiet", "--clear", "--python", recipe.python, "--relocatable", draft], check=True
        )
        packages = [uv, "pip", "install", "--quiet", "--python", _python_in(draft)]
        subprocess.run([*packages, *recipe.requirements, *_COMMON], check=True)
        draft.rename(folder)
        yield f"{recipe.name}: made"


def _python_in(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def main() -> None:
    """Makes the environments that are asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.servers.fastapis", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", choices=[[], *(recipe.name for recipe in RECIPES)], metavar="NAME")
    arguments = parser.parse_args()
    wanted = [recipe for recipe in RECIPES if recipe.name in arguments.names or not arguments.names]
    for line in make(arguments.folder, wanted):
        print(line, flush=True)


if __name__ == "__main__":
    main()

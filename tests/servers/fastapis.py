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


def home() -> Path:
    """Where the environments are looked for."""
    chosen = os.environ.get(VARIABLE)
    return Path(chosen) if chosen else Path(platformdirs.user_cache_dir("routeglass-tests")) / "fastapis"


def python_of(name: str) -> Path:
    """The interpreter of an environment, which may be missing; `CURRENT` is our own."""
    return Path(sys.executable) if name == CURRENT else _python_in(home() / name)


def made() -> tuple[str, ...]:
    """The environments that are there, ours first."""
    return (CURRENT, *(recipe.name for recipe in RECIPES if python_of(recipe.name).exists()))


def make(folder: Path, recipes: Sequence[Recipe]) -> Iterator[str]:
    """Makes environments that are not there yet; yields a line for each.

    Raises:
        subprocess.CalledProcessError: An interpreter or a package cannot be had.
    """
    uv = shutil.which("uv")
    if uv is None:
        raise FileNotFoundError("uv is missing: https://docs.astral.sh/uv/")
    for recipe in recipes:
        place = folder / recipe.name
        if _python_in(place).exists():
            yield f"{recipe.name}: is there"
            continue
        draft = folder / f"{recipe.name}.draft"
        making: list[str | Path] = [
            uv,
            "venv",
            "--quiet",
            "--clear",
            "--relocatable",
            "--python",
            _python(recipe),
            draft,
        ]
        subprocess.run(making, check=True)
        filling: list[str | Path] = [uv, "pip", "install", "--quiet", "--python", _python_in(draft)]
        subprocess.run([*filling, *recipe.requirements, *_COMMON], check=True)
        draft.rename(place)
        yield f"{recipe.name}: made"


def _python(recipe: Recipe) -> str:
    """One of pyenv's interpreters, which `uv` does not look for; else what `uv` finds or fetches by itself."""
    home = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    found = sorted((home / "versions").glob(f"{recipe.python}.*/bin/python"))
    return str(found[-1]) if found else recipe.python


def _python_in(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def main() -> None:
    """Makes the environments that are asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.servers.fastapis", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", choices=[[], *(recipe.name for recipe in RECIPES)], metavar="NAME")
    arguments = parser.parse_args()
    wanted = [recipe for recipe in RECIPES if recipe.name in arguments.names or not arguments.names]
    try:
        for line in make(arguments.folder, wanted):
            print(line, flush=True)
    except (subprocess.CalledProcessError, FileNotFoundError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()

"""Finds the official JSON-Schema-Test-Suite with the other schemas beside it, or makes them with the recipe of the
real inputs.

`ROUTEGLASS_SUITE` names their folder. Without it they are made once, in the user's cache folder, by `get_suite.sh`,
which needs the network; processes that run side by side wait for the one that makes them. Tests ask for the
`schema_suite` fixture."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs
import pytest

from tests.support.corpora import find_corpora

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

VARIABLE = "ROUTEGLASS_SUITE"
SUITE = "JSON-Schema-Test-Suite"
REMOTES = "http://localhost:1234/"
"""Where the suite's schemas expect the files of its `remotes` folder."""

_LONGEST = 240
"""Seconds that making the suite may take."""


@dataclass(frozen=True, slots=True)
class SchemaCase:
    """One schema of the suite and what it says of some values.

    Attributes:
        file: The name of its file, for example `allOf.json`.
        values: What is tried: words, value, whether it is valid.
    """

    file: str
    words: str
    schema: Any
    values: tuple[tuple[str, Any, bool], ...]


class SchemaSuite:
    """The suite (draft 2020-12) and the real schemas beside it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def cases(self) -> Iterator[SchemaCase]:
        """All schemas of the draft's required part, in the order of their files."""
        for path in sorted((self._folder / SUITE / "tests" / "draft2020-12").glob("*.json")):
            for group in _read(path):
                values = tuple((test["description"], test["data"], test["valid"]) for test in group["tests"])
                yield SchemaCase(path.name, group["description"], group["schema"], values)

    def remotes(self) -> dict[str, Any]:
        """The resources that the schemas refer to, by URI."""
        root = self._folder / SUITE / "remotes"
        paths = (path for path in root.rglob("*.json") if not path.is_relative_to(root / "draft-next"))
        return {REMOTES + path.relative_to(root).as_posix(): _read(path) for path in paths}

    def real_schemas(self) -> Iterator[tuple[str, Any]]:
        """Large schemas of well-known files, and the examples of a form generator, by name."""
        for path in sorted((self._folder / "schemastore").glob("*.json")):
            yield path.name, _read(path)
        for path in sorted((self._folder / "jsonforms").glob("*.json")):
            yield path.name, _read(path).get("schema", {})


def _read(path: Path) -> Any:
    return json.loads(path.read_bytes())


def find_suite(environment: Mapping[str, str] = os.environ) -> Path | str:
    """The folder of the suite, made if need be; why there is none, in words, where it cannot be had.

    Raises:
        pytest.UsageError: The variable names something that does not hold the suite.
    """
    named = environment.get(VARIABLE)
    if named:
        folder = Path(named).expanduser()
        if not _is_there(folder):
            message = f"{VARIABLE} names {folder}, which does not hold {SUITE}; point it at its parent or unset it."
            raise pytest.UsageError(message)
        return folder
    folder = Path(platformdirs.user_cache_dir("routeglass-tests")) / "schema-suite"
    if _is_there(folder):
        return folder
    corpora = find_corpora(environment)
    bash = shutil.which("bash")
    if corpora is None or bash is None:
        return f"no {SUITE} here: set {VARIABLE} to its folder, or put the real inputs beside the checkout"
    return _made([bash, str(corpora / "get_suite.sh")], folder)


def _is_there(folder: Path) -> bool:
    return (folder / SUITE / "tests" / "draft2020-12").is_dir()


def _made(recipe: list[str], folder: Path) -> Path | str:
    import fcntl

    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / "schema-suite.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _is_there(folder):
            return folder
        fresh = folder.parent / "schema-suite.new"
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
        try:
            done = subprocess.run([*recipe, str(fresh)], capture_output=True, timeout=_LONGEST, check=False, text=True)
        except subprocess.TimeoutExpired:
            return f"{SUITE} could not be had within {_LONGEST} s: is there a network?"
        if not _is_there(fresh):
            return f"{SUITE} could not be had: {done.stderr.strip()[-300:] or 'is there a network?'}"
        fresh.rename(folder)
    return folder


@pytest.fixture(scope="session")
def schema_suite() -> SchemaSuite:
    """The suite; skips the test where it cannot be had."""
    found = find_suite()
    if isinstance(found, str):
        pytest.skip(found)
    return SchemaSuite(found)

"""Finds the Pythons that may run a project, and asks each what it has."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.adapters.local_app.environments import Candidate, EnvironmentFinder
from app.adapters.local_app.folder_walk import absolute
from app.adapters.local_app.probing import LONGEST_SECONDS, Probe, probe
from app.adapters.local_app.surroundings import child_environment
from app.core.projects.model import AppOrder, Interpreter, Origin

if TYPE_CHECKING:
    from collections.abc import Mapping


_MOST: Final = 24
_AT_ONCE: Final = 4
_SECONDS: Final = 20.0
"""How long all of them together may take."""


def find_interpreters(
    folder: str, variables: Mapping[str, str] | None = None, home: Path | None = None
) -> tuple[Interpreter, ...]:
    """All that are found, the best first; broken ones last, with words. Never raises.

    Args:
        folder: The project.
        variables: The person's environment variables; None takes those of this process.
        home: The person's folder; None takes that of this process.
    """
    if "\0" in folder:  # No folder has such a name, and asking for one raises.
        return ()
    place = str(absolute(folder))
    known = os.environ if variables is None else variables
    found = EnvironmentFinder(place, known, home or Path.home()).candidates()
    different = list({candidate.path: candidate for candidate in reversed(list(found))}.values())[::-1][:_MOST]
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="local-app-probe") as workers:
        probes = list(workers.map(_Asker(place, known), different))
    rows = _without_twins(list(zip(different, probes, strict=True)))
    rows.sort(key=_rank)
    return tuple(_interpreter(candidate, answer) for candidate, answer in rows)


def look_at(path: str, folder: str) -> Interpreter:
    """One that a person names: an executable, or the folder of an environment. Never raises."""
    place = absolute(path.replace("\0", ""))
    finder = EnvironmentFinder(str(place.parent), {}, Path.home())
    candidate = finder.named(place)
    return _interpreter(candidate, _Asker(folder, os.environ)(candidate))


class _Asker:
    def __init__(self, folder: str, variables: Mapping[str, str]) -> None:
        self._folder = folder
        self._variables = variables
        self._deadline = time.monotonic() + _SECONDS

    def __call__(self, candidate: Candidate) -> Probe:
        left = self._deadline - time.monotonic()
        if left <= 0:
            return Probe(problem="It was not asked: the others took too long to answer.")
        order = AppOrder(self._folder, "", candidate.path)
        return probe(candidate.path, child_environment(order, self._variables), min(left, LONGEST_SECONDS))


def _without_twins(rows: list[tuple[Candidate, Probe]]) -> list[tuple[Candidate, Probe]]:
    """Of several paths to the same environment the first."""
    seen: set[str] = set()
    kept = []
    for candidate, answer in rows:
        key = os.path.realpath(answer.prefix) if answer.prefix else candidate.path
        if key not in seen:
            seen.add(key)
            kept.append((candidate, answer))
    return kept


def _rank(row: tuple[Candidate, Probe]) -> tuple[bool, bool, int]:
    candidate, answer = row
    return bool(answer.problem), not answer.fastapi, candidate.near


def _interpreter(candidate: Candidate, answer: Probe) -> Interpreter:
    # `python3` of the system may be a script that chooses one by the folder it is called in.
    path = (candidate.origin is Origin.SYSTEM and answer.executable) or candidate.path
    plain = Interpreter(path, candidate.origin, answer.version, candidate.label, problem=answer.problem)
    return replace(plain, fastapi=answer.fastapi, uvicorn=answer.uvicorn, pydantic=answer.pydantic)

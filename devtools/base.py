"""Where things are, how failures are told, how programs are started."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

ASTRAY = ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__")
"""Variables that would lead the environment's Python to another one's packages."""


class DevError(Exception):
    """A failure in words: what happened, where, and what to do next."""

    def __init__(self, what: str, *, where: str, then: str) -> None:
        super().__init__(f"{what}\nWhere: {where}\nNext: {then}")


def say(text: str) -> None:
    """Prints at once, so that the lines of child processes stand in order."""
    print(f"dev.py: {text}", flush=True)


def child_environment(**more: str) -> dict[str, str]:
    """This process's variables without those that lead astray, and `more`."""
    return {**{name: value for name, value in os.environ.items() if name not in ASTRAY}, "PIP_USER": "0", **more}


def call(command: Sequence[object], **more: str) -> int:
    """Runs a program in the project's root and returns its exit status, which is 128 + N after a death by signal N.

    Raises:
        DevError: It could not be started.
    """
    arguments = [str(part) for part in command]
    try:
        process = subprocess.Popen(arguments, cwd=ROOT, env=child_environment(**more))
    except OSError as error:
        then = "run `python3 dev.py setup` again."
        raise DevError(f"a program cannot be started: {error.strerror}", where=arguments[0], then=then) from error
    try:
        status = process.wait()
    except KeyboardInterrupt:
        _end(process)
        raise
    if status >= 0:
        return status
    died = " (abort: the interpreter itself died, whatever it printed before)" if status == -6 else ""
    say(f"{Path(arguments[0]).name} was ended by signal {-status}{died}.")
    return 128 - status


def _end(process: subprocess.Popen[bytes]) -> None:
    """Lets a child that the same Ctrl+C interrupted close what it has open; a second Ctrl+C does not wait."""
    try:
        process.wait(15)
    except (KeyboardInterrupt, subprocess.TimeoutExpired):
        process.kill()
        process.wait()

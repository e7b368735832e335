"""Asks a Python what it is, in one short process; nothing of the project is imported."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.adapters.local_app.process import exit_words

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_SECONDS: Final = 10.0
_NO_WINDOW: Final = getattr(subprocess, "CREATE_NO_WINDOW", 0)
_MARK: Final = "routeglass:"

# Any Python from 3.4 on understands this; versions are read from the folders that installers make.
_QUESTION: Final = f"""
import json, os, re, sys
found = {{}}
for place in sys.path:
    try:
        names = sorted(os.listdir(place)) if place else []
    except OSError:
        names = []
    for name in names:
        match = re.match(r"(fastapi|uvicorn|pydantic)-([^-]+)(?:-py[0-9.]+)?\\.(?:dist|egg)-info$", name, re.I)
        if match:
            found.setdefault(match.group(1).lower(), match.group(2))
version = "%d.%d.%d" % sys.version_info[:3]
told = {{"version": version, "prefix": sys.prefix, "executable": sys.executable, "found": found}}
print("{_MARK}" + json.dumps(told))
"""


@dataclass(frozen=True, slots=True)
class Probe:
    """What a Python said of itself.

    Attributes:
        version: Its own; empty where it does not run.
        prefix: Its environment, by which two paths to the same one are known.
        executable: What it was after all, where the path was a script that chooses one.
        fastapi, uvicorn, pydantic: Installed versions; empty where they are missing.
        problem: Why it cannot be used, one sentence; else empty.
    """

    version: str = ""
    prefix: str = ""
    executable: str = ""
    fastapi: str = ""
    uvicorn: str = ""
    pydantic: str = ""
    problem: str = ""


def probe(path: str, environment: Mapping[str, str], seconds: float = LONGEST_SECONDS) -> Probe:
    """Runs it for a moment; never raises.

    Args:
        path: The executable.
        environment: The variables that the app would have.
        seconds: After which it counts as broken.
    """
    missing = _missing(Path(path))
    if missing:
        return Probe(problem=missing)
    try:
        # Its output goes to a file: whatever it starts may hold a pipe for ever.
        with tempfile.TemporaryDirectory() as nowhere, tempfile.TemporaryFile() as output:
            status = _run(path, nowhere, environment, output.fileno(), seconds)
            output.seek(0)
            return _read(output.read(1024 * 1024).decode("utf-8", "replace"), status)
    except subprocess.TimeoutExpired:
        return Probe(problem=f"It does not answer within {seconds:.3g} seconds.")
    except (OSError, ValueError) as error:
        return Probe(problem=f"It cannot be started: {getattr(error, 'strerror', None) or error}.")


def _run(path: str, folder: str, environment: Mapping[str, str], output: int, seconds: float) -> int:
    with subprocess.Popen(  # noqa: S603 - an interpreter of the person's
        [path, "-c", _QUESTION],
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        creationflags=_NO_WINDOW,
    ) as child:
        try:
            return child.wait(seconds)
        except subprocess.TimeoutExpired:
            _kill(child)
            raise


def _kill(child: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        child.kill()
    else:
        os.killpg(child.pid, 9)


def _missing(path: Path) -> str:
    """Why there is nothing to run, in words; links of environments are told by what they lead to."""
    if path.exists():
        return ""
    if path.is_symlink():
        return f"The Python that it was made from is gone: {os.path.realpath(path)}. Make the environment anew."
    return "There is no Python in it. Make the environment anew."


def _read(output: str, status: int) -> Probe:
    line = next((line for line in output.splitlines() if line.startswith(_MARK)), "")
    if status or not line:
        last = next((line.strip() for line in reversed(output.splitlines()) if line.strip()), "it says nothing")
        return Probe(problem=f"It does not work: {last[:200]}" + (f" ({exit_words(status)})" if status else ""))
    try:
        said = json.loads(line.removeprefix(_MARK))
        found = said["found"]
        return Probe(
            said["version"],
            said["prefix"],
            said["executable"],
            fastapi=found.get("fastapi", ""),
            uvicorn=found.get("uvicorn", ""),
            pydantic=found.get("pydantic", ""),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return Probe(problem="It does not work: what it says of itself cannot be read.")

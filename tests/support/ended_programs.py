"""The program as a process of its own that is asked to end, and what it leaves behind."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.support.corpora import ROOT
from tests.support.processes import wait_until_dead


@dataclass(frozen=True, slots=True)
class Place:
    """Folders of one program alone: what lies in them afterwards, it left there."""

    temporary: Path
    cache: Path
    home: Path

    def left(self) -> list[str]:
        """What is left in the folder for temporary files."""
        return sorted(str(path.relative_to(self.temporary)) for path in self.temporary.rglob("*"))

    def processes(self) -> list[int]:
        """Processes that were started with these folders and still live, children of children too."""
        wanted = f"TMPDIR={self.temporary}".encode()
        return [int(folder.name) for folder in Path("/proc").glob("[0-9]*") if wanted in _environment(folder)]


def make_place(folder: Path) -> Place:
    """The folders, empty, under `folder`."""
    place = Place(folder / "temporary", folder / "cache", folder / "home")
    for made in (place.temporary, place.cache, place.home):
        made.mkdir()
    return place


def start_program(place: Place, *words: str, before: str = "") -> subprocess.Popen[bytes]:
    """`python -m app` with words.

    Args:
        before: What is done in the new process first, as Python.
    """
    start = f"import runpy, sys\n{before}\nsys.argv[0] = 'app'\nrunpy.run_module('app', run_name='__main__')"
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "TMPDIR": str(place.temporary),
        "XDG_CACHE_HOME": str(place.cache),
        "HOME": str(place.home),
        "XDG_CONFIG_HOME": str(place.home / "config"),
        "XDG_DATA_HOME": str(place.home / "data"),
        "XDG_RUNTIME_DIR": str(place.home),
    }
    command = [sys.executable, "-c", start, *words]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def wait_for_silence(place: Place) -> None:
    """Waits until the last process of a place has ended; fails after 20 s."""
    for pid in place.processes():
        wait_until_dead(pid)


def _environment(folder: Path) -> bytes:
    try:
        return (folder / "environ").read_bytes()
    except OSError:
        return b""

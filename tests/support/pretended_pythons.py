"""Environments for tests: real ones without packages, and scripts that answer like a Python."""

from __future__ import annotations

import json
import sys
import venv
from pathlib import Path

import fastapi


def script(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def pretended(prefix: Path, *, sign: str = "pyvenv.cfg", text: str = "", version: str = "3.12.1", **found: str) -> Path:
    """An environment whose Python is a script that says it has these packages; its executable."""
    (prefix / sign).parent.mkdir(parents=True, exist_ok=True)
    (prefix / sign).write_text(text)
    executable = prefix / "bin" / "python"
    told = {"version": version, "prefix": str(prefix), "executable": str(executable), "found": found}
    return script(executable, f"echo a warning\necho 'routeglass:{json.dumps(told)}'")


def real(prefix: Path, **packages: str) -> Path:
    """A real environment in which those packages seem to be installed; its executable."""
    venv.EnvBuilder(symlinks=sys.platform != "win32", with_pip=False).create(prefix)
    if sys.platform == "win32":
        places, executable = prefix / "Lib" / "site-packages", prefix / "Scripts" / "python.exe"
    else:
        places, executable = next((prefix / "lib").glob("python*")) / "site-packages", prefix / "bin" / "python"
    for name, version in packages.items():
        (places / f"{name}-{version}.dist-info").mkdir()
    return executable


def packages_without(folder: Path, *names: str) -> Path:
    """A place of modules that holds what this interpreter has installed, but for those packages."""
    folder.mkdir()
    for entry in Path(fastapi.__file__).parent.parent.iterdir():
        if entry.name not in {*names, "__pycache__"} and not entry.name.endswith(".pth"):
            (folder / entry.name).symlink_to(entry)
    return folder

"""Makes `.venv` from `uv.lock` and knows whether it is whole."""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from devtools.base import PYTHON, ROOT, VENV, DevError, call, child_environment, say
from devtools.debian import install_debian
from devtools.lock import locked_packages, marker_environment, read_lock, requirement_lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from devtools.lock import Package

STAMP = VENV / "routeglass.json"
"""Written last: what the environment was made from and what it holds. Without it, it is half made."""

NETWORK_SIGNS = (
    "name resolution", "Name or service not known", "Failed to establish", "NewConnectionError", "ProxyError",
    "Connection refused", "dns error", "Could not connect", "error sending request", "timed out", "unreachable",
    "CERTIFICATE_VERIFY_FAILED",
)  # fmt: skip
"""What pip and uv say when they do not reach the index."""


def ensure_environment() -> None:
    """Makes the environment unless it is there, whole, and made from this lock file for this Python.

    Raises:
        DevError: It could not be made.
    """
    lock, fingerprint = read_lock(ROOT / "uv.lock")
    machine = f"{sys.platform} {platform.machine()}"
    origin = {"lock": fingerprint, "python": platform.python_version(), "machine": machine}
    if is_whole(origin):
        return
    packages = locked_packages(lock, marker_environment())
    clear()
    make_environment(packages)
    STAMP.write_text(json.dumps({"origin": origin, "holds": installed()}), encoding="utf-8")


def is_whole(origin: Mapping[str, str]) -> bool:
    """Whether the environment was made to the end, from this origin, and still holds everything."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
        return PYTHON.exists() and stamp["origin"] == origin and set(stamp["holds"]) <= set(installed())
    except (OSError, ValueError, KeyError, TypeError):
        return False


def installed() -> list[str]:
    """The metadata folders of the packages that the environment holds."""
    places = [*VENV.glob("lib/python*/site-packages"), *VENV.glob("Lib/site-packages")]
    return sorted({path.name for place in places for path in place.glob("*.dist-info")})


def clear() -> None:
    """Removes an environment that is half made or outdated, and nothing else.

    Raises:
        DevError: Something else is in its place.
    """
    if not os.path.lexists(VENV):
        return
    is_folder = VENV.is_dir() and not VENV.is_symlink()
    if not is_folder or (any(VENV.iterdir()) and not (VENV / "pyvenv.cfg").exists()):
        then = "move it away, then try again."
        raise DevError(".venv is there and is no environment of Python's", where=str(VENV), then=then)
    say("The environment in .venv is incomplete or outdated; it is made anew.")
    shutil.rmtree(VENV)


def make_environment(packages: Sequence[Package]) -> None:
    """Makes `.venv` with exactly these packages: by uv where it is on PATH, by pip where it is not or fails."""
    uv = shutil.which("uv")
    if uv is None and importlib.util.find_spec("ensurepip") is None:
        install_debian(["python3-venv"], why="this Python cannot make environments with pip in them")
    python = platform.python_version()
    say(f"Making .venv with Python {python}: {len(packages)} packages, about 150 MB to download once.")
    # From inside the old environment, the Python that made it has to make the new one.
    base = getattr(sys, "_base_executable", None) or sys.executable
    if call([base, "-m", "venv", *(["--without-pip"] if uv else []), VENV]):
        raise DevError("Python could not make an environment", where=str(VENV), then="mend what the lines above say.")
    requirements = VENV / "requirements.txt"
    requirements.write_text("\n".join(requirement_lines(packages)), encoding="utf-8")
    # The lock names everything: resolving again would let an older pip stumble over a newer release.
    options = ["--require-hashes", "--no-deps", "-r", str(requirements)]
    if all(package.get("wheels") for package in packages):
        options += ["--only-binary", ":all:"]
    if uv is not None and not install([uv, "pip", "install", "--python", PYTHON, *options]):
        return
    if uv is not None and call([PYTHON, "-m", "ensurepip"]):
        raise DevError("uv failed and pip cannot take over", where=uv, then="mend what the lines above say.")
    words = install([PYTHON, "-m", "pip", "install", "--disable-pip-version-check", *options])
    if words:
        raise explained(words)


def install(command: Sequence[object]) -> str:
    """Runs an installer, shows what it prints, and returns its last words when it fails, else an empty text."""
    arguments = [str(part) for part in command]
    try:
        process = subprocess.Popen(
            arguments, cwd=ROOT, env=child_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, encoding="utf-8", errors="replace",
        )  # fmt: skip
    except OSError as error:
        return str(error)
    words: list[str] = []
    with process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            words.append(line.strip())
    return "\n".join(words[-40:] or ["it said nothing"]) if process.returncode else ""


def explained(words: str) -> DevError:
    """An installer's failure as what, where, next."""
    again = "then run `python3 dev.py setup` again; what was downloaded is kept."
    lines = words.splitlines()
    for line in lines:
        if any(sign in line for sign in NETWORK_SIGNS):
            then = f"check the network, HTTPS_PROXY, or PIP_INDEX_URL for a mirror, {again}"
            return DevError("the package index cannot be reached", where=line[:300], then=then)
    return DevError("the packages could not be installed", where=lines[-1][:300], then=f"mend what it says, {again}")

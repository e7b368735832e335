"""Makes the environment of the servers beside this file: `python tests/servers/telemetry/make.py [FOLDER]`.

Without a folder it goes where the tests look for it: `telemetry-servers` in the person's cache for Routeglass. Tests
that need it are skipped where it is not there; `ROUTEGLASS_TELEMETRY` names another folder.
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

from platformdirs import user_cache_path

HERE = Path(__file__).parent


def usual_folder() -> Path:
    """Where the environment is when nobody says otherwise."""
    return user_cache_path("routeglass") / "telemetry-servers"


def program(folder: Path, name: str) -> Path:
    """A program of an environment."""
    return folder / ("Scripts" if os.name == "nt" else "bin") / (f"{name}.exe" if os.name == "nt" else name)


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else usual_folder()
    venv.create(folder, with_pip=True, clear=True)
    pip = (program(folder, "python"), "-m", "pip", "install", "--quiet", "-r", HERE / "requirements.txt")
    subprocess.run([str(part) for part in pip], check=True)
    print(f"The servers' environment is in {folder}.")


if __name__ == "__main__":
    main()

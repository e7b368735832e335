"""Compiled modules of environments that keep none: not every installer compiles, and importing then takes far longer.

They lie in our own cache, a folder for each environment, so that nothing of the person's is changed and a second start
is quick; what was not used for a month is removed.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import threading
import time
from pathlib import Path
from typing import Final

_MONTH_SECONDS: Final = 30 * 24 * 60 * 60


def bytecode_folder(cache: Path, interpreter: str) -> Path | None:
    """Where to keep what an interpreter compiles; None where its environment has that, or the cache cannot be written.

    Args:
        cache: Our own.
        interpreter: The executable.
    """
    if _is_compiled(interpreter):
        return None
    home = cache / "bytecode"
    name = hashlib.sha256(str(Path(interpreter).parent.parent).encode(errors="surrogateescape")).hexdigest()[:16]
    try:
        (home / name).mkdir(parents=True, exist_ok=True)
        os.utime(home / name)
    except OSError:
        return None
    old = [folder for folder in home.iterdir() if _is_old(folder)]
    if old:
        threading.Thread(target=_remove, args=(old,), name="local-app-sweeper", daemon=True).start()
    return home / name


def _is_compiled(interpreter: str) -> bool:
    """Whether the packages were compiled, as they are once an environment was used."""
    prefix = Path(interpreter).parent.parent
    places = [*prefix.glob("lib/python*/site-packages/fastapi"), *prefix.glob("Lib/site-packages/fastapi")]
    return not places or (places[0] / "__pycache__").is_dir()


def _is_old(folder: Path) -> bool:
    with contextlib.suppress(OSError):
        return time.time() - folder.lstat().st_mtime > _MONTH_SECONDS
    return False


def _remove(folders: list[Path]) -> None:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)

"""Runs child interpreters: what only a whole process can prove (exit status, imports, survival)."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.support.corpora import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def run_child(
    *arguments: str | Path,
    cwd: Path = ROOT,
    environment: Mapping[str, str] | None = None,
    timeout: float = 90,
) -> subprocess.CompletedProcess[str]:
    """Runs this interpreter with `arguments` and returns what it printed and its exit status.

    Args:
        arguments: For example `"-c", code` or `"-m", "app", "routes", "bookstore"`.
        cwd: The working folder; `python -c` and `-m` import from it.
        environment: Variables on top of this process's own.
        timeout: Seconds after which the child is killed and the test fails.
    """
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", **(environment or {})},
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        timeout=timeout,
        check=False,
    )

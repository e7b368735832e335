"""How long a command line waits before its first line runs."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.benchmarks.model import Benchmark, Samplers, timed
from tests.support.corpora import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def benchmarks() -> tuple[Benchmark, ...]:
    """The benches of this file."""
    return (Benchmark("start: import the workspace", workspace_beside_bare, peer_name="bare interpreter"),)


@contextmanager
def workspace_beside_bare() -> Iterator[Samplers]:
    """A new interpreter that imports the whole path from document to workspace, beside one that imports nothing."""
    yield Samplers(timed(interpreter("import app.core.workspace.workspace")), timed(interpreter("pass")))


def interpreter(code: str) -> Callable[[], object]:
    """Runs `code` in a new interpreter."""

    def run() -> object:
        return subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)

    return run

"""Child programs of the benches: each runs in a new interpreter and tells its moments line by line."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from tests.support.corpora import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

BYTECODE = ROOT / "results" / "bytecode"
"""Where children keep their bytecode: a machine may forbid to write it, and each start would compile everything."""

PATIENCE_SECONDS = 60


class Child:
    """A program of `tests/benchmarks/programs` in a new interpreter; clocks of all processes agree.

    Attributes:
        begun: `time.perf_counter()` just before it was started.
        pid: Its process.
    """

    def __init__(self, program: str, *arguments: str) -> None:
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment = {**kept, "QT_QPA_PLATFORM": "offscreen", "PYTHONPYCACHEPREFIX": str(BYTECODE)}
        command = [sys.executable, "-m", f"tests.benchmarks.programs.{program}", *arguments]
        self.begun = time.perf_counter()
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.pid = self._process.pid

    def read(self) -> str:
        """Its next line.

        Raises:
            RuntimeError: It ended without one.
        """
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            message = f"the program ended with status {self._process.wait(PATIENCE_SECONDS)}"
            raise RuntimeError(message)
        return line.strip()

    def ask(self, word: str) -> str:
        """Writes a line to it and reads its answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()
        return self.read()

    def wait(self) -> float:
        """Waits for its end; `time.perf_counter()` then.

        Raises:
            RuntimeError: It ended with an error.
        """
        status = self._process.wait(PATIENCE_SECONDS)
        ended = time.perf_counter()
        if status:
            message = f"the program ended with status {status}"
            raise RuntimeError(message)
        return ended

    def close(self) -> None:
        """Ends it if it still runs."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait(PATIENCE_SECONDS)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


@contextlib.contextmanager
def child(program: str, *arguments: str) -> Iterator[Child]:
    """Runs a program while the block runs."""
    started = Child(program, *arguments)
    try:
        yield started
    finally:
        started.close()


def until_moment(program: str, *arguments: str) -> float:
    """Milliseconds from the start of a program to the moment that it tells, which ends it."""
    with child(program, *arguments) as started:
        moment = float(started.read())
        started.wait()
        return (moment - started.begun) * 1000

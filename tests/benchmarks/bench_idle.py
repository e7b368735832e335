"""What the window costs while nobody does anything, and how it ends."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.children import child
from tests.benchmarks.model import Benchmark, Samplers, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator


def benchmarks() -> tuple[Benchmark, ...]:
    """The benches of this file."""
    return (
        Benchmark("idle memory, Bookstore running", memory, peer_name="bare window", unit="MB", limit=190, rounds=3),
        Benchmark("close, three requests in flight", closing, peer_name="bare window", limit=2000, rounds=3),
        Benchmark("close, server blocked", closing_blocked, peer_name="bare window", limit=2000, rounds=3),
    )


@contextmanager
def memory() -> Iterator[Samplers]:
    """Proportional set size of the whole process."""
    if not Path("/proc/self/smaps_rollup").exists():
        message = "only Linux tells how much memory is a process's own share"
        raise UnavailableError(message)
    yield Samplers(lambda: share_of("idle"), lambda: share_of("idle-bare"))


@contextmanager
def closing() -> Iterator[Samplers]:
    """From closing the window to the end of the process."""
    yield Samplers(lambda: from_closing_to_end("close"), lambda: from_closing_to_end("close-bare"))


@contextmanager
def closing_blocked() -> Iterator[Samplers]:
    """The same while the server cannot even hear that it shall stop."""
    yield Samplers(lambda: from_closing_to_end("close-blocked"), lambda: from_closing_to_end("close-bare"))


def share_of(mode: str) -> float:
    """Megabytes of a window at rest."""
    with child("window", mode) as started:
        started.read()
        lines = Path(f"/proc/{started.pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def from_closing_to_end(mode: str) -> float:
    """Milliseconds."""
    with child("window", mode) as started:
        moment = float(started.read())
        return (started.wait() - moment) * 1000

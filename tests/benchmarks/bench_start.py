"""From the start of a new interpreter to what a person sees of it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.benchmarks.children import child, until_moment
from tests.benchmarks.model import Benchmark, Samplers

if TYPE_CHECKING:
    from collections.abc import Iterator


def benchmarks() -> tuple[Benchmark, ...]:
    """The benches of this file."""
    return (
        Benchmark("start: first frame", first_frame, peer_name="bare window", ratio=1.3),
        Benchmark("start: everything in place", furnished, peer_name="bare window"),
        Benchmark("start: operations listed", listed, peer_name="bare window, import fastapi, uvicorn", ratio=1.2),
        Benchmark("start: longest gap until listed", starting_gap, peer_name="idle gap", extra=50, rounds=5),
    )


@contextmanager
def first_frame() -> Iterator[Samplers]:
    """`python -m app` until its first frame, beside the least that is a window."""
    yield Samplers(lambda: until_moment("window", "first-frame"), lambda: until_moment("window", "bare"))


@contextmanager
def furnished() -> Iterator[Samplers]:
    """Until the frame in which every part of the window stands and works."""
    yield Samplers(lambda: until_moment("window", "furnished"), lambda: until_moment("window", "bare"))


@contextmanager
def listed() -> Iterator[Samplers]:
    """Until the Bookstore has answered and its operations are painted, beside the sum of what that needs."""
    yield Samplers(lambda: until_moment("window", "listed"), lambda: until_moment("window", "bare-imports"))


@contextmanager
def starting_gap() -> Iterator[Samplers]:
    """How long the main thread is held at most while the Bookstore starts, beside the same window at rest."""
    idle: list[float] = []

    def sample() -> float:
        with child("window", "gap") as started:
            longest, resting = map(float, started.read().split())
        idle.append(resting)
        return longest

    yield Samplers(sample, lambda: idle[-1])

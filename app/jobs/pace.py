"""A long computation in steps: between them the window gets the interpreter, and the job can be left off."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")

STRIDE_SECONDS: Final = 0.004
"""How long a worker computes before it rests; half of what a frame leaves."""

REST_SECONDS: Final = 0.001
"""How long it rests: long enough for the operating system to let the window run."""

_LOOK_EVERY: Final = 64


class Walk(Protocol):
    """Goes through items."""

    def __call__(self, items: Iterable[T], /) -> Iterable[T]:
        """The same items."""
        ...


def straight(items: Iterable[T], /) -> Iterable[T]:
    """Goes through few items, without a rest."""
    return items


class LeftOffError(Exception):
    """Nobody wants the result any more."""


class Pace:
    """Walks through items for a worker. Made by the runner, which ends it; any thread may."""

    def __init__(self) -> None:
        self._over = threading.Event()
        self._rested = time.monotonic()

    def end(self) -> None:
        """Lets the walk raise `LeftOffError` at its next rest."""
        self._over.set()

    def walk(self, items: Iterable[T], /) -> Iterator[T]:
        """The same items.

        Raises:
            LeftOffError: The pace was ended.
        """
        for number, item in enumerate(items):
            if not number % _LOOK_EVERY and time.monotonic() - self._rested > STRIDE_SECONDS:
                self.rest()
            yield item

    def rest(self) -> None:
        """Lets others run.

        Raises:
            LeftOffError: The pace was ended.
        """
        if self._over.wait(REST_SECONDS):
            raise LeftOffError
        self._rested = time.monotonic()

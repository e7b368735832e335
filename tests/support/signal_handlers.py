"""Gives the signals that end a process back to whoever had them before a test."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from app.adapters.end_signals import ENDING

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def handlers_of_before() -> Iterator[None]:
    """For tests in which a signal comes: from then on the program only notes what comes."""
    before = {number: signal.getsignal(number) for number in ENDING}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)

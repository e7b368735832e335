"""Signals that ask the process to end are noted, and nothing else happens."""

from __future__ import annotations

import select
import signal

import pytest

from app.adapters.end_signals import ENDING, EndSignals, waking_descriptor

pytestmark = pytest.mark.usefixtures("handlers_of_before")


def test_without_one_everything_is_as_before() -> None:
    before = [signal.getsignal(number) for number in ENDING]
    with EndSignals():
        assert [signal.getsignal(number) for number in ENDING] != before
    assert [signal.getsignal(number) for number in ENDING] == before


@pytest.mark.parametrize("number", ENDING)
def test_the_first_one_counts_and_later_ones_change_nothing(number: signal.Signals) -> None:
    told: list[int] = []
    with EndSignals(told.append) as signals:
        assert (signals.number, signals.status(7)) == (0, 7)
        signal.raise_signal(number)
        signal.raise_signal(signal.SIGTERM)
        assert (signals.number, signals.status(7)) == (number, 128 + number)
    for later in ENDING:
        signal.raise_signal(later)
    assert (told, signals.number) == ([number], number)


def test_nobody_has_to_be_told() -> None:
    with EndSignals() as signals:
        signal.raise_signal(signal.SIGTERM)
    assert signals.number == signal.SIGTERM


def test_what_is_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        with EndSignals() as signals:
            signal.raise_signal(signal.SIGTERM)
        assert signals.number == 0
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGTERM, before)


def test_a_descriptor_wakes_who_waits_for_it() -> None:
    with EndSignals(), waking_descriptor() as descriptor:
        assert select.select([descriptor], [], [], 0)[0] == []
        signal.raise_signal(signal.SIGTERM)
        assert select.select([descriptor], [], [], 10)[0] == [descriptor]
    assert signal.set_wakeup_fd(-1) == -1

"""The heartbeat tells a held main thread from a busy machine."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEventLoop, QTimer

from tests.support.heartbeat import Beat, Gaps

if TYPE_CHECKING:
    from tests.support.heartbeat import Heartbeat


def run_loop(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop, loop.quit)
    loop.exec()


def compute(seconds: float) -> None:
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def test_an_idle_loop_keeps_the_limit(heartbeat: Heartbeat) -> None:
    gaps = heartbeat.quietest(lambda: run_loop(100), limit_ms=50)
    gaps.assert_within(50)
    assert len(gaps.beats) > 3


def test_computing_in_a_slot_is_seen(heartbeat: Heartbeat) -> None:
    def slot() -> None:
        compute(0.15)

    timer = QTimer()
    timer.setSingleShot(True)
    timer.timeout.connect(slot)
    with heartbeat.watch() as gaps:
        timer.start(20)
        run_loop(60)
    assert gaps.longest_ms >= 150
    with pytest.raises(AssertionError, match="the main thread was held for"):
        gaps.assert_within(50)


def test_waiting_in_a_call_is_seen_in_every_round(heartbeat: Heartbeat) -> None:
    import socket

    ours, theirs = socket.socketpair()
    ours.settimeout(0.2)

    def read_what_never_comes() -> None:
        with pytest.raises(TimeoutError):
            ours.recv(1)

    with ours, theirs:
        gaps = heartbeat.quietest(read_what_never_comes, limit_ms=50)
    # The machine may have stalled for a part of it, hardly for three quarters of it three times.
    assert gaps.longest_ms > 50


def beats(*moments: tuple[float, float, float]) -> list[Beat]:
    return [Beat(*moment) for moment in moments]


@pytest.mark.parametrize(
    ("second", "stalls", "held_ms"),
    [
        ((0.100, 0.0, 0.0), [], 100),
        ((0.100, 0.0, 0.090), [], 10),
        ((0.100, 0.0, 0.0), [(0.020, 0.080)], 40),
        ((0.100, 0.0, 0.0), [(-1.0, 0.030), (0.090, 2.0)], 60),
        ((0.100, 0.095, 0.0), [(0.0, 0.1)], 95),
        ((0.100, 0.0, 0.050), [(0.0, 0.060)], 40),
    ],
    ids=[
        "blocked",
        "not run",
        "machine stalled",
        "stalls overlap the ends",
        "computing counts anyway",
        "larger excuse",
    ],
)
def test_only_what_is_ours_counts(
    second: tuple[float, float, float], stalls: list[tuple[float, float]], held_ms: float
) -> None:
    gaps = Gaps(beats=beats((0.0, 0.0, 0.0), second), stalls=stalls)
    assert gaps.longest_ms == pytest.approx(held_ms)
    assert gaps.longest_wall_ms == pytest.approx(100)


def test_no_beats_are_no_gap() -> None:
    assert Gaps().longest_ms == 0
    assert Gaps().longest_wall_ms == 0

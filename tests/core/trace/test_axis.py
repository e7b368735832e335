"""Zooming and moving on a time axis, and its ticks."""

from __future__ import annotations

import random

import pytest

from app.core.trace.axis import CLOSEST_MS, Axis, whole_axis


def test_all_of_it_is_in_view_at_first() -> None:
    axis = whole_axis(20.0)
    assert (axis.begin, axis.end, axis.length) == (0.0, 20.0, 20.0)
    assert axis.is_whole
    assert axis.share(5.0) == 0.25


def test_an_axis_of_no_length_can_still_be_drawn() -> None:
    axis = whole_axis(0.0)
    assert axis.length == CLOSEST_MS
    assert axis.ticks(4)
    assert axis.zoomed(2.0).length == CLOSEST_MS


def test_zooming_keeps_the_moment_under_the_mouse_in_place() -> None:
    axis = whole_axis(100.0).zoomed(4.0, at=30.0)
    assert axis.length == pytest.approx(25.0)
    assert axis.share(30.0) == pytest.approx(0.3)
    assert whole_axis(100.0).zoomed(2.0) == Axis(100.0, 25.0, 75.0)
    assert not axis.is_whole
    assert axis.fitted() == whole_axis(100.0)


def test_it_never_goes_beyond_its_ends_nor_nearer_than_a_microsecond() -> None:
    axis = whole_axis(100.0).zoomed(2.0)
    assert axis.moved(-1000).begin == 0.0
    assert axis.moved(1000).end == 100.0
    assert axis.zoomed(0.001) == whole_axis(100.0)
    assert whole_axis(100.0).zoomed(1e9, at=0.0).length == pytest.approx(CLOSEST_MS)


def test_a_stretch_gets_some_air_at_both_sides() -> None:
    assert whole_axis(100.0).around(40.0, 10.0) == Axis(100.0, 39.0, 51.0)
    assert whole_axis(100.0).around(0.0, 10.0) == Axis(100.0, 0.0, 12.0)
    assert whole_axis(100.0).around(0.0, 500.0) == whole_axis(100.0)
    assert whole_axis(100.0).around(50.0, 0.0).length == pytest.approx(CLOSEST_MS)


def test_an_axis_that_grows_keeps_what_is_in_view() -> None:
    assert whole_axis(10.0).of_length(30.0) == whole_axis(30.0)
    assert Axis(10.0, 2.0, 4.0).of_length(30.0) == Axis(30.0, 2.0, 4.0)
    assert Axis(10.0, 7.0, 9.0).of_length(5.0) == Axis(5.0, 3.0, 5.0)
    assert Axis(10.0, 2.0, 9.0).of_length(3.0) == whole_axis(3.0)


def test_ticks_are_round() -> None:
    assert whole_axis(10.0).ticks(5) == (0.0, 2.0, 4.0, 6.0, 8.0)
    assert Axis(100.0, 3.0, 4.0).ticks(4) == pytest.approx((3.0, 3.5, 4.0))
    assert whole_axis(7.3).ticks(1) == (0.0,)


def test_wherever_one_looks_there_are_ticks_in_view_and_not_too_many() -> None:
    chance = random.Random(7)
    for _ in range(2000):
        axis = whole_axis(10 ** chance.uniform(-3, 6))
        for _ in range(chance.randrange(6)):
            axis = axis.zoomed(chance.uniform(0.3, 6), chance.uniform(axis.begin, axis.end))
            axis = axis.moved(chance.uniform(-axis.whole, axis.whole))
        assert 0.0 <= axis.begin < axis.end <= axis.whole * (1 + 1e-9)
        most = chance.randint(1, 12)
        ticks = axis.ticks(most)
        assert len(ticks) <= most
        assert all(axis.begin - 1e-6 <= tick <= axis.end + axis.length * 1e-6 for tick in ticks)


@pytest.mark.parametrize(
    ("axis", "moment", "words"),
    [
        (Axis(50.0, 0.0, 50.0), 0.0, "0"),
        (Axis(50.0, 0.0, 50.0), 12.0, "12 ms"),
        (Axis(50.0, 1.0, 6.0), 2.5, "2.5 ms"),
        (Axis(50.0, 1.2, 1.25), 1.225, "1.225 ms"),
        (Axis(50.0, 0.0, 0.05), 0.04, "40 µs"),
        (Axis(50.0, 0.04, 0.0405), 0.0402, "40.20 µs"),
        (Axis(50.0, 49.9999, 50.0), 49.99995, "49.9999 ms"),
        (Axis(9000.0, 0.0, 9000.0), 3000.0, "3.0 s"),
    ],
)
def test_a_moment_is_told_as_precisely_as_it_is_looked_at(axis: Axis, moment: float, words: str) -> None:
    assert axis.words(moment) == words

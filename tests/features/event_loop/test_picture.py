"""The last minute as shares of a width and a height."""

from __future__ import annotations

import pytest

from app.core.trace.loop import LoopBlock, LoopSample
from app.features.event_loop.picture import lag_share, lag_words, make_picture, pool_words

NOW = 1000.0


def test_a_sample_lasts_from_the_one_before() -> None:
    picture = make_picture((LoopSample(969.75, 1.0), LoopSample(970.0, 1.0)), (), NOW)
    assert [(round(bar.left, 3), round(bar.right, 3)) for bar in picture.bars] == [(0.492, 0.496), (0.496, 0.5)]


def test_after_a_gap_nothing_is_made_up() -> None:
    late = make_picture((LoopSample(950.0, 1.0), LoopSample(990.0, 1.0)), (), NOW).bars[1]
    assert late.right - late.left == pytest.approx(0.25 / 60)


def test_what_is_older_than_a_minute_is_left_out() -> None:
    picture = make_picture((LoopSample(930.0, 1.0),), (LoopBlock(1, 930.0, 500), LoopBlock(2, 939.9, 500)), NOW)
    assert (picture.bars, [mark.block.number for mark in picture.marks]) == ((), [2])


def test_a_sample_that_comes_from_a_clock_ahead_is_shown_at_the_end() -> None:
    assert make_picture((LoopSample(1000.5, 1.0),), (), NOW).bars[0].right == 1.0


@pytest.mark.parametrize(
    ("sample", "late", "used", "waits"),
    [
        (LoopSample(990.0, 49.9, 3, 40, 0), False, 0.075, False),
        (LoopSample(990.0, 50.0, 40, 40, 2), True, 1.0, True),
        (LoopSample(990.0, 0.0, 50, 40, 0), False, 1.0, False),
    ],
)
def test_lag_and_pool(sample: LoopSample, late: bool, used: float, waits: bool) -> None:
    bar = make_picture((sample,), (), NOW).bars[0]
    assert (bar.late, bar.used, bar.waits) == (late, used, waits)


def test_what_was_not_measured_is_not_drawn() -> None:
    bar = make_picture((LoopSample(990.0),), (), NOW).bars[0]
    assert (bar.lag, bar.late, bar.used) == (None, False, None)


def test_a_block_covers_its_time() -> None:
    mark = make_picture((), (LoopBlock(1, 970.0, 3000),), NOW).marks[0]
    assert (mark.left, round(mark.right, 4), mark.label) == (0.5, 0.55, "3.00 s")


def test_a_millisecond_can_be_seen_beside_a_second() -> None:
    heights = [lag_share(lag) for lag in (0, 1, 50, 1000, 2000, 99_999)]
    assert heights == sorted(heights)
    assert 0 < heights[0] < heights[1]
    assert heights[-2:] == [1.0, 1.0]


def test_values_in_words() -> None:
    sample = LoopSample(1.0, 0.42, 3, 40, 2)
    assert (lag_words(sample), pool_words(sample)) == ("0.4 ms late", "3 of 40 busy, 2 waiting")
    assert (lag_words(None), pool_words(None)) == ("not measured", "not known")
    assert (lag_words(LoopSample(1.0)), pool_words(LoopSample(1.0))) == ("not measured", "not known")
    assert pool_words(LoopSample(1.0, 1.0, 0, 40)) == "0 of 40 busy"

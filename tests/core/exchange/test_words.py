from __future__ import annotations

import pytest

from app.core.exchange.words import duration_words, fine_duration_words, size_words


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 B"),
        (412, "412 B"),
        (999, "999 B"),
        (1_000, "1.0 kB"),
        (1_234, "1.2 kB"),
        (9_994, "10.0 kB"),
        (34_000, "34 kB"),
        (999_499, "999 kB"),
        (999_500, "1.0 MB"),
        (1_048_576, "1.0 MB"),
        (13_000_000, "13 MB"),
        (1_073_741_824, "1.1 GB"),
        (5_000_000_000_000_000, "5,000 TB"),
    ],
)
def test_size(size: int, words: str) -> None:
    assert size_words(size) == words


@pytest.mark.parametrize(
    ("milliseconds", "words"),
    [
        (-0.0001, "0.0 ms"),
        (0.37, "0.4 ms"),
        (11.2, "11 ms"),
        (999.4, "999 ms"),
        (999.6, "1.00 s"),
        (1_240, "1.24 s"),
        (12_340, "12.3 s"),
        (59_960, "1 min 0 s"),
        (125_000, "2 min 5 s"),
    ],
)
def test_duration(milliseconds: float, words: str) -> None:
    assert duration_words(milliseconds) == words


@pytest.mark.parametrize(
    ("milliseconds", "words"),
    [
        (-0.0001, "0.0 µs"),
        (0.0087, "8.7 µs"),
        (0.00996, "10 µs"),
        (0.42, "420 µs"),
        (0.9996, "1.00 ms"),
        (1.974, "1.97 ms"),
        (9.996, "10.0 ms"),
        (12.44, "12.4 ms"),
        (99.96, "100 ms"),
        (131.2, "131 ms"),
        (1_240, "1.24 s"),
    ],
)
def test_a_duration_where_microseconds_matter(milliseconds: float, words: str) -> None:
    assert fine_duration_words(milliseconds) == words

from __future__ import annotations

import pytest

from app.core.base.names import CONTAINED, SAME_WORDS, name_score, nearest, words


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("unitPrice", ("unit", "price")),
        ("unit-price", ("unit", "price")),
        ("UNIT_PRICE", ("unit", "price")),
        ("HTTPServer", ("http", "server")),
        ("line2", ("line", "2")),
        ("größe", ("größe",)),  # letters beyond ASCII stay together
        ("", ()),
        ("__", ()),
    ],
)
def test_takes_names_apart(name: str, expected: tuple[str, ...]) -> None:
    assert "".join(words(name)) == "".join(expected)


@pytest.mark.parametrize(
    ("left", "right", "score"),
    [
        ("year", "year", 1.0),
        ("first_name", "firstName", SAME_WORDS),
        ("unitprice", "unitPrice", SAME_WORDS),
        ("name", "item_name", CONTAINED),
        ("item_name", "name", CONTAINED),
        ("", "name", 0.0),
        ("--", "name", 0.0),
    ],
)
def test_rates_likeness(left: str, right: str, score: float) -> None:
    assert name_score(left, right) == score


def test_rates_slips_of_the_finger_above_other_words() -> None:
    assert name_score("unitPrise", "unitPrice") > 0.75
    assert name_score("colour", "quantity") < 0.4


def test_compares_long_names_by_their_beginning() -> None:
    assert name_score("a" * 100_000, "a" * 100_001) == SAME_WORDS


def test_finds_the_nearest_name_or_none() -> None:
    assert nearest("titel", ("author", "title", "year"), at_least=0.6) == "title"
    assert nearest("zz", ("author", "title"), at_least=0.6) is None
    assert nearest("zz", (), at_least=0.0) is None

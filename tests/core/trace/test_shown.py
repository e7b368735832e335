"""Recorded values on one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.core.trace.shown import HIDDEN, value_words

if TYPE_CHECKING:
    from app.core.base.json_types import JsonValue


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "null"),
        ("é", '"é"'),
        (10, "10"),
        ([1, "a", {"~more": 3}], '[1, "a", … 3 more]'),
        ({"a": {"b": [True]}}, '{"a": {"b": [true]}}'),
        ({"a": 1, "~more": 2}, '{"a": 1, … 2 more}'),
        ({"~": "Book", "title": "Dune", "~more": 1}, 'Book(title="Dune", … 1 more)'),
        ({"~": "shop.db.Connection"}, "Connection"),
        ({"~": "bytes", "bytes": 12}, "bytes of 12 bytes"),
        ({"~": "int", "bits": 900}, "int of 900 bits"),
        ({"~": "unreadable"}, "cannot be shown"),
        ({"~": "redacted"}, HIDDEN),
        ({"user": "u", "password": {"~": "redacted"}}, '{"user": "u", "password": hidden}'),
        ({"~": 5, "a": 1}, '{"a": 1}'),
    ],
)
def test_words(value: JsonValue, words: str) -> None:
    assert value_words(value) == words


def test_a_long_one_is_cut() -> None:
    words = value_words(["x" * 100] * 20)
    assert len(words) == 401
    assert words.endswith("…")

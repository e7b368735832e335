"""Positions between Python and Qt, brackets, long lines, finding."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ui.code.finding import HIT_LIMIT, find_all, step_from
from app.ui.code.positions import SCAN_LIMIT, characters, cut_long_lines, displayable, matching_bracket, units

ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(ANY, ANY)
def test_units_and_characters_are_inverse(before: str, after: str) -> None:
    assert characters(before + after, units(before)) == len(before)


@pytest.mark.parametrize(("text", "length"), [("", 0), ("abc", 3), ("ü", 1), ("\U0001f600", 2), ("a\U0001f600b", 4)])
def test_units(text: str, length: int) -> None:
    assert units(text) == length


def test_a_position_beyond_the_end_is_the_end() -> None:
    assert characters("abc", 10) == 3


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a\r\nb\rc\nd", "a\nb\nc\nd"), ("a\u2029b", "a\nb"), ("a\ud800b", "a\ufffdb"), ("a\u00a0b", "a\u00a0b")],
)
def test_what_qt_cannot_hold_is_replaced(text: str, shown: str) -> None:
    assert displayable(text) == shown


@pytest.mark.parametrize(
    ("text", "limit", "shown", "count"),
    [
        ("abc", 3, "abc", 0),
        ("abcd", 3, "abc… 1 more characters", 1),
        ("ab\nabcde\nx", 3, "ab\nabc… 2 more characters\nx", 1),
        ("abc\nabc\nabc", 3, "abc\nabc\nabc", 0),
        ("\n\n\n\n\n", 2, "\n\n\n\n\n", 0),
        ("", 3, "", 0),
    ],
)
def test_long_lines_are_cut_with_a_word(text: str, limit: int, shown: str, count: int) -> None:
    assert cut_long_lines(text, limit) == (shown, count)


@given(st.text("ab\n", max_size=60), st.integers(1, 10))
def test_only_longer_lines_are_cut(text: str, limit: int) -> None:
    expected = sum(len(line) > limit for line in text.split("\n"))
    shown, cut = cut_long_lines(text, limit)
    assert cut == expected
    assert (shown == text) is (expected == 0)


@pytest.mark.parametrize(
    ("text", "index", "partner"),
    [
        ("{}", 0, 1),
        ("{}", 1, 0),
        ("{[()]}", 1, 4),
        ('{"a}": 1}', 0, 8),
        ('{"a}": 1}', 8, 0),
        (r'{"a\"}": 1}', 0, 10),
        ("{", 0, None),
        ("}", 0, None),
        ("x", 0, None),
        ("", 0, None),
        ("[" + " " * SCAN_LIMIT + "]", 0, None),
    ],
)
def test_brackets_find_their_partner(text: str, index: int, partner: int | None) -> None:
    assert matching_bracket(text, index) == partner


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(JSON, max_size=3))
def test_the_outer_brackets_of_any_json_match(value: list[object]) -> None:
    text = json.dumps(value, ensure_ascii=False)
    assert matching_bracket(text, 0) == len(text) - 1
    assert matching_bracket(text, len(text) - 1) == 0


@pytest.mark.parametrize(
    ("text", "needle", "hits"),
    [
        ("abcABC", "bc", (1, 4)),
        ("aaaa", "aa", (0, 2)),
        ("abc", "", ()),
        ("abc", "x", ()),
        ("\u0130x", "x", (1,)),
        ("Straße", "ß", (4,)),
    ],
)
def test_finding(text: str, needle: str, hits: tuple[int, ...]) -> None:
    assert find_all(text, needle) == hits


def test_hits_have_a_limit() -> None:
    assert len(find_all("a" * (HIT_LIMIT + 5), "a")) == HIT_LIMIT


@pytest.mark.parametrize(
    ("position", "step", "index"),
    [(0, 0, 0), (5, 0, 1), (6, 0, 2), (5, 1, 2), (5, -1, 0), (0, -1, 2), (99, 0, 0), (9, 1, 0)],
)
def test_stepping_goes_round(position: int, step: int, index: int) -> None:
    assert step_from((1, 5, 9), position, step) == index


def test_no_hit_leads_nowhere() -> None:
    assert step_from((), 0, 1) == -1

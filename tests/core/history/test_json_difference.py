"""Two JSON values node by node."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.base.json_equal import same_value
from app.core.history import json_difference
from app.core.history.json_difference import LONGEST_ALIGNED, MOST_CHANGES, json_rows
from app.core.history.model import Kind

if TYPE_CHECKING:
    from app.core.base.json_types import JsonValue


def differences(before: Any, after: Any) -> list[tuple[str, str, str, str]]:
    return [(row.kind.name, row.what, row.before, row.after) for row in json_rows(before, after)[0]]


@pytest.mark.parametrize(
    ("before", "after", "rows"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": 2}, [("CHANGED", "/a", "1", "2")]),
        ({"a": 1}, {"b": 1}, [("REMOVED", "/a", "1", ""), ("ADDED", "/b", "", "1")]),
        ({"a": {"b/c": [1]}}, {"a": {"b/c": [2]}}, [("CHANGED", "/a/b~1c/0", "1", "2")]),
        (1, True, [("CHANGED", "the whole body", "1", "true")]),
        (1, 1.0, [("CHANGED", "the whole body", "1", "1.0")]),
        ({}, [], [("CHANGED", "the whole body", "{}", "[]")]),
        ([], ["é"], [("ADDED", "/0", "", '"é"')]),
        ({"a": None}, {}, [("REMOVED", "/a", "null", "")]),
        ([1, 2, 3], [0, 1, 2, 3], [("ADDED", "/0", "", "0")]),
        ([0, 1, 2, 3], [1, 2, 3], [("REMOVED", "/0", "0", "")]),
        ([{"id": 1, "n": "a"}, {"id": 2}], [{"id": 1, "n": "b"}, {"id": 2}], [("CHANGED", "/0/n", '"a"', '"b"')]),
        ([1, 9, 8, 5], [1, 7, 5], [("CHANGED", "/1", "9", "7"), ("REMOVED", "/2", "8", "")]),
        ([1, 7, 5], [1, 9, 8, 5], [("CHANGED", "/1", "7", "9"), ("ADDED", "/2", "", "8")]),
    ],
)
def test_differences_have_their_pointer(before: Any, after: Any, rows: list[tuple[str, str, str, str]]) -> None:
    assert differences(before, after) == rows


def test_only_what_the_newer_body_has_can_be_shown_in_it() -> None:
    rows, _ = json_rows({"gone": 1, "other": [1]}, {"new": 2, "other": [2]})
    assert {row.what: row.tokens for row in rows} == {"/gone": None, "/new": ("new",), "/other/0": ("other", "0")}


def test_long_arrays_are_compared_place_by_place() -> None:
    count = LONGEST_ALIGNED + 1
    rows, more = json_rows(list(range(count)), [*range(count - 1), -1, -2])
    assert [(row.what, row.kind) for row in rows] == [("/1000", Kind.CHANGED), ("/1001", Kind.ADDED)]
    assert not more


def test_there_is_an_end_to_what_is_shown() -> None:
    rows, more = json_rows({str(index): 0 for index in range(MOST_CHANGES + 1)}, {})
    assert (len(rows), more) == (MOST_CHANGES, True)


def test_long_values_are_cut() -> None:
    (row,) = json_rows("a" * 1000, "b")[0]
    assert len(row.before) == 301


def test_deep_values_have_an_end() -> None:
    one: JsonValue = 1
    two: JsonValue = 2
    for _ in range(5000):
        one, two = [one], [two]
    (row,) = json_rows(one, two)[0]
    assert row.what == "/0" * 150 + "…"
    assert row.tokens == ("0",) * 5000
    (whole,) = json_rows(one, "flat")[0]
    # How deep the standard library writes depends on Python's version.
    assert whole.before == "very deep JSON" or whole.before.startswith("[[[")


def test_when_writing_gets_too_much_arrays_are_compared_place_by_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_difference, "MOST_LETTERS", 10)
    before: JsonValue = {"a": ["x" * 20], "b": [1, 2]}
    after: JsonValue = {"a": ["x" * 20], "b": [0, 1, 2]}
    assert [row.what for row in json_rows(before, after)[0]] == ["/b/0", "/b/1", "/b/2"]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "a", "b"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=12,
)


@given(VALUES, VALUES)
def test_there_are_rows_exactly_where_values_differ(one: JsonValue, two: JsonValue) -> None:
    assert bool(json_rows(one, two)[0]) == (not same_value(one, two))
    assert json_rows(one, one)[0] == ()

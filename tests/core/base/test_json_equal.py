from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.base.json_equal import same_json, same_value
from app.core.base.json_types import OMIT

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (1, True),
        (1, 1.0),
        (0, False),
        (0, -0.5),
        ("1", 1),
        (None, OMIT),
        (None, {}),
        ([1], [True]),
        ([1], [1, 2]),
        ([[1]], [[2]]),
        ({"a": 1}, {"a": 1.0}),
        ({"a": 1}, {"b": 1}),
        ({"a": [1]}, {"a": [2]}),
    ],
)
def test_what_is_sent_differently_differs(one: Any, two: Any) -> None:
    assert not same_value(one, two)
    assert not same_value(two, one)


@given(VALUES)
def test_copies_are_the_same(value: Any) -> None:
    copy = [value[:]] if isinstance(value, list) else [value]
    assert same_value([value], copy)
    assert same_json([value], copy)


def test_the_order_of_members_does_not_count() -> None:
    assert same_value({"a": 1, "b": [2]}, {"b": [2], "a": 1})


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        (1, 1.0, True),
        (1, True, False),
        (True, True, True),
        (False, 0, False),
        ("a", "a", True),
        (None, None, True),
        (None, "None", False),
        ([1], [1.0], True),
        ([1], [1, 1], False),
        ({"a": 1}, {"a": 1.0}, True),
        ({"a": 1}, {"b": 1}, False),
        ({"a": 1}, [1], False),
    ],
)
def test_schemas_compare_numbers_by_value(one: Any, two: Any, *, expected: bool) -> None:
    assert same_json(one, two) is expected
    assert same_json(two, one) is expected

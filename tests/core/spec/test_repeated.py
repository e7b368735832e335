from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.spec.repeated import repeated_names


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ('{"a": 1,\n "a": 2}', [("/a", 2, 2)]),
        (
            '\ufeff{"a": [{"b/c": 1, "b/c": ["x", "x"],\n"d": "d", "d": 1}],\n"a": 0}',
            [("/a/0/b~1c", 1, 19), ("/a/0/d", 2, 11), ("/a", 3, 1)],
        ),
        ('{\t"\\u0061": 1,\n\t"a": 1e999}', [("/a", 2, 2)]),
        ('{"a": {"x": 1}, "b": {"x": 2}}', []),
        ("[1, 2]", []),
        ('{"a": 1, "a": 2', []),
        ("a: 1\na: 2", []),
        ("", []),
    ],
)
def test_names_that_stand_twice_are_told(text: str, places: list[tuple[str, int, int]]) -> None:
    assert [(problem.pointer, problem.line, problem.column) for problem in repeated_names(text)] == places


def test_numbers_of_any_length_are_no_trouble() -> None:
    assert repeated_names(f'{{"a": {"1" * 5000}, "a": 1e99999}}') == ()
    assert len(repeated_names(f'{{"a": {"1" * 4000}, "a": 1e400}}')) == 1


@given(st.lists(st.tuples(st.text(st.characters(codec="utf-8")), st.integers()), max_size=6))
def test_as_many_are_told_as_there_are(members: list[tuple[str, Any]]) -> None:
    text = "{" + ", ".join(f"{json.dumps(name)}: {value}" for name, value in members) + "}"
    names = [name for name, _ in members]
    assert len(repeated_names(text)) == len(names) - len(set(names))

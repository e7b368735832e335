from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.base.json_positions import spans
from app.core.base.json_text import line_and_column
from app.core.base.pointers import format_pointer
from app.core.spec.positions import positions

JSON = '{\n  "a": {"ü": 1, "b/c": [1,\n    {"d": 2}]},\n  "e" : "x\\n"\n}\n'
YAML = "# first\na:\n  ü: 1\n  b/c:\n    - 1\n    - d: 2\ne: 'x'\nf: &f {g: 1}\nh: *f\ni:\n  <<: *f\n"


@pytest.mark.parametrize(
    ("pointer", "place"),
    [
        ("", (1, 1)),
        ("/a", (2, 3)),
        ("/a/ü", (2, 9)),
        ("/a/b~1c", (2, 17)),
        ("/a/b~1c/0", (2, 25)),
        ("/a/b~1c/1", (3, 5)),
        ("/a/b~1c/1/d", (3, 6)),
        ("/e", (4, 3)),
        ("/e/below/text", (4, 3)),
        ("/a/missing", (2, 3)),
        ("/missing", (1, 1)),
    ],
)
def test_json_places_are_those_of_names(pointer: str, place: tuple[int, int]) -> None:
    assert positions(JSON, [pointer]) == {pointer: place}
    assert positions(f"\ufeff{JSON}", [pointer]) == {pointer: place}


@pytest.mark.parametrize(
    ("pointer", "place"),
    [
        ("", (2, 1)),
        ("/a", (2, 1)),
        ("/a/ü", (3, 3)),
        ("/a/b~1c", (4, 3)),
        ("/a/b~1c/0", (5, 7)),
        ("/a/b~1c/1", (6, 7)),
        ("/a/b~1c/1/d", (6, 7)),
        ("/e", (7, 1)),
        ("/h/g", (9, 1)),
        ("/i/g", (10, 1)),
        ("/missing", (2, 1)),
    ],
)
def test_yaml_places_are_those_of_names(pointer: str, place: tuple[int, int]) -> None:
    assert positions(YAML, [pointer]) == {pointer: place}


def test_many_places_are_found_in_one_go() -> None:
    assert positions(JSON, ["/a", "/a/ü", "/e", "/a"]) == {"/a": (2, 3), "/a/ü": (2, 9), "/e": (4, 3)}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"a": 1,\n"a": {"b": 2}}', (2, 7)),
        ('{"x": NaN,\n"a": {"b": 2}}', (2, 7)),
        ('{"x": "\ud800",\n"a": {"b": 2}}', (2, 7)),
        ("{x: 1,\na: {b: 2}}", (2, 5)),
        ('{"\\u0061": \n{"b": 2}}', (2, 2)),
        ('{"a": {"b": 2', (1, 8)),
        ("a: {b: 2", (1, 5)),
        ("[1]: 2\na: {b: 2}", (1, 1)),
        ("a: \n - \ud800", (1, 1)),
        ("x: &k a\n*k : {b: 2}", (1, 1)),
    ],
)
def test_uneven_texts_have_places_too(text: str, place: tuple[int, int]) -> None:
    assert positions(text, ["/a/b"]) == {"/a/b": place}


def test_a_place_that_an_uneven_text_does_not_have_is_its_parents() -> None:
    assert positions('{"x": NaN,\n"a": {"b": 2}}', ["/a/c/d", "/y"]) == {"/a/c/d": (2, 1), "/y": (1, 1)}


def test_an_empty_text_begins_at_its_start() -> None:
    assert positions("", ["/a"]) == {"/a": (1, 1)}
    assert positions("[]", ["/0"]) == {"/0": (1, 1)}


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
    lambda below: (
        st.lists(below, max_size=4) | st.dictionaries(st.text(st.characters(codec="utf-8")), below, max_size=4)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text(st.characters(codec="utf-8")), values, max_size=4), st.sampled_from([None, 1]))
def test_every_value_is_found_where_it_stands(value: dict[str, Any], indent: int | None) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    expected = {format_pointer(span.tokens): line_and_column(text, span.key_start) for span in spans(text)}
    assert positions(text, expected) == expected

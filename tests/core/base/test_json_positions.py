from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.base.json_positions import span_of, spans, tokens_at
from app.core.base.json_text import decode_json, encode_json

if TYPE_CHECKING:
    from collections.abc import Iterator

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def walk(value: Any, tokens: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield tokens, value
    if isinstance(value, dict):
        for key, child in value.items():
            yield from walk(child, (*tokens, key))
    if isinstance(value, list):
        for index, child in enumerate(value):
            yield from walk(child, (*tokens, str(index)))


@given(VALUES, st.sampled_from([None, 2]))
def test_every_value_is_found_where_it_stands(value: Any, indent: int | None) -> None:
    text = encode_json(value, indent=indent)
    wanted = list(walk(value))
    assert len(list(spans(text))) == len(wanted)
    for tokens, child in wanted:
        span = span_of(text, tokens)
        assert span is not None
        assert decode_json(text[span.start : span.end]) == child
        assert tokens_at(text, span.start) == tokens


@given(st.text(), st.integers(0, 50))
def test_no_text_raises(text: str, offset: int) -> None:
    tokens_at(text, offset)
    for span in spans(text):
        assert 0 <= span.key_start <= span.start < span.end <= len(text)


TEXT = '{"title": "x", "lines": [{"qty": 1}, 2], "a/b~": null}'


@pytest.mark.parametrize(
    ("place", "tokens"),
    [
        ('"title"', ("title",)),
        ('"x"', ("title",)),
        ("1}", ("lines", "0", "qty")),
        (", 2", ("lines",)),
        ("2]", ("lines", "1")),
        ("null", ("a/b~",)),
        ("}, 2", ("lines", "0")),
    ],
)
def test_a_place_belongs_to_the_innermost_value(place: str, tokens: tuple[str, ...]) -> None:
    assert tokens_at(TEXT, TEXT.index(place)) == tokens


def test_outside_every_value_is_the_root() -> None:
    assert tokens_at(TEXT, len(TEXT)) == ()
    assert tokens_at("", 0) == ()
    assert span_of(TEXT, ("missing",)) is None


def test_of_equal_names_the_last_counts() -> None:
    span = span_of('{"a": 1, "a": 22}', ("a",))
    assert span is not None
    assert (span.start, span.end) == (14, 16)


def test_broken_texts_are_read_as_far_as_they_go() -> None:
    broken = '{name: \'x\', "lines": [1, {"qty": '
    assert tokens_at(broken, broken.index("'x'")) == ("name",)
    assert tokens_at(broken, len(broken) - 1) == ("lines", "1")
    assert tokens_at("]} , 1", 5) == ()
    assert tokens_at("{[1]}", 2) == ("", "0")

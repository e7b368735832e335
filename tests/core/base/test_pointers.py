from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.base.pointers import escape_token, format_pointer, parse_pointer, unescape_token

# The examples of RFC 6901 section 5.
RFC_6901 = [
    ("", ()),
    ("/foo", ("foo",)),
    ("/foo/0", ("foo", "0")),
    ("/", ("",)),
    ("/a~1b", ("a/b",)),
    ("/c%d", ("c%d",)),
    ("/e^f", ("e^f",)),
    ("/g|h", ("g|h",)),
    ("/i\\j", ("i\\j",)),
    ('/k"l', ('k"l',)),
    ("/ ", (" ",)),
    ("/m~0n", ("m~n",)),
]


@pytest.mark.parametrize(("text", "tokens"), RFC_6901)
def test_the_examples_of_the_standard_are_read_and_written(text: str, tokens: tuple[str, ...]) -> None:
    assert parse_pointer(text) == tokens
    assert format_pointer(tokens) == text


def test_a_tilde_before_a_one_is_not_taken_for_a_slash() -> None:
    assert unescape_token("~01") == "~1"
    assert escape_token("~1") == "~01"


def test_numbers_are_written_as_array_indices() -> None:
    assert format_pointer(["lines", 0, "a/b"]) == "/lines/0/a~1b"


@pytest.mark.parametrize("text", ["foo", "#/foo", " /foo"])
def test_a_pointer_begins_with_a_slash(text: str) -> None:
    with pytest.raises(ValueError, match="begins with '/'"):
        parse_pointer(text)


@given(st.lists(st.text()))
def test_what_is_written_is_read_back(tokens: list[str]) -> None:
    assert parse_pointer(format_pointer(tokens)) == tuple(tokens)


@given(st.text())
def test_an_escaped_token_has_no_slash_and_comes_back(token: str) -> None:
    assert "/" not in escape_token(token)
    assert unescape_token(escape_token(token)) == token

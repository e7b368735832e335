"""Path templates against regular expressions, and the two ways of decoding a path."""

from __future__ import annotations

import random
import re
import time

import pytest

from app.core.routes.templates import (
    Segment,
    decode_then_split,
    parse_template,
    path_of,
    raw_path,
    split_then_decode,
)


def _regex(segment: Segment) -> str:
    return "(.+)".join(re.escape(literal) for literal in segment.literals)


@pytest.mark.parametrize(
    ("path", "segments"),
    [
        ("/books", [(("books",), ())]),
        ("books", [(("books",), ())]),
        ("/", [(("",), ())]),
        ("", [(("",), ())]),
        ("/books/", [(("books",), ()), (("",), ())]),
        ("/books/{id}", [(("books",), ()), (("", ""), ("id",))]),
        ("/f/{name}.{ext}", [(("f",), ()), (("", ".", ""), ("name", "ext"))]),
        ("/{a}{b}", [(("", "", ""), ("a", "b"))]),
        ("/{name=projects/*}:cancel", [(("", ":cancel"), ("name=projects/*",))]),
        ("/a%20b/{x}", [(("a b",), ()), (("", ""), ("x",))]),
        ("/{open", [(("{open",), ())]),
    ],
)
def test_reads_templates(path: str, segments: list[tuple[tuple[str, ...], tuple[str, ...]]]) -> None:
    template = parse_template(path)
    assert [(segment.literals, segment.names) for segment in template.segments] == segments
    assert template.is_path
    assert template.is_concrete is not any(names for _literals, names in segments)


@pytest.mark.parametrize("path", ["/b/{key}?uploads", "/#Action=Go", "/a#b/{c}"])
def test_what_has_a_query_or_a_fragment_is_no_path(path: str) -> None:
    assert not parse_template(path).is_path


def test_a_segment_matches_as_a_greedy_expression_does() -> None:
    maker = random.Random(4)
    alphabet = "ab."
    found = [0, 0]
    for _ in range(4000):
        count = maker.randint(1, 3)
        literals = tuple("".join(maker.choices(alphabet, k=maker.randint(0, 2))) for _ in range(count + 1))
        segment = Segment(literals, tuple(f"p{index}" for index in range(count)))
        text = "".join(maker.choices(alphabet, k=maker.randint(0, 8)))
        wanted = re.fullmatch(_regex(segment), text)
        assert segment.match(text) == (wanted.groups() if wanted else None), (literals, text)
        found[wanted is not None] += 1
    assert min(found) > 300


def test_a_hostile_segment_is_matched_at_once() -> None:
    segment = Segment(("", *["a"] * 60, "b"), tuple(f"p{index}" for index in range(61)))
    began = time.monotonic()
    assert segment.match("a" * 5000 + "c") is None
    assert time.monotonic() - began < 5


def test_values_have_their_names() -> None:
    template = parse_template("/f/{name}.{ext}/{id}")
    assert template.values_in(("f", "a.b.c", "7")) == (("name", "a.b"), ("ext", "c"), ("id", "7"))
    assert template.values_in(("f", "abc", "7")) == ()
    assert not Segment(("", ""), ("id",)).match("")
    assert Segment(("x-", "-y"), ("id",)).filled("7") == "x-7-y"


def test_templates_of_one_shape_differ_in_names_alone() -> None:
    assert parse_template("/a/{x}").shape == parse_template("/a/{y}").shape
    assert parse_template("/a/{x}").shape != parse_template("/a/{x}.json").shape


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/a/b?c=d#e", "/a/b"),
        ("/a#e?x", "/a"),
        ("a", "/a"),
        ("http://h:1/a%2Fb?q", "/a%2Fb"),
        ("https://h", "/"),
        ("http://[broken/a", "/"),
        ("", "/"),
    ],
)
def test_finds_the_path_of_a_target(target: str, path: str) -> None:
    assert raw_path(target) == path


def test_an_encoded_slash_is_data_by_the_rfc_and_a_slash_for_asgi() -> None:
    assert split_then_decode("/a%2Fb/%C3%A9") == ("a/b", "é")
    assert decode_then_split("/a%2Fb/%C3%A9") == ("a", "b", "é")
    assert path_of(("a/b", "é", "")) == "/a%2Fb/%C3%A9/"

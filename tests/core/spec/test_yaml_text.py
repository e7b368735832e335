from __future__ import annotations

import json
import math
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from app.core.base.json_text import MAX_DEPTH, MAX_DIGITS
from app.core.spec.yaml_text import MAX_ALIASED, Yaml, YamlSyntaxError, decode_yaml


def value_of(text: str) -> Any:
    read = decode_yaml(text)
    assert isinstance(read, Yaml), read
    return read.value


def error_of(text: str) -> YamlSyntaxError:
    read = decode_yaml(text)
    assert isinstance(read, YamlSyntaxError), read
    return read


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *((text, None) for text in ("", "~", "null", "Null", "NULL", "# nothing", "!!null ''")),
        *((text, True) for text in ("true", "True", "TRUE", "!!bool 'true'")),
        *((text, False) for text in ("false", "False", "FALSE")),
        *((text, text) for text in ("yes", "no", "on", "off", "y", "12:30", "12:30:45", "2024-01-01", "1_000", "tRue")),
        *((text, text) for text in ("0b11", "0o8", "0xg", "1e", "--1", ".", "+x", "1.2.3", "=", "<<")),
        ("017", 17),
        ("-17", -17),
        ("+17", 17),
        ("0o17", 15),
        ("0x1F", 31),
        ("1.50", 1.5),
        (".5", 0.5),
        ("+1.", 1.0),
        ("-2e3", -2000.0),
        ("1e400", 10**400),
        (".inf", math.inf),
        ("-.INF", -math.inf),
        ("'17'", "17"),
        ('"true"', "true"),
        ("!!str 17", "17"),
        ("!!int '17'", 17),
        ("!own text", "text"),
        ("!own '5'", "5"),
        ("|\n  17\n", "17\n"),
        ("!!set {a: null}", {"a": None}),
        ("[1, a, {b: c}]", [1, "a", {"b": "c"}]),
        ("%YAML 1.1\n---\nyes", "yes"),
        ("\ufeffa: 1\n...\n", {"a": 1}),
    ],
)
def test_scalars_are_those_of_the_core_schema(text: str, value: object) -> None:
    found = value_of(text)
    assert (type(found), found) == (type(value), value)


def test_not_a_number_is_one() -> None:
    assert math.isnan(value_of(".nan"))


def test_keys_are_always_text() -> None:
    assert value_of("200: a\non: b\n~: c\n1.0: d\n? e\n: f\n'<<': h") == {
        "200": "a",
        "on": "b",
        "~": "c",
        "1.0": "d",
        "e": "f",
        "<<": "h",
    }


def test_aliases_share_what_they_name() -> None:
    found = value_of("a: &x {b: [1]}\nc: *x\nd: [*x, &y text, *y]\n*y : 5\n&k e: *k\n")
    assert found["a"] is found["c"] is found["d"][0]
    assert found["d"][1:] == ["text", "text"]
    assert (found["text"], found["e"]) == (5, "e")


def test_an_anchor_can_be_given_again() -> None:
    assert value_of("a: &x 1\nb: *x\nc: &x 2\nd: *x") == {"a": 1, "b": 1, "c": 2, "d": 2}


def test_merge_keys_give_what_a_mapping_does_not_have() -> None:
    text = "a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc:\n  z: 3\n  <<: [*a, *b]\n  <<: {w: 4}\n"
    assert value_of(text)["c"] == {"z": 3, "x": 1, "y": 1, "w": 4}


@pytest.mark.parametrize(
    ("text", "pointers"),
    [
        ("a: 1\na: 2", [("/a", 2, 1)]),
        ("a:\n  - {b: 1, b/c: 2, b/c: 3}", [("/a/0/b~1c", 2, 20)]),
        ("<<: {a: 1}\na: 2", []),
        ("k: &k a\na: 1\n*k : 2", [("/a", 3, 1)]),
    ],
)
def test_keys_that_stand_twice_are_told(text: str, pointers: list[tuple[str, int, int]]) -> None:
    read = decode_yaml(text)
    assert isinstance(read, Yaml)
    assert [(found.pointer, found.line, found.column) for found in read.duplicates] == pointers


def test_of_keys_that_stand_twice_the_last_counts() -> None:
    assert value_of("a: 1\na: 2") == {"a": 2}


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("a: 1\nb: *x", 2, 4, "*x names nothing"),
        ("a: &x [*x]", 1, 8, "inside what it names"),
        ("a: &x [1, &x [*x]]", 1, 15, "inside what it names"),
        ("a: &x 5\nb: &x {c: *x}", 2, 11, "inside what it names"),
        ("a: {b: 1", 2, 1, "comma or `}`"),
        ("a: [b", 2, 1, "comma or `]`"),
        ("a: 'x", 1, 6, "ends inside a quoted value"),
        ("a:\n  b: 1\n\tc: 2", 3, 1, "a tab indents"),
        ("a: b: c", 1, 5, "a colon stands"),
        ("- a\nb: c", 2, 1, "`-` of a list"),
        ("a: @x", 1, 4, "cannot begin"),
        ("key\nb: 1", 2, 2, "colon"),
        ("? [1]\n: 2", 1, 3, "a key should be text"),
        ("a: &x [1]\n*x : 2", 2, 1, "a key should be text"),
        ("a: 1\n---\nb: 2", 2, 1, "second document"),
        ("a: b\nc: \x01", 2, 4, "U+0001"),
        ("\ud800", 1, 1, "cannot be read"),
        ("<<: 5", 1, 5, "takes a mapping"),
        ("<<: [{}, 5]", 1, 11, "takes a mapping"),
        ("a: !x!y z", 1, 4, "tag"),
        (f"a: {'1' * (MAX_DIGITS + 1)}", 1, 4, "too large"),
        ("a: 1e99999999", 1, 4, "too large"),
        ("a: +1e999", 1, 4, "too large"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(text: str, line: int, column: int, words: str) -> None:
    error = error_of(text)
    assert words in error.message
    assert (error.line, error.column) == (line, column)


def test_common_mistakes_get_a_tip() -> None:
    assert "spaces" in error_of("a:\n\t- b").tip
    assert "quotes" in error_of("a: b: c").tip
    assert "indentation" in error_of("- a\nb: c").tip


@pytest.mark.parametrize("begin", ["[", "{a: ", "- "])
def test_deep_nesting_is_refused_and_less_is_read(begin: str) -> None:
    assert str(MAX_DEPTH) in error_of(begin * (MAX_DEPTH + 1)).message
    assert str(MAX_DEPTH) in error_of(begin * 100_000).message
    assert decode_yaml("[" * MAX_DEPTH + "]" * MAX_DEPTH) == Yaml(json.loads("[" * MAX_DEPTH + "]" * MAX_DEPTH))


def test_nesting_through_aliases_counts() -> None:
    half = MAX_DEPTH // 2
    text = f"- &x {'[' * half}{']' * half}\n- {'[' * half}*x{']' * half}\n"
    assert str(MAX_DEPTH) in error_of(text).message
    assert isinstance(decode_yaml(text.replace("[*x]", "*x")), Yaml)


def test_aliases_that_multiply_are_refused() -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]\n" for level in range(1, 12)
    )
    error = error_of(bomb)
    assert f"{MAX_ALIASED:,}" in error.message
    assert error.line <= 8
    merges = "a: &a {x: 1}\n" + "b: {<<: [" + ", ".join(["*a"] * 20) + "]}\n"
    assert value_of(merges)["b"] == {"x": 1}


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(), below, max_size=4),
    max_leaves=12,
)


@given(values)
def test_what_is_written_is_read(value: object) -> None:
    assert value_of(yaml.safe_dump(value, default_style='"')) == value


@given(st.text())
def test_no_text_raises(text: str) -> None:
    assert isinstance(decode_yaml(text), Yaml | YamlSyntaxError)


@given(st.text(alphabet="ab:-[]{}&*!|>'\"%@`?, \n\t#<1.~"))
def test_no_text_of_its_signs_raises(text: str) -> None:
    assert isinstance(decode_yaml(text), Yaml | YamlSyntaxError)

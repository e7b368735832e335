from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.base.json_text import (
    MAX_DEPTH,
    MAX_DIGITS,
    JsonSyntaxError,
    decode_json,
    decode_plain,
    encode_json,
    line_and_column,
    read_number,
    reindent_json,
)
from app.core.base.json_types import FileRef

if TYPE_CHECKING:
    from app.core.base.json_types import JsonValue, Value

ANY_TEXT = st.text(st.characters(codec=None))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=4),
    max_leaves=20,
)


def error_of(text: str | bytes) -> JsonSyntaxError:
    read = decode_json(text)
    assert isinstance(read, JsonSyntaxError), read
    return read


@given(VALUES, st.sampled_from([None, 0, 2]))
def test_every_value_comes_back_the_same(value: Any, indent: int | None) -> None:
    text = encode_json(value, indent=indent)
    text.encode()  # always fits UTF-8, lone surrogates included
    back = decode_json(text)
    assert back == value
    assert encode_json(back, indent=indent) == text  # type: ignore[arg-type]


@given(VALUES)
def test_the_standard_library_reads_the_same(value: Any) -> None:
    assert json.loads(encode_json(value)) == value


@given(ANY_TEXT)
def test_no_text_raises(text: str) -> None:
    read = decode_json(text)
    if isinstance(read, JsonSyntaxError):
        assert 0 <= read.offset <= len(text)
        assert line_and_column(text, read.offset) == (read.line, read.column)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1180591620717411303424", 2**70),
        ("1e400", 10**400),
        ("-1.5e400", -15 * 10**399),
        ('{"a":1,"a":2}', {"a": 2}),
        ("1.0", 1.0),
        ("-0.0", -0.0),
        ('"\\ud800"', "\ud800"),
        ('"\ud800"', "\ud800"),
        ("\ufeff[1]", [1]),
        ("Infinity", math.inf),
        (" [ ] ", []),
    ],
)
def test_unusual_texts_are_read(text: str, value: JsonValue) -> None:
    read = decode_json(text)
    assert read == value
    assert type(read) is type(value)


def test_nan_is_read_and_written_as_servers_in_python_do() -> None:
    read = decode_json('[NaN, "\ud800"]')
    assert isinstance(read, list)
    assert isinstance(read[0], float)
    assert math.isnan(read[0])
    assert encode_json(read) == '[NaN,"\\ud800"]'
    assert encode_json(read, indent=1) == '[\n NaN,\n "\\ud800"\n]'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32-be"])
def test_bytes_are_read_in_the_encodings_of_json(encoding: str) -> None:
    assert decode_json('{"é": "😀"}'.encode(encoding)) == {"é": "😀"}


def test_bytes_that_are_no_text_are_told() -> None:
    error = error_of(b'{"name": "\xff\xfe"}')
    assert "byte 10" in error.message
    assert error.tip


@pytest.mark.parametrize(
    ("text", "offset", "tip"),
    [
        ("", 0, "The text is empty"),
        ("  \n ", 4, "The text is empty"),
        ("{'a': 1}", 1, "double quotes, not single"),
        ("{“a”: 1}", 1, "typographic"),
        ('{"name": "x", price: 3}', 14, '"price"'),
        ("{a=1}", 1, '"a"'),
        ("[1, 2, ]", 5, "Remove the comma"),
        ('{"a": 1,\n}', 7, "Remove the comma"),
        ('{"a": True}', 6, "lower case"),
        ('{"a": None}', 6, "null"),
        ('{"a": undefined}', 6, "leave the member out"),
        ("[hello]", 1, '"hello"'),
        ('{"a": "b', 6, "Close the string"),
        ('{"a": [1', 8, "]} is missing"),
        ('{"a": "]"', 9, "} is missing"),
        ('{"a": 1}]', 8, ""),
        ("]", 0, ""),
        ('["a" "b"]', 5, "A comma is missing"),
        ('{"a" = 1}', 5, "colon"),
        ('{"a": 1; "b": 2}', 7, "comma"),
        ("[+1]", 1, "plus sign"),
        ("[.5]", 1, "zero before the point"),
        ("[1.]", 2, "digit must follow"),
        ("[007]", 2, "begin with zero"),
        ('["a\nb"]', 3, "\\n"),
        ('["a\tb"]', 3, "\\t"),
        ('["C:\\dir"]', 4, "Double the backslash"),
        ("[1 // one\n]", 3, "no comments"),
        ("<html>", 0, "HTML or XML"),
        ("-", 0, ""),
        ('"a" b', 4, ""),
        ("{", 1, "} is missing"),
        ('{"a": [1]', 9, "; } is missing"),
        ('"abc', 0, "Close"),
        ("[1], [", 3, ""),
        ('["x",', 5, "; ] is missing"),
        ("nul", 0, 'Did you mean null? Put text in double quotes: "nul".'),
        ('{"a": tru}', 6, 'Did you mean true? Put text in double quotes: "tru".'),
        ('{"a": fasle}', 6, "Did you mean false?"),
        ("[fa]", 1, 'Put text in double quotes: "fa".'),
        ("\ufeff[", 2, "] is missing"),
        ('{"a":', 5, "} is missing"),
    ],
)
def test_common_mistakes_get_a_tip_at_their_place(text: str, offset: int, tip: str) -> None:
    error = error_of(text)
    assert error.offset == offset
    assert tip in error.tip
    assert bool(tip) is bool(error.tip)
    assert error.message


def test_offsets_count_characters_as_the_server_does() -> None:
    error = error_of('{"é😀": x}')
    assert error.offset == 7
    assert (error.line, error.column) == (1, 8)


def test_an_error_reads_as_a_sentence() -> None:
    assert str(error_of("[\n  1,\n]")) == (
        "line 2, column 4: a comma stands before the closing bracket. Remove the comma before the closing bracket."
    )
    assert str(error_of('{"a": 1}]')) == "line 1, column 9: the value ended before this"


@pytest.mark.parametrize("bomb", ["[" * 100_000, '{"a":' * 100_000, "[" * 100_000 + "]" * 100_000])
def test_depth_bombs_are_refused_where_they_go_too_deep(bomb: str) -> None:
    error = error_of(bomb)
    assert str(MAX_DEPTH) in error.message
    assert bomb[: error.offset].count("[") + bomb[: error.offset].count("{") == MAX_DEPTH


def test_many_brackets_side_by_side_or_in_text_are_no_bomb() -> None:
    wide = "[" + "[],{}," * 500 + '"' + "[{" * 500 + '"]'
    assert isinstance(decode_json(wide), list)
    deepest = "[" * MAX_DEPTH + "]" * MAX_DEPTH
    assert not isinstance(decode_json(deepest), JsonSyntaxError)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([{"a": [[]]}] * 300),
        json.dumps(['[{"\\'] * 300 + [']}"\\\\n'] * 300),
        json.dumps({f"{number}[{{": '\\"[' for number in range(300)}),
        '[{"a":' * 100 + "1" + "}]" * 100,
    ],
    ids=["many side by side", "brackets and escapes in strings", "brackets in names", "two kinds in turn"],
)
def test_many_brackets_are_not_deep(text: str) -> None:
    assert decode_json(text) == json.loads(text)


@pytest.mark.parametrize("opening", ['"\\\\", [', '"a]]]]", [', '"\\"]", ['])
def test_brackets_in_strings_close_nothing(opening: str) -> None:
    error = decode_json("[" + opening * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 2))
    assert isinstance(error, JsonSyntaxError)
    assert "deeper" in error.message


def test_writing_a_value_without_end_is_refused() -> None:
    endless: list[Any] = []
    for _ in range(100_000):
        endless = [endless]
    with pytest.raises(ValueError, match="nests too deeply"):
        encode_json(endless)


@pytest.mark.parametrize("number", ["9" * (MAX_DIGITS + 1), "1e999999999", "1e99999999999999999999", "9" * 10_000])
def test_numbers_too_long_are_told(number: str) -> None:
    error = error_of(f"[1,\n {number}]")
    assert f"{MAX_DIGITS:,} digits" in error.message
    assert (error.line, error.column) == (2, 2)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("-12", -12),
        ("1.50", 1.5),
        ("1e3", 1000.0),
        ("1e400", 10**400),
        ("1e-400", 0.0),
        (str(2**70), 2**70),
        ("", None),
        ("01", None),
        ("+1", None),
        ("1.", None),
        ("\u0661", None),
        ("NaN", None),
        ("1e999999999", None),
        ("9" * MAX_DIGITS, int("9" * MAX_DIGITS)),
    ],
)
def test_number_texts(text: str, number: float | None) -> None:
    read = read_number(text)
    assert read == number
    assert type(read) is type(number)


def test_reindenting_changes_no_digit() -> None:
    assert reindent_json('{"a":[1.10,1e400],"b":"\\u00e9"}') == (
        '{\n  "a": [\n    1.10,\n    1e400\n  ],\n  "b": "\\u00e9"\n}'
    )
    assert reindent_json("[NaN]", 1) == "[\n NaN\n]"
    assert isinstance(reindent_json("[1,"), JsonSyntaxError)


def test_a_file_is_written_as_its_name() -> None:
    value: Value = {"cover": FileRef("/home/me/a.png", "a.png")}
    assert encode_json(value) == '{"cover":"a.png"}'


def test_what_is_no_json_value_is_refused() -> None:
    with pytest.raises(TypeError, match="bytes is no JSON value"):
        encode_json(b"x")  # type: ignore[arg-type]


def test_lines_and_columns_stay_inside_the_text() -> None:
    assert line_and_column("ab\ncd", 4) == (2, 2)
    assert line_and_column("ab\ncd", 99) == (2, 3)
    assert line_and_column("ab", -1) == (1, 1)


def test_many_brackets_without_an_end_are_broken_and_not_deep() -> None:
    assert "deeper" not in error_of("[" + "[[]]," * 300).message


def test_plain_json_is_read_at_once_and_the_rest_looked_at_again() -> None:
    assert decode_plain(b'{"a": [1, "\xc3\xa4", null, 12345678901234567890123]}') == {
        "a": [1, "\u00e4", None, 12345678901234567890123]
    }
    for text in (
        b"",
        b"openapi: 3",
        b"NaN",
        b"[1e400]",
        b"{",
        b"\xff",
        '{"a": "\xe4"}'.encode("latin-1"),
        b"\xef\xbb\xbf{}",
    ):
        assert isinstance(decode_plain(text), JsonSyntaxError)


def test_what_is_read_at_once_nests_no_deeper_than_anything_else() -> None:
    deepest = b"[" * MAX_DEPTH + b"]" * MAX_DEPTH
    assert not isinstance(decode_plain(deepest), JsonSyntaxError)
    for deeper in (b"[" + deepest + b"]", b'["\\"", "\\\\", ' + deepest + b"]"):
        assert isinstance(decode_plain(deeper), JsonSyntaxError)


@given(
    st.recursive(
        st.none() | st.integers() | st.text(alphabet='a"\\[]{}bfnrtu/ '),
        lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(alphabet='"\\{x'), below, max_size=4),
        max_leaves=40,
    ),
    st.integers(0, MAX_DEPTH * 2),
)
def test_both_ways_read_the_same(value: Any, wrapped: int) -> None:
    data = ("[" * wrapped + json.dumps(value) + "]" * wrapped).encode()
    again, plain = decode_json(data), decode_plain(data)
    assert isinstance(plain, JsonSyntaxError) or plain == again
    # Nothing that is read needs a second look but what comes near the limit.
    if wrapped < MAX_DEPTH // 3 and not isinstance(again, JsonSyntaxError):
        assert plain == value_in(wrapped, value)


def value_in(wrapped: int, value: Any) -> Any:
    for _ in range(wrapped):
        value = [value]
    return value

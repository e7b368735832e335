from __future__ import annotations

import codecs

import pytest

from app.core.base.json_types import OMIT
from app.core.exchange.body import (
    BodyKind,
    BodyReading,
    decode_text,
    hex_lines,
    is_binary,
    pretty_json,
    read_body,
)
from app.core.exchange.model import Response, ResponseBody


def response(data: bytes, content_type: str | None = "application/json", *, file: str | None = None) -> Response:
    headers = () if content_type is None else (("Content-Type", content_type),)
    return Response(200, "OK", "HTTP/1.1", headers, ResponseBody(len(data), data, file))


def read(data: bytes, content_type: str | None = "application/json") -> BodyReading:
    return read_body(response(data, content_type))


def test_empty() -> None:
    reading = read(b"")
    assert (reading.kind, reading.text, reading.value, reading.problem) == (BodyKind.EMPTY, "", OMIT, "")


def test_json_with_exact_numbers() -> None:
    reading = read(b'{"n": 1180591620717411303424, "f": 1.10}')
    assert reading.kind is BodyKind.JSON
    assert reading.value == {"n": 2**70, "f": 1.1}
    assert reading.media_type == "application/json"
    assert reading.problem == ""


def test_problem_json_is_json() -> None:
    assert read(b'"x"', "application/problem+json; charset=utf-8").value == "x"


def test_says_json_but_is_html() -> None:
    reading = read(b"<html>\n <h1>502</h1></html>")
    assert reading.kind is BodyKind.BROKEN_JSON
    assert reading.error is not None
    assert (reading.error.line, reading.error.column) == (1, 1)
    assert reading.problem.startswith("The response says application/json, but it is not JSON: line 1, column 1:")
    assert reading.text.startswith("<html>")


def test_says_json_but_was_cut_off() -> None:
    reading = read(b'{\n "items": [1, 2')
    assert reading.kind is BodyKind.BROKEN_JSON
    assert reading.error is not None
    assert reading.error.line == 2


@pytest.mark.parametrize(
    ("content_type", "words"), [("text/plain", "text/plain"), (None, "no media type"), ("???", "no media type")]
)
def test_json_that_says_otherwise(content_type: str | None, words: str) -> None:
    reading = read(b' {"a": 1}', content_type)
    assert reading.kind is BodyKind.JSON
    assert reading.value == {"a": 1}
    assert words in reading.problem


def test_text_that_only_begins_like_json() -> None:
    reading = read(b"[info] started", "text/plain")
    assert (reading.kind, reading.problem) == (BodyKind.TEXT, "")


def test_plain_text_is_not_called_json_for_being_a_number() -> None:
    assert read(b"42", "text/plain").kind is BodyKind.TEXT


def test_binary() -> None:
    png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
    assert read(png, "image/png") == BodyReading(BodyKind.BINARY, media_type="image/png")
    assert read(png, None).kind is BodyKind.BINARY
    lied = read(png, "application/json")
    assert lied.kind is BodyKind.BINARY
    assert lied.problem == "The response says application/json, but its bytes are no text."


@pytest.mark.parametrize(
    ("data", "content_type", "binary"),
    [
        ("hé".encode("utf-16-le"), "text/plain; charset=utf-16le", False),
        (codecs.BOM_UTF16_LE + "h".encode("utf-16-le"), None, False),
        ('{"a":1}'.encode("utf-16-be"), "application/json", False),
        (b"\x1b[31mred\x1b[0m\n", "text/plain", False),
        (bytes(range(32)), "text/plain", True),
        (b"", None, False),
    ],
)
def test_binary_or_not(data: bytes, content_type: str | None, *, binary: bool) -> None:
    assert is_binary(data, content_type) is binary


def test_of_a_body_in_a_file_only_the_beginning_is_shown() -> None:
    reading = read_body(response(b'{"a": [1, 2', file="/somewhere"))
    assert (reading.kind, reading.whole, reading.value, reading.error) == (BodyKind.JSON, False, OMIT, None)
    assert read_body(response(b"text", "text/plain", file="/somewhere")).kind is BodyKind.TEXT


@pytest.mark.parametrize(
    ("data", "content_type", "text", "charset"),
    [
        ("café".encode(), "text/plain", "café", "utf-8"),
        ("café".encode("latin-1"), "text/plain; charset=ISO-8859-1", "café", "iso-8859-1"),
        ("日本".encode("shift_jis"), 'text/html; charset="Shift_JIS"', "日本", "shift_jis"),
        (codecs.BOM_UTF8 + "é".encode(), "text/plain; charset=latin-1", "é", "utf-8-sig"),
        ("é".encode("utf-32"), None, "é", "utf-32"),
        ('"é"'.encode("utf-16-le"), "application/json", '"é"', "utf-16-le"),
    ],
)
def test_charset(data: bytes, content_type: str | None, text: str, charset: str) -> None:
    decoded = decode_text(data, content_type)
    assert (decoded.text, decoded.charset, decoded.problem) == (text, charset, "")


@pytest.mark.parametrize("charset", ["nonsense", "rot13", "zlib", "unicode_escape", "idna", "a b", "\x7f"])
def test_unknown_charset_is_told(charset: str) -> None:
    decoded = decode_text(b"x", f'text/plain; charset="{charset}"')
    assert (decoded.text, decoded.charset) == ("x", "utf-8")
    assert repr(charset.lower()) in decoded.problem


def test_bytes_that_do_not_fit_are_told() -> None:
    decoded = decode_text(b"caf\xe9!", "text/plain")
    assert decoded.text == "caf\ufffd!"
    assert "byte 3" in decoded.problem
    assert read(b'{"a": "\xff"}').problem.startswith("The body is not utf-8 text (byte 7")
    assert "'bogus'" in decode_text(b"\xff", "text/plain; charset=bogus").problem


def test_bytes_that_do_not_fit_a_codec_without_places() -> None:
    decoded = decode_text(b"+\xff-", "text/plain; charset=utf-7")
    assert "utf-7" in decoded.problem


def test_pretty_keeps_every_digit() -> None:
    assert pretty_json('{"a":1.10,"b":1e400,"c":1180591620717411303424}') == (
        '{\n  "a": 1.10,\n  "b": 1e400,\n  "c": 1180591620717411303424\n}'
    )
    assert pretty_json("not json") == "not json"


def test_hex_view() -> None:
    lines = list(hex_lines(b"GET / \x00\xff~" + bytes(8), start=16))
    assert lines == [
        "00000010  47 45 54 20 2f 20 00 ff 7e 00 00 00 00 00 00 00  GET / ..~.......",
        "00000020  00                                               .",
    ]
    assert list(hex_lines(b"")) == []

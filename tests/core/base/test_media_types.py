from __future__ import annotations

import pytest

from app.core.base.media_types import charset, essence, is_form, is_json, parse_media_type


@pytest.mark.parametrize(
    ("text", "expected", "parameters"),
    [
        ("application/json", "application/json", ()),
        (" Application/JSON ; Charset=UTF-8", "application/json", (("charset", "UTF-8"),)),
        ('text/plain; charset="utf-8"; format=flowed', "text/plain", (("charset", "utf-8"), ("format", "flowed"))),
        (r'multipart/form-data; boundary="a\"b;c"', "multipart/form-data", (("boundary", 'a"b;c'),)),
        ("image/*", "image/*", ()),
        ("*/*", "*/*", ()),
        ("text/html;;charset=x", "text/html", (("charset", "x"),)),
        ("text/html; charset", "text/html", ()),
        ("text/html; a=1, text/plain", "text/html", (("a", "1"),)),
    ],
)
def test_a_media_type_is_taken_apart(text: str, expected: str, parameters: tuple[tuple[str, str], ...]) -> None:
    parsed = parse_media_type(text)
    assert parsed is not None
    assert parsed.essence == expected
    assert parsed.parameters == parameters
    assert essence(text) == expected


@pytest.mark.parametrize("text", [None, "", "json", "application/", "/json", "a b/c", "text/html text/plain"])
def test_what_is_no_media_type_gives_nothing(text: str | None) -> None:
    assert parse_media_type(text) is None
    assert essence(text) == ""
    assert not is_json(text)
    assert not is_form(text)
    assert charset(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("application/json", True),
        ("text/json; charset=utf-8", True),
        ("application/problem+json", True),
        ("application/vnd.api+JSON", True),
        ("application/json5", False),
        ("application/x-ndjson", False),
        ("application/jsonl", False),
        ("text/plain", False),
    ],
)
def test_json_is_told_by_subtype_and_suffix(text: str, *, expected: bool) -> None:
    assert is_json(text) is expected


def test_forms_are_told() -> None:
    assert is_form("application/x-www-form-urlencoded")
    assert is_form("multipart/form-data; boundary=x")
    assert is_form("multipart/mixed")
    assert not is_form("text/plain")


@pytest.mark.parametrize(
    ("text", "xml", "lines", "sequence"),
    [
        ("application/xml; charset=utf-8", True, False, False),
        ("text/xml", True, False, False),
        ("application/atom+xml", True, False, False),
        ("application/jsonl", False, True, False),
        ("application/x-ndjson", False, True, False),
        ("application/json-seq", False, True, True),
        ("application/geo+json-seq", False, True, True),
        ("application/json", False, False, False),
    ],
)
def test_xml_and_json_texts_in_a_row_are_told(text: str, *, xml: bool, lines: bool, sequence: bool) -> None:
    parsed = parse_media_type(text)
    assert parsed is not None
    assert (parsed.is_xml, parsed.is_json_lines, parsed.is_json_sequence) == (xml, lines, sequence)
    assert parsed.is_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("text/csv", True),
        ("application/xml", True),
        ("image/svg+xml", True),
        ("application/json", True),
        ("image/png", False),
        ("application/octet-stream", False),
    ],
)
def test_text_is_told_from_bytes(text: str, *, expected: bool) -> None:
    parsed = parse_media_type(text)
    assert parsed is not None
    assert parsed.is_text is expected


def test_charset_is_read_in_any_case() -> None:
    assert charset("text/plain; CHARSET=ISO-8859-1") == "iso-8859-1"
    assert charset("text/plain") is None

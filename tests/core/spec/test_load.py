from __future__ import annotations

import pytest

from app.core.base.errors import DocumentError
from app.core.spec.load import load_document


def error_of(text: bytes | str, source: str = "api.json") -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        load_document(text, source)
    return caught.value


@pytest.mark.parametrize("version", ["3.0.0", "3.0.4", "3.1.0", "3.1.1", "3.1", "3.1.0-rc1"])
def test_a_document_is_read(version: str) -> None:
    text = f'{{"openapi": "{version}", "info": {{}}, "paths": {{}}}}'
    for given in (text, text.encode(), text.encode("utf-8-sig"), text.encode("utf-16")):
        document = load_document(given, "api.json")
        assert document.version == version
        assert document.source == "api.json"
        assert document.raw["paths"] == {}


def test_broken_json_is_told_with_its_place_and_a_tip() -> None:
    error = error_of('{"openapi": "3.1.0",\n "paths": {},}')
    assert error.where == "api.json, line 2, column 13"
    assert "not JSON" in error.what
    assert "Remove the comma" in error.hint
    assert error_of("", "").where == "line 1"


@pytest.mark.parametrize(
    "text",
    ["openapi: 3.1.0\npaths: {}", "# a comment\nswagger: '2.0'", b"---\nopenapi: 3.0.0\n", "\n info:\n  title: x"],
)
def test_yaml_is_named(text: str | bytes) -> None:
    error = error_of(text)
    assert "YAML" in error.what
    assert error.hint


def test_bytes_that_are_no_text_are_told() -> None:
    assert "not JSON" in error_of(b"\xff\xfe\xfd").what


@pytest.mark.parametrize(
    ("text", "word"),
    [("[]", "an array"), ('"x"', "text"), ("1", "a number"), ("true", "a truth value"), ("null", "null")],
)
def test_json_of_another_kind_is_told(text: str, word: str) -> None:
    error = error_of(text)
    assert word in error.what
    assert "object" in error.hint


def test_json_that_is_no_openapi_document_is_told() -> None:
    error = error_of('{"hello": "world"}')
    assert "no `openapi` member" in error.what
    assert "/openapi.json" in error.hint


def test_versions_that_are_not_read_are_told_with_those_that_are() -> None:
    for text, place in (
        ('{"swagger": "2.0"}', "api.json#/swagger"),
        ('{"openapi": "3.2.0"}', "api.json#/openapi"),
        ('{"openapi": "4"}', "api.json#/openapi"),
    ):
        error = error_of(text)
        assert error.where == place
        assert "OpenAPI 3.0 and 3.1 are read." in error.hint


@pytest.mark.parametrize("version", ["3.1", "{}", "[]", "true"])
def test_a_version_that_is_no_text_is_told(version: str) -> None:
    error = error_of(f'{{"openapi": {version}}}')
    assert "should be text" in error.what
    assert error.where == "api.json#/openapi"

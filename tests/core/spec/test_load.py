from __future__ import annotations

import gzip
import io
import tarfile

import pytest

from app.core.base.errors import DocumentError
from app.core.spec.document import Node
from app.core.spec.load import decode, load_document


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
    error = error_of('{"openapi": "3.1.0",\n "paths": {]}')
    assert error.where == "api.json, line 2, column 12"
    assert "not JSON" in error.what
    error = error_of('{"openapi": "3.1.0",\n "paths": {}} {},')
    assert "comma" in error.hint
    assert error_of("{", "").where == "line 1, column 2"


def test_json_that_is_only_yaml_is_read_and_told() -> None:
    document = load_document('{"openapi": "3.1.0",\n "paths": {},}', "api.json")
    assert document.raw == {"openapi": "3.1.0", "paths": {}}
    (problem,) = document.problems
    assert "read as YAML" in problem.message
    assert (problem.line, problem.column) == (2, 13)


@pytest.mark.parametrize(
    "text",
    ["openapi: 3.1.0\npaths: {}", "# a comment\nopenapi: '3.1.0'", b"---\nopenapi: 3.1.0\n", "\n openapi:\n  3.1.0"],
)
def test_yaml_is_read(text: str | bytes) -> None:
    for given in (text, text.encode("utf-16") if isinstance(text, str) else text):
        document = load_document(given, "api.yaml")
        assert document.version == "3.1.0"
        assert document.problems == ()


def test_a_name_that_stands_twice_is_told() -> None:
    document = load_document("openapi: 3.1.0\ninfo:\n  title: a\n  title: b\n", "api.yaml")
    (problem,) = document.problems
    assert (problem.pointer, problem.line, problem.column) == ("/info/title", 4, 3)
    assert "twice" in problem.message


def test_broken_yaml_is_told_with_its_place_and_a_tip() -> None:
    error = error_of("openapi: 3.1.0\ninfo:\n\ttitle: x", "api.yaml")
    assert error.where == "api.yaml, line 3, column 1"
    assert "not YAML" in error.what
    assert "spaces" in error.hint


def test_bytes_that_are_no_text_are_told_with_their_line() -> None:
    error = error_of(b"openapi: 3.1.0\ninfo: \xff")
    assert error.what == "byte 21 is not UTF-8 text"
    assert error.where == "api.json, line 2"
    assert error.hint


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        (" \n\ufeff ".strip(" "), "empty"),
        ("<!DOCTYPE html>\n<html>", "web page"),
        ("\n<HTML lang=en>", "web page"),
        ("<?xml version='1.0'?>", "XML"),
    ],
)
def test_texts_of_another_kind_are_told(text: str, words: str) -> None:
    error = error_of(text)
    assert words in error.what
    assert error.hint


def tar() -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("openapi.json"))
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (gzip.compress(b"{}", mtime=0), "this is a gzip archive and no OpenAPI document"),
        (tar(), "this is a tar archive and no OpenAPI document"),
        (b"PK\x03\x04rest", "this is a ZIP archive and no OpenAPI document"),
        (b"\x89PNG\r\n\x1a\n\0\0", "this is a PNG image and no OpenAPI document"),
        (b"%PDF-1.7\n", "this is a PDF and no OpenAPI document"),
    ],
)
def test_files_of_another_kind_are_told(data: bytes, words: str) -> None:
    error = error_of(data)
    assert error.what == words
    assert ("Unpack it" in error.hint) == ("archive" in words)
    assert error.hint


def test_other_resources_are_decoded_alike() -> None:
    assert decode("- a\n- 1", "list.yaml").value == ["a", 1]
    assert decode(b'"text"', "text.json").value == "text"


def test_references_lead_into_the_given_resources() -> None:
    document = load_document("openapi: 3.1.0\nx: {$ref: 'b.yaml#/y'}", "dir/a.yaml", {"dir/b.yaml": {"y": 5}})
    assert document.resolve(document.at("/x")) == Node("dir/b.yaml#/y", 5)


@pytest.mark.parametrize(
    ("text", "word"),
    [("[]", "an array"), ('"x"', "text"), ("1", "a number"), ("true", "a truth value"), ("null", "null")],
)
def test_a_value_of_another_kind_is_told(text: str, word: str) -> None:
    error = error_of(text)
    assert word in error.what
    assert "object" in error.hint


def test_a_text_that_is_no_openapi_document_is_told() -> None:
    error = error_of('{"hello": "world"}')
    assert "neither an `openapi`" in error.what
    assert "/openapi.json" in error.hint


def test_versions_that_are_not_read_are_told_with_those_that_are() -> None:
    for text, place in (
        ('{"swagger": "1.2"}', "api.json#/swagger"),
        ('{"openapi": "4"}', "api.json#/openapi"),
    ):
        error = error_of(text)
        assert error.where == place
        assert "OpenAPI 2.0, 3.0, 3.1 and 3.2 are read." in error.hint


def test_a_version_without_quotes_is_read() -> None:
    assert load_document("openapi: 3.1", "api.yaml").version == "3.1"


@pytest.mark.parametrize("version", ["null", "{}", "[]", "true"])
def test_a_version_that_is_no_text_is_told(version: str) -> None:
    error = error_of(f'{{"openapi": {version}}}')
    assert "should be text" in error.what
    assert error.where == "api.json#/openapi"

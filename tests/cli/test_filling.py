from __future__ import annotations

import argparse
import io
import sys
from typing import TYPE_CHECKING

import pytest

from app.cli.filling import add_filling_arguments, fill_form, find_operation
from app.core.base.errors import SourceError
from app.core.base.field_path import FieldPath, Location
from app.core.base.json_types import FileRef
from app.core.forms.edits import SetValue
from app.core.forms.state import get
from app.core.operations.read import read_api
from app.core.spec.document import Document

if TYPE_CHECKING:
    from pathlib import Path

    from app.core.base.json_types import Omitted, Value
    from app.core.forms.model import FormState

INTEGER = {"type": "integer"}
STRING = {"type": "string"}
BOOK = {
    "type": "object",
    "required": ["title"],
    "properties": {
        "title": STRING,
        "year": INTEGER,
        "genre": {"enum": ["1", "two"]},
        "tags": {"type": "array", "items": STRING},
        "deep": {"type": "object", "properties": {"name": STRING}},
    },
}
ITEM = [{"name": "book_id", "in": "path", "required": True, "schema": INTEGER}]
TOKEN = {"name": "X-Token", "in": "header", "required": True, "schema": STRING}
RAW = {
    "openapi": "3.1.0",
    "info": {"title": "t", "version": "1"},
    "paths": {
        "/books": {
            "get": {"responses": {}, "parameters": [{"name": "limit", "in": "query", "schema": INTEGER}]},
            "post": {
                "responses": {},
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": BOOK}, "multipart/form-data": {"schema": BOOK}},
                },
            },
        },
        "/books/{book_id}": {"get": {"responses": {}, "parameters": ITEM}},
        "/books/featured": {"get": {"responses": {}}},
        "/tagged": {"get": {"responses": {}, "parameters": [TOKEN]}},
        "/a.b/{x}/c/{y}": {"get": {"responses": {}}},
    },
}
DOCUMENT = Document(RAW, version="3.1.0")
API = read_api(DOCUMENT)


def fill(words: str, *arguments: str) -> FormState:
    parser = argparse.ArgumentParser()
    add_filling_arguments(parser)
    operation, edits = find_operation(API, words)
    return fill_form(DOCUMENT, operation, parser.parse_args(arguments), edits)


def value(state: FormState, path: str) -> Value | Omitted:
    return get(state, FieldPath.parse(path))


# Operations


def test_an_operation_by_its_documented_name() -> None:
    assert find_operation(API, " get  /books/{book_id} ")[0].key == "GET /books/{book_id}"


def test_an_operation_by_a_request() -> None:
    operation, edits = find_operation(API, "get /books/7%2F8?limit=5&x=&x=2")
    assert operation.key == "GET /books/{book_id}"
    assert edits == (
        SetValue(FieldPath(Location.PATH, ("book_id",)), "7/8"),
        SetValue(FieldPath(Location.QUERY, ("limit",)), "5"),
        SetValue(FieldPath(Location.QUERY, ("x",)), ["", "2"]),
    )
    assert find_operation(API, "GET /books/featured?x")[0].key == "GET /books/featured"
    assert find_operation(API, "GET /a.b/1/c/2")[0].path == "/a.b/{x}/c/{y}"


@pytest.mark.parametrize("words", ["GET /bokks", "DELETE /books/7", "GET /axb/1/c/2", "", "books", "GET"])
def test_an_unknown_operation_names_similar_ones(words: str) -> None:
    with pytest.raises(SourceError, match="no operation") as caught:
        find_operation(API, words)
    assert caught.value.hint


# Fields


def test_headers_are_lines_in_the_typed_order_and_case() -> None:
    lines = ("x-token: one", "X-Tag:a", "X-B: c:d ", "X-Tag: ", "X-Tag: b")
    state = fill("GET /tagged", *(word for line in lines for word in ("--header", line)))
    found = value(state, "header")
    assert isinstance(found, dict)
    assert list(found.items()) == [
        ("x-token", "one"),
        ("X-Tag", "a"),
        ("X-B", "c:d"),
        ("X-Tag (2)", ""),
        ("X-Tag (3)", "b"),
    ]
    beside = value(fill("GET /tagged", "--header", "X-Tag: a"), "header")
    assert isinstance(beside, dict)
    assert list(beside) == ["X-Token", "X-Tag"]


@pytest.mark.parametrize("line", ["X-Tag", ": a", ""])
def test_what_is_no_header_is_told(line: str) -> None:
    with pytest.raises(SourceError, match="is no header"):
        fill("GET /tagged", "--header", line)


def test_fields_are_typed_as_into_the_form() -> None:
    state = fill(
        "POST /books",
        *("--set", "body/title=5", "--set", "body/year=500", "--set", "body/genre=1", "--set", "body/tags/0=x=y"),
        *("--set", "body/deep/name=7", "--set", "header/X-Free=a", "--set", "query/q=2"),
    )
    assert value(state, "body") == {"title": "5", "year": 500, "genre": "1", "tags": ["x=y"], "deep": {"name": "7"}}
    assert value(state, "header/X-Free") == "a"
    assert value(state, "query/q") in ("2", 2)


def test_what_fits_no_kind_is_sent_as_the_text_it_is() -> None:
    assert value(fill("POST /books", "--set", "body/year=soon"), "body/year") == "soon"
    assert value(fill("POST /books", "--set", "body/title="), "body/title") == ""


def test_json_after_colon_equals() -> None:
    state = fill("POST /books", "--set", 'body/tags:=["a", 1180591620717411303424]', "--set", "body/title:=null")
    assert value(state, "body/tags") == ["a", 2**70]
    assert value(state, "body/title") is None


def test_files() -> None:
    state = fill("POST /books", "--media-type", "multipart/form-data", "--set", "body/cover=@/x/a.png")
    assert state.media_type == "multipart/form-data"
    assert value(state, "body/cover") == FileRef("/x/a.png", "a.png", "image/png")
    odd = value(fill("POST /books", "--set", "body/cover=@b.zzz"), "body/cover")
    assert odd == FileRef("b.zzz", "b.zzz", "application/octet-stream")
    assert value(fill("GET /books", "--set", "query/at=@x"), "query/at") == "@x"


def test_omitting_comes_after_setting() -> None:
    state = fill("POST /books", "--omit", "body/title", "--set", "body/title=x", "--set", "body/year=1")
    assert value(state, "body") == {"year": 1}


def test_a_raw_body_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    state = fill("POST /books", "--body", '{"title": 1.10}')
    assert state.body_text == '{"title": 1.10}'
    (tmp_path / "body.json").write_text('{"ü":1}', encoding="utf-8")
    assert fill("POST /books", "--body-file", str(tmp_path / "body.json")).body_text == '{"ü":1}'
    monkeypatch.setattr(sys, "stdin", io.StringIO("[1]"))
    assert fill("POST /books", "--body-file", "-").body_text == "[1]"
    (tmp_path / "latin").write_bytes(b"\xff")
    with pytest.raises(SourceError, match="not UTF-8 text: byte 0"):
        fill("POST /books", "--body-file", str(tmp_path / "latin"))


def test_body_and_body_file_exclude_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        fill("POST /books", "--body", "1", "--body-file", "x")
    assert caught.value.code == 2
    assert "not allowed with" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--set", "body/year"), "sets nothing"),
        (("--set", "nowhere/x=1"), "is no field"),
        (("--set", "query=1"), "names no parameter"),
        (("--set", "body/x:={"), "is not JSON: line 1, column 2"),
        (("--omit", "year"), "is no field"),
    ],
)
def test_words_that_cannot_be_understood(arguments: tuple[str, ...], words: str) -> None:
    with pytest.raises(SourceError, match=words) as caught:
        fill("POST /books", *arguments)
    assert caught.value.hint

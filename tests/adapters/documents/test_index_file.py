"""Documents as mapped files: nothing gets lost, and what is no index is told from one."""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.adapters.documents import index_file
from app.adapters.documents.index_file import (
    PREFIX,
    BrokenIndexError,
    Contents,
    IndexFile,
    fingerprint,
    may_be_odd,
    write_index,
)
from app.adapters.documents.lazy_object import LazyObject
from app.core.base.errors import DocumentError
from app.core.base.json_text import decode_json
from app.core.operations.listing import list_operations
from app.core.operations.opening import Part
from app.core.spec.document import Document
from app.core.spec.problems import Problem, Severity

if TYPE_CHECKING:
    from pathlib import Path

PARTS = (Part("file:///a.json", "d1", "s1"), Part("file:///b.json", "d2"))
LONG = "x" * 9000
RAW: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "T", "version": "1"},
    "paths": {f"/{number}": {"get": {"summary": LONG, "tags": ["ä", "😀"]}} for number in range(4)},
    "components": {
        "schemas": {"A": {"description": LONG}, "B": {"description": LONG}, "": {}},
        "parameters": {"Few": {"name": "few", "in": "query"}},
        "broken": 7,
    },
    "definitions": {"One": {"description": LONG * 4}},
    "": [1, 2.5, None, True],
}


def write(path: Path, raw: dict[str, Any], resources: dict[str, Any] | None = None, *, is_odd: bool = False) -> None:
    document = Document(raw, version="3.1.0", source="/a.json", resources=resources or {})
    refused = (Problem("", Severity.ERROR, "gone"),)
    contents = Contents("/a.json", "label", list_operations(document), PARTS, ("http://x/y",), refused)
    with path.open("wb") as file:
        write_index(file, document, contents, is_odd=is_odd)


def test_a_document_comes_back_whole_and_lazily(tmp_path: Path) -> None:
    resources = {"file:///b.json": {"schemas": {"Big": LONG, "Bigger": LONG * 2}}, "file:///c.json": [1]}
    write(tmp_path / "i", RAW, resources)
    index = IndexFile(tmp_path / "i")
    document = index.document()
    assert document.raw == RAW
    assert list(document.raw) == list(RAW)
    assert dict(document.resources) == resources
    assert (document.version, document.source) == ("3.1.0", "/a.json")
    large = ("paths", "components")
    assert [name for name, value in document.raw.items() if isinstance(value, LazyObject)] == list(large)
    schemas = document.raw["components"]["schemas"]
    assert isinstance(schemas, LazyObject)
    assert not isinstance(document.raw["components"]["parameters"], LazyObject)
    header = index.header
    assert header.entries == list_operations(document)
    assert (header.parts, header.missing, header.label) == (PARTS, ("http://x/y",), "label")
    assert header.refused[0].message == "gone"


def test_a_member_that_was_decoded_stays_for_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_file, "KEPT", 2)
    write(tmp_path / "i", RAW)
    paths = IndexFile(tmp_path / "i").document().raw["paths"]
    first = paths["/0"]
    assert paths["/0"] is first
    assert (paths["/1"], paths["/2"]) == (RAW["paths"]["/1"], RAW["paths"]["/2"])
    assert paths["/0"] is not first


@pytest.mark.parametrize(
    "text", ["1e400", "-1e400", "NaN", "Infinity", "0.1e0999", "[1e400 ]", '"\\ud800"', "2" * 4000]
)
def test_what_plain_json_cannot_say_is_kept(tmp_path: Path, text: str) -> None:
    source = f'{{"openapi": "3.1.0", "x": {text}, "paths": {{}}}}'
    raw = decode_json(source)
    assert isinstance(raw, dict)
    write(tmp_path / "i", raw, is_odd=may_be_odd(source.encode()))
    assert repr(IndexFile(tmp_path / "i").document().raw["x"]) == repr(raw["x"])


@given(
    st.recursive(
        st.none() | st.floats() | st.integers() | st.text(),
        lambda below: st.lists(below) | st.dictionaries(st.text(), below),
    )
)
def test_no_odd_number_is_overlooked(value: Any) -> None:
    text = json.dumps({"x": value})
    is_odd = any(word in text for word in ("NaN", "Infinity"))
    assert may_be_odd(text.encode()) or not is_odd


@pytest.mark.parametrize("number", ["1e400", "-2.5E+999", "1234567890e1234"])
@pytest.mark.parametrize("around", ['{"a":%s}', '{"a": [ 1,%s]}', '{"a":\n  %s\n}'])
def test_numbers_too_large_are_odd_wherever_they_stand(number: str, around: str) -> None:
    assert may_be_odd((around % number).encode())


def test_texts_that_look_like_numbers_are_not_odd() -> None:
    assert not may_be_odd(b'{"sha": "0a1e400f", "n": 1e40, "b": "commit 9e999"}')
    assert may_be_odd(b"openapi: 3.1.0")


def test_what_is_no_index_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "i"
    write(path, RAW)
    whole = path.read_bytes()
    start = struct.unpack_from("<8sQQI", whole)[1]
    middle = start + 20
    for broken in (
        b"",
        b"{}",
        whole[:10],
        whole[:-1],
        whole + b"x",
        bytes(PREFIX.size) + whole[PREFIX.size :],
        whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
    ):
        path.write_bytes(broken)
        with pytest.raises(BrokenIndexError):
            IndexFile(path)
    path.write_bytes(whole)
    monkeypatch.setattr(index_file, "FORMAT", "another program's")
    with pytest.raises(BrokenIndexError):
        IndexFile(path)


def test_a_header_of_another_shape_is_no_index(tmp_path: Path) -> None:
    import zlib

    import msgspec

    data = msgspec.msgpack.encode(["x", 5])
    (tmp_path / "i").write_bytes(PREFIX.pack(index_file.MAGIC, PREFIX.size, len(data), zlib.crc32(data)) + data)
    with pytest.raises(BrokenIndexError):
        IndexFile(tmp_path / "i")


def test_damage_that_shows_late_is_told_and_the_index_goes(tmp_path: Path) -> None:
    path = tmp_path / "i"
    write(path, RAW)
    whole = path.read_bytes()
    place = whole.index(b'"summary":') + 12
    path.write_bytes(whole[:place] + bytes(50) + whole[place + 50 :])
    document = IndexFile(path).document()
    with pytest.raises(DocumentError, match="damaged"):
        document.at("/paths/~10")
    assert not path.exists()
    assert document.at("/info/title").value == "T"


def test_a_fingerprint_is_of_all_that_was_read_and_from_where() -> None:
    first, second = PARTS
    third = Part("file:///c.json", "d3")
    same = fingerprint("/a", (first, second, third))
    assert same == fingerprint("/a", (first, third, second))
    assert len({same, fingerprint("/b", (first, second, third)), fingerprint("/a", (second, first, third))}) == 3
    assert same != fingerprint("/a", (first, second, Part("file:///c.json", "d4")))

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from app.adapters.files import reading
from app.core.base.errors import SourceError

if TYPE_CHECKING:
    from pathlib import Path


def test_the_bytes_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"\xef\xbb\xbf{}")
    assert reading.read_file(str(tmp_path / "a.json")) == b"\xef\xbb\xbf{}"


def test_what_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "big").write_bytes(b"123")
    for name, words in (
        (str(tmp_path / "none"), "no such file"),
        (str(tmp_path), "folder"),
        (str(tmp_path / "big" / "below"), "cannot be read"),
    ):
        with pytest.raises(SourceError, match=words) as caught:
            reading.read_file(name)
        assert caught.value.where == name
    monkeypatch.setattr(reading, "LARGEST", 2)
    with pytest.raises(SourceError, match="no OpenAPI document is that large"):
        reading.read_file(str(tmp_path / "big"))


def test_a_name_that_no_file_can_have() -> None:
    with pytest.raises(SourceError):
        reading.read_file("a\0b")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32-be"])
def test_standard_input_in_any_encoding_that_json_may_have(encoding: str) -> None:
    text = '{"openapi": "3.1.0", "title": "Caf\u00e9"}'
    assert reading.read_standard_input(io.BytesIO(text.encode(encoding))) == text


def test_standard_input_that_is_no_text_or_too_much_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert reading.read_standard_input(io.BytesIO(b"a\xffb")) == "a\udcffb"
    monkeypatch.setattr(reading, "LARGEST", 2)
    assert reading.read_standard_input(io.BytesIO(b"{}")) == "{}"
    with pytest.raises(SourceError, match="no OpenAPI document is that large") as caught:
        reading.read_standard_input(io.BytesIO(b"{ }"))
    assert caught.value.where == "standard input"
    closed = io.BytesIO()
    closed.close()
    with pytest.raises(SourceError, match="cannot be read"):
        reading.read_standard_input(closed)

"""Saving a body: whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.adapters.files.saving import save_body
from app.core.base.errors import SourceError
from app.core.exchange.model import ResponseBody

if TYPE_CHECKING:
    from pathlib import Path

DATA = bytes(range(256)) * 8


def test_a_body_in_memory_is_written(tmp_path: Path) -> None:
    target = tmp_path / "body.bin"
    save_body(ResponseBody(len(DATA), DATA), str(target))
    assert target.read_bytes() == DATA
    assert list(tmp_path.iterdir()) == [target]


def test_a_body_in_a_file_is_written_whole(tmp_path: Path) -> None:
    whole, target = tmp_path / "whole", tmp_path / "ü body.bin"
    whole.write_bytes(DATA * 1000)
    save_body(ResponseBody(len(DATA) * 1000, DATA, file=str(whole)), str(target))
    assert target.read_bytes() == DATA * 1000


def test_it_is_an_ordinary_file(tmp_path: Path) -> None:
    ordinary, target = tmp_path / "ordinary", tmp_path / "body"
    ordinary.write_bytes(b"")
    save_body(ResponseBody(len(DATA), DATA), str(target))
    assert target.stat().st_mode == ordinary.stat().st_mode


def test_an_older_file_is_replaced_and_stays_where_that_fails(tmp_path: Path) -> None:
    target = tmp_path / "body"
    target.write_bytes(b"older")
    gone = ResponseBody(5_000_000, DATA, file=str(tmp_path / "gone"))
    with pytest.raises(SourceError, match="another response has taken its place"):
        save_body(gone, str(target))
    assert target.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [target]
    save_body(ResponseBody(len(DATA), DATA), str(target))
    assert target.read_bytes() == DATA


@pytest.mark.parametrize("name", ["missing/body", "file/body", "folder"])
def test_why_it_cannot_be_written_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "full").write_bytes(b"")
    target = tmp_path / name
    with pytest.raises(SourceError, match=r"The file cannot be written: .+\. Choose another name") as caught:
        save_body(ResponseBody(len(DATA), DATA), str(target))
    assert caught.value.where == str(target)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]


@pytest.mark.parametrize("name", ["a\0b", "", "/", ".."])
def test_a_name_that_is_no_name(name: str) -> None:
    with pytest.raises(SourceError, match="cannot be written"):
        save_body(ResponseBody(len(DATA), DATA), name)

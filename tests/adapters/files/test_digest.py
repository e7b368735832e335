"""Digests of bodies in memory and on disk."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from app.adapters.files.digest import digest_of
from app.core.exchange.model import ResponseBody

if TYPE_CHECKING:
    from pathlib import Path


def test_a_body_in_memory() -> None:
    assert digest_of(ResponseBody(3, b"abc")) == hashlib.sha256(b"abc").hexdigest()


def test_a_body_on_disk_is_read_as_a_whole(tmp_path: Path) -> None:
    data = bytes(range(256)) * 10_000
    file = tmp_path / "body"
    file.write_bytes(data)
    assert digest_of(ResponseBody(len(data), data[:10], str(file))) == hashlib.sha256(data).hexdigest()


def test_a_file_that_is_gone_has_none(tmp_path: Path) -> None:
    assert digest_of(ResponseBody(9, b"a", str(tmp_path / "gone"))) == ""

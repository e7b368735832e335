"""The texts of documents, to be looked at."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from app.adapters.documents.texts import TextReader
from app.adapters.http.client import HttpClient
from app.core.base.errors import SourceError
from tests.servers.catalogue import hello
from tests.servers.serving import serving

if TYPE_CHECKING:
    from pathlib import Path


def read(place: str) -> str:
    async def once() -> str:
        client = HttpClient()
        try:
            return await TextReader(client).read(place)
        finally:
            await client.close()

    return asyncio.run(once())


def test_files_are_read_by_path_and_by_url(tmp_path: Path) -> None:
    file = tmp_path / "a b.json"
    file.write_bytes(b'{"a": "\xff"}')
    assert read(str(file)) == '{"a": "\ufffd"}'
    assert read(file.as_uri()) == '{"a": "\ufffd"}'
    with pytest.raises(SourceError, match="no such file"):
        read(str(tmp_path / "nowhere.json"))


def test_what_is_on_a_server_is_fetched_as_it_is() -> None:
    with serving(hello) as server:
        assert "hello" in read(f"{server.url}/anything").lower()
        url = f"{server.url}/gone"
    with pytest.raises(SourceError):
        read(url)

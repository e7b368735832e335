"""Opening documents from files, pasted text and servers."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest

from app.adapters.documents.opener import DocumentOpener
from app.adapters.http.client import HttpClient
from app.core.base.errors import DocumentError, SourceError, UnreachableError
from app.core.operations.opening import Opened, OpenRequest

if TYPE_CHECKING:
    from pathlib import Path

TINY = {
    "openapi": "3.1.0",
    "info": {"title": "Tiny", "version": "1"},
    "servers": [{"url": "https://api.example.com/v1"}],
    "paths": {"/a": {"get": {"responses": {"200": {"description": "fine"}}}}},
}


def open_one(request: OpenRequest) -> Opened:
    async def work() -> Opened:
        client = HttpClient()
        opener = DocumentOpener(client)
        try:
            return await opener.open(request)
        finally:
            await opener.close()
            await client.close()

    return asyncio.run(work())


def test_a_file_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "api.json"
    path.write_text(json.dumps(TINY))
    opened = open_one(OpenRequest(str(path)))
    assert opened.source == str(path)
    assert opened.base_urls == ("https://api.example.com/v1",)
    assert opened.api.operation("GET /a") is not None
    assert opened.examined
    assert opened.problems == ()


def test_pasted_text_is_opened() -> None:
    opened = open_one(OpenRequest("pasted", text=json.dumps(TINY)))
    assert opened.source == ""
    assert opened.api.title == "Tiny"


def test_what_cannot_be_had_or_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        open_one(OpenRequest(str(tmp_path / "none.json")))
    with pytest.raises(DocumentError):
        open_one(OpenRequest("pasted", text="[]"))
    with pytest.raises(UnreachableError):
        open_one(OpenRequest("http://127.0.0.1:9/"))

"""Where `send` goes: servers of the document, of an operation, and what a person says instead."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from app.cli.main import run_cli
from app.cli.output import OK
from tests.servers import catalogue
from tests.servers.serving import read_request, serving

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator
    from pathlib import Path

    from tests.servers.serving import Server


class Files:
    """Answers with an empty object, and with its document where that is asked for.

    Attributes:
        document: What it serves as `/docs/openapi.json`.
        targets: What was asked for.
    """

    def __init__(self) -> None:
        self.document: dict[str, Any] = {}
        self.targets: list[str] = []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (request := await read_request(reader)) is not None:
            self.targets.append(request.target)
            body = json.dumps(self.document if request.target.endswith(".json") else {}).encode()
            writer.write(catalogue.response(body, "Content-Type: application/json"))
            await writer.drain()


@pytest.fixture
def files() -> Files:
    return Files()


@pytest.fixture
def server(files: Files) -> Iterator[Server]:
    with serving(files) as running:
        yield running


def described(*own: dict[str, Any], servers: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    operation: dict[str, Any] = {"responses": {"200": {"description": "ok"}}, **({"servers": list(own)} if own else {})}
    info = {"title": "Files", "version": "1"}
    return {"openapi": "3.1.0", "info": info, "servers": servers or [], "paths": {"/up": {"get": operation}}}


def written(tmp_path: Path, document: dict[str, Any]) -> str:
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return str(path)


def send(*words: str) -> int:
    return run_cli(["send", words[0], "GET /up", *words[1:]])


def test_an_operation_goes_to_its_own_server(tmp_path: Path, server: Server, files: Files) -> None:
    own = {"url": f"{server.url}/{{area}}/", "variables": {"area": {"default": "own", "enum": ["own", "other"]}}}
    document = described(own, servers=[{"url": "http://127.0.0.1:9"}])
    assert send(written(tmp_path, document)) == OK
    assert files.targets == ["/own/up"]


def test_what_a_person_says_comes_first(tmp_path: Path, server: Server, files: Files) -> None:
    document = described({"url": "http://127.0.0.1:9/own"})
    assert send(written(tmp_path, document), "--base-url", f"{server.url}/mine") == OK
    assert files.targets == ["/mine/up"]


def test_a_relative_one_is_relative_to_the_document(server: Server, files: Files) -> None:
    files.document = described({"url": "v2"}, servers=[{"url": "/common"}])
    assert send(f"{server.url}/docs/openapi.json") == OK
    assert files.targets[-1] == "/docs/v2/up"


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ({"url": "https://{tenant}.example"}, "needs values for what stands in braces"),
        ({"url": "/v2"}, "names no server"),
    ],
)
def test_where_nobody_says_where_it_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], own: dict[str, Any], words: str
) -> None:
    assert send(written(tmp_path, described(own))) != OK
    told = capsys.readouterr().err
    assert words in told
    assert "--base-url" in told

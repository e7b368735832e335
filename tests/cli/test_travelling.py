"""How requests of the command line travel: real proxies, real TLS, redirects and cookies."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from app.cli.main import run_cli
from app.cli.output import NO_RESPONSE, OK, USAGE_ERROR
from tests.servers.catalogue import response
from tests.servers.http2_server import Http2Server, offering_h2
from tests.servers.proxies import HttpProxy
from tests.servers.serving import read_request, self_signed, serving

if TYPE_CHECKING:
    import asyncio
    from pathlib import Path

DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "paths": {"/login": {"post": {"responses": {"302": {"description": "on"}}}}},
}


class Shop:
    """Sets a cookie and redirects; tells at `/me` which cookies came."""

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (request := await read_request(reader)) is not None:
            if request.target == "/login":
                writer.write(response(b"", "Location: /me", "Set-Cookie: sid=abc", status="302 Found"))
            else:
                lines = [line for line in request.header_lines if line.lower().startswith("cookie:")]
                writer.write(response(json.dumps(lines).encode(), "X-Kind: me"))
            await writer.drain()


@pytest.fixture
def document(tmp_path: Path) -> str:
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(DOCUMENT), encoding="utf-8")
    return str(path)


def run(document: str, url: str, *words: str) -> int:
    return run_cli(("send", document, "POST /login", "--base-url", url, *words))


def printed(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_a_redirect_is_the_answer_unless_it_shall_be_followed(
    document: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(Shop()) as server:
        assert run(document, server.url, "--json") == OK
        done = printed(capsys)
        assert (done["status"], done["hops"]) == (302, [])
        assert run(document, server.url, "--follow", "--json", "--cookie", "theme=dark") == OK
    done = printed(capsys)
    assert done["status"] == 200
    assert done["body"] == ["Cookie: theme=dark; sid=abc"]
    (hop,) = done["hops"]
    assert (hop["status"], hop["request"]["method"]) == (302, "POST")
    assert hop["reason"] == f"302 to {server.url}/me. POST became GET."
    assert hop["travel"]["words"][0] == "Proxy: none, directly"
    assert hop["elapsed_ms"] > 0
    assert ["Cookie", "theme=dark"] in hop["request"]["headers"]


def test_through_a_proxy_also_to_this_machine(document: str, capsys: pytest.CaptureFixture[str]) -> None:
    proxy = HttpProxy("ada:pw")
    with serving(Shop()) as server, serving(proxy) as running:
        host = f"127.0.0.1:{running.port}"
        assert run(document, server.url, "--proxy", f"http://ada:pw@{host}", "--json") == OK
        done = printed(capsys)
        assert run(document, server.url, "--proxy", "none", "--json") == OK
        assert printed(capsys)["travel"]["proxy"] is None
    assert done["travel"]["proxy"] == f"http://{host}"
    assert proxy.asked == [f"POST {server.url}/login HTTP/1.1"]
    assert "pw" not in json.dumps(done)


def test_certificates_are_checked_trusted_or_not_checked(
    document: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    context, certificate = self_signed(tmp_path)
    with serving(Shop(), context=context) as server:
        assert run(document, server.url) == NO_RESPONSE
        assert "no response (tls): The certificate of 127.0.0.1" in capsys.readouterr().out
        assert run(document, server.url, "--cacert", str(certificate), "--json") == OK
        travel = printed(capsys)["travel"]
        assert travel["certificate"]["subject"] == "CN=127.0.0.1"
        assert any(words.startswith("Issued by: CN=127.0.0.1") for words in travel["words"])
        assert run(document, server.url, "--insecure") == OK
        place = f"127.0.0.1:{server.port}"
        assert f"warning: The certificate of {place} was not checked." in capsys.readouterr().out


def test_the_document_itself_comes_the_same_way(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    context, _ = self_signed(tmp_path)

    async def api(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (request := await read_request(reader)) is not None:
            known = json.dumps(DOCUMENT).encode() if request.target == "/openapi.json" else b"{}"
            writer.write(response(known, "X-Kind: api"))
            await writer.drain()

    with serving(api, context=context) as server:
        place = f"{server.url}/openapi.json"
        assert run_cli(("send", place, "POST /login")) == NO_RESPONSE
        capsys.readouterr()
        assert run_cli(("send", place, "POST /login", "--insecure", "--json")) == OK
    assert not printed(capsys)["travel"]["checked"]


def test_http_2(document: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    context, certificate = self_signed(tmp_path)
    with serving(Http2Server(), context=offering_h2(context)) as server:
        assert run(document, server.url, "--cacert", str(certificate), "--http2", "--json") == OK
    assert any("HTTP/2" in words for words in printed(capsys)["travel"]["words"])


def test_a_limit_in_seconds(document: str, capsys: pytest.CaptureFixture[str]) -> None:
    async def silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.read()

    with serving(silent) as server:
        assert run(document, server.url, "--timeout", "0.05") == NO_RESPONSE
    assert "for 50 ms" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--proxy", "nonsense"), "no address of a proxy"),
        (("--timeout", "0"), "'0' is no limit"),
        (("--cookie", "alone"), "'alone' names no value"),
        (("--cookie", "a=b;c"), "holds ;"),
    ],
)
def test_words_that_cannot_be_are_told(
    document: str, words: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(document, "http://127.0.0.1:9", *words) == USAGE_ERROR
    assert told in capsys.readouterr().err

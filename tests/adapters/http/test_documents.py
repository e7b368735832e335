"""Finding a document with nothing but a server's address, and calling nobody else."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest

from app.adapters.http import documents
from app.adapters.http.client import HttpClient
from app.adapters.http.documents import KNOWN, candidates
from app.adapters.http.model import ClientSettings, FetchedDocument
from app.core.exchange.model import Failure, Phase
from tests.servers import catalogue
from tests.servers.serving import read_request, serving
from tests.servers.sites import Page, serving_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.servers.sites import Site

DOCUMENT = Page(json.dumps({"openapi": "3.1.0", "info": {"title": "Tiny", "version": "1"}, "paths": {}}).encode())
YAML = Page(b"# An API\nswagger: '2.0'\n", "text/plain")
FAR = Page(b"<html><script>SwaggerUIBundle({url: 'https://far.example/spec.json'})</script>", "text/html")


def html(text: str) -> Page:
    return Page(f"<!doctype html><html>{text}</html>".encode(), "text/html")


@pytest.fixture
def site() -> Iterator[Site]:
    with serving_site() as made:
        yield made


def fetch(url: str, *allowed: str, part: bool = False, stamp: str = "") -> FetchedDocument | Failure:
    async def work() -> FetchedDocument | Failure:
        client = HttpClient()
        try:
            if part:
                return await client.fetch_part(url, frozenset(allowed), stamp)
            return await client.fetch_document(url, frozenset(allowed))
        finally:
            await client.close()

    return asyncio.run(work())


def found(url: str, *allowed: str) -> str:
    """The target at which a document is found."""
    document = fetch(url, *allowed)
    assert isinstance(document, FetchedDocument), document
    return document.url.partition("//")[2].partition("/")[2]


@pytest.mark.parametrize("place", KNOWN)
def test_a_servers_address_is_enough(site: Site, place: str) -> None:
    site.pages = {f"/{place}": DOCUMENT}
    assert found(site.url) == place
    assert found(site.url.removeprefix("http://")) == place


@pytest.mark.parametrize("place", ["openapi.json", "v3/api-docs", "spec.json"])
@pytest.mark.parametrize("typed", ["/v1/extensions", "/v1/extensions/", "/v1/extensions/docs", "/v1/extensions/redoc"])
def test_an_address_below_the_root_is_enough(site: Site, place: str, typed: str) -> None:
    site.pages = {f"/v1/extensions/{place}": DOCUMENT}
    assert found(f"{site.url}{typed}") == f"v1/extensions/{place}"


@pytest.mark.parametrize("typed", ["/v1/extensions", "/swagger-ui/index.html", "/v1/pets?limit=3", "/no/such/page"])
def test_what_is_at_the_root_is_found_from_below(site: Site, typed: str) -> None:
    site.pages = {"/openapi.json": DOCUMENT}
    assert found(f"{site.url}{typed}") == "openapi.json"


@pytest.mark.parametrize("place", ["/", "/docs", "/redoc", "/swagger-ui/index.html", "/apidocs/"])
@pytest.mark.parametrize("document", [DOCUMENT, YAML])
def test_pages_of_the_server_name_it(site: Site, place: str, document: Page) -> None:
    site.pages = {place: html("<script>SwaggerUIBundle({url: '/hidden/it.txt'})</script>"), "/hidden/it.txt": document}
    assert found(site.url) == "hidden/it.txt"
    assert found(f"{site.url}{place}") == "hidden/it.txt"


def test_pages_lead_to_scripts_and_configurations_that_name_it(site: Site) -> None:
    site.pages = {
        "/swagger-ui/": html('<script src="./swagger-initializer.js"></script>'),
        "/swagger-ui/swagger-initializer.js": Page(b'ui({"configUrl": "/config"})', "text/javascript"),
        "/config": Page(b'{"url": "/deep/it"}'),
        "/deep/it": DOCUMENT,
    }
    assert found(site.url) == "deep/it"


def test_links_and_catalogues_name_it(site: Site) -> None:
    site.pages = {"/": Page(b"", "text/html", "404 Not Found", ('Link: </it>; rel="service-desc"',)), "/it": DOCUMENT}
    assert found(site.url) == "it"
    links = {"linkset": [{"anchor": "/", "service-desc": [{"href": "/linked"}, {"href": 5}]}]}
    site.pages = {"/.well-known/api-catalog": Page(json.dumps(links).encode()), "/linked": YAML}
    assert found(site.url) == "linked"
    for broken in (b"[", b"{}", b'{"linkset": [5]}', b'{"linkset": [{"service-desc": [{}]}]}'):
        site.pages = {"/.well-known/api-catalog": Page(broken)}
        assert isinstance(fetch(site.url), Failure)


def test_pages_that_only_look_like_documents_are_passed_over(site: Site) -> None:
    site.pages = {
        "/openapi.json": html("openapi: 3.1.0"),
        "/swagger.json": Page(b'{"message": "openapi: none"}'),
        "/v3/api-docs": Page(b"We speak openapi: ask us.", "text/plain"),
        "/v2/api-docs": Page(json.dumps({"swagger": "2.0"}).encode("utf-16")),
    }
    assert found(site.url) == "v2/api-docs"


def test_a_mark_far_behind_is_seen(site: Site) -> None:
    text = json.dumps({"x": "x" * documents.IN_MEMORY, "openapi": "3.1.0"})
    site.pages = {"/openapi.json": Page(text.encode())}
    client = HttpClient()

    async def work() -> str:
        try:
            document = await client.fetch_document(site.url)
            assert isinstance(document, FetchedDocument)
            assert document.file is not None
            assert document.data == text.encode()[: documents.IN_MEMORY]
            return document.text
        finally:
            await client.close()

    assert asyncio.run(work()) == text


def test_what_cannot_be_found_is_told_once(site: Site) -> None:
    told = fetch(site.url)
    assert isinstance(told, Failure)
    assert told.message == f"{site.url}/openapi.json answered 404 Not Found."
    assert "places of this server were tried" in told.hint
    assert len(site.asked) == len(set(site.asked)) <= documents.MAX_TRIES


def test_a_page_that_names_page_after_page_is_given_up(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MAX_TRIES", 10)
    site.pages = {f"/{number}": html(f"<redoc spec-url='/{number + 1}'>") for number in range(100)}
    assert isinstance(fetch(f"{site.url}/0"), Failure)
    assert len(site.asked) == 10


def test_a_server_that_drops_connections_is_asked_again_but_one_that_is_gone_is_not() -> None:
    asked: list[str] = []

    async def drops(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answers one request of each connection with an error, and closes as if it went on."""
        request = await read_request(reader)
        if request is not None:
            asked.append(request.target)
            page = DOCUMENT if request.target == "/v2/api-docs" else Page(b"{}", status="500 Oh")
            writer.write(catalogue.response(page.body, status=page.status, content_type=page.content_type))
            await writer.drain()

    with serving(drops) as server:
        assert found(server.url) == "v2/api-docs"
    assert len(asked) == len(set(asked))
    with serving(catalogue.closes_unanswered) as server:
        told = fetch(server.url)
        assert isinstance(told, Failure)
        assert "closed the connection without an HTTP answer" in told.message
        assert server.connections == 1


# Other hosts


def test_a_page_that_names_another_host_is_told_and_the_host_not_asked(site: Site) -> None:
    with serving_site({"/spec.json": DOCUMENT}) as other:
        site.pages = {"/docs": html(f"<redoc spec-url='{other.url}/spec.json'>")}
        told = fetch(f"{site.url}/docs")
        assert isinstance(told, Failure)
        assert f"Its page names {other.url}/spec.json" in told.hint
        assert other.asked == []
        assert found(f"{site.url}/docs", other.url.removeprefix("http://")) == "spec.json"


@pytest.mark.parametrize("name", ["ftp://far.example/x", "http://[", "javascript:alert(1)", "file:///etc/passwd"])
def test_what_no_page_may_name_is_passed_over(site: Site, name: str) -> None:
    site.pages = {"/docs": html(f"<redoc spec-url='{name}'>")}
    assert isinstance(fetch(f"{site.url}/docs"), Failure)


def test_a_redirect_to_another_host_is_told_and_not_followed(site: Site) -> None:
    with serving_site({"/openapi.json": DOCUMENT}) as other:
        away = Page(status="302 Found", headers=(f"Location: {other.url}/openapi.json",))
        site.pages = {"/openapi.json": away}
        told = fetch(f"{site.url}/openapi.json")
        assert isinstance(told, Failure)
        assert told.message == f"{site.url}/openapi.json redirects to another host: {other.url}/openapi.json."
        assert "if you trust it" in told.hint
        assert other.asked == []
        assert found(f"{site.url}/openapi.json", other.url.removeprefix("http://")) == "openapi.json"


@pytest.mark.parametrize("path", ["x", "http://127.0.0.1/x"])
def test_redirects_of_the_same_host_alone_are_followed(site: Site, path: str) -> None:
    site.pages = {"/a": Page(status="301 Moved Permanently", headers=(f"Location: {path}",)), "/x": DOCUMENT}
    assert isinstance(fetch(f"{site.url}/a", part=True), FetchedDocument) is (path == "x")


# Parts


def test_a_part_may_be_anything_and_is_asked_for_by_its_tag(site: Site) -> None:
    site.pages = {"/pet.yaml": Page(b"type: object", "text/yaml", tag='"7"')}
    first = fetch(f"{site.url}/pet.yaml", part=True)
    assert isinstance(first, FetchedDocument)
    assert (first.data, first.unchanged) == (b"type: object", False)
    again = fetch(f"{site.url}/pet.yaml", part=True, stamp=first.stamp)
    assert again == FetchedDocument(f"{site.url}/pet.yaml", "", stamp=first.stamp, unchanged=True)
    site.pages = {"/pet.yaml": Page(b"type: array", "text/yaml", tag='"8"')}
    new = fetch(f"{site.url}/pet.yaml", part=True, stamp=first.stamp)
    assert isinstance(new, FetchedDocument)
    assert new.data == b"type: array"
    assert site.asked == ["/pet.yaml"] * 3


def test_a_part_that_is_not_there_is_a_failure(site: Site) -> None:
    site.pages = {"/page": Page(b"", status="404 Not Found", headers=('Link: </it>; rel="service-desc"',))}
    for target in ("/none", "/page"):
        told = fetch(f"{site.url}{target}", part=True)
        assert isinstance(told, Failure)
        assert "404" in told.message
    unasked = fetch(f"{site.url}/304", part=True)
    assert isinstance(unasked, Failure)


def test_an_answer_without_end_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MAX_BYTES", 2 * 1024 * 1024)
    with serving(catalogue.huge) as server:
        told = fetch(server.url, part=True)
    assert isinstance(told, Failure)
    assert "not read to its end" in told.message
    assert "2.1 MB" in told.message


@pytest.mark.parametrize("handler", [catalogue.never_answers, catalogue.slow_drip])
def test_a_server_that_never_ends_is_given_up(handler: catalogue.Handler, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "PATIENCE_S", 0.3)
    with serving(handler) as server:
        told = fetch(server.url)
    assert isinstance(told, Failure)
    assert told.phase is Phase.WAIT
    assert "has not answered in full within" in told.message


def test_a_cancelled_search_ends_at_once() -> None:
    async def work() -> None:
        client = HttpClient()
        with serving(catalogue.never_answers) as server:
            task = asyncio.ensure_future(client.fetch_document(server.url))
            while not server.connections:
                await asyncio.wait({task}, timeout=0.01)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        await client.close()

    asyncio.run(work())


def test_the_order_of_places() -> None:
    places = candidates("http://h:8000/v1/docs")
    assert places[:3] == ("http://h:8000/v1/openapi.json", "http://h:8000/v1/docs", "http://h:8000/v1/swagger.json")
    assert places[-1] == "http://h:8000/.well-known/api-catalog"
    assert candidates("https://h")[:2] == ("https://h/openapi.json", "https://h/")
    assert candidates("http://h/a/b.yaml")[:2] == ("http://h/a/b.yaml", "http://h/a/openapi.json")
    assert candidates("http://h/a?x=1")[:2] == ("http://h/a?x=1", "http://h/a/openapi.json")


def test_a_server_that_is_endless_wherever_it_is_asked_comes_to_an_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "MAX_BYTES", 4 * 1024 * 1024)
    asked: list[str] = []
    left: list[Path] = []

    async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await read_request(reader)
        asked.append(request.target if request is not None else "")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
        while True:
            writer.write(b"{" * 100_000)
            await writer.drain()

    async def work(url: str) -> FetchedDocument | Failure:
        client = HttpClient(ClientSettings(folder=tmp_path))
        try:
            return await client.fetch_document(url)
        finally:
            # What came is deleted at once and not only with the client.
            left.extend(await asyncio.to_thread(lambda: [path for path in tmp_path.rglob("*") if path.is_file()]))
            await client.close()

    with serving(endless) as server:
        failure = asyncio.run(work(f"{server.url}/v1/api.json"))
    assert isinstance(failure, Failure)
    assert "it has more than 4.2 MB" in failure.message
    assert (len(asked), left) == (2, [])


def test_a_search_ends_however_many_places_answer_late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "SEARCH_S", 0.3)

    async def late(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await read_request(reader) is not None:
            await asyncio.wait({asyncio.ensure_future(asyncio.Event().wait())}, timeout=0.1)
            writer.write(catalogue.response(b"", status="404 Not Found"))
            await writer.drain()

    with serving(late) as server:
        failure = fetch(server.url)
    assert isinstance(failure, Failure)
    assert failure.message == "The server takes longer than 300 ms to tell where its document is."


def test_redirects_without_an_end_are_told(site: Site) -> None:
    site.pages = {"/a": Page(status="302 Found", headers=("Location: /a",))}
    failure = fetch(f"{site.url}/a")
    assert isinstance(failure, Failure)
    assert failure.message == f"{site.url}/a leads on and on: more than 5 redirects."


def test_a_login_in_the_address_is_sent_to_its_server_and_never_shown() -> None:
    heads: list[bytes] = []

    async def guarded(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (request := await read_request(reader)) is not None:
            heads.append(request.head)
            is_known = b"Authorization: Basic YW5uOnMzY3JldA==\r\n" in request.head and b"/api.json" in request.head
            status = "200 OK" if is_known else "401 Unauthorized"
            writer.write(catalogue.response(DOCUMENT.body, status=status, content_type="application/json"))
            await writer.drain()

    with serving(guarded) as server:
        host = server.url.removeprefix("http://")
        assert isinstance(fetch(f"http://ann:s3cret@{host}/api.json"), FetchedDocument)
        failure = fetch(f"http://ann:s3cret@{host}/v2.json")
        bare = fetch(f"{server.url}/api.json")
    assert isinstance(failure, Failure)
    assert failure.message == f"http://{host}/v2.json answered 401 Unauthorized."
    assert "s3cret" not in failure.hint + failure.detail
    assert b"s3cret" not in b"".join(heads)
    assert isinstance(bare, Failure)

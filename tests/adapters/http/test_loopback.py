from __future__ import annotations

import asyncio

import pytest

from app.adapters.http.loopback import LoopbackFetcher
from app.adapters.http.model import FetchedDocument
from app.core.exchange.model import Failure, Phase
from tests.servers.catalogue import CATALOGUE
from tests.servers.serving import serving


class Otherwise:
    """The fetcher behind it; remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def fetch_document(self, url: str) -> FetchedDocument | Failure:
        self.asked.append(url)
        return Failure(Phase.RECEIVE, "explained")


def fetch(url: str, otherwise: Otherwise) -> FetchedDocument | Failure:
    return asyncio.run(LoopbackFetcher(otherwise).fetch_document(url))


def test_a_document_that_comes_at_once_is_read_alone() -> None:
    otherwise = Otherwise()
    with serving(CATALOGUE["api"]) as server:
        found = fetch(f"{server.url}/v1/openapi.json", otherwise)
    assert isinstance(found, FetchedDocument)
    assert '"openapi"' in found.text
    assert (found.url, found.media_type) == (f"{server.url}/v1/openapi.json", "application/json")
    assert not otherwise.asked


@pytest.mark.parametrize(
    ("server_name", "path"),
    [
        ("api", "/nowhere"),
        ("hello", "/"),
        ("echo", "/"),
        ("closes-at-once", "/"),
        ("closes-unanswered", "/"),
        ("dies-mid-body", "/"),
        ("not-http", "/"),
    ],
)
def test_anything_else_is_left_to_who_can_explain_it(server_name: str, path: str) -> None:
    otherwise = Otherwise()
    with serving(CATALOGUE[server_name]) as server:
        assert fetch(f"{server.url}{path}", otherwise) == Failure(Phase.RECEIVE, "explained")
        assert otherwise.asked == [f"{server.url}{path}"]


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/openapi.json", "http://127.0.0.1:x/", "nonsense"])
def test_what_cannot_be_asked_is_left_to_the_other_too(url: str) -> None:
    otherwise = Otherwise()
    assert isinstance(fetch(url, otherwise), Failure)
    assert otherwise.asked == [url]

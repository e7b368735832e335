"""The two ways to reach the Bookstore: in process with replaced dependencies, and as the real server in its thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx2
import pytest
from fastapi.testclient import TestClient

from app.adapters.embedded_server.bookstore import BookstoreFactory, make_bookstore_server
from embedded_api.database import Database
from embedded_api.dependencies import get_database, get_quote_source
from embedded_api.factory import create_app
from embedded_api.models.answers import Quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI

    from app.adapters.embedded_server.server import EmbeddedServer


@dataclass(slots=True)
class OneQuote:
    """A quote source without a network."""

    asked: list[str]

    async def fetch(self, url: str) -> Quote:
        self.asked.append(url)
        return Quote(text="Less is more.", author="Robert Browning")


@pytest.fixture(scope="session")
def shared_app() -> FastAPI:
    return create_app()


@pytest.fixture(scope="session")
def shared_client(shared_app: FastAPI) -> Iterator[TestClient]:
    with TestClient(shared_app, raise_server_exceptions=False) as client:
        client.get("/books")  # The thread for the database is there before a test counts threads.
        yield client


@pytest.fixture
def in_process(shared_app: FastAPI, shared_client: TestClient) -> Iterator[TestClient]:
    """The app without a network; database and upstream are replaced through `dependency_overrides`."""
    database = Database(":memory:")
    database.open()
    shared_app.dependency_overrides[get_database] = lambda: database
    shared_app.dependency_overrides[get_quote_source] = lambda: OneQuote([])
    yield shared_client
    shared_app.dependency_overrides.clear()
    shared_client.cookies.clear()
    database.close()


@pytest.fixture(scope="session")
def server() -> Iterator[EmbeddedServer]:
    server = make_bookstore_server(BookstoreFactory())
    server.start()
    server.wait_until_running()
    httpx2.get(f"{server.state.url}/books")  # As above.
    yield server
    server.stop()


@pytest.fixture
def over_http(server: EmbeddedServer) -> Iterator[httpx2.Client]:
    """The real server in its thread, with fresh data."""
    with httpx2.Client(base_url=server.state.url, trust_env=False) as client:
        client.post("/reset").raise_for_status()
        yield client


@pytest.fixture(params=["in_process", "over_http"])
def client(request: pytest.FixtureRequest) -> httpx2.Client:
    """Each test that asks for this runs twice."""
    client: httpx2.Client = request.getfixturevalue(request.param)
    return client

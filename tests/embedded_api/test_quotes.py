from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.adapters.embedded_server.server import EmbeddedServer
from embedded_api.factory import create_app
from embedded_api.settings import Settings
from tests.support.bookstore import API_KEY

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx2
    from fastapi import FastAPI
    from fastapi.testclient import TestClient

    from tests.support.log_guard import ExpectedLogs


def test_a_quote(client: httpx2.Client) -> None:
    quote = client.get("/quote").json()
    assert quote["text"]
    assert quote["author"]


@pytest.mark.parametrize("headers", [{}, {"X-API-Key": "wrong"}, {"X-API-Key": ""}, {"X-API-Key": "é".encode()}])
def test_a_missing_or_wrong_key_is_403(client: httpx2.Client, headers: Any) -> None:
    response = client.get("/external-quote", headers=headers)
    assert (response.status_code, response.json()) == (403, {"detail": "Invalid API key"})


def test_the_upstream_is_asked(client: httpx2.Client) -> None:
    response = client.get("/external-quote", headers=API_KEY)
    assert response.status_code == 200, response.text
    assert response.json()["source"].endswith("/quote")


def test_by_default_the_server_asks_itself(over_http: httpx2.Client) -> None:
    response = over_http.get("/external-quote", headers=API_KEY | {"Host": "evil.example"})
    assert response.json()["source"] == str(over_http.base_url.join("/quote"))


@pytest.fixture
def upstream(request: pytest.FixtureRequest) -> Iterator[str]:
    """A server that answers every request with the parametrised status, content type and body."""
    status, body = request.param

    def make_app() -> Any:
        async def answer(scope: Any, receive: Any, send: Any) -> None:
            if scope["type"] == "lifespan":
                message = "no lifespan here"
                raise RuntimeError(message)
            headers = [(b"content-type", b"application/json"), (b"location", b"/elsewhere")]
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": body})

        return answer

    server = EmbeddedServer(make_app)
    server.start()
    yield server.wait_until_running()
    server.stop()


def ask(app: FastAPI) -> Any:
    from fastapi.testclient import TestClient

    with TestClient(app) as client:
        return client.get("/external-quote", headers=API_KEY)


@pytest.mark.parametrize("upstream", [(200, b'{"text":"Hi","author":"Me","more":1}')], indirect=True)
def test_the_upstream_can_be_configured(upstream: str) -> None:
    response = ask(create_app(Settings(quote_url=upstream)))
    assert response.json() == {"text": "Hi", "author": "Me", "source": upstream}


@pytest.mark.parametrize(
    "upstream",
    [
        (500, b'{"text":"Hi","author":"Me"}'),
        (302, b""),
        (200, b"<html>"),
        (200, b'{"text":"Hi"}'),
        (200, b"\xff\xfe"),
        (200, b"[" * 100_000),
        (200, b" " * 70_000 + b'{"text":"Hi","author":"Me"}'),
    ],
    ids=["status", "redirect", "no JSON", "no quote", "no text", "nested", "huge"],
    indirect=True,
)
@pytest.mark.expected_logs("Upstream failure in GET /external-quote", logger="embedded_api")
def test_an_upstream_that_fails_is_502(upstream: str) -> None:
    response = ask(create_app(Settings(quote_url=upstream)))
    assert (response.status_code, response.json()) == (502, {"detail": "Upstream failure"})


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://[broken", "ftp://example.org/", "http://"])
@pytest.mark.expected_logs("Upstream failure in GET /external-quote", logger="embedded_api")
def test_an_upstream_that_is_not_there_is_502(url: str) -> None:
    assert ask(create_app(Settings(quote_url=url))).status_code == 502


@pytest.mark.expected_logs("has no address of its own")
def test_without_an_address_of_its_own_it_says_so(
    shared_app: FastAPI, in_process: TestClient, expected_logs: ExpectedLogs
) -> None:
    async def over_a_unix_socket(scope: Any, receive: Any, send: Any) -> None:
        await shared_app(scope | {"server": ("/run/bookstore.sock", None)}, receive, send)

    from fastapi.testclient import TestClient

    response = TestClient(over_a_unix_socket).get("/external-quote", headers=API_KEY)
    assert (response.status_code, response.json()) == (502, {"detail": "Upstream failure"})


def test_an_address_of_ipv6_gets_its_brackets(shared_app: FastAPI, in_process: TestClient) -> None:
    async def over_ipv6(scope: Any, receive: Any, send: Any) -> None:
        await shared_app(scope | {"server": ("::1", 8000)}, receive, send)

    from fastapi.testclient import TestClient

    assert TestClient(over_ipv6).get("/external-quote", headers=API_KEY).json()["source"] == "http://[::1]:8000/quote"
